//! The threads of a pool in the model checker, in place of `workers`.

use std::sync::Arc;

use super::Settings;
use super::delegate::this_thread_is_low;
use super::threads::{Alive, Threads, ThreadsError};

/// Threads of the model checker, a new one for each piece of work.
pub(super) struct Workers {
    count: usize,
    is_low: bool,
    /// Shared with the threads that run: the pool is over when the last lets go of it.
    alive: Arc<Alive>,
}

impl Workers {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn start(&self, work: impl FnOnce() + Send + 'static) {
        let alive = Arc::clone(&self.alive);
        let is_low = self.is_low;
        shuttle::thread::spawn(move || {
            if is_low {
                this_thread_is_low();
            }
            work();
            drop(alive);
        });
    }
}

pub(super) fn start_again(work: impl FnOnce() + Send + 'static) {
    work();
}

pub(super) fn start_apart(work: impl FnOnce() + Send + 'static) {
    shuttle::thread::spawn(work);
}

pub(crate) fn ready_for_low(settings: &Settings) -> bool {
    settings.nice_increment > 0
}

pub(super) fn start(settings: &Settings) -> Result<(Workers, Arc<Threads>), ThreadsError> {
    let threads = Arc::new(Threads::default());
    let alive = Alive::new(Arc::clone(&threads)).map_err(|error| ThreadsError::of(settings, &error))?;
    let alive = Arc::new(alive);
    let is_low = ready_for_low(settings);
    Ok((Workers { count: settings.threads, is_low, alive }, threads))
}
