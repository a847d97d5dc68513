//! What a running computation can ask and say.
//!
//! A kernel is an `async fn` that is handed a [`Job`]. Straight-line code between two `.await`s runs as one
//! turn on a pool thread; [`Job::map`] and [`Job::drain`] fan chunks out over all of them. Every chunk should
//! take about a millisecond: between chunks a job notices that it was cancelled, says how far it is, and other
//! jobs get their turn. `.await` is what makes that possible without a thread of its own for each job: a job
//! that waits holds no stack, so a small job never has to finish on top of a giant one.
//!
//! What a chunk finds no memory for is [`Stop::NoMemory`], as is what a job finds none for to gather results: see
//! [`memory`](crate::memory).
//!
//! This module knows nothing of the rest of the crate. The pool implements `RunQueue` and polls the kernels.
#![forbid(unsafe_code)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod chunks;
mod deferred_drop;
mod feed;
mod gather;
mod inline;
mod panic;
mod region;
mod scope;
mod splitting;

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

pub use deferred_drop::DeferredDrop;
pub use feed::{Feed, Intake, feed};
pub use inline::block_on;
pub(crate) use inline::run_inline;
#[cfg_attr(rayon_pool_model, allow(unused_imports, reason = "the threads of the models are not ours"))]
pub(crate) use panic::note_panics_of_this_thread;
pub(crate) use panic::{caught_inline, drop_caught, drop_each, let_go, stopping_panics};
pub use region::Step;
pub use scope::Scope;
#[cfg(test)]
pub(crate) use splitting::TURN;
pub(crate) use splitting::{Clock, Divisible, Part, Worked};

use crate::memory::NoMemory;
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Something that wants a thread for about a millisecond.
pub(crate) trait Turn: Send + Sync + 'static {
    /// Does one chunk of work. What is left lists itself again.
    fn take(self: Arc<Self>);
}

/// How soon a turn should come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Before the chunks of long jobs: what is short, or the first of a job that may be.
    Quick,
    /// In the round of the long jobs.
    Steady,
}

/// How many chunks a job takes quickly. A job that has more is a long one, and goes round with the others.
const QUICK_CHUNKS: u64 = 4;

/// Where turns wait for a thread.
pub(crate) trait RunQueue: Send + Sync + 'static {
    /// Puts a turn behind all others of its priority.
    fn list(&self, turn: Arc<dyn Turn>, priority: Priority);
    /// How many threads take turns.
    fn threads(&self) -> usize;
    /// Does both halves, the second on another thread if one is free. On a thread that takes a turn.
    fn join(&self, a: Half<'_>, b: Half<'_>) {
        a();
        b();
    }
}

/// One half of a [`Job::join`].
pub(crate) type Half<'a> = &'a mut (dyn FnMut() + Send);

/// Why a computation ended without a result.
#[derive(Debug)]
pub enum Stop {
    /// [`Job::cancel`] was called.
    Cancelled,
    /// A chunk panicked: a bug in a kernel. The panic's own words, and where it happened.
    Panicked(String),
    /// There is too little memory.
    NoMemory(NoMemory),
}

impl From<NoMemory> for Stop {
    fn from(no_memory: NoMemory) -> Self {
        Self::NoMemory(no_memory)
    }
}

/// Called whenever a job is asked to stop, on the thread that asks: for whoever computes it elsewhere.
pub(crate) type OnCancel = Box<dyn Fn() + Send + Sync>;

/// One running computation, seen from inside and outside. Cloning it gives another handle to the same job.
#[derive(Clone)]
pub struct Job(Arc<State>);

struct State {
    run_queue: Arc<dyn RunQueue>,
    cancelled: AtomicBool,
    on_cancel: Option<OnCancel>,
    done: AtomicU64,
    total: AtomicU64,
    /// How often its regions were listed.
    chunks: AtomicU64,
    waker: Mutex<Option<Waker>>,
    /// What takes a while to drop.
    left: Mutex<Vec<Arc<dyn Any + Send + Sync>>>,
}

impl Job {
    /// A job whose turns are taken by `run_queue`.
    pub(crate) fn new(run_queue: Arc<dyn RunQueue>) -> Self {
        Self::with(run_queue, None)
    }

    /// The same; `on_cancel` hears of it when the job is asked to stop.
    pub(crate) fn with(run_queue: Arc<dyn RunQueue>, on_cancel: Option<OnCancel>) -> Self {
        Self(Arc::new(State {
            run_queue,
            cancelled: AtomicBool::new(false),
            on_cancel,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            chunks: AtomicU64::new(0),
            waker: Mutex::new(None),
            left: Mutex::new(Vec::new()),
        }))
    }

    /// Asks the job to stop. Chunks that run finish, no further one starts.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        if let Some(on_cancel) = &self.0.on_cancel {
            on_cancel();
        }
        // After that: whoever is polled for it finds that it was cancelled, on all sides.
        self.wake();
    }

    /// Whether the job was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// Fails once the job was asked to stop: for loops that are longer than a chunk.
    ///
    /// It costs about a nanosecond.
    ///
    /// # Errors
    /// [`Stop::Cancelled`].
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Job, Stop, block_on};
    ///
    /// fn count(job: &Job, numbers: u64) -> Result<u64, Stop> {
    ///     let mut count = 0;
    ///     for number in 0..numbers {
    ///         job.checkpoint()?;
    ///         count += u64::from(number.count_ones() == 3);
    ///     }
    ///     Ok(count)
    /// }
    ///
    /// assert_eq!(block_on(|job| async move { count(&job, 1000) })?, 120);
    /// # Ok::<(), Stop>(())
    /// ```
    pub fn checkpoint(&self) -> Result<(), Stop> {
        if self.is_cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Says how much work there is, in units of the kernel's choice.
    pub fn set_total(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// Says that `units` more of the work are done.
    pub fn advance(&self, units: u64) {
        self.0.done.fetch_add(units, Ordering::Relaxed);
    }

    /// How much is done, and out of how much.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }

    /// How many threads take this job's turns.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.run_queue.threads()
    }

    /// Names the task to wake when something that the job waits for has happened.
    pub(crate) fn set_waker(&self, waker: Waker) {
        *self.0.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker);
    }

    /// Forgets the task named last: it is over.
    pub(crate) fn clear_waker(&self) {
        *self.0.waker.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Runs both closures, the second on another thread of the pool if one is free, as `rayon::join` does: within one of the
    /// job's turns, and of what runs in them. It costs a tenth of a microsecond or so, if no thread takes the second one over.
    ///
    /// # Panics
    /// If one of them does, once both have ended.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Job, block_on};
    ///
    /// fn sum(job: &Job, numbers: &[u64]) -> u64 {
    ///     if numbers.len() < 1000 {
    ///         return numbers.iter().sum();
    ///     }
    ///     let (one, other) = numbers.split_at(numbers.len() / 2);
    ///     let (one, other) = job.join(|| sum(job, one), || sum(job, other));
    ///     one + other
    /// }
    ///
    /// let numbers: Vec<u64> = (0..10_000).collect();
    /// assert_eq!(block_on(|job| async move { sum(&job, &numbers) }), 49_995_000);
    /// ```
    pub fn join<A: Send, B: Send>(
        &self,
        a: impl FnOnce() -> A + Send,
        b: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        if self.threads() == 1 {
            // There is no other thread; and where the job's turns are taken, there may be none of a pool's at all.
            return (a(), b());
        }
        let (mut a, mut b) = ((Some(a), None), (Some(b), None));
        let (first, second) = (&mut || a.1 = a.0.take().map(|a| a()), &mut || b.1 = b.0.take().map(|b| b()));
        self.0.run_queue.join(first, second);
        a.1.zip(b.1).expect("both halves are done")
    }

    /// The result of the computation that `kernel` makes, or why it has none: it panicked, or the job was cancelled before
    /// it began.
    pub(crate) async fn guarded<T, F>(self, kernel: impl FnOnce(Self) -> F) -> Result<T, Stop>
    where
        F: Future<Output = Result<T, Stop>>,
    {
        self.guarded_by(kernel, |result| result).await
    }

    /// The same, where `outcome` says what has come of the computation. (A future around that of the kernel would be moved
    /// around with it, some kilobytes each time.)
    pub(crate) async fn guarded_by<T, F: Future>(
        self,
        kernel: impl FnOnce(Self) -> F,
        outcome: impl Fn(F::Output) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        if let Err(stop) = self.checkpoint() {
            drop_caught(kernel);
            return Err(stop);
        }
        // Not by a name in between, which would take the same room again.
        let mut computation = pin!(panic::caught(|| Some(kernel(self))).map_err(Stop::Panicked)?);
        let result = poll_fn(|context| {
            // A computation that panicked is never polled again.
            let polled = panic::caught(|| match computation.as_mut().as_pin_mut() {
                Some(computation) => computation.poll(context).map(&outcome),
                None => Poll::Pending,
            });
            polled.unwrap_or_else(|words| Poll::Ready(Err(Stop::Panicked(words))))
        })
        .await;
        // Here, where its panic is one of the kernel's; where this ends, nobody would catch it.
        match panic::caught(|| computation.set(None)) {
            Err(words) if result.is_ok() => {
                drop_caught(result);
                Err(Stop::Panicked(words))
            }
            _ => result,
        }
    }

    /// Keeps something until the job has told its result: dropping it may take longer than whoever waits should.
    #[allow(clippy::disallowed_methods, reason = "a job keeps a handful")]
    pub fn leave(&self, something: Arc<dyn Any + Send + Sync>) {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner).push(something);
    }

    /// The same of something that is still being made: if the job ends meanwhile, it is kept until the result is told.
    pub fn deferred_drop<T: Send + Sync + 'static>(&self, something: T) -> DeferredDrop<T> {
        DeferredDrop::new(self.clone(), something)
    }

    /// Drops what the job kept until its end.
    pub(crate) fn drop_left(&self) {
        let left = std::mem::take(&mut *self.0.left.lock().unwrap_or_else(PoisonError::into_inner));
        drop_each(left);
    }

    fn list(&self, turn: Arc<dyn Turn>) {
        let is_young = self.0.chunks.fetch_add(1, Ordering::Relaxed) < QUICK_CHUNKS;
        self.0.run_queue.list(turn, if is_young { Priority::Quick } else { Priority::Steady });
    }

    /// Puts a turn of another computation's, which this job stands for, into its run queue.
    pub(crate) fn list_at(&self, turn: Arc<dyn Turn>, priority: Priority) {
        self.0.run_queue.list(turn, priority);
    }

    /// Wakes the task that was named last.
    pub(crate) fn wake(&self) {
        let waker = self.0.waker.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// Does `work` and says how long it took, unless it is part of something that this thread measures already: a thread
/// that waits in a `join` takes other turns meanwhile, and no time may count twice.
pub(crate) fn measured<R>(worked: impl Fn(Duration), work: impl FnOnce() -> R) -> R {
    thread_local! {
        static MEASURING: Cell<bool> = const { Cell::new(false) };
    }
    /// Ends the measurement, also when `work` panics.
    struct Measurement<F: Fn(Duration)>(F, Instant);
    impl<F: Fn(Duration)> Drop for Measurement<F> {
        fn drop(&mut self) {
            MEASURING.set(false);
            (self.0)(self.1.elapsed());
        }
    }
    if MEASURING.replace(true) {
        return work();
    }
    let _measurement = Measurement(worked, Instant::now());
    work()
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, total) = self.progress();
        write!(f, "Job {{ done: {done}, total: {total}, cancelled: {} }}", self.is_cancelled())
    }
}
