//! The threads of a pool in the model checker, in place of `workers`.

use std::sync::Arc;

use super::Settings;
use super::threads::{Alive, Threads, ThreadsError};

/// Threads of the model checker, a new one for each piece of work.
pub(super) struct Workers {
    count: usize,
    /// Shared with the threads that run: the pool is over when the last lets go of it.
    alive: Arc<Alive>,
}

impl Workers {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn start(&self, work: impl FnOnce() + Send + 'static) {
        let alive = Arc::clone(&self.alive);
        shuttle::thread::spawn(move || {
            work();
            drop(alive);
        });
    }
}

pub(super) fn start_again(work: impl FnOnce() + Send + 'static) {
    work();
}

pub(super) fn start(settings: &Settings) -> Result<(Workers, Arc<Threads>), ThreadsError> {
    let threads = Arc::new(Threads::default());
    let alive = Arc::new(Alive::new(Arc::clone(&threads)));
    Ok((Workers { count: settings.threads, alive }, threads))
}
