//! A job of a guest's, on a pool of this addon's.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use super::super::table::{
    CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, NOT_UNDERSTOOD, PENDING, TAKEN, Table,
};
use super::pool::{answer_of, pool};
use crate::job::{Job, Priority, Stop, Turn, stopping_panics};
use crate::pool::{Name, Plan};

/// A job of a guest's. The guest has it back when this is dropped.
struct Lent {
    table: GuestTable,
    job: Data,
    is_cancelled: AtomicBool,
}

// SAFETY: a guest's functions may be called from any thread.
unsafe impl Send for Lent {}
// SAFETY: as above.
unsafe impl Sync for Lent {}

impl Lent {
    /// Asks it to stop, once. Not by way of a poll: that needs a thread, and turns of this very job may keep them all.
    fn cancel(&self) {
        if !self.is_cancelled.swap(true, Ordering::Relaxed) {
            // SAFETY: this keeps the job.
            unsafe { (self.table.cancel)(self.job) };
        }
    }
}

/// What a guest's job has kept until its end: left to the job of this side, to be dropped when that is done with.
struct Left(Arc<Lent>);

impl Drop for Left {
    fn drop(&mut self) {
        // SAFETY: the reference keeps the job.
        unsafe { (self.0.table.drop_left)(self.0.job) };
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // SAFETY: this is the reference that came with the job.
        unsafe { (self.table.release)(self.job) };
    }
}

/// What a guest has of a job that was taken: the job of this side, which counts, and how turns for it are taken.
struct Given {
    job: Job,
    table: GuestTable,
}

/// A guest's job as a computation of the host's.
struct Hosted {
    lent: Arc<Lent>,
    given: Arc<Given>,
}

impl Future for Hosted {
    type Output = Result<Result<(), ()>, Stop>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let Lent { table, job, .. } = &*self.lent;
        // The context is not handed over: what the guest wakes is the host's job, which knows its task.
        // SAFETY: the reference of `lent` keeps the job.
        match unsafe { (table.poll)(*job, Arc::as_ptr(&self.given).cast()) } {
            PENDING => Poll::Pending,
            DONE => Poll::Ready(Ok(Ok(()))),
            CANCELLED => Poll::Ready(Err(Stop::Cancelled)),
            // It failed, or says what nobody here knows.
            _ => Poll::Ready(Ok(Err(()))),
        }
    }
}

/// A turn of a guest's.
struct LentTurn {
    table: GuestTable,
    turn: Data,
    is_taken: AtomicBool,
}

// SAFETY: as above.
unsafe impl Send for LentTurn {}
// SAFETY: as above.
unsafe impl Sync for LentTurn {}

impl Turn for LentTurn {
    fn take(self: Arc<Self>) {
        if !self.is_taken.swap(true, Ordering::Relaxed) {
            // SAFETY: this is its reference, used once.
            unsafe { (self.table.take_turn)(self.turn) };
        }
    }
}

impl Drop for LentTurn {
    fn drop(&mut self) {
        if !*self.is_taken.get_mut() {
            // SAFETY: as above.
            unsafe { (self.table.drop_turn)(self.turn) };
        }
    }
}

/// # Safety
/// A guest has this from here, and has not given it back.
unsafe fn given<'a>(hosted: Data) -> &'a Given {
    // SAFETY: as the caller promises.
    unsafe { &*hosted.cast() }
}

pub(super) unsafe extern "C" fn submit(
    shown: Data,
    kernel: u32,
    table: *const GuestTable,
    job: Data,
    hosted: *mut Data,
) -> u32 {
    // SAFETY: a guest's table is what its header says.
    let Ok(table) = (unsafe { GuestTable::copied(table) }) else {
        return NOT_UNDERSTOOD;
    };
    let lent = Arc::new(Lent { table, job, is_cancelled: AtomicBool::new(false) });
    stopping_panics(CLOSED, || {
        // Not a reference that keeps it: the guest's job keeps the one of this side.
        let (ending, asked) = (Arc::clone(&lent), Arc::downgrade(&lent));
        let name = Name::numbered(kernel);
        let on_cancel = move || {
            if let Some(lent) = asked.upgrade() {
                lent.cancel();
            }
        };
        let kernel = move |job: Job| {
            job.leave(Arc::new(Left(Arc::clone(&lent))));
            Hosted { lent, given: Arc::new(Given { job, table }) }
        };
        let ended = move |result: Result<Result<(), ()>, Stop>| {
            let verdict = match result {
                Ok(Ok(())) => DONE,
                Err(Stop::Cancelled) => CANCELLED,
                Ok(Err(())) | Err(Stop::Panicked(_) | Stop::NoMemory(_)) => FAILED,
            };
            // SAFETY: the reference keeps the job.
            unsafe { (ending.table.end)(ending.job, verdict) };
        };
        let plan = Plan::heard(name, Box::new(on_cancel));
        // SAFETY: the caller holds the pool.
        match unsafe { pool(shown) }.submit(plan, kernel, ended) {
            Ok(job) => {
                let given = Arc::new(Given { job, table });
                // SAFETY: there is room for it.
                unsafe { *hosted = Arc::into_raw(given).cast() };
                TAKEN
            }
            Err(refused) => answer_of(refused),
        }
    })
}

pub(super) unsafe extern "C" fn retain_job(hosted: Data) {
    // SAFETY: the caller has it from here, as in all of these.
    unsafe { Arc::increment_strong_count(hosted.cast::<Given>()) };
}

pub(super) unsafe extern "C" fn release_job(hosted: Data) {
    // SAFETY: the caller gives back a reference.
    stopping_panics((), || unsafe { Arc::decrement_strong_count(hosted.cast::<Given>()) });
}

pub(super) unsafe extern "C" fn wake(hosted: Data) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { given(hosted) }.job.wake());
}

pub(super) unsafe extern "C" fn list(hosted: Data, turn: Data, steady: u32) {
    // SAFETY: as above.
    let Given { job, table } = unsafe { given(hosted) };
    let turn = Arc::new(LentTurn { table: *table, turn, is_taken: AtomicBool::new(false) });
    let priority = if steady == 0 { Priority::Quick } else { Priority::Steady };
    stopping_panics((), || job.list_at(turn, priority));
}

pub(super) unsafe extern "C" fn join(hosted: Data, half: unsafe extern "C" fn(Data), a: Data, b: Data) {
    /// What a guest has said may go to another thread.
    struct Half(unsafe extern "C" fn(Data), Data);

    // SAFETY: as above.
    unsafe impl Send for Half {}

    impl Half {
        fn call(self) {
            // SAFETY: the guest has it until both are done, and this is the only call.
            unsafe { (self.0)(self.1) };
        }
    }

    let (a, b) = (Half(half, a), Half(half, b));
    // SAFETY: the caller has it from here.
    let Given { job, .. } = unsafe { given(hosted) };
    stopping_panics(((), ()), || job.join(|| a.call(), || b.call()));
}
