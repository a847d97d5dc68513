//! The primes among given integers.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::primality::PrimesAmong;
use rayon_pool::job::{Job, Stop};

/// How many candidates a chunk has: below a millisecond even when all are great primes, which take the longest.
const CHUNK: usize = 1 << 12;

/// Something that may be a natural number.
pub trait Candidate: Copy + Send + Sync + 'static {
    /// The number, unless it is negative, or no whole number that this type is exact about.
    ///
    /// # Errors
    /// The value, to be told of.
    fn natural(self) -> Result<u64, Value>;
}

/// A value that is no natural number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A floating-point number, or an integer that one holds exactly.
    Double(f64),
    /// An integer that may be larger.
    Integer(i64),
}

macro_rules! integers_are_candidates {
    ($($integer:ty => $value:ident),*) => {$(
        impl Candidate for $integer {
            #[inline]
            fn natural(self) -> Result<u64, Value> {
                u64::try_from(self).map_err(|_| Value::$value(self.into()))
            }
        }
    )*};
}

integers_are_candidates!(i8 => Double, u8 => Double, i16 => Double, u16 => Double, i32 => Double, u32 => Double, i64 => Integer);

impl Candidate for u64 {
    #[inline]
    fn natural(self) -> Result<u64, Value> {
        Ok(self)
    }
}

/// The greatest whole number whose neighbours a double tells apart: JavaScript's `Number.MAX_SAFE_INTEGER`.
pub const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

impl Candidate for f32 {
    #[inline]
    fn natural(self) -> Result<u64, Value> {
        f64::from(self).natural()
    }
}

impl Candidate for f64 {
    #[inline]
    fn natural(self) -> Result<u64, Value> {
        // A cast rounds towards zero, and keeps within the range: what comes back the same was whole.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let (whole, and_back) = (self as u64, (self as u64) as f64);
        #[allow(clippy::float_cmp)]
        let is_whole = and_back == self && self <= MAX_SAFE;
        if is_whole { Ok(whole) } else { Err(Value::Double(self)) }
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unfit {
    /// Where it stands.
    pub index: usize,
    /// What it is.
    pub value: Value,
}

/// The primes among `candidates`, or the first of these that cannot be one of them.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn primes_among<T, C>(job: Job, candidates: C) -> Result<Result<Found, Unfit>, Stop>
where
    T: Candidate,
    C: Deref<Target = [T]> + Send + Sync + 'static,
{
    let len = candidates.len();
    job.set_total(len as u64);
    let (candidates, inner) = (Arc::new(candidates), job.clone());
    // The least index of those found unfit: what comes behind it is of no interest any more.
    let unfit = Arc::new(AtomicUsize::new(len));
    let (shared, known_unfit) = (Arc::clone(&candidates), Arc::clone(&unfit));
    let work = move |chunk| {
        let start = chunk * CHUNK;
        let mut primes = PrimesAmong::new();
        if start < known_unfit.load(Ordering::Relaxed) {
            let numbers = &shared[start..len.min(start + CHUNK)];
            for (index, candidate) in (start..).zip(numbers) {
                let Ok(number) = candidate.natural() else {
                    known_unfit.fetch_min(index, Ordering::Relaxed);
                    break;
                };
                primes.put(number);
            }
            inner.advance(numbers.len() as u64);
        }
        let (count, sum) = primes.finish();
        Ok(Found { count, sum })
    };
    let merge = |one: Found, other: Found| Found { count: one.count + other.count, sum: one.sum + other.sum };
    let found = job.fold(0..len.div_ceil(CHUNK), Found { count: 0, sum: 0 }, work, merge).await?;
    let index = unfit.load(Ordering::Relaxed);
    Ok(match candidates.get(index).map(|candidate| candidate.natural()) {
        Some(Err(value)) => Err(Unfit { index, value }),
        _ => Ok(found),
    })
}
