//! Functions of one number, on each of a block's or of a slice's.
//!
//! How long a function takes is not known: what is left of a chunk after a turn is shared: see `job/splitting.rs`.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::{Block, chunks, joined};
use crate::job::{Clock, Divisible, Job, Part, Step, Stop, Worked};
use crate::memory::{all_or_error, collected};

/// How many numbers are a chunk: some microseconds of the quickest work. What is folded is cut at these places, whatever the
/// number of threads.
const CHUNK: usize = 1 << 14;

/// After how many numbers the time is looked at, at the latest. They are worked on in a loop of their own, which compilers make
/// wide instructions of.
const MOST_UNSEEN: usize = 256;

/// Replaces each number of a block by what `work` gives for it, and gives the block back.
///
/// # Errors
/// The job was cancelled, `work` panicked, or there is too little memory.
pub async fn map<T, B, W>(job: Job, block: B, work: W) -> Result<B, Stop>
where
    T: Copy + Send + 'static,
    B: Block<T>,
    W: Fn(T) -> T + Send + Sync + 'static,
{
    job.set_total(block.len() as u64);
    let shares = chunks(block, CHUNK)?.into_iter().map(|to| Share { to, of: PhantomData });
    in_shares(job, collected(shares)?, move |share: &mut Share<T, B>, range| {
        for number in &mut share.to[range] {
            *number = work(*number);
        }
    })
    .await
}

/// Writes what `work` gives for each number of `from` into `to`, and gives that back.
///
/// # Errors
/// The job was cancelled, `work` panicked, or there is too little memory.
///
/// # Panics
/// They have not the same length.
pub async fn map_to<T, U, S, B, W>(job: Job, from: S, to: B, work: W) -> Result<B, Stop>
where
    T: Copy + Send + Sync + 'static,
    U: Copy + Send + 'static,
    S: Deref<Target = [T]> + Send + Sync + 'static,
    B: Block<U>,
    W: Fn(T) -> U + Send + Sync + 'static,
{
    assert_eq!(from.len(), to.len(), "there must be as much room as there are numbers");
    job.set_total(from.len() as u64);
    let from = Arc::new(from);
    let shares = chunks(to, CHUNK)?.into_iter().enumerate().map(|(chunk, to)| {
        let share = Share { to, of: PhantomData };
        Read { from: Arc::clone(&from), start: chunk * CHUNK, share }
    });
    in_shares(job, collected(shares)?, move |Read { from, start, share }: &mut Read<S, U, B>, range| {
        let numbers = &from[*start + range.start..*start + range.end];
        for (to, number) in share.to[range].iter_mut().zip(numbers) {
            *to = work(*number);
        }
    })
    .await
}

/// All numbers folded into one value: `fold` adds a number to a value, which is what `identity` gives at first, and `merge` makes
/// one of two values, the first of earlier numbers than the second.
///
/// A value has 16,384 numbers that follow one another, always the same ones, in their order, and values are merged from left to
/// right. So the result is the same at any number of threads, whatever `fold` and `merge` are, sums of floating-point numbers
/// included. (It need not be that of one loop over all numbers.)
///
/// # Errors
/// The job was cancelled, a closure panicked, or there is too little memory.
///
/// # Examples
/// ```
/// use rayon_pool::block::fold;
/// use rayon_pool::job::{Stop, block_on};
///
/// let numbers: Vec<f64> = (0..100_000).map(f64::from).collect();
/// let add = |sum: f64, other: f64| sum + other;
/// assert_eq!(block_on(|job| fold(job, numbers, || 0.0, add, add))?, 4_999_950_000.0);
/// # Ok::<(), Stop>(())
/// ```
pub async fn fold<T, A, S, I, F, M>(job: Job, numbers: S, identity: I, fold: F, merge: M) -> Result<A, Stop>
where
    T: Copy + Send + Sync + 'static,
    A: Send + 'static,
    S: Deref<Target = [T]> + Send + Sync + 'static,
    I: Fn() -> A + Send + Sync + 'static,
    F: Fn(A, T) -> A + Send + Sync + 'static,
    M: Fn(A, A) -> A + Send + Sync + 'static,
{
    let all = numbers.len();
    job.set_total(all as u64);
    let (inner, identity) = (job.clone(), Arc::new(identity));
    let first = Arc::clone(&identity);
    let turn = move |(value, range): (Option<A>, Range<usize>)| {
        let mut value = Some(value.unwrap_or_else(|| first()));
        let done = in_turn(range.len(), |part| {
            let numbers = &numbers[range.start + part.start..range.start + part.end];
            value =
                value.take().map(|value| numbers.iter().fold(value, |value, number| fold(value, *number)));
        });
        inner.advance(done as u64);
        let rest = range.start + done..range.end;
        Ok(if rest.is_empty() { Step::Done(value) } else { Step::More((value, rest)) })
    };
    let chunks = (0..all).step_by(CHUNK).map(move |start| (None, start..all.min(start + CHUNK)));
    let values = job.each(chunks, turn).await?;
    Ok(job.merged(values.into_iter().flatten(), merge).await?.unwrap_or_else(|| identity()))
}

/// A part of a block that is written.
struct Share<T, B> {
    to: B,
    of: PhantomData<fn() -> T>,
}

impl<T: 'static, B: Block<T>> Divisible for Share<T, B> {
    fn len(&self) -> usize {
        self.to.len()
    }

    fn split_at(mut self, items: usize) -> (Self, Self) {
        let to = self.to.split_off(items);
        (self, Self { to, of: PhantomData })
    }
}

/// The same, and what is read for it.
struct Read<S, T, B> {
    from: Arc<S>,
    start: usize,
    share: Share<T, B>,
}

impl<S: Send + Sync + 'static, T: 'static, B: Block<T>> Divisible for Read<S, T, B> {
    fn len(&self) -> usize {
        self.share.len()
    }

    fn split_at(self, items: usize) -> (Self, Self) {
        let Self { from, start, share } = self;
        let (first, second) = share.split_at(items);
        let behind = Self { from: Arc::clone(&from), start: start + items, share: second };
        (Self { from, start, share: first }, behind)
    }
}

/// What has been written of a share.
trait Written<B>: Divisible {
    fn written(self) -> B;
}

impl<T: 'static, B: Block<T>> Written<B> for Share<T, B> {
    fn written(self) -> B {
        self.to
    }
}

impl<S: Send + Sync + 'static, T: 'static, B: Block<T>> Written<B> for Read<S, T, B> {
    fn written(self) -> B {
        self.share.to
    }
}

/// Does `work` on ranges of all shares, and gives the block that they are parts of.
async fn in_shares<T, B, D, W>(job: Job, shares: Vec<D>, work: W) -> Result<B, Stop>
where
    B: Block<T>,
    D: Written<B>,
    W: Fn(&mut D, Range<usize>) + Send + Sync + 'static,
{
    let inner = job.clone();
    let turn = move |part: Part<D, B, Infallible>| {
        let turn = |mut share: D| {
            let all = share.len();
            let done = in_turn(all, |range| work(&mut share, range));
            let (share, rest) = if done < all {
                let (share, rest) = share.split_at(done);
                (share, Some(rest))
            } else {
                (share, None)
            };
            Ok(Worked { result: share.written(), rest, failure: None })
        };
        part.turn(&inner, turn, |mut block: B, next| {
            block.join(next);
            Ok(block)
        })
    };
    let Ok(blocks) = all_or_error(job.each(shares.into_iter().map(Part::Whole), turn).await?)?;
    joined(blocks).ok_or(Stop::Cancelled)
}

/// Does `work` on one range of items after the other, until the turn is over; gives how many items they had.
fn in_turn(items: usize, mut work: impl FnMut(Range<usize>)) -> usize {
    let (mut done, mut clock) = (0, Clock::looked_at_after(MOST_UNSEEN));
    while done < items {
        let next = items.min(done + clock.stride());
        work(done..next);
        let is_over = clock.is_over(next - done);
        done = next;
        if is_over {
            break;
        }
    }
    done
}
