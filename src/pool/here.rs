//! Jobs that run where they are asked for, so small that waking a thread would take longer than doing them.
//!
//! They are jobs of the pool all the same: it refuses them when it is closing, and counts them.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::Shared;
use super::stats::Verdict;
use crate::job::{Job, Lanes, Pace, Stop, Turn, caught_here};

/// Leave to run one job on the thread that holds it.
pub struct Here<'a>(&'a Shared);

impl<'a> Here<'a> {
    pub(super) fn new(pool: &'a Shared) -> Self {
        Self(pool)
    }

    /// What comes of `work`, which should take a microsecond or two.
    ///
    /// # Errors
    /// It panicked.
    pub fn run<T, E>(self, work: impl FnOnce() -> Result<T, E>) -> Result<Result<T, E>, Stop> {
        let start = Instant::now();
        let result = caught_here(work).map_err(Stop::Panicked);
        let run = start.elapsed();
        self.0.with(|admission| admission.ended_here(Verdict::of(&result), run));
        result
    }

    /// The same of a whole job, which should take some tens of microseconds at most: all of its turns are taken here, one
    /// after another.
    ///
    /// # Errors
    /// It panicked, or stopped for a reason of its own.
    pub fn finish<T, E, F>(self, kernel: impl FnOnce(Job) -> F) -> Result<Result<T, E>, Stop>
    where
        F: Future<Output = Result<Result<T, E>, Stop>>,
    {
        let start = Instant::now();
        let result = caught_here(|| finished(kernel)).map_err(Stop::Panicked).flatten();
        let run = start.elapsed();
        self.0.with(|admission| admission.ended_here(Verdict::of(&result), run));
        result
    }
}

/// The turns of the one job that is done here.
#[derive(Default)]
struct OneLane(Mutex<VecDeque<Arc<dyn Turn>>>);

impl Lanes for OneLane {
    fn list(&self, turn: Arc<dyn Turn>, _: Pace) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(turn);
    }

    fn threads(&self) -> usize {
        1
    }

    /// Not by a thread of the pool.
    fn worked(&self, _: Duration) {}
}

fn finished<T, E, F>(kernel: impl FnOnce(Job) -> F) -> Result<Result<T, E>, Stop>
where
    F: Future<Output = Result<Result<T, E>, Stop>>,
{
    let lane = Arc::new(OneLane::default());
    let job = Job::new(Arc::clone(&lane) as Arc<dyn Lanes>);
    let mut computation = pin!(job.clone().guarded(kernel));
    let result = loop {
        // Whatever the job waits for is one of its turns: nobody else has to wake it.
        if let Poll::Ready(result) = computation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            break result;
        }
        let turn = lane.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match turn {
            Some(turn) => turn.take(),
            // It waits for something that will never come.
            None => break Err(Stop::Cancelled),
        }
    };
    job.drop_left();
    result
}
