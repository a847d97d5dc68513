//! A stretch of numbers from which one prime's multiples after another's are taken out, and which at any time knows how
//! many of the numbers up to any of its numbers are left, and their sum.
//!
//! Flags are as everywhere on the wheel of 30. On top of them stand two levels of sums, of 8 and of 512 bytes, which are
//! kept up to date as numbers go. So taking out costs three subtractions, and asking costs up to 64 additions, several at
//! once. (Counts are quicker found by counting bits again: see [`Counts`](super::counts::Counts). Sums of residues cost
//! five times as much.)

use std::num::Wrapping;
use std::ops::Range;

use super::super::crossing::Crossing;
use super::super::presieve::fill_with_first_pattern;
use super::super::sieve::WHEEL;
use super::super::wheel::RESIDUES;
use super::function::Tally;
use super::table::{SPAN, UP_TO};
use rayon_pool::memory::{NoMemory, filled};

/// How many numbers, and the sum of their distances from the start of the segment: in the upper and the lower bits of one
/// word. A segment has less than 2^20 numbers left at the start, less than 2^22 apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Left(u64);

const SUM_BITS: u32 = 43;

impl Left {
    const fn of(count: u64, distances: u64) -> Self {
        Self(count << SUM_BITS | distances)
    }

    /// The sum of the numbers, when the segment starts at `low`.
    #[inline(always)]
    fn sum(self, low: u64) -> Wrapping<u128> {
        let Self(both) = self;
        Wrapping(u128::from(low) * u128::from(both >> SUM_BITS) + u128::from(both & ((1 << SUM_BITS) - 1)))
    }
}

/// The bytes that a sum of the lower level is about: a word of flags.
const SMALL: usize = 8;
/// How many of these a sum of the upper level is about.
const SMALL_IN_LARGE: usize = 64;
const LARGE: usize = SMALL * SMALL_IN_LARGE;

/// The numbers of a segment that are left.
pub(in super::super) struct Sums {
    /// Where the segment starts.
    low: u64,
    flags: Vec<[u8; SMALL]>,
    small: Vec<Left>,
    large: Vec<Left>,
    /// What is left before each of the upper level, if that is settled.
    before: Vec<Left>,
    is_settled: bool,
    whole: Left,
}

impl Tally<Wrapping<u128>> for Sums {
    const GRAIN: u64 = LARGE as u64 * WHEEL;
    const LARGEST: u64 = 1 << 17;

    fn new(length: u64) -> Result<Self, NoMemory> {
        let large = length.div_ceil(LARGE as u64 * WHEEL) as usize;
        let small = large * SMALL_IN_LARGE;
        Ok(Self {
            low: 0,
            flags: filled([0; SMALL], small)?,
            small: filled(Left(0), small)?,
            large: filled(Left(0), large)?,
            before: filled(Left(0), large)?,
            is_settled: false,
            whole: Left(0),
        })
    }

    #[inline(always)]
    fn fill(&mut self, range: Range<u64>) {
        self.low = range.start;
        fill_with_first_pattern(range, self.flags.as_flattened_mut());
        for (word, (small, &flags)) in self.small.iter_mut().zip(&self.flags).enumerate() {
            *small = of_word(word, flags);
        }
        for (large, small) in self.large.iter_mut().zip(self.small.chunks(SMALL_IN_LARGE)) {
            *large = of_all(small);
        }
        self.whole = of_all(&self.large);
        self.is_settled = false;
    }

    #[inline(always)]
    fn total(&self) -> Wrapping<u128> {
        self.whole.sum(self.low)
    }

    #[inline(always)]
    fn settle(&mut self) {
        if !self.is_settled {
            let mut passed = 0;
            for (before, large) in self.before.iter_mut().zip(&self.large) {
                *before = Left(passed);
                passed += large.0;
            }
            self.is_settled = true;
        }
    }

    #[inline(always)]
    fn up_to(&self, offset: u32) -> Wrapping<u128> {
        debug_assert!(self.is_settled);
        let word = offset as usize / SPAN as usize;
        let large = word / SMALL_IN_LARGE;
        let flags = u64::from_le_bytes(self.flags[word]) & UP_TO[offset as usize % SPAN as usize];
        let within =
            of_all(&self.small[large * SMALL_IN_LARGE..word]).0 + of_word(word, flags.to_le_bytes()).0;
        Left(self.before[large].0 + within).sum(self.low)
    }

    #[inline(always)]
    fn cross_off(&mut self, _: u32, crossing: &mut Crossing) {
        let Self { flags, small, large, whole, .. } = self;
        let mut all_gone = 0;
        crossing.cross_off(flags.as_flattened_mut(), |at, flags, mask| {
            let was_there = u64::from(*flags & !mask != 0);
            *flags &= mask;
            let residue = u64::from(RESIDUES[(!mask).trailing_zeros() as usize]);
            let gone = Left::of(1, at as u64 * WHEEL + residue).0 & was_there.wrapping_neg();
            small[at / SMALL].0 -= gone;
            large[at / LARGE].0 -= gone;
            all_gone += gone;
        });
        whole.0 -= all_gone;
        self.is_settled = false;
    }
}

#[inline(always)]
fn of_all(sums: &[Left]) -> Left {
    Left(sums.iter().map(|left| left.0).sum())
}

/// What the flags of word number `word` show, all eight bytes at once.
#[inline(always)]
fn of_word(word: usize, flags: [u8; SMALL]) -> Left {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const PAIRS: u64 = 0x00ff_00ff_00ff_00ff;
    // From each byte its eight bits, and their residues' sum, which is at most 120.
    let flags = u64::from_le_bytes(flags);
    let (mut counts, mut residues) = (0, 0);
    for (bit, residue) in RESIDUES.into_iter().enumerate() {
        let shown = flags >> bit & ONES;
        counts += shown;
        residues += shown * u64::from(residue);
    }
    // The top byte of a product with weights is the weighted sum of the bytes: at most 8 · 28.
    let count = counts.wrapping_mul(ONES) >> 56;
    let bytes = counts.wrapping_mul(u64::from_le_bytes([7, 6, 5, 4, 3, 2, 1, 0])) >> 56;
    let pairs = (residues & PAIRS) + (residues >> 8 & PAIRS);
    let residues = pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48;
    Left::of(count, (word * SMALL) as u64 * WHEEL * count + bytes * WHEEL + residues)
}
