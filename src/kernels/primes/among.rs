//! The primes among given integers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::primality::PrimesAmong;
use crate::job::{Job, Stop};

/// How many candidates a chunk has: below a millisecond even when all are great primes, which take the longest.
const CHUNK: usize = 1 << 12;

/// Something that may be a natural number.
pub trait Candidate: Copy + Send + Sync + 'static {
    /// The number, unless it is negative, or no whole number that this type is exact about.
    fn natural(self) -> Option<u64>;
}

macro_rules! integers_are_candidates {
    ($($integer:ty)*) => {$(
        impl Candidate for $integer {
            #[inline]
            fn natural(self) -> Option<u64> {
                u64::try_from(self).ok()
            }
        }
    )*};
}

integers_are_candidates!(i8 u8 i16 u16 i32 u32 i64 u64);

/// The greatest whole number of which a double is exact about the neighbours: JavaScript's `Number.MAX_SAFE_INTEGER`.
pub const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

impl Candidate for f64 {
    #[inline]
    fn natural(self) -> Option<u64> {
        // A cast rounds towards zero, and keeps within the range: what comes back the same was whole.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let (whole, and_back) = (self as u64, (self as u64) as f64);
        #[allow(clippy::float_cmp)]
        let is_whole = and_back == self && self <= MAX_SAFE;
        is_whole.then_some(whole)
    }
}

/// The primes among some candidates, with repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// How many they are.
    pub count: u64,
    /// Their sum.
    pub sum: u128,
}

/// The first candidate that is no natural number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfit<T> {
    /// Where it stands.
    pub index: usize,
    /// What it is.
    pub value: T,
}

/// The primes among `candidates`, or the first of these that cannot be one of them.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn primes_among<T, C>(job: Job, candidates: C) -> Result<Result<Found, Unfit<T>>, Stop>
where
    T: Candidate,
    C: AsRef<[T]> + Send + Sync + 'static,
{
    let len = candidates.as_ref().len();
    job.set_total(len as u64);
    let (candidates, inner) = (Arc::new(candidates), job.clone());
    // The least index of those found unfit: what comes behind it is of no interest any more.
    let unfit = Arc::new(AtomicUsize::new(len));
    let (shared, known_unfit) = (Arc::clone(&candidates), Arc::clone(&unfit));
    let work = move |chunk| {
        let start = chunk * CHUNK;
        let mut primes = PrimesAmong::new();
        if start < known_unfit.load(Ordering::Relaxed) {
            let numbers = &(*shared).as_ref()[start..len.min(start + CHUNK)];
            for (index, candidate) in (start..).zip(numbers) {
                let Some(number) = candidate.natural() else {
                    known_unfit.fetch_min(index, Ordering::Relaxed);
                    break;
                };
                primes.put(number);
            }
            inner.advance(numbers.len() as u64);
        }
        let (count, sum) = primes.finish();
        Found { count, sum }
    };
    let merge = |one: Found, other: Found| Found { count: one.count + other.count, sum: one.sum + other.sum };
    let found = job.fold(0..len.div_ceil(CHUNK), Found { count: 0, sum: 0 }, work, merge).await?;
    let index = unfit.load(Ordering::Relaxed);
    Ok((*candidates).as_ref().get(index).map_or(Ok(found), |&value| Err(Unfit { index, value })))
}
