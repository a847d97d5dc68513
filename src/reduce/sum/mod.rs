//! The sum of floating-point numbers: exact, and rounded once.
//!
//! That is what `Math.sumPrecise` of ECMAScript gives, but for the sum of nothing, which is 0 here.
//!
//! Whatever the numbers, their sum ends up in an [`Accumulator`]. One by one they take a dozen instructions each. So long
//! arrays go block by block, and each block in the first of these ways that is exact for it:
//!
//! 1. two [anchors](extract), for numbers of like magnitude: faster than memory can deliver them;
//! 2. four of them, which takes twice as long;
//! 3. one by one, or through [bins], if there are many such blocks: seven times as long as with two anchors.

mod accumulator;
mod bins;
mod extract;

use accumulator::Accumulator;
use bins::add_binned;
use extract::{Anchors, BLOCK, Extracted, Term};

use super::{Reduced, Reduction, Sum};

/// Up to so many numbers go one by one.
const FEW: usize = 16;

/// How many blocks keep to a slow way, once one has needed it, before a faster one is tried again.
const PATIENCE: usize = 16;

/// The sum of a chunk, as it grows.
struct Adder {
    sum: Accumulator,
    /// For blocks like the last.
    anchors: Anchors,
    /// How many blocks are still to start with four anchors.
    with_four: usize,
    /// The last block was one for which they do not do.
    was_wide: bool,
}

impl Adder {
    /// Adds the first block, or more, and gives the others.
    fn add<'a, N: Term>(&mut self, numbers: &'a [N]) -> &'a [N] {
        let (block, others) = numbers.split_at(BLOCK.min(numbers.len()));
        if self.with_four == 0 {
            if self.extract(block, N::extract_by_two) {
                self.was_wide = false;
                return others;
            }
            self.with_four = PATIENCE;
        }
        self.with_four -= 1;
        if self.extract(block, N::extract_by_four) {
            self.was_wide = false;
            return others;
        }
        if !self.was_wide {
            self.was_wide = true;
            for &number in block {
                self.sum.add(number.into());
            }
            return others;
        }
        let (blocks, others) = numbers.split_at((PATIENCE * BLOCK).min(numbers.len()));
        add_binned(blocks, &mut self.sum);
        others
    }

    /// Adds a block if this is exact for it.
    fn extract<N, const LEVELS: usize>(
        &mut self,
        block: &[N],
        extract: impl Fn(&[N], &Anchors) -> Extracted<LEVELS>,
    ) -> bool {
        loop {
            let extracted = extract(block, &self.anchors);
            if extracted.is_exact {
                extracted.gains.into_iter().for_each(|gain| self.sum.add(gain));
                return true;
            }
            // Once more, with its own.
            let own = Anchors::over(extracted.greatest);
            if own == self.anchors {
                return false;
            }
            self.anchors = own;
        }
    }
}

fn sum_of<N: Term>(chunk: &[N]) -> Accumulator {
    let mut sum = Accumulator::ZERO;
    let is_minus_zero = |&number: &N| number.into().to_bits() == f64::to_bits(-0.0);
    sum.note_zeros(chunk.iter().all(is_minus_zero));
    if chunk.len() <= FEW {
        for &number in chunk {
            sum.add(number.into());
        }
        return sum;
    }
    let anchors = Anchors::over(N::greatest(&chunk[..BLOCK.min(chunk.len())]));
    let mut adder = Adder { sum, anchors, with_four: 0, was_wide: false };
    let mut others = chunk;
    while !others.is_empty() {
        others = adder.add(others);
    }
    adder.sum
}

impl<N: Term> Reduction<N> for Sum {
    type Partial = Accumulator;

    fn nothing() -> Accumulator {
        Accumulator::ZERO
    }

    fn of(chunk: &[N]) -> Accumulator {
        sum_of(chunk)
    }

    fn merge(left: Accumulator, right: Accumulator) -> Accumulator {
        left.and(right)
    }

    fn reduced(sum: Accumulator) -> Reduced {
        Reduced::Float(sum.rounded())
    }
}
