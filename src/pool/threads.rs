//! The threads of a pool: how one knows that they are gone. How they start is in `workers`.

use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use crate::sync::{Mutex, MutexGuard};

/// The operating system would not start the threads.
#[derive(Debug)]
pub struct ThreadsError {
    /// How many threads were asked for.
    pub threads: usize,
    /// The pool's name.
    pub name: String,
    /// What the system said.
    pub reason: String,
}

#[derive(Default)]
pub(super) struct Threads(Mutex<State>);

#[derive(Default)]
struct State {
    /// Threads that have not come to their end.
    alive: usize,
    handles: Vec<JoinHandle<()>>,
    when_over: Vec<Box<dyn FnOnce() + Send>>,
}

impl Threads {
    /// Keeps a thread, to wait for its end.
    #[cfg(not(feature = "model"))]
    pub(super) fn keep(&self, handle: JoinHandle<()>) {
        self.lock().handles.push(handle);
    }

    /// Calls `then` when the last thread is about to end; at once if that has been.
    pub(super) fn when_over(&self, then: Box<dyn FnOnce() + Send>) {
        let mut state = self.lock();
        if state.alive == 0 {
            drop(state);
            then();
        } else {
            state.when_over.push(then);
        }
    }

    /// Waits until the threads are gone.
    pub(super) fn join(&self) {
        let handles = std::mem::take(&mut self.lock().handles);
        for handle in handles {
            // A thread that panicked is gone too.
            let _ = handle.join();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that has not come to its end. Dropped by the thread, or by whoever could not start it.
pub(super) struct Alive(Arc<Threads>);

impl Alive {
    pub(super) fn new(threads: Arc<Threads>) -> Self {
        threads.lock().alive += 1;
        Self(threads)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.alive -= 1;
        if state.alive == 0 {
            let when_over = std::mem::take(&mut state.when_over);
            drop(state);
            for then in when_over {
                then();
            }
        }
    }
}
