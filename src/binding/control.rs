//! A running job, as JavaScript holds it: to cancel it, and to see how far it is.

use std::cell::RefCell;

use napi_derive::napi;

use crate::job::Job;

/// The handle of one job. Made before the job, and given to the call that starts it.
#[napi]
#[derive(Default)]
pub struct JobControl {
    held: RefCell<Held>,
}

#[derive(Default)]
enum Held {
    #[default]
    Nothing,
    Job(Job),
    /// A job that was done at once, and how much that was.
    Done(u64),
}

impl JobControl {
    pub(super) fn hold(&self, job: Job) {
        *self.held.borrow_mut() = Held::Job(job);
    }

    pub(super) fn done_at_once(&self, total: u64) {
        *self.held.borrow_mut() = Held::Done(total);
    }

    fn progress(&self) -> (f64, f64) {
        let (done, total) = match &*self.held.borrow() {
            Held::Nothing => (0, 0),
            Held::Job(job) => job.progress(),
            Held::Done(total) => (*total, *total),
        };
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
        if let Held::Job(job) = &*self.held.borrow() {
            job.cancel();
        }
    }

    /// Whether the job has been asked to stop, even if it had ended before.
    #[napi(getter)]
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(&*self.held.borrow(), Held::Job(job) if job.is_cancelled())
    }

    /// Lets go of the job: the handle is ready for another one.
    #[napi]
    pub fn release(&self) {
        *self.held.borrow_mut() = Held::Nothing;
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
