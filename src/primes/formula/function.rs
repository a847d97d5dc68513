//! What is added up over the primes.
//!
//! The formula holds for any f with f(m n) = f(m) f(n): here for 1, which counts, and for n itself. What differs is how
//! fast sums over the numbers of a range can be looked up, while numbers go out of it.

use std::iter::Sum;
use std::num::Wrapping;
use std::ops::{Add, AddAssign, Mul, Range, Sub};

use super::super::crossing::Crossing;
use super::super::sieve::WHEEL;
use rayon_pool::memory::NoMemory;

/// Sums, modulo a power of two that the result is below: parts of them may be larger, and signs come and go.
pub(in super::super) trait Ring:
    Copy
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + Sum
    + 'static
{
    fn new(number: u64) -> Self;

    /// Half of a sum that is even, and not too large.
    fn half(self) -> Self;
}

impl Ring for Wrapping<u64> {
    #[inline(always)]
    fn new(number: u64) -> Self {
        Self(number)
    }

    fn half(self) -> Self {
        self >> 1
    }
}

impl Ring for Wrapping<u128> {
    #[inline(always)]
    fn new(number: u64) -> Self {
        Self(number.into())
    }

    fn half(self) -> Self {
        self >> 1
    }
}

/// A function f, and how its sums are looked up.
pub(in super::super) trait Function: Sized + Send + Sync + 'static {
    type Sum: Ring;
    type Rough: Rough<Self::Sum>;
    type Table: Table<Self::Sum>;
    type Tally: Tally<Self::Sum>;

    /// What the hard leaves take of the time, and what the easy ones do.
    const PARTS: [f64; 2];

    /// f(n).
    fn of(number: u64) -> Self::Sum;

    /// Adds to `prefixes` what [`of_first`](Function::of_first) wants of the next `primes`.
    fn extend(prefixes: &mut Vec<u64>, primes: &[u32]) -> Result<(), NoMemory>;

    /// The sum over the first `count` primes.
    fn of_first(count: u64, prefixes: &[u64]) -> Self::Sum;

    /// The sum over the numbers that `words` of flags show, `first` being the one that they start at.
    fn of_words(words: &[[u8; 8]], first: u64) -> Self::Sum;
}

/// Sums over what the first seven primes do not divide.
pub(in super::super) trait Rough<S>: Sized {
    fn new() -> Result<Self, NoMemory>;

    /// Up to a number.
    fn up_to(&self, number: u64) -> S;
}

/// Sums over the primes of a stretch, up to any number of it. The wheel's own primes are left out.
pub(in super::super) trait Table<S>: Default + Send {
    /// The longest stretch, in units of [`easy`](super::easy): its table takes half of a usual second-level cache.
    const MOST: u64;

    /// Adds what the sieve shows of the next numbers, from `first` on. All but the last call give whole words.
    fn extend(&mut self, first: u64, flags: &[u8]) -> Result<(), NoMemory>;

    /// Over the whole stretch.
    fn total(&self) -> S;

    /// Up to the number `offset` places behind the first.
    fn up_to(&self, offset: u32) -> S;
}

/// Sums over what is left of a segment, while primes take more and more out.
pub(in super::super) trait Tally<S>: Sized + Send {
    /// Segments are multiples of this many numbers, but for the last one of a sweep.
    const GRAIN: u64;
    /// How many bytes of flags the longest segment has at least.
    const SMALLEST: u64 = 2 << 10;
    /// And at most.
    const LARGEST: u64;

    /// How many numbers the longest segment of a sweep to `end` has, if primes up to `largest` cross off.
    fn length_for(end: u64, largest: u64) -> u64 {
        let bytes = (end / WHEEL / 64).max(largest / WHEEL).clamp(Self::SMALLEST, Self::LARGEST);
        (bytes * WHEEL).next_multiple_of(Self::GRAIN)
    }

    /// For segments of at most `length` numbers.
    fn new(length: u64) -> Result<Self, NoMemory>;

    /// Takes the numbers of `range` in, all but the multiples of the first seven primes. The range starts on a word. Where it is
    /// shorter than the longest segment, nothing is left behind it.
    fn fill(&mut self, range: Range<u64>);

    /// Over all that is left.
    fn total(&self) -> S;

    /// Gets ready to be asked.
    fn settle(&mut self);

    /// Up to the number `offset` places behind the first, if the tally is settled.
    fn up_to(&self, offset: u32) -> S;

    /// Takes the multiples of `prime`, whose way this is, out.
    fn cross_off(&mut self, prime: u32, crossing: &mut Crossing);
}
