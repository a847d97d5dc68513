//! Where and when work runs.
//!
//! A [`Pool`] owns a Rayon thread pool and the [`Lanes`] in which the turns of its jobs wait for
//! one of the threads. It knows jobs, and nothing of what they compute or of who asked for it.
#![forbid(unsafe_code)]

mod lanes;
mod size;
mod task;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lanes::RoundRobin;
pub use size::{MAX_THREADS, SizeError, default_threads};

use crate::job::{Job, Lanes, Stop};

/// A named set of threads and the jobs that share them.
pub struct Pool {
    lanes: Arc<RoundRobin>,
    name: String,
}

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

impl Pool {
    /// Starts `threads` threads called `name-0`, `name-1` and so on.
    ///
    /// # Errors
    /// The operating system would not start them all; those that had started end again.
    pub fn new(threads: usize, name: &str) -> Result<Self, ThreadsError> {
        let thread_name = name.to_owned();
        let threads_of = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(move |index| format!("{thread_name}-{index}"))
            // Every turn catches its own panics; this is for what no turn could catch, which would abort otherwise.
            .panic_handler(|_| {})
            .build()
            .map_err(|error| ThreadsError { threads, name: name.to_owned(), reason: error.to_string() })?;
        Ok(Self { lanes: RoundRobin::new(threads_of), name: name.to_owned() })
    }

    /// The pool behind the free functions: [`default_threads`] threads, started by the first call and kept for good.
    ///
    /// # Errors
    /// `RAYON_NUM_THREADS` makes no sense, or the threads did not start. The next call tries again.
    pub fn global() -> Result<Arc<Self>, GlobalError> {
        static GLOBAL: OnceLock<Arc<Pool>> = OnceLock::new();
        static STARTING: Mutex<()> = Mutex::new(());
        if let Some(pool) = GLOBAL.get() {
            return Ok(Arc::clone(pool));
        }
        let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = GLOBAL.get() {
            return Ok(Arc::clone(pool));
        }
        let threads = default_threads().map_err(GlobalError::Size)?;
        let pool = Arc::new(Self::new(threads, "rayon-pool").map_err(GlobalError::Threads)?);
        Ok(Arc::clone(GLOBAL.get_or_init(|| pool)))
    }

    /// How many threads there are.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.lanes.threads()
    }

    /// The pool's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts a job: `kernel` makes the computation, `ended` is called on a pool thread with what came of it.
    pub fn submit<T, K, F>(&self, kernel: K, ended: impl FnOnce(Result<T, Stop>) + Send + 'static) -> Job
    where
        T: Send + 'static,
        K: FnOnce(Job) -> F,
        F: Future<Output = Result<T, Stop>> + Send + 'static,
    {
        let job = Job::new(Arc::clone(&self.lanes) as Arc<dyn Lanes>);
        let computation = kernel(job.clone());
        task::start(&job, Arc::clone(&self.lanes) as Arc<dyn Lanes>, async move {
            ended(task::caught(computation).await);
        });
        job
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool {{ name: {:?}, threads: {} }}", self.name, self.threads())
    }
}

/// Why there is no global pool.
#[derive(Debug)]
pub enum GlobalError {
    /// Its size makes no sense.
    Size(SizeError),
    /// Its threads did not start.
    Threads(ThreadsError),
}
