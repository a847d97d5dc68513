//! The products of two primes above y.
//!
//! B = sum of f(p) S(x/p) over the primes y < p <= x^(1/2) (the P2 of Meissel's formula, all but a closed term; Gourdon
//! 2001, formula for B). The numbers x/p lie between the square root of x and x/y, which a sieve goes over; the primes
//! p of a stretch of that, which run the other way, are sieved with it.
//!
//! A chunk does not know the sum over the primes before it. It adds up its own and how much the sum before it weighs; the
//! rest is made up for at the end.
//!
//! O(x/y log log x) time, O(y) memory.

use std::ops::Range;
use std::sync::Arc;

use super::super::sieve::{self, BasePrimes, WHEEL};
use super::super::small;
use super::function::{Function, Ring};
use super::progress::Share;
use super::table::{SPAN, UP_TO};
use super::tables::Tables;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};

/// The numbers of a chunk, at most: about a millisecond.
const LARGEST_CHUNK: u64 = 1 << 23;
/// At least: sieves take a while to set up.
const SMALLEST_CHUNK: u64 = 1 << 18;

/// What comes of the primes between y and the square root of x.
pub(super) struct Semiprimes<S> {
    /// B.
    pub(super) sum: S,
    /// The sum of f over them, and of its squares.
    pub(super) primes: S,
    pub(super) squares: S,
}

/// What a chunk knows.
struct Stretch<S> {
    /// The sum over its primes.
    total: S,
    /// The sums of f(p), and of its squares, over the p whose x/p are in it.
    asked: S,
    squares: S,
    /// The sum of f(p) times that over the primes from its start to x/p.
    sum: S,
}

impl<S: Ring> Semiprimes<S> {
    pub(super) async fn new<F: Function<Sum = S>>(
        job: &Job,
        tables: &Arc<Tables>,
        share: Share,
    ) -> Result<Self, Stop> {
        let bounds = &tables.bounds;
        // Sieves start on the wheel, a little below the smallest x/p.
        let start = bounds.root - bounds.root % WHEEL;
        let end = bounds.x / (bounds.y + 1) + 1;
        let base = BasePrimes::new(tables.primes.iter().copied(), end.isqrt())?;
        let mut above_start = S::new(0);
        sieve::sieve(start..bounds.root + 1, &base, job, |base, flags| {
            above_start += of_flags::<F>(flags, base);
            Ok(())
        })?;
        let to_y = tables.up_to::<F>(bounds.y);

        let fair = (end - start) / (8 * job.threads() as u64);
        let length = fair.clamp(SMALLEST_CHUNK, LARGEST_CHUNK).next_multiple_of(WHEEL);
        let chunks = usize::try_from((end - start).div_ceil(length)).unwrap_or(usize::MAX);
        let share = Arc::new(share);
        let (tables, inner, told) = (Arc::clone(tables), job.clone(), Arc::clone(&share));
        let work = move |chunk| {
            let low = start + chunk as u64 * length;
            let stretch = Stretch::of::<F>(low..(low + length).min(end), &tables, &base, &inner);
            told.advance(1.0 / chunks as f64);
            stretch
        };
        let stretches = job.map(0..chunks, work).await?;
        // All those parts of 1 may add up to a little less.
        share.end();
        let primes = stretches.iter().map(|stretch| stretch.asked).sum();
        let squares = stretches.iter().map(|stretch| stretch.squares).sum();
        let (mut sum, mut before) = (S::new(0), to_y + primes - above_start);
        for stretch in stretches {
            sum += stretch.sum + stretch.asked * before;
            before += stretch.total;
        }
        Ok(Self { sum, primes, squares })
    }
}

impl<S: Ring> Stretch<S> {
    fn of<F: Function<Sum = S>>(
        numbers: Range<u64>,
        tables: &Tables,
        base: &BasePrimes,
        job: &Job,
    ) -> Result<Self, Stop> {
        let bounds = &tables.bounds;
        // x/p is below the end when p is above x/end.
        let above = (bounds.x / numbers.end).max(bounds.y);
        let up_to = bounds.root.min(bounds.x / numbers.start.max(1));
        let mut primes = Vec::new();
        if above < up_to {
            let from = (above + 1) - (above + 1) % WHEEL;
            sieve::sieve(from..up_to + 1, base, job, |base, flags| {
                Ok(small::collect(base, flags, &mut primes)?)
            })?;
        }
        let first = primes.partition_point(|&prime| u64::from(prime) <= above);
        let mut primes = &primes[first..];
        let none = S::new(0);
        let mut stretch = Self { total: none, asked: none, squares: none, sum: none };
        sieve::sieve(numbers, base, job, |base, flags| {
            ask::<F>(flags, base, bounds.x, &mut primes, &mut stretch);
            Ok(())
        })?;
        Ok(stretch)
    }
}

fastest! {
    /// The sum over the primes of `flags`, which start at `base`.
    fn of_flags<F: Function>(flags: &[u8], base: u64) -> F::Sum {
        let (words, rest) = flags.as_chunks::<8>();
        F::of_words(words, base) + F::of_words(&[padded(rest)], base + words.len() as u64 * SPAN)
    }
}

fastest! {
    /// Adds up the primes of the sieved `flags`, and those up to the quotient of `x` by each of `primes` that is among
    /// them: the smallest quotient is that by the last.
    fn ask<F: Function>(flags: &[u8], base: u64, x: u64, primes: &mut &[u32], stretch: &mut Stretch<F::Sum>) -> () {
        let (words, rest) = flags.as_chunks::<8>();
        let last = padded(rest);
        let mut passed = 0;
        let end = base + flags.len() as u64 * WHEEL;
        let first = |word: usize| base + word as u64 * SPAN;
        while let Some((&prime, others)) = primes.split_last() {
            let (p, number) = (u64::from(prime), x / u64::from(prime));
            if number >= end {
                break;
            }
            *primes = others;
            let offset = number - base;
            let word = (offset / SPAN) as usize;
            stretch.total += F::of_words(&words[passed..word], first(passed));
            passed = word;
            let flags = words.get(word).copied().unwrap_or(last);
            let flags = u64::from_le_bytes(flags) & UP_TO[(offset % SPAN) as usize];
            let of_p = F::of(p);
            stretch.sum += of_p * (stretch.total + F::of_words(&[flags.to_le_bytes()], first(word)));
            stretch.asked += of_p;
            stretch.squares += of_p * of_p;
        }
        stretch.total += F::of_words(&words[passed..], first(passed)) + F::of_words(&[last], first(words.len()));
    }
}

/// Less than a word, as one.
#[inline(always)]
fn padded(flags: &[u8]) -> [u8; 8] {
    let mut word = [0; 8];
    word[..flags.len()].copy_from_slice(flags);
    word
}
