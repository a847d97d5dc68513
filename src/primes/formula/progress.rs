//! How far a count is, as a person would say it: by the time that its parts take, not by how many numbers are behind.

use std::sync::{Mutex, PoisonError};

use rayon_pool::job::Job;

/// Tells the job what one part of a count has done of the whole.
pub(in super::super) struct Share {
    job: Job,
    /// What the whole part is worth, in the units of the job's total.
    worth: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// How much of the part's time is over, from 0 to 1.
    done: f64,
    /// How much of what it is worth the job was told.
    told: u64,
}

impl Share {
    /// A part that takes `part` of the time of a whole job whose total is `total`.
    pub(in super::super) fn new(job: &Job, total: u64, part: f64) -> Self {
        Self { job: job.clone(), worth: (total as f64 * part) as u64, state: Mutex::default() }
    }

    /// All of the job that has not been told yet.
    pub(in super::super) fn rest(job: &Job) -> Self {
        let (done, total) = job.progress();
        Self { job: job.clone(), worth: total.saturating_sub(done), state: Mutex::default() }
    }

    /// Says that `more` of the part's time is over.
    pub(in super::super) fn advance(&self, more: f64) {
        self.tell(|done| done + more);
    }

    /// Says that `done` of the part's time is over.
    pub(in super::super) fn reach(&self, done: f64) {
        self.tell(|before| done.max(before));
    }

    /// Says that the part is over.
    pub(in super::super) fn end(&self) {
        self.tell(|_| 1.0);
    }

    fn tell(&self, now: impl FnOnce(f64) -> f64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done = now(state.done);
        // Close to the end a product could be rounded past it.
        let told = if state.done < 1.0 { (self.worth as f64 * state.done) as u64 } else { self.worth };
        if told > state.told {
            self.job.advance(told - state.told);
            state.told = told;
        }
    }
}
