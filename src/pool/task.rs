//! A task: the future of one job, polled in turns.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::job::{Job, Lanes, Stop, Turn};

/// Waits for something; a wake-up lists it.
const IDLE: u8 = 0;
/// Stands in the lanes.
const LISTED: u8 = 1;
/// Is being polled.
const POLLED: u8 = 2;
/// Is being polled, and was woken meanwhile.
const WOKEN: u8 = 3;

struct Task {
    lanes: Arc<dyn Lanes>,
    state: AtomicU8,
    /// Empty once it is over. The lock is never waited for: `state` lets one thread in at a time.
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
}

/// Lists the future of `job` for its first turn.
pub(super) fn start(job: &Job, lanes: Arc<dyn Lanes>, future: impl Future<Output = ()> + Send + 'static) {
    let future = Mutex::new(Some(Box::pin(future) as _));
    let task = Arc::new(Task { lanes, state: AtomicU8::new(LISTED), future });
    job.set_waker(Waker::from(Arc::clone(&task)));
    let lanes = Arc::clone(&task.lanes);
    lanes.list(task);
}

/// The same computation, with a panic turned into [`Stop::Panicked`].
pub(super) async fn caught<T>(computation: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    let mut computation = Box::pin(computation);
    poll_fn(|context| {
        // A computation that panicked is never polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| computation.as_mut().poll(context)));
        polled.unwrap_or_else(|payload| Poll::Ready(Err(Stop::from_panic(payload.as_ref()))))
    })
    .await
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let next = |state| match state {
            IDLE => Some(LISTED),
            POLLED => Some(WOKEN),
            _ => None,
        };
        if self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, next) == Ok(IDLE) {
            let lanes = Arc::clone(&self.lanes);
            lanes.list(self);
        }
    }
}

impl Turn for Task {
    fn take(self: Arc<Self>) {
        self.state.store(POLLED, Ordering::Release);
        let waker = Waker::from(Arc::clone(&self));
        let mut future = self.future.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(running) = future.as_mut() else {
            return;
        };
        if running.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            // Breaks the circle of the future, its job and the job's waker. It stays POLLED: nothing lists it again.
            let finished = future.take();
            drop(future);
            drop(finished);
            return;
        }
        drop(future);
        let idle = self.state.compare_exchange(POLLED, IDLE, Ordering::AcqRel, Ordering::Acquire);
        if idle.is_err() {
            self.state.store(LISTED, Ordering::Release);
            let lanes = Arc::clone(&self.lanes);
            lanes.list(self);
        }
    }
}
