//! The round robin: turns of all running jobs in one queue, and the pool's threads going round it.
//!
//! A *round* is a Rayon task that takes turns from the front of the queue. At most one runs per thread. It ends when
//! the queue is empty, and starts anew after [`ROUND`], so that Rayon's own work (the halves of a `join`) comes in
//! between, and a thread that waits in a `join` and picked up a round gets back to it.
//!
//! There are two queues. What is quick comes first: the first chunks of every job, and the steps between regions. So a
//! small job waits for no more than the turns that run just now, however many long jobs there are. Every
//! [`STEADY_SHARE`]th turn goes to the long jobs all the same.
//!
//! Why not one Rayon task a chunk: Rayon's queues know no jobs. A job that comes late would wait behind every chunk
//! of a giant one; here it waits behind one.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::delegate;
use super::workers::{Workers, start_again};
use crate::job::{Half, Priority, RunQueue, Turn, measured, stopping_panics};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicU64, Ordering};

/// How long a round takes turns before it starts anew.
const ROUND: Duration = Duration::from_millis(1);

/// One turn in so many goes to the long jobs while there is always something quick.
const STEADY_SHARE: u32 = 8;

pub(super) struct RoundRobin(Arc<Inner>);

struct Inner {
    threads: usize,
    /// Whether the threads have a lower priority than those that list turns: see `delegate`.
    is_low: bool,
    queue: Mutex<Queue>,
    /// How long all threads have worked, in nanoseconds.
    work_time: AtomicU64,
}

struct Queue {
    quick: VecDeque<Arc<dyn Turn>>,
    steady: VecDeque<Arc<dyn Turn>>,
    /// How many quick turns were taken since the last steady one.
    quick_in_a_row: u32,
    /// Rounds that run or are about to.
    rounds: usize,
    /// Dropping it ends the threads.
    workers: Option<Arc<Workers>>,
}

impl Queue {
    fn next(&mut self) -> Option<Arc<dyn Turn>> {
        let may_be_quick = self.quick_in_a_row < STEADY_SHARE - 1 || self.steady.is_empty();
        if may_be_quick && let Some(turn) = self.quick.pop_front() {
            self.quick_in_a_row += 1;
            return Some(turn);
        }
        self.quick_in_a_row = 0;
        self.steady.pop_front()
    }
}

impl RoundRobin {
    pub(super) fn new(workers: Workers, is_low: bool) -> Arc<Self> {
        let threads = workers.count();
        let (quick, steady) = (VecDeque::new(), VecDeque::new());
        let queue = Queue { quick, steady, quick_in_a_row: 0, rounds: 0, workers: Some(Arc::new(workers)) };
        let inner = Inner { threads, is_low, queue: Mutex::new(queue), work_time: AtomicU64::new(0) };
        Arc::new(Self(Arc::new(inner)))
    }

    /// Lets the threads end. No job may be left.
    pub(super) fn stop(&self) {
        self.0.reach(|inner| {
            let workers = inner.with(|queue| queue.workers.take());
            drop(workers);
        });
    }

    /// How long all threads together have worked.
    pub(super) fn work_time(&self) -> Duration {
        Duration::from_nanos(self.0.work_time.load(Ordering::Relaxed))
    }
}

impl RunQueue for RoundRobin {
    fn list(&self, turn: Arc<dyn Turn>, priority: Priority) {
        self.0.reach(move |inner| inner.list(turn, priority));
    }

    fn threads(&self) -> usize {
        self.0.threads
    }

    /// The time of a half that another thread has taken over counts as work of that thread.
    fn join(&self, a: Half<'_>, b: Half<'_>) {
        let taken_over = |context: rayon::FnContext| {
            if context.migrated() { measured(|time| self.0.worked(time), b) } else { b() }
        };
        rayon::join_context(|_| a(), taken_over);
    }
}

impl Inner {
    fn with<R>(&self, act: impl FnOnce(&mut Queue) -> R) -> R {
        act(&mut self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does what takes the lock of the queue.
    fn reach(self: &Arc<Self>, act: impl FnOnce(&Arc<Self>) + Send + 'static) {
        if self.is_low {
            let inner = Arc::clone(self);
            delegate::inside(move || act(&inner));
        } else {
            act(self);
        }
    }

    fn list(self: &Arc<Self>, turn: Arc<dyn Turn>, priority: Priority) {
        let workers_for_round = self.with(|queue| {
            let workers = queue.workers.as_ref()?;
            match priority {
                Priority::Quick => queue.quick.push_back(turn),
                Priority::Steady => queue.steady.push_back(turn),
            }
            if queue.rounds == self.threads {
                return None;
            }
            queue.rounds += 1;
            Some(Arc::clone(workers))
        });
        if let Some(workers) = workers_for_round {
            let inner = Arc::clone(self);
            workers.start(move || inner.round());
        }
    }

    fn worked(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.work_time.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// The turn that is next; without one, the round that asks is over.
    fn next(&self) -> Option<Arc<dyn Turn>> {
        self.with(|queue| {
            let turn = queue.next();
            queue.rounds -= usize::from(turn.is_none());
            turn
        })
    }

    fn round(self: Arc<Self>) {
        let start = Instant::now();
        while let Some(turn) = self.next() {
            // Turns catch the panics of kernels. Should one get through, the round must still be counted right.
            stopping_panics((), || measured(|time| self.worked(time), || turn.take()));
            if start.elapsed() >= ROUND {
                start_again(move || self.round());
                return;
            }
        }
    }
}
