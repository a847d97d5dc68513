//! A running job, as JavaScript holds it: to cancel it, and to see how far it is.

use std::cell::RefCell;

use napi_derive::napi;

use super::function::Function;
use super::opaque::{Held, Opaque};
use crate::job::Job;

/// The handle of one job. Made before the job, and given to the call that starts it.
#[derive(Default)]
pub(super) struct Control(RefCell<State>);

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Job(Job),
    /// A job that was done at once, and how much that was.
    Done(u64),
}

impl Opaque for Control {
    const NAME: &'static str = "JobControl";
}

impl Control {
    pub(super) fn hold(&self, job: Job) {
        *self.0.borrow_mut() = State::Job(job);
    }

    pub(super) fn done_at_once(&self, total: u64) {
        *self.0.borrow_mut() = State::Done(total);
    }

    fn progress(&self) -> (f64, f64) {
        let (done, total) = match &*self.0.borrow() {
            State::Nothing => (0, 0),
            State::Job(job) => job.progress(),
            State::Done(total) => (*total, *total),
        };
        // A fraction past 2^53: progress is for people to see.
        #[allow(clippy::cast_precision_loss)]
        let progress = (done as f64, total as f64);
        progress
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("newControl", new_control_c_callback),
    ("cancelJob", cancel_job_c_callback),
    ("isCancelled", is_cancelled_c_callback),
    ("releaseJob", release_job_c_callback),
    ("doneOf", done_of_c_callback),
    ("totalOf", total_of_c_callback),
];

/// A handle without a job.
#[napi(no_export)]
fn new_control() -> Held<Control> {
    Held::new(Control::default())
}

/// Asks the job to stop.
#[napi(no_export)]
fn cancel_job(control: Held<Control>) {
    if let State::Job(job) = &*control.0.borrow() {
        job.cancel();
    }
}

/// Whether the job has been asked to stop, even if it had ended before.
#[napi(no_export)]
fn is_cancelled(control: Held<Control>) -> bool {
    matches!(&*control.0.borrow(), State::Job(job) if job.is_cancelled())
}

/// Lets go of the job: the handle is ready for another one.
#[napi(no_export)]
fn release_job(control: Held<Control>) {
    *control.0.borrow_mut() = State::Nothing;
}

/// How much is done.
#[napi(no_export)]
fn done_of(control: Held<Control>) -> f64 {
    control.progress().0
}

/// How much there is to do.
#[napi(no_export)]
fn total_of(control: Held<Control>) -> f64 {
    control.progress().1
}
