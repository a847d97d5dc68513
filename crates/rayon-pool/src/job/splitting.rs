//! Work whose cost is not known, on items that come together: lazy splitting.
//!
//! An item may take nanoseconds, or seconds. So a turn goes on for a while, and what is then left of the items is halved, so
//! that other threads have a share in it: down to single items, if they are slow. Cutting by time alone, at the same place each
//! time, would leave slow items that came together to one thread; cutting into single items at once would cost more than what
//! is quick.

use std::iter;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::region::Step;
use super::{Job, Stop};
use crate::memory::{TryGrow, collected};
use crate::sync::{Mutex, MutexGuard};

/// How long a turn goes on, if its items are quick; and no longer, but for the last item.
pub(crate) const TURN: Duration = Duration::from_micros(500);

/// Items that can be cut in two.
pub(crate) trait Divisible: Sized + Send + 'static {
    /// How many there are.
    fn len(&self) -> usize;
    /// The first so many, and the others; there are more than that.
    fn split_at(self, items: usize) -> (Self, Self);
}

/// What a turn has made of items.
pub(crate) struct Worked<D, R, E> {
    /// What has come of those that it has gone through, the first ones.
    pub(crate) result: R,
    /// Those that it has not.
    pub(crate) rest: Option<D>,
    /// Why it went no further, with the place of the item: those behind it are of no use any more.
    pub(crate) failure: Option<(usize, E)>,
}

/// Some items that came together: all of them, or a share.
pub(crate) enum Part<D, R, E> {
    Whole(D),
    /// With the place of its first item.
    Share(Arc<Run<R, E>>, usize, D),
}

/// What comes of a turn.
type Turned<D, R, E> = Step<Part<D, R, E>, Result<R, E>>;

impl<D: Divisible, R, E> Part<D, R, E> {
    /// A turn's work; then what came of all items that came together, if these were the last, or the failure of the first that
    /// has one; or what is left of them. `merge` makes one of the results of items that follow one another.
    pub(crate) fn turn(
        self,
        job: &Job,
        work: impl FnOnce(D) -> Result<Worked<D, R, E>, Stop>,
        merge: impl Fn(R, R) -> Result<R, Stop>,
    ) -> Result<Turned<D, R, E>, Stop> {
        let (run, start, items) = match self {
            Self::Whole(items) => (None, 0, items),
            Self::Share(run, start, items) => (Some(run), start, items),
        };
        let all = items.len();
        if let Some(run) = &run
            && run.is_of_no_use(start)
        {
            return run.end(all, None, None, merge);
        }
        let Worked { result, rest, failure } = work(items)?;
        let left = rest.as_ref().map_or(0, D::len);
        job.advance(failure.as_ref().map_or(all - left, |(at, _)| *at) as u64);
        let Some(run) = run.or_else(|| (left > 0).then(|| Arc::new(Run::new(all)))) else {
            return Ok(match failure {
                Some((_, error)) => Step::Last(Err(error)),
                None => Step::Done(Ok(result)),
            });
        };
        let failure = failure.map(|(at, error)| (start + at, error));
        let Some(rest) = rest else {
            return run.end(all, Some((start, result)), failure, merge);
        };
        run.add(all - left, Some((start, result)), None)?;
        let first = start + all - left;
        let shares = if left == 1 {
            collected([Self::Share(run, first, rest)])?
        } else {
            let half = left.div_ceil(2);
            let (rest, others) = rest.split_at(half);
            let others = Self::Share(Arc::clone(&run), first + half, others);
            collected([Self::Share(run, first, rest), others])?
        };
        Ok(Step::Split(shares))
    }
}

/// What has come of items that came together, and were shared.
pub(crate) struct Run<R, E>(Mutex<Outcome<R, E>>);

struct Outcome<R, E> {
    /// The results of shares, each with the place of its first item.
    results: Vec<(usize, R)>,
    /// How many items are neither done nor of no use.
    left: usize,
    /// The first failure, with the place of its item.
    failure: Option<(usize, E)>,
}

impl<R, E> Run<R, E> {
    fn new(items: usize) -> Self {
        Self(Mutex::new(Outcome { results: Vec::new(), left: items, failure: None }))
    }

    fn lock(&self) -> MutexGuard<'_, Outcome<R, E>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an item before this one has failed.
    fn is_of_no_use(&self, start: usize) -> bool {
        self.lock().failure.as_ref().is_some_and(|(failed, _)| *failed < start)
    }

    /// A turn has seen to so many items; says whether they were the last.
    fn add(
        &self,
        items: usize,
        result: Option<(usize, R)>,
        failure: Option<(usize, E)>,
    ) -> Result<bool, Stop> {
        let mut outcome = self.lock();
        outcome.left -= items;
        if let Some(result) = result {
            outcome.results.try_push(result)?;
        }
        if let Some((failed, _)) = failure
            && outcome.failure.as_ref().is_none_or(|(first, _)| failed < *first)
        {
            outcome.failure = failure;
        }
        Ok(outcome.left == 0)
    }

    /// A turn has seen to all items of a share.
    fn end<D>(
        &self,
        items: usize,
        result: Option<(usize, R)>,
        failure: Option<(usize, E)>,
        merge: impl Fn(R, R) -> Result<R, Stop>,
    ) -> Result<Turned<D, R, E>, Stop> {
        if !self.add(items, result, failure)? {
            return Ok(Step::Split(Vec::new()));
        }
        let mut outcome = self.lock();
        let (mut results, failure) = (std::mem::take(&mut outcome.results), outcome.failure.take());
        drop(outcome);
        if let Some((_, error)) = failure {
            return Ok(Step::Last(Err(error)));
        }
        results.sort_unstable_by_key(|(start, _)| *start);
        let mut results = results.into_iter().map(|(_, result)| result);
        let first = results.next().ok_or(Stop::Cancelled)?;
        results.try_fold(first, merge).map(|all| Step::Done(Ok(all)))
    }
}

impl Job {
    /// Merges values from left to right, on one thread, in turns; nothing without values.
    pub(crate) async fn merged<T: Send + 'static>(
        &self,
        values: impl Iterator<Item = T> + Send + 'static,
        merge: impl Fn(T, T) -> T + Send + Sync + 'static,
    ) -> Result<Option<T>, Stop> {
        let turn = move |(mut value, mut rest): (Option<T>, _)| {
            let mut clock = Clock::looked_at_after(MOST_UNSEEN);
            for next in &mut rest {
                value = Some(match value {
                    Some(value) => merge(value, next),
                    None => next,
                });
                if clock.is_over(1) {
                    return Ok(Step::More((value, rest)));
                }
            }
            Ok(Step::Done(value))
        };
        let merged = self.each(iter::once((None, values)), turn).await?;
        Ok(merged.into_iter().next().flatten())
    }
}

/// After how many values that are merged the time is looked at, at the latest.
const MOST_UNSEEN: usize = 32;

/// Says when a turn has gone on for long enough, and seldom looks at the time where items are quick.
pub(crate) struct Clock {
    began: Instant,
    /// When it was last looked at, how many items ago, and after how many it is looked at again.
    seen: Duration,
    unseen: usize,
    stride: usize,
    most_unseen: usize,
}

impl Clock {
    /// One that is looked at after so many items at most: to look takes as long as a quick item or several, and those that turn
    /// out to be slow go unseen.
    pub(crate) fn looked_at_after(most_unseen: usize) -> Self {
        Self { began: Instant::now(), seen: Duration::ZERO, unseen: 0, stride: 1, most_unseen }
    }

    /// After how many items the time is looked at again.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Whether the turn is over, after so many items more.
    pub(crate) fn is_over(&mut self, items: usize) -> bool {
        self.unseen += items;
        if self.unseen < self.stride {
            return false;
        }
        let now = self.began.elapsed();
        // As many again may take as long again: that must not be more than a small part of a turn.
        self.stride = if now < self.seen + TURN / 32 { (2 * self.stride).min(self.most_unseen) } else { 1 };
        (self.seen, self.unseen) = (now, 0);
        now > TURN
    }
}
