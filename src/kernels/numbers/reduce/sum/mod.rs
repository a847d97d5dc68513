//! The sum of floating-point numbers: exact, and rounded once.
//!
//! That is what `Math.sumPrecise` of ECMAScript gives, but for the sum of nothing, which is 0 here.
//!
//! Whatever the numbers, their sum ends up in an [`Accumulator`]. One by one they take a dozen instructions each. So long
//! arrays go block by block, and each block in the first of these ways that is exact for it:
//!
//! 1. two [anchors](extract), for numbers of like magnitude: faster than memory can deliver them;
//! 2. four of them, which takes twice as long;
//! 3. one by one, or through [bins], if there are many such blocks: six times as long.
#![allow(clippy::inline_always, reason = "see `fastest`")]

mod accumulator;
mod bins;
mod extract;

use accumulator::Accumulator;
use bins::add_binned;
use extract::{ANCHORS, Anchors, BLOCK, extract};

use super::{Reduced, Reduction, Sum};
use crate::kernels::fastest::fastest;

/// Up to so many numbers go one by one.
const FEW: usize = 24;

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
    #[inline(always)]
    fn add<'a, N: Copy + Into<f64>>(&mut self, numbers: &'a [N]) -> &'a [N] {
        let (block, others) = numbers.split_at(BLOCK.min(numbers.len()));
        if self.with_four == 0 {
            if self.extract::<N, 2>(block) {
                self.was_wide = false;
                return others;
            }
            self.with_four = PATIENCE;
        }
        self.with_four -= 1;
        if self.extract::<N, ANCHORS>(block) {
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

    /// Adds a block if so many anchors are enough for it.
    #[inline(always)]
    fn extract<N: Copy + Into<f64>, const LEVELS: usize>(&mut self, block: &[N]) -> bool {
        loop {
            let extracted = extract::<N, LEVELS>(block, &self.anchors);
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

#[inline(always)]
fn sum_of<N: Copy + Into<f64>>(chunk: &[N]) -> Accumulator {
    let mut sum = Accumulator::ZERO;
    let is_minus_zero = |&number: &N| number.into().to_bits() == f64::to_bits(-0.0);
    sum.note_zeros(chunk.iter().all(is_minus_zero));
    if chunk.len() <= FEW {
        for &number in chunk {
            sum.add(number.into());
        }
        return sum;
    }
    // None are needed to find the greatest.
    let first = extract::<N, 0>(&chunk[..BLOCK.min(chunk.len())], &Anchors::over(0.0));
    let mut adder = Adder { sum, anchors: Anchors::over(first.greatest), with_four: 0, was_wide: false };
    let mut others = chunk;
    while !others.is_empty() {
        others = adder.add(others);
    }
    adder.sum
}

macro_rules! sums {
    ($($float:ty, $sum_of:ident);*) => {
        $(
            fastest! {
                fn $sum_of(chunk: &[$float]) -> Accumulator {
                    sum_of(chunk)
                }
            }

            impl Reduction<$float> for Sum {
                type Partial = Accumulator;

                fn nothing() -> Accumulator {
                    Accumulator::ZERO
                }

                fn of(chunk: &[$float]) -> Accumulator {
                    $sum_of(chunk)
                }

                fn merge(left: Accumulator, right: Accumulator) -> Accumulator {
                    left.and(right)
                }

                fn reduced(sum: Accumulator) -> Reduced {
                    Reduced::Float(sum.rounded())
                }
            }
        )*
    };
}
sums!(f32, sum_of_singles; f64, sum_of_doubles);
