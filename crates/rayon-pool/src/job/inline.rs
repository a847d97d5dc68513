//! A job whose turns are all taken on one thread, the one that asks for it.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{Job, Priority, RunQueue, Turn};

/// What `kernel` computes, without a pool: for tests.
///
/// # Panics
/// The kernel panics, or waits for something that is none of its own turns.
///
/// # Examples
/// ```
/// use rayon_pool::job::{Stop, block_on};
///
/// let squares = block_on(|job| async move { job.map(0..4, |chunk| Ok(chunk * chunk)).await });
/// assert_eq!(squares?, [0, 1, 4, 9]);
/// # Ok::<(), Stop>(())
/// ```
pub fn block_on<T, F: Future<Output = T>>(kernel: impl FnOnce(Job) -> F) -> T {
    run_inline(kernel).expect("a job that waits has listed what it waits for")
}

/// The same; nothing if it waits for something that will never come.
pub(crate) fn run_inline<T, F: Future<Output = T>>(kernel: impl FnOnce(Job) -> F) -> Option<T> {
    let queue = Arc::new(OneQueue::default());
    let job = Job::new(Arc::clone(&queue) as Arc<dyn RunQueue>);
    let mut computation = pin!(kernel(job.clone()));
    let result = loop {
        // Whatever the job waits for is one of its turns: nobody else has to wake it.
        if let Poll::Ready(result) = computation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            break Some(result);
        }
        let turn = queue.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match turn {
            Some(turn) => turn.take(),
            None => break None,
        }
    };
    job.drop_left();
    result
}

/// The turns of the job.
#[derive(Default)]
struct OneQueue(Mutex<VecDeque<Arc<dyn Turn>>>);

impl RunQueue for OneQueue {
    #[allow(clippy::disallowed_methods, reason = "one for each region")]
    fn list(&self, turn: Arc<dyn Turn>, _: Priority) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(turn);
    }

    fn threads(&self) -> usize {
        1
    }
}
