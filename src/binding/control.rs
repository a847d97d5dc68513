//! A running job, as JavaScript holds it: to cancel it, and to see how far it is.

use std::cell::RefCell;

use napi_derive::napi;

use crate::job::Job;

/// The handle of one job. Made before the job, and given to the call that starts it.
#[napi]
#[derive(Default)]
pub struct JobControl {
    job: RefCell<Option<Job>>,
}

impl JobControl {
    pub(super) fn hold(&self, job: Job) {
        *self.job.borrow_mut() = Some(job);
    }

    fn progress(&self) -> (f64, f64) {
        let (done, total) = self.job.borrow().as_ref().map_or((0, 0), Job::progress);
        // A fraction past 2^53: progress is for people to see.
        #[allow(clippy::cast_precision_loss)]
        let progress = (done as f64, total as f64);
        progress
    }
}

#[napi]
impl JobControl {
    /// A handle without a job.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the job to stop.
    #[napi]
    pub fn cancel(&self) {
        if let Some(job) = &*self.job.borrow() {
            job.cancel();
        }
    }

    /// How much is done.
    #[napi(getter)]
    #[must_use]
    pub fn done(&self) -> f64 {
        self.progress().0
    }

    /// How much there is to do.
    #[napi(getter)]
    #[must_use]
    pub fn total(&self) -> f64 {
        self.progress().1
    }
}
