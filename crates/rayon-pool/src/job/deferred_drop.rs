//! Memory that takes long to free, on its way to where it is needed.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::Job;

/// Something that, when it is dropped, is kept until its job has told its result: whoever aborted the job need not wait for
/// the system to take back hundreds of megabytes.
pub struct DeferredDrop<T: Send + Sync + 'static> {
    job: Job,
    something: Option<T>,
}

impl<T: Send + Sync + 'static> DeferredDrop<T> {
    pub(super) fn new(job: Job, something: T) -> Self {
        Self { job, something: Some(something) }
    }

    /// What is in it.
    ///
    /// # Panics
    /// Never: it is in there until then.
    #[must_use]
    pub fn into_inner(mut self) -> T {
        self.something.take().expect(PRESENT)
    }
}

const PRESENT: &str = "only the end takes it out";

impl<T: Send + Sync + 'static> Deref for DeferredDrop<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.something.as_ref().expect(PRESENT)
    }
}

impl<T: Send + Sync + 'static> DerefMut for DeferredDrop<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.something.as_mut().expect(PRESENT)
    }
}

impl<T: Send + Sync + 'static> Drop for DeferredDrop<T> {
    fn drop(&mut self) {
        if let Some(something) = self.something.take() {
            self.job.leave(Arc::new(something));
        }
    }
}
