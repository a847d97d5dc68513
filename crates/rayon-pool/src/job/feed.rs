//! A feed: items that reach a running job one after another, while earlier ones are already worked on.

use std::collections::{BTreeMap, VecDeque};
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, Weak};

use super::Stop;
use super::gather::Gather;
use super::panic::drop_each;
use super::region::{Region, Source, Step, Then};
use crate::sync::{Mutex, MutexGuard};

/// The near end of a bounded way into a running job: one side pushes here, the job drains the [`Intake`].
///
/// Every item has a weight, and what waits or is in work should weigh no more than the bound. That is advice:
/// [`push`](Feed::push) never fails and never blocks, it says whether there is room for more, and
/// [`when_room`](Feed::when_room) says when to go on. A feed whose intake is gone swallows what it is given.
pub struct Feed<I>(Arc<Shared<I>>);

/// The far end of a [`Feed`]. Dropping it, read to the end or not, lets the pusher go on at once.
pub struct Intake<I>(Arc<Shared<I>>);

/// A feed that asks its pusher to pause when what waits or is in work weighs `limit` or more, unless that is a single
/// item: while it is worked on, the next one may come.
#[must_use]
pub fn feed<I: Send + 'static>(limit: usize) -> (Feed<I>, Intake<I>) {
    let state = State {
        items: VecDeque::new(),
        taken: 0,
        in_work: BTreeMap::new(),
        load: 0,
        open: true,
        abandoned: false,
        drained: false,
        listener: None,
        when_room: None,
    };
    let shared = Arc::new(Shared { state: Mutex::new(state), limit });
    (Feed(Arc::clone(&shared)), Intake(shared))
}

struct Shared<I> {
    state: Mutex<State<I>>,
    limit: usize,
}

struct State<I> {
    /// Those that wait, with their weights.
    items: VecDeque<(I, usize)>,
    /// How many were taken.
    taken: usize,
    /// The weights of those in work, by their number.
    in_work: BTreeMap<usize, usize>,
    /// What all those weigh.
    load: usize,
    /// More items may come.
    open: bool,
    /// The pusher gave up.
    abandoned: bool,
    /// The intake is gone.
    drained: bool,
    listener: Option<Weak<dyn Listener>>,
    when_room: Option<Then>,
}

/// The region that drains a feed, without the types of its results and work.
trait Listener: Send + Sync {
    fn items_came(self: Arc<Self>);
    fn ended(self: Arc<Self>);
}

impl<I, W, G, F> Listener for Region<Inlet<I, W>, G, F>
where
    I: Send + 'static,
    W: From<I> + Send + 'static,
    G: Gather,
    F: Fn(usize, W) -> Result<Step<W, G::In>, Stop> + Send + Sync + 'static,
{
    fn items_came(self: Arc<Self>) {
        self.list();
    }

    fn ended(self: Arc<Self>) {
        self.wake();
    }
}

impl<I: Send + 'static> Feed<I> {
    /// Hands an item over; says whether there is room for another.
    pub fn push(&self, item: I, weight: usize) -> bool {
        let mut state = self.0.lock();
        if state.drained {
            return true;
        }
        #[allow(
            clippy::disallowed_methods,
            reason = "few wait: each is some work, and their weight is bounded"
        )]
        state.items.push_back((item, weight));
        state.load += weight;
        let room = state.load < self.0.limit || state.is_single();
        Shared::tell(state, Listener::items_came);
        room
    }

    /// Whether anybody still reads what is pushed.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        !self.0.lock().drained
    }

    /// Says that no further item comes.
    pub fn close(&self) {
        let mut state = self.0.lock();
        state.open = false;
        Shared::tell(state, Listener::ended);
    }

    /// Gives up: items that wait are dropped and the job ends as if it had been cancelled.
    pub fn abandon(&self) {
        let mut state = self.0.lock();
        state.open = false;
        state.abandoned = true;
        let dropped = std::mem::take(&mut state.items);
        state.load = state.in_work.values().sum();
        Shared::tell(state, Listener::ended);
        drop_each(dropped);
    }

    /// Calls `then` once half of the limit is free: now, or on the thread that makes the room.
    pub fn when_room(&self, then: impl FnOnce() + Send + 'static) {
        let mut state = self.0.lock();
        if self.0.has_room(&state) {
            drop(state);
            then();
        } else {
            state.when_room = Some(Box::new(then));
        }
    }
}

impl<I: Send + 'static> Intake<I> {
    /// The way to name the region that drains this intake, once the intake itself belongs to that region.
    pub(super) fn listening(&self) -> Listening<I> {
        Listening(Arc::clone(&self.0))
    }

    /// The next item, if one is there now.
    fn take(&self) -> Option<I> {
        let mut state = self.0.lock();
        let (item, weight) = state.items.pop_front()?;
        let number = state.taken;
        state.taken += 1;
        #[allow(clippy::disallowed_methods, reason = "no more are in work than there are threads")]
        state.in_work.insert(number, weight);
        Some(item)
    }

    /// An item has been worked through: see [`Source::finished`].
    fn finished(&self, number: usize) -> Option<Then> {
        let mut state = self.0.lock();
        state.load -= state.in_work.remove(&number).unwrap_or_default();
        if self.0.has_room(&state) { state.when_room.take() } else { None }
    }
}

pub(super) struct Listening<I>(Arc<Shared<I>>);

impl<I: Send + 'static> Listening<I> {
    /// From now on the feed tells `region` of items and of its end.
    pub(super) fn tells<W, G, F>(self, region: &Arc<Region<Inlet<I, W>, G, F>>)
    where
        W: From<I> + Send + 'static,
        G: Gather,
        F: Fn(usize, W) -> Result<Step<W, G::In>, Stop> + Send + Sync + 'static,
    {
        let region: Weak<Region<Inlet<I, W>, G, F>> = Arc::downgrade(region);
        self.0.lock().listener = Some(region);
    }
}

impl<I> Intake<I> {
    /// Nothing that is pushed is wanted any more. Gives what is to be dropped and done, with no lock held.
    fn end(&self) -> (VecDeque<(I, usize)>, Option<Then>) {
        let mut state = self.0.lock();
        state.drained = true;
        (std::mem::take(&mut state.items), state.when_room.take())
    }
}

impl<I> Drop for Intake<I> {
    fn drop(&mut self) {
        let (dropped, then) = self.end();
        drop_each(dropped);
        if let Some(then) = then {
            then();
        }
    }
}

impl<I> Shared<I> {
    fn lock(&self) -> MutexGuard<'_, State<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_room(&self, state: &State<I>) -> bool {
        state.drained || state.load <= self.limit / 2 || state.is_single()
    }

    /// Tells the region outside the lock, since it locks the feed from under its own lock.
    fn tell(state: MutexGuard<'_, State<I>>, what: fn(Arc<dyn Listener>)) {
        let listener = state.listener.as_ref().and_then(Weak::upgrade);
        drop(state);
        if let Some(listener) = listener {
            what(listener);
        }
    }
}

impl<I> State<I> {
    fn is_single(&self) -> bool {
        self.items.len() + self.in_work.len() <= 1
    }
}

/// An intake as a region reads it: each item becomes the work that there is on it.
pub(super) struct Inlet<I, W>(Intake<I>, PhantomData<fn() -> W>);

impl<I, W> Inlet<I, W> {
    pub(super) fn new(intake: Intake<I>) -> Self {
        Self(intake, PhantomData)
    }
}

impl<I: Send + 'static, W: From<I> + Send + 'static> Source for Inlet<I, W> {
    type Item = W;

    fn next(&mut self) -> Option<W> {
        self.0.take().map(W::from)
    }

    fn has_next(&self) -> bool {
        !self.0.0.lock().items.is_empty()
    }

    fn is_open(&self) -> bool {
        self.0.0.lock().open
    }

    fn is_abandoned(&self) -> bool {
        self.0.0.lock().abandoned
    }

    fn stop(&mut self) -> Option<Then> {
        let (dropped, then) = self.0.end();
        Some(Box::new(move || {
            drop_each(dropped);
            if let Some(then) = then {
                then();
            }
        }))
    }

    fn finished(&mut self, number: usize) -> Option<Then> {
        self.0.finished(number)
    }
}
