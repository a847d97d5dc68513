//! A parallel region: the part of a job in which chunks run on many threads at once.
//!
//! A region stands in the run queue at most once. The thread that takes its turn claims one item, lists the region
//! again while there is more (so that other threads find it, behind everybody else's turn), and only then does the
//! work. An item that is more than one turn's work comes back to the region between its turns. The job is woken when
//! the last item is done.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use super::gather::Gather;
use super::panic::{caught, drop_each};
use super::{Job, Stop, Turn};
use crate::sync::{Mutex, MutexGuard};

/// What came of one turn's work on an item.
#[derive(Debug)]
pub enum Step<I, T> {
    /// The item wants another turn.
    More(I),
    /// The item goes on as all these, each with turns of its own. One of them, the last, brings the result of the whole:
    /// the others end as none.
    Split(Vec<I>),
    /// The item is done.
    Done(T),
    /// The item is done, and what stands behind it is of no use any more: what has not begun is dropped, and what is
    /// between two turns. What comes of all items before is gathered as ever.
    Last(T),
}

impl<I, T> Step<I, T> {
    /// The same, with `item` done to what is left to do.
    #[allow(clippy::disallowed_methods, reason = "an item is split into as many as there are threads")]
    pub fn map_items<J>(self, mut item: impl FnMut(I) -> J) -> Step<J, T> {
        match self {
            Self::More(more) => Step::More(item(more)),
            Self::Split(items) => Step::Split(items.into_iter().map(item).collect()),
            Self::Done(result) => Step::Done(result),
            Self::Last(result) => Step::Last(result),
        }
    }

    /// The same, with `work` done on the result.
    pub fn map<U>(self, work: impl FnOnce(T) -> U) -> Step<I, U> {
        match self {
            Self::More(item) => Step::More(item),
            Self::Split(items) => Step::Split(items),
            Self::Done(result) => Step::Done(work(result)),
            Self::Last(result) => Step::Last(work(result)),
        }
    }
}

/// Where a region's items come from.
pub(super) trait Source: Send + 'static {
    type Item: Send;

    /// The next item, if one is there now.
    fn next(&mut self) -> Option<Self::Item>;
    /// Whether an item is there now.
    fn has_next(&self) -> bool;
    /// Whether items may still come.
    fn is_open(&self) -> bool {
        false
    }
    /// Whether whoever brings the items has given up.
    fn is_abandoned(&self) -> bool {
        false
    }
    /// No further item is wanted. Gives what is to be done about it, with no lock held.
    fn stop(&mut self) -> Option<Then>;
    /// An item has been worked through: that which came as number `number`. Gives what is to be done about it, with no
    /// lock held.
    fn finished(&mut self, number: usize) -> Option<Then> {
        let _ = number;
        None
    }
}

/// Something to do later.
pub(super) type Then = Box<dyn FnOnce() + Send>;

impl<I> Source for I
where
    I: ExactSizeIterator + Send + 'static,
    I::Item: Send,
{
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        Iterator::next(self)
    }

    fn has_next(&self) -> bool {
        self.len() > 0
    }

    fn stop(&mut self) -> Option<Then> {
        None
    }
}

/// Items, the work on each (which is told its number), and what becomes of the results.
pub(super) struct Region<S: Source, G, F> {
    job: Job,
    work: F,
    state: Mutex<State<S, G>>,
}

struct State<S: Source, G> {
    source: S,
    gather: G,
    /// Items between two of their turns, with their numbers.
    resumed: VecDeque<(usize, S::Item)>,
    /// Stands in the run queue.
    listed: bool,
    claimed: usize,
    in_flight: usize,
    /// The number of the last item that is of use, once one said that it is.
    last: Option<usize>,
    /// Why it ends without a result.
    stopped: Option<Stop>,
}

impl<S, G, F> Region<S, G, F>
where
    S: Source,
    G: Gather,
    F: Fn(usize, S::Item) -> Result<Step<S::Item, G::In>, Stop> + Send + Sync + 'static,
{
    pub(super) fn new(job: Job, source: S, gather: G, work: F) -> Arc<Self> {
        let state = State {
            source,
            gather,
            resumed: VecDeque::new(),
            listed: false,
            claimed: 0,
            in_flight: 0,
            last: None,
            stopped: None,
        };
        Arc::new(Self { job, work, state: Mutex::new(state) })
    }

    /// Lists the region, if it has something to do and is not listed yet.
    pub(super) fn list(self: &Arc<Self>) {
        self.list_if_due(self.lock());
    }

    /// The same of one that is locked, with no lock held.
    fn list_if_due(self: &Arc<Self>, mut state: MutexGuard<'_, State<S, G>>) {
        if !state.listed && state.has_next() {
            state.listed = true;
            drop(state);
            self.job.list(Arc::clone(self) as Arc<dyn Turn>);
        }
    }

    /// Wakes the job that waits for this region.
    pub(super) fn wake(&self) {
        self.job.wake();
    }

    /// What was gathered, once no item is in flight and none can come.
    pub(super) async fn gathered(&self) -> Result<G::Out, Stop> {
        poll_fn(|_| {
            let mut state = self.lock();
            if !self.is_over(&state) {
                return Poll::Pending;
            }
            let cancelled = self.job.is_cancelled() || state.source.is_abandoned();
            Poll::Ready(match state.stopped.take() {
                Some(stop) => Err(stop),
                None if cancelled => Err(Stop::Cancelled),
                None => state.gather.take().map_err(Stop::from),
            })
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, State<S, G>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no further turn may start.
    fn is_stopped(&self, state: &State<S, G>) -> bool {
        state.stopped.is_some() || state.source.is_abandoned() || self.job.is_cancelled()
    }

    fn is_over(&self, state: &State<S, G>) -> bool {
        let exhausted = || !state.may_get_more() && !state.has_next();
        state.in_flight == 0 && (self.is_stopped(state) || exhausted())
    }

    /// Takes an item and its number, and lists the region again if there is more.
    fn claim(self: &Arc<Self>) -> Option<(usize, S::Item)> {
        let mut state = self.lock();
        state.listed = false;
        if self.is_stopped(&state) {
            return None;
        }
        // Where items come from may be code of the kernel, too.
        match caught(|| state.next()) {
            Ok(claimed) => {
                let claimed = claimed?;
                state.in_flight += 1;
                self.list_if_due(state);
                Some(claimed)
            }
            Err(words) => {
                state.stopped = Some(Stop::Panicked(words));
                self.go_on(state);
                None
            }
        }
    }
}

impl<S: Source, G> State<S, G> {
    fn has_next(&self) -> bool {
        self.last.is_none() && self.source.has_next() || !self.resumed.is_empty()
    }

    fn may_get_more(&self) -> bool {
        self.last.is_none() && self.source.is_open()
    }

    /// Items that had a turn come before fresh ones: so no more of them are half done, each with what it has gathered,
    /// than there are threads.
    fn next(&mut self) -> Option<(usize, S::Item)> {
        self.resumed.pop_front().or_else(|| {
            if self.last.is_some() {
                return None;
            }
            let item = self.source.next()?;
            self.claimed += 1;
            Some((self.claimed - 1, item))
        })
    }

    /// Takes items back that want another turn. Gives those that are of no use any more, to be dropped with no lock held.
    #[allow(clippy::disallowed_methods, reason = "no more are between two turns than there are threads")]
    fn resume<I: IntoIterator<Item = S::Item>>(&mut self, number: usize, items: I) -> Option<I> {
        if self.last.is_some_and(|last| number > last) {
            return Some(items);
        }
        self.resumed.extend(items.into_iter().map(|item| (number, item)));
        None
    }

    /// The item of this number is the last that is of use, or one before it is. Gives what is dropped, and what is to be
    /// done, with no lock held.
    #[allow(clippy::disallowed_methods, reason = "as in resume")]
    fn end_at(&mut self, number: usize) -> (VecDeque<(usize, S::Item)>, Option<Then>) {
        let last = self.last.map_or(number, |last| last.min(number));
        self.last = Some(last);
        // Fresh items have higher numbers than all that were claimed.
        let resumed = std::mem::take(&mut self.resumed);
        let (kept, dropped) = resumed.into_iter().partition(|(number, _)| *number <= last);
        self.resumed = kept;
        (dropped, self.source.stop())
    }
}

impl<S: Source, G: Gather> State<S, G> {
    fn put(&mut self, number: usize, result: G::In) {
        // Merging runs code of the kernel, too.
        let put = caught(|| self.gather.put(number, result));
        if let Err(stop) = put.map_err(Stop::Panicked).and_then(|put| put.map_err(Stop::from)) {
            self.stopped = Some(stop);
        }
    }
}

impl<S, G, F> Turn for Region<S, G, F>
where
    S: Source,
    G: Gather,
    F: Fn(usize, S::Item) -> Result<Step<S::Item, G::In>, Stop> + Send + Sync + 'static,
{
    fn take(self: Arc<Self>) {
        let Some((number, item)) = self.claim() else {
            return;
        };
        let step = caught(|| (self.work)(number, item)).unwrap_or_else(|words| Err(Stop::Panicked(words)));
        let mut state = self.lock();
        state.in_flight -= 1;
        let mut ended = None;
        match step {
            Ok(Step::More(item)) => {
                let unwanted = state.resume(number, [item]);
                self.go_on(state);
                return drop_each(unwanted.into_iter().flatten());
            }
            Ok(Step::Split(items)) => {
                let unwanted = state.resume(number, items);
                self.go_on(state);
                return drop_each(unwanted.into_iter().flatten());
            }
            Ok(Step::Done(result)) => state.put(number, result),
            Ok(Step::Last(result)) => {
                state.put(number, result);
                ended = Some(state.end_at(number));
            }
            Err(reason) => state.stopped = Some(reason),
        }
        let then = state.source.finished(number);
        // What is done below makes it over in no other way than one that wakes the job itself.
        let is_over = self.is_over(&state);
        drop(state);
        if let Some((dropped, then)) = ended {
            drop_each(dropped);
            if let Some(then) = then {
                then();
            }
        }
        if let Some(then) = then {
            then();
        }
        if is_over {
            self.wake();
        }
    }
}

impl<S, G, F> Region<S, G, F>
where
    S: Source,
    G: Gather,
    F: Fn(usize, S::Item) -> Result<Step<S::Item, G::In>, Stop> + Send + Sync + 'static,
{
    /// Items came back, or none will: they want a turn, or, if the region was stopped, none is wanted any more.
    fn go_on(self: &Arc<Self>, state: MutexGuard<'_, State<S, G>>) {
        let is_over = self.is_over(&state);
        self.list_if_due(state);
        if is_over {
            self.wake();
        }
    }
}
