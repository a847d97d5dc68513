//! The threads of a pool: how many there may be, and how one knows that they are gone. How they start is in `workers`.

use std::fmt::Display;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use super::Settings;
use super::settings::MAX_THREADS;
use super::workers::start_apart;
use crate::sync::{Mutex, MutexGuard};

/// The most threads that all pools of a process may have at a time. Linux lets a process map its memory in some 65,000
/// places, of which a thread takes two; near that limit all else in the process fails, without a word about threads.
pub const MAX_THREADS_OF_ALL: usize = 8 * MAX_THREADS;

/// The threads did not start.
#[derive(Debug)]
pub struct ThreadsError {
    /// How many threads were asked for.
    pub threads: usize,
    /// The pool's name.
    pub name: String,
    /// What the system said.
    pub reason: String,
}

impl ThreadsError {
    pub(super) fn of(settings: &Settings, reason: &impl Display) -> Self {
        Self { threads: settings.threads, name: settings.name.clone(), reason: reason.to_string() }
    }
}

type Then = Box<dyn FnOnce() + Send>;

#[derive(Default)]
pub(super) struct Threads(Mutex<State>);

#[derive(Default)]
struct State {
    /// Threads that have not come to their end.
    alive: usize,
    handles: Vec<JoinHandle<()>>,
    end: End,
    when_gone: Vec<Then>,
}

/// How far it is with the end of the threads.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nobody sees to it.
    #[default]
    Open,
    /// Somebody waits for it.
    Awaited,
    Over,
}

impl Threads {
    /// Keeps a thread, to wait for its end.
    #[cfg(not(rayon_pool_model))]
    pub(super) fn keep(&self, handle: JoinHandle<()>) {
        self.lock().handles.push(handle);
    }

    /// Calls `then` once the system has done away with the threads; at once if it has.
    pub(super) fn when_gone(self: &Arc<Self>, then: Then) {
        let mut state = self.lock();
        if state.end == End::Over {
            drop(state);
            return then();
        }
        state.when_gone.push(then);
        self.see_to_the_end(state);
    }

    /// Waits until the threads are gone.
    #[cfg(not(rayon_pool_model))]
    pub(super) fn join(&self) {
        let handles = std::mem::take(&mut self.lock().handles);
        join(handles);
    }

    /// Has a thread of its own wait for those that are at their very end. Not one of theirs, for the last is one too, and
    /// least of all the JavaScript thread: an end may take long for threads of a low priority.
    fn see_to_the_end(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.alive > 0 || state.end != End::Open || state.when_gone.is_empty() {
            return;
        }
        state.end = End::Awaited;
        let handles = std::mem::take(&mut state.handles);
        drop(state);
        let gone = Gone(Arc::clone(self));
        start_apart(move || {
            join(handles);
            drop(gone);
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn join(handles: Vec<JoinHandle<()>>) {
    for handle in handles {
        // A thread that panicked is gone too.
        let _ = handle.join();
    }
}

/// Says that the threads are gone when it is dropped: also when there is no thread to wait for them, and they are as
/// good as gone.
struct Gone(Arc<Threads>);

impl Drop for Gone {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.end = End::Over;
        let when_gone = std::mem::take(&mut state.when_gone);
        drop(state);
        for then in when_gone {
            then();
        }
    }
}

static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// A thread that has not come to its end. Dropped by the thread, or by whoever could not start it.
pub(super) struct Alive(Arc<Threads>);

impl Alive {
    /// Fails when the pools of the process have all the threads that they may.
    pub(super) fn new(threads: Arc<Threads>) -> io::Result<Self> {
        let one_more = |alive| (alive < MAX_THREADS_OF_ALL).then_some(alive + 1);
        if ALIVE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_err() {
            return Err(io::Error::other(format!(
                "the pools of this process have {MAX_THREADS_OF_ALL} threads, the most they may"
            )));
        }
        threads.lock().alive += 1;
        Ok(Self(threads))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
        let mut state = self.0.lock();
        state.alive -= 1;
        self.0.see_to_the_end(state);
    }
}
