//! The side that has the work: a pool of the host's (`pool`), jobs that run there (`job`), and the threads and run queue that they run
//! in (`threads`, `run_queue`).
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

mod job;
mod pool;
mod run_queue;
#[cfg(test)]
mod tests;
mod threads;

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, PoisonError};
use std::task::Waker;

use super::table::{Data, FAILED, GuestTable, Header, NOT_UNDERSTOOD, NotShared};
use super::{AnyPool, Foreign};
use crate::job::{Job, RunQueue, Stop, caught_inline, stopping_panics};
use crate::pool::{Name, Refused, Verdict};
use crate::sync::Mutex;
use job::{Computation, GuestJob, Running, Tell};
pub(super) use pool::HostsPool;
use pool::{Inner, number_of, refusal};
use run_queue::{HostsQueue, drop_turn, take_turn};
use threads::{come_in, unmeasured};

static TABLE: GuestTable = GuestTable {
    header: Header::of::<GuestTable>(),
    poll,
    cancel,
    end,
    drop_left,
    release,
    take_turn,
    drop_turn,
};

impl AnyPool {
    /// A pool that another addon shows.
    ///
    /// # Errors
    /// It comes from a version of this crate that this one does not understand.
    ///
    /// # Safety
    /// `shown` comes from [`Showing::as_ptr`](super::Showing::as_ptr), of this or another addon whose module stays loaded, and
    /// what shows the pool lives until this returns.
    pub unsafe fn adopt(shown: *const c_void) -> Result<Self, NotShared> {
        // SAFETY: as the caller promises.
        unsafe { HostsPool::adopt(shown.cast(), &TABLE) }.map(|pool| Self::Shared(Foreign(pool)))
    }
}

impl HostsPool {
    /// As [`Pool::submit`](crate::pool::Pool::submit).
    pub(super) fn submit<T, E, K, F>(
        &self,
        name: Name,
        kernel: K,
        ended: impl FnOnce(Result<Result<T, E>, Stop>) + Send + 'static,
    ) -> Result<Job, Refused>
    where
        T: Send + 'static,
        E: Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = Result<Result<T, E>, Stop>> + Send + 'static,
    {
        let run_queue = Arc::new(HostsQueue::new(self.clone()));
        let job = Job::new(Arc::clone(&run_queue) as Arc<dyn RunQueue>);
        let waker = Waker::from(Arc::clone(&run_queue));
        job.set_waker(waker.clone());
        let ended = Arc::new(Mutex::new(Some(ended)));
        let tell = move |result: Result<Result<T, E>, Stop>| {
            let ended = ended.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(ended) = ended {
                ended(result);
            }
        };
        let (inner, finished) = (job.clone(), tell.clone());
        // Until it begins, what is computed on takes less memory.
        let begin = move || -> Running {
            Box::pin(async move {
                let result = inner.guarded(kernel).await;
                (number_of(Verdict::of(&result)), Box::new(move |_| finished(result)) as Tell)
            })
        };
        let guest = Arc::new(GuestJob {
            job: job.clone(),
            waker,
            run_queue: Arc::clone(&run_queue),
            computation: Mutex::new(Some(Computation::Queued(Box::new(begin)))),
            ending: Mutex::new(Some(Box::new(move |stop| tell(Err(stop))))),
        });
        let Inner { table, pool, .. } = &*self.0;
        let (kernel, mut hosted) = (self.number_of(name), ptr::null());
        let guest: Data = Arc::into_raw(guest).cast();
        // SAFETY: the pool is held, and the reference to the job is given away.
        let answer = unsafe { (table.submit)(*pool, kernel, &raw const TABLE, guest, &raw mut hosted) };
        if answer == NOT_UNDERSTOOD {
            // SAFETY: so it was not given away.
            unsafe { release(guest) };
            return Err(Refused::Closed);
        }
        if let Some(refused) = refusal(answer) {
            return Err(refused);
        }
        run_queue.know(hosted);
        Ok(job)
    }
}

/// # Safety
/// The host has a reference to it.
unsafe fn guest<'a>(job: Data) -> &'a GuestJob {
    // SAFETY: as the caller promises.
    unsafe { &*job.cast() }
}

unsafe extern "C" fn poll(job: Data, hosted: Data) -> u32 {
    stopping_panics(FAILED, || {
        // SAFETY: the host has a reference to it, as in all of these.
        let guest = unsafe { guest(job) };
        come_in(guest.run_queue.pool.0.is_low);
        guest.run_queue.begin(hosted);
        unmeasured(|| guest.poll())
    })
}

unsafe extern "C" fn cancel(job: Data) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { guest(job) }.job.cancel());
}

unsafe extern "C" fn end(job: Data, verdict: u32) {
    stopping_panics((), || {
        // Users' values are dropped. It may be the delegate of the host's, which is none of the pool's threads.
        come_in(false);
        // SAFETY: as above.
        unsafe { guest(job) }.end(verdict);
    });
}

unsafe extern "C" fn drop_left(job: Data) {
    stopping_panics((), || {
        come_in(false);
        // SAFETY: as above.
        unsafe { guest(job) }.job.drop_left();
    });
}

unsafe extern "C" fn release(job: Data) {
    // The thread may be any: of a job that was refused, all of it goes here, on the thread that has asked.
    // SAFETY: this is the host's reference.
    drop(caught_inline(|| drop(unsafe { Arc::from_raw(job.cast::<GuestJob>()) })));
}
