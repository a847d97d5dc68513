//! The numbers m that the formula's sums run over, and their Moebius function.
//!
//! They are those up to y that are square-free and have no prime factor among the first seven. One in six numbers is like
//! that, so that a list of them takes less than a table over all numbers, and is shorter to
//! walk.
//!
//! O(y log log y) time and 6 bytes for each number of the list, about 1.1 y bytes.

use std::ops::Range;
use std::sync::Arc;

use super::progress::Share;
use super::tiny;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, filled, with_room};

/// The numbers that one chunk looks at: what there is to know of them stays in a second-level cache.
const CHUNK: u64 = 1 << 15;
/// The chunks whose numbers are put together in one turn: in one for all of them they may be too much.
const A_TURN: usize = 16;

/// The list, in ascending order from 1 on.
#[derive(Default)]
pub(super) struct Squarefree {
    pub(super) numbers: Vec<u32>,
    /// What to know about each: [`Tag`].
    pub(super) tags: Vec<Tag>,
}

/// A number's smallest prime factor, and the sign of its Moebius function, in 16 bits.
///
/// The factor is odd, so its lowest bit is free for the sign: set, mu is -1. The factors of primes from 2^16 on, which
/// are themselves, are cut to that: no question is asked about primes that large. 1 counts as having only such factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag(u16);

impl Tag {
    pub(super) const ONE: Self = Self(u16::MAX - 1);

    fn new(smallest: u64, mu: i64) -> Self {
        let smallest = u16::try_from(smallest).unwrap_or(u16::MAX);
        Self(if mu < 0 { smallest } else { smallest - 1 })
    }

    /// Whether all prime factors are above `prime`, an odd prime below 2^16.
    #[inline(always)]
    pub(super) fn is_above(self, prime: u16) -> bool {
        self.0 > prime
    }

    /// Whether mu is -1: for an odd number of prime factors.
    #[inline(always)]
    pub(super) fn is_odd(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Squarefree {
    /// Of the numbers up to `y`; `primes` are all up to its root and more.
    pub(super) async fn new(job: &Job, primes: &Arc<Vec<u32>>, y: u64, share: Share) -> Result<Self, Stop> {
        let primes = Arc::clone(primes);
        let chunks = usize::try_from(y.div_ceil(CHUNK)).unwrap_or(usize::MAX);
        let parts = job.map(0..chunks, move |chunk| {
            let start = chunk as u64 * CHUNK;
            share.advance(1.0 / chunks as f64);
            Ok(Self::of(start + 1..(start + CHUNK).min(y) + 1, &primes)?)
        });
        let parts = parts.await?;
        let length = parts.iter().map(|part| part.numbers.len()).sum();
        let all = Self { numbers: with_room(length)?, tags: with_room(length)? };
        let (mut parts, mut all) = (job.deferred_drop(parts.into_iter()), job.deferred_drop(all));
        while parts.len() > 0 {
            let append = move || {
                for part in parts.by_ref().take(A_TURN) {
                    all.numbers.try_append(&part.numbers)?;
                    all.tags.try_append(&part.tags)?;
                }
                Ok((parts, all))
            };
            (parts, all) = job.step(append).await?;
        }
        Ok(all.into_inner())
    }

    /// Those among `range`, which starts at an odd number.
    fn of(range: Range<u64>, primes: &[u32]) -> Result<Self, NoMemory> {
        let start = range.start;
        let length = (range.end - start).div_ceil(2) as usize;
        // For each odd number the product of the prime factors found, 0 once it is out; how many; and the smallest.
        let mut found = filled((1_u32, 0_u8, 0_u16), length)?;
        let first = |step: u64| {
            let multiple = start.next_multiple_of(step);
            (if multiple % 2 == 1 { multiple } else { multiple + step } - start) / 2
        };
        let factors = primes.iter().map(|&prime| u64::from(prime));
        for prime in factors.skip(1).take_while(|prime| prime * prime < range.end) {
            let is_tiny = tiny::PRIMES.contains(&prime);
            for number in found.iter_mut().skip(first(prime) as usize).step_by(prime as usize) {
                let smallest = if number.2 == 0 { prime as u16 } else { number.2 };
                *number = if is_tiny {
                    (0, 0, smallest)
                } else {
                    (number.0 * prime as u32, number.1 + 1, smallest)
                };
            }
            if is_tiny {
                continue;
            }
            let square = prime * prime;
            found
                .iter_mut()
                .skip(first(square) as usize)
                .step_by(square as usize)
                .for_each(|number| number.0 = 0);
        }
        let mut list = Self::default();
        for ((product, factors, smallest), number) in found.into_iter().zip((start..).step_by(2)) {
            let product = u64::from(product);
            if product == 0 || number >= range.end {
                continue;
            }
            let tag = if number == 1 {
                Tag::ONE
            } else if product == number {
                Tag::new(smallest.into(), if factors % 2 == 0 { 1 } else { -1 })
            } else {
                // One prime factor is above the root.
                let largest = number / product;
                if tiny::PRIMES.contains(&largest) {
                    continue;
                }
                let smallest = if factors == 0 { number } else { smallest.into() };
                Tag::new(smallest, if factors % 2 == 0 { -1 } else { 1 })
            };
            list.numbers.try_push(number as u32)?;
            list.tags.try_push(tag)?;
        }
        Ok(list)
    }

    /// Where in the list the numbers above `from` and up to `to` are.
    pub(super) fn between(&self, from: u64, to: u64) -> Range<usize> {
        let start = self.numbers.partition_point(|&number| u64::from(number) <= from);
        let end = self.numbers.partition_point(|&number| u64::from(number) <= to);
        start..end.max(start)
    }
}
