//! What the formula looks up, for all numbers up to y: primes, their sums, how many there are up to a number, and its
//! least prime factor and Möbius function.
//!
//! Made in chunks, each by a sieve of its own, then put one behind the other. O(y log log y), 10 bytes a number.

use std::ops::Range;

use super::super::small;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// The odd numbers that one chunk factors.
const CHUNK: usize = 1 << 15;

/// Lookups for the numbers from 1 to y.
pub(super) struct Tables {
    /// p(i) at i, from p(1) = 2 on; 0 at 0.
    pub(super) primes: Vec<u32>,
    /// The sum of the first i primes at i.
    pub(super) sums: Vec<u64>,
    /// At i, how many primes there are up to 2i + 1.
    counts: Vec<u32>,
    /// At i, what [`factored`] makes of 2i + 1.
    factors: Vec<u16>,
}

impl Tables {
    /// For the numbers up to `y`, which is below 2^32.
    pub(super) async fn new(job: &Job, y: u64) -> Result<Self, Stop> {
        let odd = usize::try_from(y.div_ceil(2)).unwrap_or(usize::MAX);
        let mut tables = job.leaving(Self {
            primes: collected([0, 2])?,
            sums: collected([0, 2])?,
            counts: with_room(odd)?,
            factors: with_room(odd)?,
        });
        // As many at a time as come back soon: putting them together is one thread's work.
        let at_once = 2 * job.threads();
        let chunks = odd.div_ceil(CHUNK);
        for first in (0..chunks).step_by(at_once) {
            let made = job.map(first..chunks.min(first + at_once), move |chunk| {
                Ok(factored(chunk * CHUNK..odd.min((chunk + 1) * CHUNK))?)
            });
            for (factors, primes) in made.await? {
                tables.add(&factors, &primes)?;
            }
        }
        Ok(tables.into_inner())
    }

    fn add(&mut self, factors: &[u16], primes: &[u32]) -> Result<(), NoMemory> {
        let mut from = 2 * self.factors.len() + 1;
        self.factors.try_append(factors)?;
        for &prime in primes {
            self.fill_counts(from, prime as usize)?;
            from = prime as usize;
            self.primes.try_push(prime)?;
            self.sums.try_push(self.sums[self.sums.len() - 1] + u64::from(prime))?;
        }
        self.fill_counts(from, 2 * self.factors.len() + 1)
    }

    /// The odd numbers from `from` up to the one before `to` have as many primes below them as there are so far.
    fn fill_counts(&mut self, from: usize, to: usize) -> Result<(), NoMemory> {
        // 1 has none, though 2 is there from the start.
        let count = if from == 1 { 0 } else { u32::try_from(self.primes.len() - 1).unwrap_or(u32::MAX) };
        debug_assert!(from == 1 || self.counts.len() == from / 2);
        self.counts.try_resize(to / 2, count)
    }

    /// How many primes there are up to `number`, which is at most y.
    pub(super) fn count(&self, number: u64) -> usize {
        match number {
            0 | 1 => 0,
            2 => 1,
            _ => self.counts[index(number - 1)] as usize,
        }
    }

    /// The sum of the primes up to `number`, which is at most y.
    pub(super) fn sum(&self, number: u64) -> u64 {
        self.sums[self.count(number)]
    }

    /// Of an odd number, 0 when a square divides it; else about its least prime factor, and whether it has an even number
    /// of them.
    pub(super) fn factor(&self, odd: u64) -> Factor {
        Factor(self.factors[index(odd)])
    }
}

fn index(odd: u64) -> usize {
    usize::try_from(odd / 2).unwrap_or(usize::MAX)
}

/// An odd number's least prime factor, and its Möbius function.
#[derive(Clone, Copy)]
pub(super) struct Factor(u16);

impl Factor {
    /// Whether the number is squarefree and all its prime factors are greater than `prime`: an odd prime below 2^16 - 2.
    pub(super) fn is_above(self, prime: u32) -> bool {
        // The least prime factor without its last bit is still above the prime before it.
        u32::from(self.0) > prime
    }

    /// Whether the Möbius function of the number, if that is squarefree, is 1, and not -1.
    pub(super) fn is_positive(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The entries of the odd numbers 2i + 1 for all i of `range`, and the odd primes among them.
fn factored(range: Range<usize>) -> Result<(Vec<u16>, Vec<u32>), NoMemory> {
    const MOST: u16 = u16::MAX - 1;
    let (start, end) = (2 * range.start as u64 + 1, 2 * range.end as u64);
    // The least factor, the product of those found, and the Möbius function, which starts as that of 1.
    let mut numbers = filled((0_u16, 1_u64, 1_i8), range.len())?;
    for &prime in small::PRIMES.iter().skip(1) {
        let prime = u64::from(prime);
        if prime * prime >= end {
            break;
        }
        for (step, is_square) in [(prime, false), (prime * prime, true)] {
            let first = start.next_multiple_of(step);
            let first = if first % 2 == 1 { first } else { first + step };
            let at = usize::try_from((first - start) / 2).unwrap_or(usize::MAX);
            let step = usize::try_from(step).unwrap_or(usize::MAX);
            for (least, product, moebius) in numbers.iter_mut().skip(at).step_by(step) {
                if is_square {
                    *moebius = 0;
                    continue;
                }
                if *least == 0 {
                    *least = u16::try_from(prime).unwrap_or(MOST).min(MOST);
                }
                *product *= prime;
                *moebius = -*moebius;
            }
        }
    }
    let (mut factors, mut primes) = (with_room(range.len())?, Vec::new());
    for (number, (least, product, moebius)) in (start..).step_by(2).zip(numbers) {
        let has_one_more = moebius != 0 && product < number;
        let is_positive = (moebius > 0) != has_one_more;
        // A prime may have been its own multiple. 1 has no prime factor, so all of them are above any bound.
        let is_prime = number > 1 && (least == 0 || u64::from(least) == number);
        if is_prime {
            primes.try_extend(u32::try_from(number))?;
        }
        let least =
            if least == 0 && is_prime { u16::try_from(number).unwrap_or(MOST).min(MOST) } else { least };
        let least = if number == 1 { MOST } else { least };
        factors.try_push(if moebius == 0 { 0 } else { least & !1 | u16::from(is_positive) })?;
    }
    Ok((factors, primes))
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{least_factor, moebius};
    use super::{CHUNK, Tables};
    use rayon_pool::job::block_on;

    #[test]
    fn agree_with_trial_division() {
        for most in [23, 1000, 1001, 2 * CHUNK as u64, 2 * CHUNK as u64 + 1, 200_000] {
            let tables =
                block_on(|job| async move { Tables::new(&job, most).await }).expect("nothing stops it");
            let (mut count, mut sum) = (0, 0);
            for number in 1..=most {
                if number > 1 && least_factor(number) == number {
                    count += 1;
                    sum += number;
                    assert_eq!(u64::from(tables.primes[count]), number);
                }
                assert_eq!(
                    (tables.count(number), tables.sum(number)),
                    (count, sum),
                    "up to {number} of {most}"
                );
                if number % 2 == 1 {
                    let factor = tables.factor(number);
                    for prime in [3, 5, 17, 19, 31, 251, 257, 65_521] {
                        let is_above = moebius(number) != 0 && least_factor(number) > u64::from(prime);
                        assert_eq!(factor.is_above(prime), is_above, "{number} above {prime}");
                    }
                    assert!(
                        moebius(number) == 0 || factor.is_positive() == (moebius(number) == 1),
                        "{number}"
                    );
                }
            }
            assert_eq!(tables.primes.len(), count + 1);
        }
    }
}
