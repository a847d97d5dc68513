//! The round robin: turns of all running jobs in one queue, and the pool's threads going round it.
//!
//! A *round* is a Rayon task that takes turns from the front of the queue. At most one runs per thread. It ends when
//! the queue is empty, and starts anew after [`ROUND`], so that Rayon's own work (the halves of a `join`) comes in
//! between, and a thread that waits in a `join` and picked up a round gets back to it.
//!
//! Why not one Rayon task a chunk: Rayon's queues know no jobs. A job that comes late would wait behind every chunk
//! of a giant one; here it waits behind one.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use crate::job::{Lanes, Turn};

/// How long a round takes turns before it starts anew.
const ROUND: Duration = Duration::from_millis(1);

/// Dropping it lets Rayon end its threads; every job holds it, so none is cut off.
pub(super) struct RoundRobin {
    rayon: ThreadPool,
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    turns: VecDeque<Arc<dyn Turn>>,
    /// Rounds that run or are about to.
    rounds: usize,
}

impl RoundRobin {
    pub(super) fn new(rayon: ThreadPool) -> Arc<Self> {
        Arc::new(Self { rayon, queue: Arc::default() })
    }
}

impl Lanes for RoundRobin {
    fn list(&self, turn: Arc<dyn Turn>) {
        let needs_round = self.queue.with(|state| {
            state.turns.push_back(turn);
            let needs_round = state.rounds < self.threads();
            state.rounds += usize::from(needs_round);
            needs_round
        });
        if needs_round {
            let queue = Arc::clone(&self.queue);
            self.rayon.spawn(move || queue.round());
        }
    }

    fn threads(&self) -> usize {
        self.rayon.current_num_threads()
    }
}

impl Queue {
    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The turn at the front; without one, the round that asks is over.
    fn next(&self) -> Option<Arc<dyn Turn>> {
        self.with(|state| {
            let turn = state.turns.pop_front();
            state.rounds -= usize::from(turn.is_none());
            turn
        })
    }

    fn round(self: Arc<Self>) {
        let start = Instant::now();
        while let Some(turn) = self.next() {
            // Turns catch the panics of kernels. Should one get through, the round must still be counted right.
            let _ = catch_unwind(AssertUnwindSafe(|| turn.take()));
            if start.elapsed() >= ROUND {
                rayon::spawn(move || self.round());
                return;
            }
        }
    }
}
