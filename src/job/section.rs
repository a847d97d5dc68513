//! A section: the part of a job in which chunks run on many threads at once.
//!
//! A section stands in the lanes at most once. The thread that takes its turn claims one item, lists the section
//! again while there is more (so that other threads find it, behind everybody else's turn), and only then does the
//! work. The job is woken when the last item is done.

use std::future::poll_fn;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use super::{Job, Stop, Turn};

/// Where a section's items come from.
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
    /// An item has been worked through.
    fn finished_one(&mut self) {}
}

impl Source for Range<usize> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        Iterator::next(self)
    }

    fn has_next(&self) -> bool {
        !self.is_empty()
    }
}

/// What becomes of the chunks' results.
pub(super) trait Gather: Send + 'static {
    type In: Send;
    type Out;

    /// The result of the item that was claimed as number `place`. Results come in any order.
    fn put(&mut self, place: usize, result: Self::In);
    /// Everything that was put.
    fn take(&mut self) -> Self::Out;
}

/// All results, in the order of their items.
pub(super) struct InOrder<T>(Vec<Option<T>>);

impl<T> InOrder<T> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }
}

impl<T: Send + 'static> Gather for InOrder<T> {
    type In = T;
    type Out = Vec<T>;

    fn put(&mut self, place: usize, result: T) {
        if self.0.len() <= place {
            self.0.resize_with(place + 1, || None);
        }
        self.0[place] = Some(result);
    }

    fn take(&mut self) -> Vec<T> {
        self.0.drain(..).flatten().collect()
    }
}

/// One value that every result is merged into as it comes.
pub(super) struct Merged<T, M> {
    value: Option<T>,
    merge: M,
}

impl<T, M> Merged<T, M> {
    pub(super) fn new(identity: T, merge: M) -> Self {
        Self { value: Some(identity), merge }
    }
}

impl<T, M> Gather for Merged<T, M>
where
    T: Send + 'static,
    M: Fn(T, T) -> T + Send + 'static,
{
    type In = T;
    type Out = Option<T>;

    fn put(&mut self, _: usize, result: T) {
        self.value = self.value.take().map(|value| (self.merge)(value, result));
    }

    fn take(&mut self) -> Option<T> {
        self.value.take()
    }
}

/// Items, the work on each, and what becomes of the results.
pub(super) struct Section<S: Source, G, F> {
    job: Job,
    work: F,
    state: Mutex<State<S, G>>,
}

struct State<S, G> {
    source: S,
    gather: G,
    /// Stands in the lanes.
    listed: bool,
    claimed: usize,
    in_flight: usize,
    panicked: Option<Stop>,
}

impl<S, G, F> Section<S, G, F>
where
    S: Source,
    G: Gather,
    F: Fn(S::Item) -> G::In + Send + Sync + 'static,
{
    pub(super) fn new(job: Job, source: S, gather: G, work: F) -> Arc<Self> {
        let state = State { source, gather, listed: false, claimed: 0, in_flight: 0, panicked: None };
        Arc::new(Self { job, work, state: Mutex::new(state) })
    }

    /// Lists the section, if it has something to do and is not listed yet.
    pub(super) fn list(self: &Arc<Self>) {
        let mut state = self.lock();
        if !state.listed && state.source.has_next() {
            state.listed = true;
            drop(state);
            self.job.list(Arc::clone(self) as Arc<dyn Turn>);
        }
    }

    /// Wakes the job that waits for this section.
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
            let stopped = self.job.is_cancelled() || state.source.is_abandoned();
            Poll::Ready(match state.panicked.take() {
                Some(panicked) => Err(panicked),
                None if stopped => Err(Stop::Cancelled),
                None => Ok(state.gather.take()),
            })
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, State<S, G>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no further item may start.
    fn is_stopped(&self, state: &State<S, G>) -> bool {
        state.panicked.is_some() || state.source.is_abandoned() || self.job.is_cancelled()
    }

    fn is_over(&self, state: &State<S, G>) -> bool {
        let exhausted = !state.source.is_open() && !state.source.has_next();
        state.in_flight == 0 && (exhausted || self.is_stopped(state))
    }

    /// Takes an item and its number, and lists the section again if there is more.
    fn claim(self: &Arc<Self>) -> Option<(usize, S::Item)> {
        let mut state = self.lock();
        state.listed = false;
        if self.is_stopped(&state) {
            return None;
        }
        let item = state.source.next()?;
        let place = state.claimed;
        state.claimed += 1;
        state.in_flight += 1;
        drop(state);
        self.list();
        Some((place, item))
    }
}

impl<S, G, F> Turn for Section<S, G, F>
where
    S: Source,
    G: Gather,
    F: Fn(S::Item) -> G::In + Send + Sync + 'static,
{
    fn take(self: Arc<Self>) {
        let Some((place, item)) = self.claim() else {
            return;
        };
        // A panic leaves nothing half done: the chunk runs outside the lock, and its result is never looked at.
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(item)));
        let mut state = self.lock();
        state.in_flight -= 1;
        state.source.finished_one();
        match result {
            Ok(result) => state.gather.put(place, result),
            Err(payload) => state.panicked = Some(Stop::from_panic(payload.as_ref())),
        }
        let over = self.is_over(&state);
        drop(state);
        if over {
            self.wake();
        }
    }
}
