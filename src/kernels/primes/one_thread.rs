//! Runs a kernel on the thread that asks for it, without a pool: for tests of the parts of kernels.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::job::{Job, Lanes, Pace, Turn};

/// Turns that wait for the one thread.
#[derive(Default)]
struct OneThread(Mutex<VecDeque<Arc<dyn Turn>>>);

impl Lanes for OneThread {
    fn list(&self, turn: Arc<dyn Turn>, _: Pace) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(turn);
    }

    fn threads(&self) -> usize {
        1
    }

    fn worked(&self, _: Duration) {}
}

/// What `kernel` computes.
pub(super) fn run<T, F: Future<Output = T>>(kernel: impl FnOnce(Job) -> F) -> T {
    let lanes = Arc::new(OneThread::default());
    let mut computation = pin!(kernel(Job::new(Arc::clone(&lanes) as Arc<dyn Lanes>)));
    loop {
        if let Poll::Ready(result) = computation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
        let turn = lanes.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        turn.expect("a job that waits has listed what it waits for").take();
    }
}
