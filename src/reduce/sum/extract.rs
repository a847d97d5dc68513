//! Sums of blocks at the speed of memory, and proof that nothing was lost: most blocks of most arrays.
//!
//! An anchor is 1.5 times a power of two, so large that adding all terms of a block to it leaves it between that power and
//! the next. Then every such addition rounds to multiples of the same unit, the last bit of the anchor; what a term adds
//! to it, and what is left of the term, are exact, by one subtraction each. What is left is at most half that unit, and
//! goes to a second anchor. When nothing is left of any term behind the last anchor, the block's sum is what the anchors
//! have gained.
//!
//! Each anchor takes in 41 bits. So two take the terms of a block if each ends no more than 80 bits below where the
//! greatest begins: doubles of 53 bits whose exponents differ by at most 28.
//!
//! The extraction is that of S. Rump, T. Ogita and S. Oishi, "Accurate floating-point summation, part I", 2008, and its anchors
//! are kept through a block as in J. Demmel and H. D. Nguyen, "Parallel reproducible summation", 2015.
#![allow(clippy::inline_always, reason = "see `fastest`")]

use std::array::from_fn;
use std::iter::zip;
use std::ops::{Add, Sub};

use super::accumulator::FRACTION;
use crate::fastest::fastest;

/// How many terms share their anchors. They are in the cache, should they be needed again.
pub(super) const BLOCK: usize = 1 << BLOCK_BITS;
const BLOCK_BITS: u64 = 10;

/// How far the first anchor is above the greatest term: a block of such terms is below a quarter of its power.
const ABOVE: u64 = 1 + BLOCK_BITS + 2;

/// How far each anchor is below the one before. What is left of a term is at most 2^-53 of an anchor's power, a block of
/// that at most 2^(10 - 53), and a quarter of an anchor's power is enough for it.
const STEP: u64 = 53 - BLOCK_BITS - 2;

/// Four in a register, and two registers of them: they do not wait for one another.
const LANES: usize = 8;

/// The most anchors that there are.
const ANCHORS: usize = 4;

/// What the terms of a block are added to.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Anchors {
    anchors: [f64; ANCHORS],
    /// All terms have to be below.
    limit: f64,
}

impl Anchors {
    /// Those for terms that are no greater; or, since anchors have to be finite, the highest.
    pub(super) fn over(greatest: f64) -> Self {
        let exponent = (greatest.to_bits() >> FRACTION).min((f64::MAX.to_bits() >> FRACTION) - ABOVE);
        let first = exponent + ABOVE;
        Self {
            // At the least exponent the last bit is that of all doubles: there, nothing is ever left.
            anchors: from_fn(|at| anchor(first.saturating_sub(STEP * at as u64).max(1))),
            limit: f64::from_bits((exponent + 1) << FRACTION),
        }
    }
}

/// 1.5 times the power of two that has this exponent.
fn anchor(exponent: u64) -> f64 {
    f64::from_bits(exponent << FRACTION | 1 << (FRACTION - 1))
}

/// What a block gave to some anchors.
pub(super) struct Extracted<const LEVELS: usize> {
    /// What each of them gained.
    pub(super) gains: [f64; LEVELS],
    /// The greatest magnitude among the terms that are numbers.
    pub(super) greatest: f64,
    /// That is all there was.
    pub(super) is_exact: bool,
}

/// As many numbers as one register takes. The compiler does the four as one only where they are spelled out; a loop over
/// all lanes it takes number by number.
#[derive(Clone, Copy)]
struct Quad([f64; 4]);

impl Quad {
    #[inline(always)]
    fn of(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        let (Self(left), Self(right)) = (self, other);
        let at = |place: usize| act(left[place], right[place]);
        Self([at(0), at(1), at(2), at(3)])
    }
}

impl Add for Quad {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.of(other, |a, b| a + b)
    }
}

impl Sub for Quad {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.of(other, |a, b| a - b)
    }
}

/// One register's share of the anchors.
#[derive(Clone, Copy)]
struct Lanes<const LEVELS: usize> {
    sums: [Quad; LEVELS],
    greatest: Quad,
    /// The bits of all that was left.
    left: [u64; 4],
}

impl<const LEVELS: usize> Lanes<LEVELS> {
    #[inline(always)]
    fn take(&mut self, terms: Quad) {
        let magnitudes = terms.of(terms, |term, _| term.abs());
        self.greatest =
            magnitudes.of(self.greatest, |term, greatest| if term > greatest { term } else { greatest });
        let mut left = terms;
        for sum in &mut self.sums {
            let next = *sum + left;
            left = left - (next - *sum);
            *sum = next;
        }
        let at = |place: usize| self.left[place] | left.0[place].to_bits();
        self.left = [at(0), at(1), at(2), at(3)];
    }
}

/// Adds a block to the first anchors.
#[inline(always)]
fn extract<N: Copy + Into<f64>, const LEVELS: usize>(block: &[N], anchors: &Anchors) -> Extracted<LEVELS> {
    let start = Lanes::<LEVELS> {
        sums: from_fn(|level| Quad([anchors.anchors[level]; 4])),
        greatest: Quad([0.0; 4]),
        left: [0; 4],
    };
    let mut lanes = [start; LANES / 4];
    let (whole, rest) = block.as_chunks::<LANES>();
    for terms in whole {
        let (quads, _) = terms.as_chunks();
        for (lane, &[a, b, c, d]) in zip(&mut lanes, quads) {
            lane.take(Quad([a.into(), b.into(), c.into(), d.into()]));
        }
    }
    for &term in rest {
        lanes[0].take(Quad([term.into(), 0.0, 0.0, 0.0]));
    }

    // Exact, too: multiples of the anchor's last bit, and together no more than its quarter.
    let gain = |level: usize| {
        let sums = lanes.iter().flat_map(|lane| lane.sums[level].0);
        sums.map(|sum| sum - anchors.anchors[level]).sum()
    };
    let greatest = lanes.iter().flat_map(|lane| lane.greatest.0).fold(0.0, f64::max);
    // But for the sign, as what is left of -0 is -0. Of a NaN, a NaN is left.
    let is_nothing_left = lanes.iter().flat_map(|lane| lane.left).all(|left| left << 1 == 0);
    Extracted { gains: from_fn(gain), greatest, is_exact: is_nothing_left && greatest < anchors.limit }
}

/// A number that can be summed.
pub(super) trait Term: Copy + Into<f64> + 'static {
    /// The greatest magnitude in a block.
    fn greatest(block: &[Self]) -> f64;
    /// Adds a block to two anchors.
    fn extract_by_two(block: &[Self], anchors: &Anchors) -> Extracted<2>;
    /// Adds a block to four anchors.
    fn extract_by_four(block: &[Self], anchors: &Anchors) -> Extracted<4>;
}

macro_rules! terms {
    ($($float:ty),*) => {
        $(impl Term for $float {
            fn greatest(block: &[Self]) -> f64 {
                fastest! {
                    fn greatest(block: &[$float]) -> f64 {
                        // It takes none.
                        extract::<$float, 0>(block, &Anchors::over(0.0)).greatest
                    }
                }
                greatest(block)
            }

            fn extract_by_two(block: &[Self], anchors: &Anchors) -> Extracted<2> {
                fastest! {
                    fn by_two(block: &[$float], anchors: &Anchors) -> Extracted<2> {
                        extract(block, anchors)
                    }
                }
                by_two(block, anchors)
            }

            fn extract_by_four(block: &[Self], anchors: &Anchors) -> Extracted<4> {
                fastest! {
                    fn by_four(block: &[$float], anchors: &Anchors) -> Extracted<4> {
                        extract(block, anchors)
                    }
                }
                by_four(block, anchors)
            }
        })*
    };
}
terms!(f32, f64);
