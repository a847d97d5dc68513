//! What a running computation can ask and say.
//!
//! A kernel is an `async fn` that is handed a [`Job`]. Straight-line code between two `.await`s runs as one
//! turn on a pool thread; [`Job::map`] and [`Job::drain`] fan chunks out over all of them. Every chunk should
//! take about a millisecond: between chunks a job notices that it was cancelled, says how far it is, and other
//! jobs get their turn. `.await` is what makes that possible without a thread of its own for each job: a job
//! that waits holds no stack, so a small job never has to finish on top of a giant one.
//!
//! This module knows nothing of the rest of the crate. The pool implements [`Lanes`] and polls the kernels.
#![forbid(unsafe_code)]

mod feed;
mod section;

use std::any::Any;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

pub use feed::{Feed, Intake, feed};
use section::{InOrder, Merged, Section};

/// Something that wants a thread for about a millisecond.
pub trait Turn: Send + Sync + 'static {
    /// Does one chunk of work. What is left lists itself again.
    fn take(self: Arc<Self>);
}

/// Where turns wait for a thread.
pub trait Lanes: Send + Sync + 'static {
    /// Puts a turn behind all others.
    fn list(&self, turn: Arc<dyn Turn>);
    /// How many threads take turns.
    fn threads(&self) -> usize;
}

/// Why a computation ended without a result.
#[derive(Debug)]
pub enum Stop {
    /// [`Job::cancel`] was called.
    Cancelled,
    /// A chunk panicked: a bug in a kernel, with the panic's own words.
    Panicked(String),
}

impl Stop {
    /// What was thrown, in words.
    #[must_use]
    pub fn from_panic(payload: &(dyn Any + Send)) -> Self {
        let words = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned());
        Self::Panicked(words.unwrap_or_else(|| "a panic without a message".to_owned()))
    }
}

/// One running computation, seen from inside and outside. Cloning it gives another handle to the same job.
#[derive(Clone)]
pub struct Job(Arc<State>);

struct State {
    lanes: Arc<dyn Lanes>,
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
    waker: Mutex<Option<Waker>>,
}

impl Job {
    /// A job whose turns are taken by `lanes`.
    #[must_use]
    pub fn new(lanes: Arc<dyn Lanes>) -> Self {
        Self(Arc::new(State {
            lanes,
            cancelled: AtomicBool::new(false),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            waker: Mutex::new(None),
        }))
    }

    /// Asks the job to stop. Chunks that run finish, no further one starts.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
        self.wake();
    }

    /// Whether the job was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire)
    }

    /// Fails once the job was asked to stop: for loops that are longer than a chunk.
    ///
    /// # Errors
    /// [`Stop::Cancelled`].
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
        self.0.lanes.threads()
    }

    /// Names the task to wake when something that the job waits for has happened.
    pub fn set_waker(&self, waker: Waker) {
        *self.0.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker);
    }

    /// Runs `work` on every index of `chunks`, on all threads; the results come in the order of the indices.
    ///
    /// # Errors
    /// The job was cancelled, or a chunk panicked. No chunk runs any more by then.
    pub async fn map<T, F>(&self, chunks: Range<usize>, work: F) -> Result<Vec<T>, Stop>
    where
        T: Send + 'static,
        F: Fn(usize) -> T + Send + Sync + 'static,
    {
        let section = Section::new(self.clone(), chunks, InOrder::new(), work);
        section.list();
        section.gathered().await
    }

    /// Runs `work` on every index of `chunks`, on all threads, and merges the results as they come: `merge` must be
    /// associative and commutative. Unlike [`Job::map`] it keeps nothing per chunk, so there can be any number.
    ///
    /// # Errors
    /// The job was cancelled, or a chunk panicked. No chunk runs any more by then.
    pub async fn fold<T, F, M>(&self, chunks: Range<usize>, identity: T, work: F, merge: M) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(usize) -> T + Send + Sync + 'static,
        M: Fn(T, T) -> T + Send + 'static,
    {
        let section = Section::new(self.clone(), chunks, Merged::new(identity, merge), work);
        section.list();
        section.gathered().await?.ok_or(Stop::Cancelled)
    }

    /// Runs `work` once, as a turn of its own.
    ///
    /// # Errors
    /// The job was cancelled, or `work` panicked.
    pub async fn step<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let work = Mutex::new(Some(work));
        let once = move |_| work.lock().unwrap_or_else(PoisonError::into_inner).take().map(|work| work());
        let results = self.map(0..1, once).await?;
        results.into_iter().flatten().next().ok_or(Stop::Cancelled)
    }

    /// Runs `work` on every item of a feed, as the items come, until the feed is closed; the results come in the
    /// order of the items.
    ///
    /// # Errors
    /// The job was cancelled, the feed was abandoned, or a chunk panicked.
    pub async fn drain<I, T, F>(&self, intake: Intake<I>, work: F) -> Result<Vec<T>, Stop>
    where
        I: Send + 'static,
        T: Send + 'static,
        F: Fn(I) -> T + Send + Sync + 'static,
    {
        let listening = intake.listening();
        let section = Section::new(self.clone(), intake, InOrder::new(), work);
        listening.tells(&section);
        section.list();
        section.gathered().await
    }

    fn list(&self, turn: Arc<dyn Turn>) {
        self.0.lanes.list(turn);
    }

    fn wake(&self) {
        let waker = self.0.waker.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, total) = self.progress();
        write!(f, "Job {{ done: {done}, total: {total}, cancelled: {} }}", self.is_cancelled())
    }
}
