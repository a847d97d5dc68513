//! Where the threads of a pool wait until all of them have been started, or one could not be.
//!
//! Whatever allocates memory near the system's limit may take all that is left for a moment (glibc does, for a heap of the
//! thread's own), and a thread that starts in that moment ends the process: so none does anything else meanwhile.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(super) struct StartBarrier {
    state: Mutex<State>,
    /// Whoever starts the threads waits for this, and no other: there may be a thousand of them.
    arrival: Condvar,
    decision: Condvar,
}

#[derive(Default)]
struct State {
    /// How many threads have come this far: they have all that a thread needs.
    arrived: usize,
    decision: Option<bool>,
}

impl StartBarrier {
    /// How many threads have arrived.
    pub(super) fn arrived(&self) -> usize {
        self.lock().arrived
    }

    /// Waits until so many threads have arrived.
    pub(super) fn wait_for(&self, threads: usize) {
        let state = self.arrival.wait_while(self.lock(), |state| state.arrived < threads);
        drop(state.unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets those that wait go on, and those that come, or has them all end.
    pub(super) fn decide(&self, open: bool) {
        self.lock().decision = Some(open);
        self.decision.notify_all();
    }

    /// Arrives, and waits for the decision.
    pub(super) fn opens(&self) -> bool {
        let mut state = self.lock();
        state.arrived += 1;
        self.arrival.notify_one();
        let state = self.decision.wait_while(state, |state| state.decision.is_none());
        state.unwrap_or_else(PoisonError::into_inner).decision.unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
