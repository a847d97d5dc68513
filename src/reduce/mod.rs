//! One number out of many: the smallest, the largest, or the sum.
//!
//! An array is reduced in chunks, and what comes of them is merged as it comes. Floating-point sums are exact until all of
//! it is together, so no result depends on the order, nor on the number of threads, nor on whether there are any.

mod floats;
mod integers;
mod node;
mod sum;

use std::ops::Deref;

use rayon_pool::job::{Job, Stop};

/// The numbers of a chunk: at the speed of memory, some tens of microseconds for small ones and a few hundred for large; a
/// millisecond for doubles that take long to sum.
const CHUNK: usize = 1 << 18;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// The smallest number. For floating point: NaN if any is, and -0 is below 0.
    Min,
    /// The largest number, likewise.
    Max,
    /// The sum of all numbers: of integers, the exact one; of floating-point numbers, the double nearest to that.
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
    /// The same as a JavaScript number, if one holds it.
    ///
    /// # Errors
    /// It does not.
    pub fn as_number(self) -> Result<f64, UnsafeSum> {
        match self {
            Self::Integer(sum) if sum.unsigned_abs() > MAX_SAFE_INTEGER => Err(UnsafeSum(sum)),
            // Exact, as it is no larger.
            #[allow(clippy::cast_precision_loss)]
            Self::Integer(integer) => Ok(integer as f64),
            Self::Float(number) => Ok(number),
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
}

/// A way to reduce numbers of the type `N`: chunk by chunk.
pub trait Reduction<N>: 'static {
    /// What comes of a chunk.
    type Partial: Send + 'static;

    /// What comes of no numbers: merged with another, it changes nothing.
    fn nothing() -> Self::Partial;
    /// Reduces a chunk, which is not empty.
    fn of(chunk: &[N]) -> Self::Partial;
    /// Merges what comes of two parts of the numbers: associative and commutative.
    fn merge(left: Self::Partial, right: Self::Partial) -> Self::Partial;
    /// What all parts come to.
    fn reduced(whole: Self::Partial) -> Reduced;
}

/// The smallest, the largest, and the sum of numbers.
pub struct Min;
/// See [`Min`].
pub struct Max;
/// See [`Min`].
pub struct Sum;

/// Reduces numbers on all threads.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn reduce<N, A>(job: Job, numbers: A, operation: Operation) -> Result<Reduced, Stop>
where
    N: Reducible,
    A: Deref<Target = [N]> + Send + Sync + 'static,
{
    job.set_total(numbers.len() as u64);
    match operation {
        Operation::Min => reduce_by::<N, N::Min, A>(&job, numbers).await,
        Operation::Max => reduce_by::<N, N::Max, A>(&job, numbers).await,
        Operation::Sum => reduce_by::<N, N::Sum, A>(&job, numbers).await,
    }
}

/// Reduces numbers at once: the same result.
pub fn reduce_inline<N: Reducible>(numbers: &[N], operation: Operation) -> Reduced {
    match operation {
        Operation::Min => reduce_here_by::<N, N::Min>(numbers),
        Operation::Max => reduce_here_by::<N, N::Max>(numbers),
        Operation::Sum => reduce_here_by::<N, N::Sum>(numbers),
    }
}

async fn reduce_by<N, R, A>(job: &Job, numbers: A) -> Result<Reduced, Stop>
where
    N: Reducible,
    R: Reduction<N>,
    A: Deref<Target = [N]> + Send + Sync + 'static,
{
    let (inner, chunks) = (job.clone(), numbers.len().div_ceil(CHUNK));
    let reduce_chunk = move |chunk| {
        let numbers = &numbers[chunk * CHUNK..];
        let numbers = &numbers[..CHUNK.min(numbers.len())];
        inner.advance(numbers.len() as u64);
        Ok(R::of(numbers))
    };
    let whole = job.fold(0..chunks, R::nothing(), reduce_chunk, R::merge).await?;
    Ok(R::reduced(whole))
}

fn reduce_here_by<N, R: Reduction<N>>(numbers: &[N]) -> Reduced {
    R::reduced(numbers.chunks(CHUNK).map(R::of).reduce(R::merge).unwrap_or_else(R::nothing))
}
