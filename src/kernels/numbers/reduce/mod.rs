//! One number out of many: the smallest, the largest, or the sum.
//!
//! An array is reduced in chunks of a fixed length, and what comes of them is put together in their order. So the result
//! does not depend on the number of threads, nor on whether there are any: floating-point sums included.

mod floats;
mod integers;

use std::ops::Deref;

use crate::job::{Job, Stop};

/// The numbers of a chunk: at the speed of memory, some tens of microseconds for small ones and a few hundred for large.
const CHUNK: usize = 1 << 18;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// The smallest number. For floating point: NaN if any is, and -0 is below 0.
    Min,
    /// The largest number, likewise.
    Max,
    /// The sum of all numbers: of integers, the exact one.
    Sum,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reduced {
    /// Of integers.
    Integer(i128),
    /// Of floating-point numbers.
    Float(f64),
}

/// The largest integer that a JavaScript number holds exactly, with all below it.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// An integer sum that a JavaScript number cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnsafeSum(pub i128);

impl Reduced {
    /// The same, if a JavaScript number holds it.
    ///
    /// # Errors
    /// It does not.
    pub fn as_number(self) -> Result<Self, UnsafeSum> {
        match self {
            Self::Integer(sum) if sum.unsigned_abs() > MAX_SAFE_INTEGER => Err(UnsafeSum(sum)),
            other => Ok(other),
        }
    }
}

/// A number that can be reduced, and how.
pub trait Reducible: Copy + Send + Sync + 'static {
    /// To the smallest.
    type Min: Reduction<Self>;
    /// To the largest.
    type Max: Reduction<Self>;
    /// To the sum.
    type Sum: Reduction<Self>;
    /// To the sum, for numbers whose sum overflows on the way: slower, or less exact.
    type WideSum: Reduction<Self>;
}

/// A way to reduce numbers of the type `N`: chunk by chunk.
pub trait Reduction<N> {
    /// What comes of a chunk.
    type Partial: Send + 'static;

    /// Reduces a chunk, which is not empty.
    fn of(chunk: &[N]) -> Self::Partial;
    /// Puts the results of all chunks together; there is at least one.
    fn total(partials: Vec<Self::Partial>) -> Reduced;
}

/// The smallest, the largest, and the sums of numbers.
pub struct Min;
/// See [`Min`].
pub struct Max;
/// See [`Min`].
pub struct Sum;
/// See [`Min`].
pub struct WideSum;

/// Reduces numbers, which are not empty, on all threads.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn reduce<N, A>(job: Job, numbers: A, operation: Operation) -> Result<Reduced, Stop>
where
    N: Reducible,
    A: Deref<Target = [N]> + Clone + Send + Sync + 'static,
{
    job.set_total(numbers.len() as u64);
    match operation {
        Operation::Min => reduce_by::<N, N::Min, A>(&job, numbers).await,
        Operation::Max => reduce_by::<N, N::Max, A>(&job, numbers).await,
        Operation::Sum => match reduce_by::<N, N::Sum, A>(&job, numbers.clone()).await? {
            sum if has_overflowed(sum) => reduce_by::<N, N::WideSum, A>(&job, numbers).await,
            sum => Ok(sum),
        },
    }
}

/// Reduces numbers, which are not empty, at once: the same result.
pub fn reduce_here<N: Reducible>(numbers: &[N], operation: Operation) -> Reduced {
    match operation {
        Operation::Min => reduce_here_by::<N, N::Min>(numbers),
        Operation::Max => reduce_here_by::<N, N::Max>(numbers),
        Operation::Sum => match reduce_here_by::<N, N::Sum>(numbers) {
            sum if has_overflowed(sum) => reduce_here_by::<N, N::WideSum>(numbers),
            sum => sum,
        },
    }
}

/// Or has an infinity or a NaN among its terms; then it does no harm to ask again.
fn has_overflowed(sum: Reduced) -> bool {
    matches!(sum, Reduced::Float(sum) if !sum.is_finite())
}

async fn reduce_by<N, R, A>(job: &Job, numbers: A) -> Result<Reduced, Stop>
where
    R: Reduction<N>,
    A: Deref<Target = [N]> + Send + Sync + 'static,
{
    let inner = job.clone();
    let partials = job.map(0..numbers.len().div_ceil(CHUNK), move |chunk| {
        let numbers = &numbers[chunk * CHUNK..];
        let numbers = &numbers[..CHUNK.min(numbers.len())];
        inner.advance(numbers.len() as u64);
        Ok(R::of(numbers))
    });
    Ok(R::total(partials.await?))
}

fn reduce_here_by<N, R: Reduction<N>>(numbers: &[N]) -> Reduced {
    R::total(numbers.chunks(CHUNK).map(R::of).collect())
}
