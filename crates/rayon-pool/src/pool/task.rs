//! A task: the future of one job, polled in turns.
//!
//! A future has room for all that its computation will ever keep between two turns: kilobytes, mostly. A job that waits in
//! the queue has none yet, but what makes it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use super::Shared;
use super::delegate::promptly;
use super::names::Name;
use super::stats::Verdict;
use crate::job::{Job, Priority, RunQueue, Stop, Turn, drop_caught, stopping_panics};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicU8, Ordering};

/// Has not started: it stands in the queue of jobs. A wake-up means that it was cancelled.
const QUEUED: u8 = 0;
/// Waits for something; a wake-up lists it.
const IDLE: u8 = 1;
/// Stands in the run queue.
const LISTED: u8 = 2;
/// Is being polled.
const POLLED: u8 = 3;
/// Is being polled, and was woken meanwhile.
const WOKEN: u8 = 4;

pub(super) struct Task {
    number: u64,
    /// What it counts under.
    name: Name,
    job: Job,
    pool: Arc<Shared>,
    state: AtomicU8,
    /// Empty once it is over. The lock is never waited for: `state` lets one thread in at a time.
    computation: Mutex<Option<Computation>>,
    submitted: Instant,
    started: OnceLock<Instant>,
}

/// The future of a job that has begun.
pub(super) type Running = Pin<Box<dyn Future<Output = Finished> + Send>>;

enum Computation {
    Queued(Box<dyn FnOnce() -> Running + Send>),
    Running(Running),
}

/// What came of a job: how it counts, and how to tell whoever asked for it.
pub(super) struct Finished {
    verdict: Verdict,
    tell: Box<dyn FnOnce() + Send>,
}

impl Finished {
    pub(super) fn new<T, E>(
        result: Result<Result<T, E>, Stop>,
        ended: impl FnOnce(Result<Result<T, E>, Stop>) + Send + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        Self { verdict: Verdict::of(&result), tell: Box::new(move || ended(result)) }
    }
}

impl Task {
    pub(super) fn new(
        job: &Job,
        name: Name,
        pool: Arc<Shared>,
        begin: impl FnOnce() -> Running + Send + 'static,
    ) -> Arc<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let task = Arc::new(Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            name,
            job: job.clone(),
            pool,
            state: AtomicU8::new(QUEUED),
            computation: Mutex::new(Some(Computation::Queued(Box::new(begin)))),
            submitted: Instant::now(),
            started: OnceLock::new(),
        });
        job.set_waker(Waker::from(Arc::clone(&task)));
        task
    }

    /// Later tasks have larger numbers.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn job(&self) -> &Job {
        &self.job
    }

    /// Lets go of a task that was not taken, and of all that its computation holds.
    pub(super) fn discard(&self) {
        let computation = self.computation.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop_caught(computation);
        // The job's waker holds the task, and the task the job.
        self.job.clear_waker();
    }

    /// Lists a task that has left the queue, for its first turn.
    pub(super) fn start(self: Arc<Self>) {
        self.state.store(LISTED, Ordering::Release);
        self.list();
    }

    fn list(self: Arc<Self>) {
        let pool = Arc::clone(&self.pool);
        // Between two regions a kernel does little: this is how a small job ends soon, and a cancelled one.
        pool.run_queue.list(self, Priority::Quick);
    }

    fn poll(self: &Arc<Self>) -> Poll<Finished> {
        let waker = Waker::from(Arc::clone(self));
        let mut computation = self.computation.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = match computation.take() {
            Some(Computation::Queued(begin)) => begin(),
            Some(Computation::Running(running)) => running,
            None => return Poll::Pending,
        };
        let polled = running.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_pending() {
            *computation = Some(Computation::Running(running));
        } else {
            drop(computation);
            drop(running);
            self.discard();
        }
        polled
    }

    fn end(&self, finished: Finished, started: Instant) {
        let (wait, run) = (started.duration_since(self.submitted), started.elapsed());
        let (pool, number, name) = (Arc::clone(&self.pool), self.number, self.name);
        if finished.verdict == Verdict::Failed {
            // Perhaps for want of memory: whoever is told needs some to hear of it.
            self.job.drop_left();
        }
        promptly(move || {
            // Counted before it is told, so that whoever waits for a job finds it in the statistics.
            let next = pool.with(|admission| admission.ended(number, name, finished.verdict, wait, run));
            // A result that nobody wants any more is dropped there, and it is a user's.
            stopping_panics((), finished.tell);
            pool.go_on(next);
        });
        self.job.drop_left();
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let next = |state| match state {
            // Written also where it stays as it is: so the poll that comes sees what the waker did before.
            IDLE | LISTED => Some(LISTED),
            POLLED => Some(WOKEN),
            _ => None,
        };
        match self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(IDLE) => self.list(),
            // Whoever takes it out of the queue starts it: this call, or the end of another job just now.
            Err(QUEUED) => self.pool.release(self.number),
            _ => {}
        }
    }
}

impl Turn for Task {
    fn take(self: Arc<Self>) {
        let started = *self.started.get_or_init(Instant::now);
        self.state.swap(POLLED, Ordering::AcqRel);
        if let Poll::Ready(finished) = self.poll() {
            // It stays POLLED: nothing lists it again.
            return self.end(finished, started);
        }
        if self.state.compare_exchange(POLLED, IDLE, Ordering::AcqRel, Ordering::Acquire).is_err() {
            self.state.store(LISTED, Ordering::Release);
            self.list();
        }
    }
}
