//! Functions of one item, a text or some bytes, on each of a batch.
//!
//! How long a function takes is not known: nanoseconds, or seconds. So what came together is shared by the threads as it turns
//! out to take time: see `job/splitting.rs`. Texts reach a function as `&str`; what is ASCII, or kept as UTF-8, is not copied for
//! that.
//!
//! Each function here is an `async fn` over a [`Job`], for kernels to use: they run in Node.js through
//! [`Texts`](crate::node::Texts) and [`Bytes`](crate::node::Bytes), and in tests by [`block_on`](crate::job::block_on).

mod adjacent;
mod decoded;
mod item;

use std::iter;
use std::sync::{Arc, PoisonError};

use adjacent::Adjacent;
use decoded::{Items, Source};
pub(super) use item::Reading;
pub use item::{Batch, Item};

use super::{Documents, Group};
use crate::job::{Clock, Divisible, Job, Part, Step, Stop, Worked, drop_each};
use crate::memory::{NoMemory, TryGrow, all_or_error, collected, with_room};
use crate::sync::Mutex;

/// After how many items the time is looked at, at the latest: that takes as long as a short text.
const MOST_UNSEEN: usize = 32;

/// `work` on each item; the results come in the order of the items, some after the others. It has a state of the thread's, made
/// by `init` when a thread first needs one: a parser, or memory that is used again. And it has the job, so that what takes long
/// can look at [`checkpoint`](Job::checkpoint)s whether it is still wanted.
///
/// A lone surrogate, which no `&str` can have, is U+FFFD in it.
///
/// # Errors
/// The job was cancelled, `work` or `init` panicked, or there is too little memory; inside, the error of the first item that has
/// one, whichever thread was faster. What stands behind it is not begun any more.
///
/// # Examples
/// ```
/// use rayon_pool::documents::{Documents, try_map_init};
/// use rayon_pool::job::{Stop, block_on};
///
/// let texts = Documents::from_iter(["1", "22", "x"]);
/// let work = |_: &mut (), _: &_, text: &str| text.parse::<u32>().map_err(|_| text.to_owned());
/// let parsed = block_on(|job| try_map_init(job, texts, || (), work))?;
/// assert_eq!(parsed, Err("x".to_owned()));
/// # Ok::<(), Stop>(())
/// ```
pub async fn try_map_init<B, S, T, E, I, W>(
    job: Job,
    items: B,
    init: I,
    work: W,
) -> Result<Result<Vec<Vec<T>>, E>, Stop>
where
    B: Batch,
    S: Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
    I: Fn() -> S + Send + Sync + 'static,
    W: Fn(&mut S, &Job, &B::Item) -> Result<T, E> + Send + Sync + 'static,
{
    let (inner, states) = (job.clone(), States::new(init));
    let map = move |reading, _, part: Part<Items, Vec<T>, E>| {
        let mut state = states.take();
        let turn = |items: Items| {
            let mut results = with_room(items.len())?;
            visit(items, reading, |item| match work(&mut state, &inner, item) {
                Ok(result) => Ok(results.try_push(result).map(Ok)?),
                Err(error) => Ok(Err(error)),
            })
            .map(|(rest, failure)| Worked { result: results, rest, failure })
        };
        let step = part.turn(&inner, turn, |mut first, others| {
            first.try_extend(others)?;
            Ok(first)
        })?;
        states.give_back(state)?;
        Ok(step)
    };
    Ok(all_or_error(over(job, items, map).await?)?)
}

/// All items folded into one value: `fold` adds an item to a value, which is `identity` at first, and `merge` makes one of two
/// values, the first of earlier items than the second.
///
/// Each value has items that follow one another, and values are merged with their neighbours: so the order of the items is
/// kept, and `merge` need not be commutative. But where one value ends and the next begins is a matter of time: the result is
/// the same each time only if it makes no difference, so if `merge` is associative (sums of floating-point numbers are not), and
/// `identity` one. Where that is too much to ask, [`try_reduce`] keeps to one order. No more values are in memory than there are
/// parts at work.
///
/// # Errors
/// The job was cancelled, a closure panicked, or there is too little memory; inside, the error of the first item that has one.
///
/// # Examples
/// ```
/// use rayon_pool::documents::{Documents, try_fold};
/// use rayon_pool::job::{Stop, block_on};
///
/// let texts = Documents::from_iter(["1", "22", "x"]);
/// let add = |sum: u32, _: &_, text: &str| text.parse::<u32>().map(|number| sum + number).map_err(|_| text.to_owned());
/// let sum = block_on(|job| try_fold(job, texts, || 0, add, |one, other| one + other))?;
/// assert_eq!(sum, Err("x".to_owned()));
/// # Ok::<(), Stop>(())
/// ```
pub async fn try_fold<B, A, E, I, F, M>(
    job: Job,
    items: B,
    identity: I,
    fold: F,
    merge: M,
) -> Result<Result<A, E>, Stop>
where
    B: Batch,
    A: Send + 'static,
    E: Send + 'static,
    I: Fn() -> A + Send + Sync + 'static,
    F: Fn(A, &Job, &B::Item) -> Result<A, E> + Send + Sync + 'static,
    M: Fn(A, A) -> A + Send + Sync + 'static,
{
    let (inner, identity, results) = (job.clone(), Arc::new(identity), Arc::new(Adjacent::new()));
    let (first, merged) = (Arc::clone(&identity), Arc::clone(&results));
    let turn = move |reading, number, part: Part<Items, Option<A>, E>| {
        let turn = |items: Items| {
            let mut value = Some(first());
            let step = |item: &B::Item| {
                // An error is the last that comes of a turn: until then there is a value.
                let Some(earlier) = value.take() else { return Ok(Ok(())) };
                Ok(fold(earlier, &inner, item).map(|folded| value = Some(folded)))
            };
            let (rest, failure) = visit(items, reading, step)?;
            Ok(Worked { result: value, rest, failure })
        };
        let both = |one: Option<A>, next: Option<A>| Ok(one.zip(next).map(|(one, next)| merge(one, next)));
        let step = part.turn(&inner, turn, both)?;
        Ok(step.map(|folded| {
            folded.map(|value| value.into_iter().for_each(|value| merged.add(number, value, &merge)))
        }))
    };
    let groups = over(job, items, turn).await?;
    Ok(match groups.into_iter().find_map(Result::err) {
        Some(error) => Err(error),
        None => Ok(results.take().unwrap_or_else(|| identity())),
    })
}

/// What `work` gives for each item, reduced to one value; nothing without items. `merge` is called as a loop over the items would
/// call it, strictly from left to right, on one thread: so the result is the same at any number of threads, whatever `merge` is,
/// sums of floating-point numbers included. `work` runs on all threads, and what it gives is kept until all of it is there.
///
/// # Errors
/// The job was cancelled, a closure panicked, or there is too little memory; inside, the error of the first item that has one.
///
/// # Examples
/// ```
/// use rayon_pool::documents::{Documents, try_reduce};
/// use rayon_pool::job::{Stop, block_on};
///
/// let texts = Documents::from_iter(["0.1", "0.2", "0.3"]);
/// let work = |_: &_, text: &str| text.parse::<f64>();
/// let sum = block_on(|job| try_reduce(job, texts, work, |one, next| one + next))?;
/// assert_eq!(sum, Ok(Some(0.1 + 0.2 + 0.3)));
/// # Ok::<(), Stop>(())
/// ```
pub async fn try_reduce<B, T, E, W, M>(
    job: Job,
    items: B,
    work: W,
    merge: M,
) -> Result<Result<Option<T>, E>, Stop>
where
    B: Batch,
    T: Send + 'static,
    E: Send + 'static,
    W: Fn(&Job, &B::Item) -> Result<T, E> + Send + Sync + 'static,
    M: Fn(T, T) -> T + Send + Sync + 'static,
{
    let work = move |(): &mut (), job: &Job, item: &B::Item| work(job, item);
    match try_map_init(job.clone(), items, || (), work).await? {
        Ok(values) => Ok(Ok(job.merged(values.into_iter().flatten(), merge).await?)),
        Err(error) => Ok(Err(error)),
    }
}

/// `work` on the items that came together, some hundreds or thousands of short ones or a single long one, all of them in one
/// turn: for functions that are faster on many at once. It gives as many results as it was given items, and they come in the
/// order of the items, some after the others. How many come together is a matter of how they were handed over: no result should
/// depend on it.
///
/// A turn goes on for as long as `work` takes; other jobs wait for it, where no other thread is free.
///
/// # Errors
/// The job was cancelled, `work` panicked, or gave more or fewer results, or there is too little memory; inside, the error of the
/// first items that have one.
///
/// # Panics
/// In the job, if there are more or fewer results than items.
///
/// # Examples
/// ```
/// use std::convert::Infallible;
///
/// use rayon_pool::documents::{Buffers, try_batches};
/// use rayon_pool::job::{Stop, block_on};
///
/// let buffers = Buffers::from_iter([&b"one"[..], b"three"]);
/// let work = |_: &_, all: &[&[u8]]| Ok::<_, Infallible>(all.iter().map(|bytes| bytes.len()).collect());
/// let Ok(lengths) = block_on(|job| try_batches(job, buffers, work))?;
/// assert_eq!(lengths.concat(), [3, 5]);
/// # Ok::<(), Stop>(())
/// ```
pub async fn try_batches<B, T, E, W>(job: Job, items: B, work: W) -> Result<Result<Vec<Vec<T>>, E>, Stop>
where
    B: Batch,
    T: Send + 'static,
    E: Send + 'static,
    W: Fn(&Job, &[&B::Item]) -> Result<Vec<T>, E> + Send + Sync + 'static,
{
    let inner = job.clone();
    let turn = move |reading, _, part: Part<Items, Vec<T>, E>| {
        let turn = |items: Items| {
            let (decoded, range) = items.decoded(reading)?;
            let (all, places) = decoded.items::<B::Item>(&range);
            let items = collected(places.map(|place| all.part(place)))?;
            let (result, failure) = match work(&inner, &items) {
                Ok(results) => (results, None),
                Err(error) => (Vec::new(), Some((0, error))),
            };
            let (given, got) = (items.len(), result.len());
            assert!(failure.is_some() || given == got, "{given} items must have as many results, got {got}");
            Ok(Worked { result, rest: None, failure })
        };
        // All are done in one turn: there is nothing to merge.
        part.turn(&inner, turn, |first, _| Ok(first))
    };
    Ok(all_or_error(over(job, items, turn).await?)?)
}

/// Takes turns on the items of a batch, in the order in which they came together; `turn` is told how they are read, and the
/// number of those that came together.
async fn over<B, R, E, U, W>(job: Job, items: B, turn: W) -> Result<Vec<U>, Stop>
where
    B: Batch,
    R: Send + 'static,
    E: Send + 'static,
    U: Send + 'static,
    W: Fn(Reading, usize, Part<Items, R, E>) -> Result<Step<Part<Items, R, E>, U>, Stop>
        + Send
        + Sync
        + 'static,
{
    let (groups, reading) = items.into_groups();
    job.set_total(groups.len());
    let turn = move |number, part| turn(reading, number, part);
    match groups {
        Documents::Whole(group) => job.each_numbered(iter::once(Part::from(group)), turn).await,
        Documents::Fed(intake, _) => job.drain_numbered(intake, turn).await,
        Documents::Kept(corpus) => {
            let portions = 0..corpus.portions();
            let portion = move |number| Part::Whole(Items::Fresh(Source::Kept(corpus.clone(), number)));
            job.each_numbered(portions.map(portion), turn).await
        }
    }
}

impl<R, E> From<Group> for Part<Items, R, E> {
    fn from(group: Group) -> Self {
        Self::Whole(Items::Fresh(Source::Group(group)))
    }
}

/// The items that are left, if some are; and the failure, if there was one, with the place of its item.
type Visited<E> = (Option<Items>, Option<(usize, E)>);

/// Calls `each` with one item after the other, until the turn is over or it fails.
fn visit<T: Item + ?Sized, E>(
    items: Items,
    reading: Reading,
    mut each: impl FnMut(&T) -> Result<Result<(), E>, Stop>,
) -> Result<Visited<E>, Stop> {
    let (decoded, range) = items.decoded(reading)?;
    let (all, places) = decoded.items::<T>(&range);
    let mut clock = Clock::looked_at_after(MOST_UNSEEN);
    for (at, place) in places.enumerate() {
        if let Err(error) = each(all.part(place))? {
            return Ok((None, Some((at, error))));
        }
        let next = range.start + at + 1;
        if clock.is_over(1) && next < range.end {
            return Ok((Some(Items::Decoded(Arc::clone(&decoded), next..range.end)), None));
        }
    }
    Ok((None, None))
}

/// States of threads: each has one for the time of a turn.
struct States<S, I> {
    init: I,
    idle: Mutex<Vec<S>>,
}

impl<S, I: Fn() -> S> States<S, I> {
    fn new(init: I) -> Self {
        Self { init, idle: Mutex::new(Vec::new()) }
    }

    fn take(&self) -> S {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(&self.init)
    }

    fn give_back(&self, state: S) -> Result<(), NoMemory> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).try_push(state)
    }
}

impl<S, I> Drop for States<S, I> {
    fn drop(&mut self) {
        drop_each(self.idle.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..));
    }
}

#[cfg(test)]
mod tests;
