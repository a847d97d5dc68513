//! Where and when work runs.
//!
//! A [`Pool`] owns a Rayon thread pool, the run queue in which the turns of its jobs wait for one of the threads, and the
//! queue of jobs that have not started. It knows jobs, and nothing of what they compute or of who asked for it.
//!
//! Up to [`RUNNING_PER_THREAD`] jobs a thread run at once, and take turns of about a millisecond; further ones wait
//! and start in the order they came.
#![forbid(unsafe_code)]

mod admission;
mod delegate;
mod global;
mod inline;
#[cfg(all(test, rayon_pool_model))]
mod models;
mod names;
mod run_queue;
mod settings;
#[cfg(not(rayon_pool_model))]
mod start_barrier;
mod stats;
mod task;
mod threads;
#[cfg_attr(rayon_pool_model, path = "model_workers.rs")]
mod workers;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use admission::{Admission, Admitted};
pub use admission::{RUNNING_PER_THREAD, Refused};
pub(crate) use delegate::{promptly, this_thread_is_low};
pub use global::{AlreadyConfigured, GlobalError, configure_global, global};
pub(crate) use inline::CountsInline;
#[doc(hidden)]
pub use inline::Inline;
pub(crate) use names::MOST as MOST_NAMES;
pub use names::Name;
use run_queue::RoundRobin;
pub use settings::{MAX_NICE, MAX_THREADS, Settings, SizeError, default_threads};
pub(crate) use stats::Verdict;
pub use stats::{KernelStats, Stats, Times};
use task::{Finished, Running, Task};
use threads::Threads;
pub use threads::{MAX_THREADS_OF_ALL, ThreadsError};
pub(crate) use workers::ready_for_low;

use crate::job::{Job, OnCancel, RunQueue, Stop};
use crate::sync::Mutex;

/// A named set of threads and the jobs that share them. Dropping it lets the jobs finish, then ends the threads.
///
/// In Node.js it is what stands behind a `ThreadPool`; a test makes one to see what a kernel does on several threads.
///
/// # Examples
/// ```
/// use std::convert::Infallible;
/// use std::sync::mpsc::channel;
///
/// use rayon_pool::job::Job;
/// use rayon_pool::pool::{Name, Pool, Settings};
///
/// let pool = Pool::new(Settings::new(2)).expect("two threads start");
/// let (tell, told) = channel();
/// let kernel = |job: Job| async move { Ok(Ok::<_, Infallible>(job.map(0..100, Ok).await?)) };
/// let job = pool.submit(Name::OTHERS, kernel, move |result| tell.send(result).expect("somebody waits"));
/// assert!(job.is_ok(), "it takes jobs until it is closed");
/// let Ok(Ok(numbers)) = told.recv()? else { unreachable!("nothing stops the job") };
/// assert_eq!(numbers.len(), 100);
/// # Ok::<(), std::sync::mpsc::RecvError>(())
/// ```
pub struct Pool(Arc<Shared>);

/// What a pool's jobs need of it, also after the pool itself is gone.
struct Shared {
    settings: Settings,
    run_queue: Arc<RoundRobin>,
    threads: Arc<Threads>,
    admission: Mutex<Admission>,
}

impl Pool {
    /// Starts the threads.
    ///
    /// # Errors
    /// The operating system would not start them all; those that had started end again.
    pub fn new(settings: Settings) -> Result<Self, ThreadsError> {
        let (workers, threads) = workers::start(&settings)?;
        let run_queue = RoundRobin::new(workers, settings.nice_increment > 0);
        let admission = Mutex::new(Admission::new(&settings));
        Ok(Self(Arc::new(Shared { settings, run_queue, threads, admission })))
    }

    /// What the pool was made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Starts a job, which [`Pool::stats`] counts under the name that is its plan: `kernel` makes the computation, on a pool thread
    /// and not before it begins, for until then what is computed on takes less memory. `ended` is called on a pool thread with what
    /// came of it.
    ///
    /// # Errors
    /// The pool is closing, or its queue is full; then nothing of the computation runs, and `ended` is not called.
    pub fn submit<T, E, K, F>(
        &self,
        plan: impl Into<Plan>,
        kernel: K,
        ended: impl FnOnce(Result<Result<T, E>, Stop>) + Send + 'static,
    ) -> Result<Job, Refused>
    where
        T: Send + 'static,
        E: Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = Result<Result<T, E>, Stop>> + Send + 'static,
    {
        let Plan { name, on_cancel } = plan.into();
        let job = Job::with(Arc::clone(&self.0.run_queue) as Arc<dyn RunQueue>, on_cancel);
        let inner = job.clone();
        let begin =
            move || -> Running { Box::pin(async move { Finished::new(inner.guarded(kernel).await, ended) }) };
        let task = Task::new(&job, name, Arc::clone(&self.0), begin);
        match self.0.with(|admission| admission.admit(&task)) {
            Admitted::Runs => task.start(),
            Admitted::Waits => {}
            Admitted::Refused(refused) => {
                task.discard();
                return Err(refused);
            }
        }
        Ok(job)
    }

    /// Whether a job that came now would be taken: for whoever has to give something away before it comes. One that would
    /// not counts as refused.
    ///
    /// # Errors
    /// Those of [`Pool::submit`].
    pub fn check(&self) -> Result<(), Refused> {
        self.0.with(Admission::check)
    }

    /// Leave to run a job at once, on the calling thread: for one that takes less time than waking another thread. It counts under
    /// `name`. Nothing when as many jobs run as may; the job is then to be [submitted](Pool::submit) like any other.
    ///
    /// # Errors
    /// The pool is closing.
    #[doc(hidden)]
    pub fn inline(&self, name: Name) -> Result<Option<Inline<'_>>, Refused> {
        Ok(self.0.with(Admission::admits_inline)?.then(|| Inline::new(&*self.0, name)))
    }

    /// A job that had leave to run at once has ended, after so long.
    pub(crate) fn ended_inline(&self, name: Name, verdict: Verdict, run: Duration) {
        self.0.ended_inline(name, verdict, run);
    }

    /// Whether no job runs, and none waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.0.with(|admission| admission.is_idle())
    }

    /// What the pool does and has done since its start or [`Pool::reset_stats`].
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.0.with(|admission| admission.stats(self.0.run_queue.work_time(), Instant::now()))
    }

    /// Starts the counts and times of [`Pool::stats`] afresh.
    pub fn reset_stats(&self) {
        self.0.with(|admission| admission.reset_stats(self.0.run_queue.work_time(), Instant::now()));
    }

    /// Refuses new jobs, lets the others finish (or cancels them, with `force`), then ends the threads. Calls `then` once
    /// the system has done away with them: on this thread if that has been, otherwise on one that is not the pool's.
    pub fn close(&self, force: bool, then: impl FnOnce() + Send + 'static) {
        self.0.threads.when_gone(Box::new(then));
        self.end(force);
    }

    fn end(&self, force: bool) {
        let (jobs, idle) = self.0.with(Admission::close);
        if force {
            jobs.iter().for_each(Job::cancel);
        }
        if idle {
            self.0.run_queue.stop();
        }
    }
}

/// How a job is run: made of its [`Name`].
pub struct Plan {
    /// What it counts under.
    name: Name,
    /// Hears of it when the job is asked to stop.
    on_cancel: Option<OnCancel>,
}

impl Plan {
    /// One for a job under `name`, of whose cancellation `on_cancel` hears.
    pub(crate) fn heard(name: Name, on_cancel: OnCancel) -> Self {
        Self { name, on_cancel: Some(on_cancel) }
    }
}

impl From<Name> for Plan {
    fn from(name: Name) -> Self {
        Self { name, on_cancel: None }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.end(false);
    }
}

impl Shared {
    fn with<R>(&self, act: impl FnOnce(&mut Admission) -> R) -> R {
        act(&mut self.admission.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets a job that was cancelled in the queue end right away.
    fn release(&self, number: u64) {
        if let Some(task) = self.with(|admission| admission.release(number)) {
            task.start();
        }
    }

    /// A job has ended: the next one starts, or the threads of a closing pool end.
    fn go_on(&self, next: admission::Next) {
        match next {
            admission::Next::Start(task) => task.start(),
            admission::Next::Stop => self.run_queue.stop(),
            admission::Next::Nothing => {}
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pool").field(&self.0.settings).finish()
    }
}
