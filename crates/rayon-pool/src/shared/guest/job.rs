//! A job of this addon's, as a host has it.
#![forbid(unsafe_code)]

use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::super::table::{CANCELLED, PENDING};
use super::run_queue::HostsQueue;
use crate::job::{Job, Stop, drop_caught};
use crate::sync::Mutex;

/// The computation of a job that has begun: how it counts, and how to tell whoever asked for it.
pub(super) type Running = Pin<Box<dyn Future<Output = (u32, Tell)> + Send>>;
/// Given why it has not come to an end, where it has not.
pub(super) type Tell = Box<dyn FnOnce(Stop) + Send>;

pub(super) enum Computation {
    Queued(Box<dyn FnOnce() -> Running + Send>),
    Running(Running),
}

/// A job, as the host has it.
pub(super) struct GuestJob {
    pub(super) job: Job,
    pub(super) waker: Waker,
    pub(super) run_queue: Arc<HostsQueue>,
    /// Empty once it is over. The lock is never waited for: the host polls a job on one thread at a time.
    pub(super) computation: Mutex<Option<Computation>>,
    /// How whoever asked for it is told of its end; empty once that was done.
    pub(super) ending: Mutex<Option<Tell>>,
}

impl GuestJob {
    pub(super) fn poll(&self) -> u32 {
        let taken = || self.computation.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = match taken().take() {
            Some(Computation::Queued(begin)) => begin(),
            Some(Computation::Running(running)) => running,
            None => return PENDING,
        };
        match running.as_mut().poll(&mut Context::from_waker(&self.waker)) {
            Poll::Pending => {
                *taken() = Some(Computation::Running(running));
                PENDING
            }
            Poll::Ready((verdict, tell)) => {
                *self.ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(tell);
                verdict
            }
        }
    }

    pub(super) fn end(&self, verdict: u32) {
        // Of a job that never began, or was not to end by itself. What is dropped here is a user's, too.
        let computation = self.computation.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop_caught(computation);
        let tell = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(tell) = tell {
            let bug = || Stop::Panicked("a value could not be dropped".to_owned());
            tell(if verdict == CANCELLED { Stop::Cancelled } else { bug() });
        }
    }
}
