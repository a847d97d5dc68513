//! Counting and adding up the primes below a limit.
//!
//! Neither takes a sieve over all of them, but for sums to a million: see `count` and `sum`, and the `formula` that both use.
//! Where a sieve is used for the numbers themselves, the range is cut into chunks of a millisecond or two, in *rounds*: each
//! round reaches four times as far as the one before and sieves with base primes that reach twice as far. That way the
//! memory is that of the primes up to the square root of what has been reached, not of the limit, and a job that is
//! cancelled has not made base primes that it never used.

mod among;
mod count;
mod crossing;
mod cube_root;
mod formula;
mod montgomery;
mod node;
mod presieve;
mod primality;
mod sieve;
mod sieved;
mod small;
mod sum;
mod wheel;

use std::ops::Range;
use std::sync::Arc;

pub use among::{Candidate, Found, MAX_SAFE, Unfit, Value, primes_among};
pub use count::count_below;
use sieve::BasePrimes;
pub use sieved::count_by_sieve;
pub use sum::{CUTOFF, sum_below, sum_below_with};

use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{TryGrow, collected, with_room};

/// The numbers of a chunk while base primes are few: a millisecond or two, in one segment.
const SMALLEST_CHUNK: u64 = (512 << 10) * sieve::WHEEL;

/// The same where the primes are written down, in memory that is fresh: that takes longer than finding them.
const COLLECTED_CHUNK: u64 = SMALLEST_CHUNK / 8;

/// Where the first round ends: its base primes are the ones that every process has at hand.
const FIRST_ROUND: u64 = small::BELOW * small::BELOW;

/// A part of the way to the limit, with the base primes that sieve it.
struct Round {
    range: Range<u64>,
    root: u64,
    primes: Arc<BasePrimes>,
}

impl Round {
    /// A range of `length` numbers or more, on the wheel: with more base primes each range has more to set up, and has
    /// to be longer to be worth it.
    fn at_least(&self, length: u64) -> u64 {
        length.max(self.root.saturating_mul(16)).next_multiple_of(sieve::WHEEL)
    }

    /// The range in chunks: how many there are, and which numbers each has.
    fn chunks(&self) -> (usize, impl Fn(usize) -> Range<u64> + use<>) {
        self.chunks_of(SMALLEST_CHUNK)
    }

    /// In chunks of that many numbers at least.
    fn chunks_of(&self, length: u64) -> (usize, impl Fn(usize) -> Range<u64> + use<>) {
        let (range, length) = (self.range.clone(), self.at_least(length));
        let count = usize::try_from((range.end - range.start).div_ceil(length)).unwrap_or(usize::MAX);
        let numbers = move |chunk| {
            let start = range.start + chunk as u64 * length;
            start..start.saturating_add(length).min(range.end)
        };
        (count, numbers)
    }
}

/// The round that starts at `start`, on the way to `limit`.
async fn round(job: &Job, start: u64, limit: u64) -> Result<Round, Stop> {
    // A multiple of 30 that no earlier round has passed; the wheel wants rounds to start on one.
    let reach = start.saturating_mul(4).max(FIRST_ROUND);
    let end = if reach >= limit { limit } else { reach - reach % sieve::WHEEL };
    let root = (end - 1).isqrt();
    let primes = if root < small::BELOW {
        BasePrimes::new(small::PRIMES.iter().copied(), root)?
    } else {
        base_primes(job, root).await?
    };
    Ok(Round { range: start..end, root, primes: Arc::new(primes) })
}

/// The primes up to `root`, which is below 2^32, for a sieve.
async fn base_primes(job: &Job, root: u64) -> Result<BasePrimes, Stop> {
    Ok(BasePrimes::new(primes_to(job, root).await?.into_iter(), root)?)
}

/// The primes up to `last`, which is below 2^32, sieved in parallel.
async fn primes_to(job: &Job, last: u64) -> Result<Vec<u32>, Stop> {
    if last < small::BELOW {
        return Ok(collected(small::PRIMES.into_iter().take_while(|&prime| u64::from(prime) <= last))?);
    }
    let root = last.isqrt();
    let own = Arc::new(BasePrimes::new(small::PRIMES.iter().copied(), root)?);
    let round = Round { range: 0..last + 1, root, primes: own };
    let (chunks, numbers) = round.chunks_of(COLLECTED_CHUNK);
    let inner = job.clone();
    let found = job.map(0..chunks, move |chunk| {
        let mut found = Vec::new();
        sieve::sieve(numbers(chunk), &round.primes, &inner, |base, flags| {
            Ok(small::collect(base, flags, &mut found)?)
        })?;
        Ok(found)
    });
    let found = found.await?;
    let mut primes = job.deferred_drop(with_room(3 + found.iter().map(Vec::len).sum::<usize>())?);
    primes.try_append(&[2, 3, 5])?;
    // A turn for each: together they may be too much for one.
    for part in found {
        let append = move || {
            primes.try_append(&part)?;
            Ok(primes)
        };
        primes = job.step(append).await?;
    }
    Ok(primes.into_inner())
}

/// The primes that the wheel leaves out, below `limit`.
fn wheel_primes(limit: u64) -> impl Iterator<Item = u64> {
    [2, 3, 5].into_iter().take_while(move |&prime| prime < limit)
}
