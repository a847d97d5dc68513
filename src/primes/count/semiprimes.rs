//! B: the products of two primes above y.
//!
//! B = sum of pi(x/p) over the primes y < p <= x^(1/2) (the P2 of Meissel's formula, all but a closed term; Gourdon
//! 2001, formula for B). The numbers x/p lie between the square root of x and x/y, which a sieve goes over; the primes
//! p of a stretch of that, which run the other way, are sieved with it.
//!
//! A chunk does not know how many primes there are before it. It counts its own and how often the number before it is
//! asked for; the rest is made up for at the end.
//!
//! O(x/y log log x) time, O(y) memory.

use std::ops::Range;
use std::sync::Arc;

use super::super::sieve::{self, BasePrimes, WHEEL};
use super::super::small;
use super::super::wheel::{ones, ones_of};
use super::progress::Share;
use super::table::{SPAN, UP_TO};
use super::tables::Tables;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{TryGrow, with_room};

/// The numbers of a chunk, at most: about a millisecond.
const LARGEST_CHUNK: u64 = 1 << 23;
/// At least: sieves take a while to set up.
const SMALLEST_CHUNK: u64 = 1 << 18;

/// What a chunk knows.
struct Stretch {
    /// Its primes.
    count: u64,
    /// How many x/p are in it.
    asked: u64,
    /// The sum of the numbers of primes from its start to each x/p.
    sum: u64,
}

/// B, modulo 2^64; `pi_root` is pi of the square root of x.
pub(super) async fn semiprimes(
    job: &Job,
    tables: &Arc<Tables>,
    pi_root: u64,
    share: Share,
) -> Result<u64, Stop> {
    let (x, y) = (tables.bounds.x, tables.bounds.y);
    let root = x.isqrt();
    // Sieves start on the wheel, a little below the smallest x/p.
    let start = root - root % WHEEL;
    let end = x / (y + 1) + 1;
    let base = BasePrimes::new(tables.primes.iter().copied(), end.isqrt())?;
    let mut before = pi_root;
    sieve::sieve(start..root + 1, &base, job, |_, flags| {
        before -= ones(flags);
        Ok(())
    })?;

    let fair = (end - start) / (8 * job.threads() as u64);
    let length = fair.clamp(SMALLEST_CHUNK, LARGEST_CHUNK).next_multiple_of(WHEEL);
    let chunks = usize::try_from((end - start).div_ceil(length)).unwrap_or(usize::MAX);
    let (tables, inner) = (Arc::clone(tables), job.clone());
    let work = move |chunk| {
        let low = start + chunk as u64 * length;
        let stretch = Stretch::of(low..(low + length).min(end), &tables, &base, &inner);
        share.advance(1.0 / chunks as f64);
        stretch
    };
    let mut sum = 0_u64;
    for stretch in job.map(0..chunks, work).await? {
        sum = sum.wrapping_add(stretch.sum).wrapping_add(stretch.asked.wrapping_mul(before));
        before += stretch.count;
    }
    Ok(sum)
}

impl Stretch {
    fn of(numbers: Range<u64>, tables: &Tables, base: &BasePrimes, job: &Job) -> Result<Self, Stop> {
        let bounds = &tables.bounds;
        let x = bounds.x;
        // x/p is below the end when p is above x/end.
        let above = (x / numbers.end).max(bounds.y);
        let up_to = x.isqrt().min(x / numbers.start.max(1));
        let mut primes = Vec::new();
        if above < up_to {
            let from = (above + 1) - (above + 1) % WHEEL;
            sieve::sieve(from..up_to + 1, base, job, |base, flags| {
                Ok(small::collect(base, flags, &mut primes)?)
            })?;
        }
        let mut asked = with_room(primes.len())?;
        let numbers_asked_for = primes.into_iter().map(u64::from).filter(|&prime| prime > above);
        asked.try_extend(numbers_asked_for.map(|prime| x / prime))?;
        let mut stretch = Self { count: 0, asked: asked.len() as u64, sum: 0 };
        sieve::sieve(numbers, base, job, |base, flags| {
            ask(flags, base, &mut asked, &mut stretch);
            Ok(())
        })?;
        Ok(stretch)
    }
}

fastest! {
    /// Counts the primes of the sieved `flags`, and those up to each number that is `asked` for: the smallest is last.
    fn ask(flags: &[u8], base: u64, asked: &mut Vec<u64>, stretch: &mut Stretch) {
        let (words, rest) = flags.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let mut counted = 0;
        let end = base + flags.len() as u64 * WHEEL;
        while let Some(number) = asked.pop_if(|number| *number < end) {
            let offset = number - base;
            let word = (offset / SPAN) as usize;
            stretch.count += ones_of(&words[counted..word]);
            counted = word;
            let bits = u64::from_le_bytes(words.get(word).copied().unwrap_or(last));
            stretch.sum += stretch.count + u64::from((bits & UP_TO[(offset % SPAN) as usize]).count_ones());
        }
        stretch.count += ones_of(&words[counted..]) + u64::from(u64::from_le_bytes(last).count_ones());
    }
}
