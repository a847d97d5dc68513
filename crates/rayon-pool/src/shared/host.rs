//! The side that has the threads.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::cell::Cell;
use std::ffi::c_void;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use super::stopping_panics;
use super::table::{
    CANCELLED, CLOSED, DONE, Data, GuestTable, Header, HostTable, PENDING, QUEUE_FULL, Shown, TAKEN,
};
use crate::job::{Job, Pace, Stop, Turn};
use crate::pool::{Pool, Refused};

static TABLE: HostTable = HostTable {
    header: Header::of::<HostTable>(),
    retain,
    release,
    threads,
    max_queue,
    name,
    check,
    is_idle,
    submit,
    retain_job,
    release_job,
    advance,
    set_total,
    wake,
    list,
};

/// A pool that other addons may see, as long as this lives.
pub struct Showing {
    shown: Box<Shown>,
    _pool: Arc<Pool>,
}

impl Showing {
    /// Shows a pool of this addon's own.
    #[must_use]
    pub fn new(pool: Arc<Pool>) -> Self {
        let shown = Box::new(Shown { table: &raw const TABLE, pool: Arc::as_ptr(&pool).cast() });
        Self { shown, _pool: pool }
    }

    /// Where the others find it.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_void {
        ptr::from_ref(&*self.shown).cast()
    }
}

thread_local! {
    /// Who wants to know of the next job that a guest submits from this thread.
    static EXPECTING: Cell<Option<Box<dyn FnOnce(&Job)>>> = const { Cell::new(None) };
}

/// What `act` gives; `told` is called with the job that a guest submits from this thread meanwhile, if it does.
pub fn expecting<R>(told: impl FnOnce(&Job) + 'static, act: impl FnOnce() -> R) -> R {
    EXPECTING.set(Some(Box::new(told)));
    let result = act();
    drop(EXPECTING.take());
    result
}

/// A job of a guest's. The guest has it back when this is dropped.
struct Lent {
    table: &'static GuestTable,
    job: Data,
}

// SAFETY: a guest's functions may be called from any thread.
unsafe impl Send for Lent {}
// SAFETY: as above.
unsafe impl Sync for Lent {}

impl Drop for Lent {
    fn drop(&mut self) {
        // SAFETY: this is the reference that came with the job.
        unsafe { (self.table.release)(self.job) };
    }
}

/// The same as a computation of the host's.
struct Hosted {
    lent: Arc<Lent>,
    job: Job,
    is_told: bool,
}

impl Future for Hosted {
    type Output = Result<Result<(), ()>, Stop>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let Lent { table, job } = *self.lent;
        // SAFETY: the reference of `lent` keeps the job.
        unsafe {
            if self.job.is_cancelled() && !self.is_told {
                self.is_told = true;
                (table.cancel)(job);
            }
            // The context is not handed over: what the guest wakes is the host's job, which knows its task.
            match (table.poll)(job, ptr::from_ref(&self.job).cast()) {
                PENDING => Poll::Pending,
                DONE => Poll::Ready(Ok(Ok(()))),
                CANCELLED => Poll::Ready(Err(Stop::Cancelled)),
                // It failed, or says what nobody here knows.
                _ => Poll::Ready(Ok(Err(()))),
            }
        }
    }
}

/// A turn of a guest's.
struct LentTurn {
    table: &'static GuestTable,
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
/// The pool was shown by this addon, and is held.
unsafe fn pool<'a>(pool: Data) -> &'a Pool {
    // SAFETY: as the caller promises.
    unsafe { &*pool.cast() }
}

unsafe extern "C" fn retain(pool: Data) {
    // SAFETY: the caller has a pool that this addon has shown.
    unsafe { Arc::increment_strong_count(pool.cast::<Pool>()) };
}

unsafe extern "C" fn release(pool: Data) {
    // SAFETY: the caller gives back what `retain` has given. To drop the last one ends threads.
    stopping_panics((), || unsafe { Arc::decrement_strong_count(pool.cast::<Pool>()) });
}

unsafe extern "C" fn threads(shown: Data) -> u32 {
    // SAFETY: the caller holds it, as in all of these.
    let settings = unsafe { pool(shown) }.settings();
    u32::try_from(settings.threads).unwrap_or(u32::MAX)
}

unsafe extern "C" fn max_queue(shown: Data) -> u64 {
    // SAFETY: as above.
    unsafe { pool(shown) }.settings().max_queue as u64
}

unsafe extern "C" fn name(shown: Data, to: *mut u8, room: usize) -> usize {
    // SAFETY: as above.
    let name = unsafe { pool(shown) }.settings().name.as_bytes();
    // SAFETY: the caller has that room.
    unsafe { ptr::copy_nonoverlapping(name.as_ptr(), to, name.len().min(room)) };
    name.len()
}

unsafe extern "C" fn check(shown: Data) -> u32 {
    // SAFETY: as above.
    stopping_panics(CLOSED, || unsafe { pool(shown) }.check().map_or_else(number_of, |()| TAKEN))
}

unsafe extern "C" fn is_idle(shown: Data) -> u32 {
    // SAFETY: as above.
    stopping_panics(0, || unsafe { pool(shown) }.is_idle().into())
}

fn number_of(refused: Refused) -> u32 {
    match refused {
        Refused::Closed => CLOSED,
        Refused::QueueFull => QUEUE_FULL,
    }
}

unsafe extern "C" fn submit(shown: Data, table: *const GuestTable, job: Data, hosted: *mut Data) -> u32 {
    // SAFETY: a guest's table stays, for its module does.
    let lent = Arc::new(Lent { table: unsafe { &*table }, job });
    stopping_panics(CLOSED, || {
        let ending = Arc::clone(&lent);
        let kernel = |job| Hosted { lent, job, is_told: false };
        let ended = move |_| {
            // SAFETY: the reference keeps the job.
            unsafe { (ending.table.end)(ending.job) };
        };
        // SAFETY: the caller holds the pool.
        match unsafe { pool(shown) }.submit(kernel, ended) {
            Ok(job) => {
                if let Some(told) = EXPECTING.take() {
                    told(&job);
                }
                // SAFETY: there is room for it.
                unsafe { *hosted = given(job) };
                TAKEN
            }
            Err(refused) => number_of(refused),
        }
    })
}

/// A reference to a job, for a guest.
fn given(job: Job) -> Data {
    Box::into_raw(Box::new(job)).cast_const().cast()
}

unsafe extern "C" fn retain_job(hosted: Data) -> Data {
    // SAFETY: the caller has it from here.
    given(unsafe { &*hosted.cast::<Job>() }.clone())
}

unsafe extern "C" fn release_job(hosted: Data) {
    // SAFETY: the caller gives back what `given` has given.
    stopping_panics((), || drop(unsafe { Box::from_raw(hosted.cast_mut().cast::<Job>()) }));
}

unsafe extern "C" fn advance(hosted: Data, units: u64) {
    // SAFETY: the caller has it from here.
    stopping_panics((), || unsafe { &*hosted.cast::<Job>() }.advance(units));
}

unsafe extern "C" fn set_total(hosted: Data, total: u64) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { &*hosted.cast::<Job>() }.set_total(total));
}

unsafe extern "C" fn wake(hosted: Data) {
    // SAFETY: the caller has it from here.
    stopping_panics((), || unsafe { &*hosted.cast::<Job>() }.wake());
}

unsafe extern "C" fn list(hosted: Data, table: *const GuestTable, turn: Data, steady: u32) {
    // SAFETY: a guest's table stays.
    let turn = Arc::new(LentTurn { table: unsafe { &*table }, turn, is_taken: AtomicBool::new(false) });
    let pace = if steady == 0 { Pace::Quick } else { Pace::Steady };
    // SAFETY: the caller has it from here.
    stopping_panics((), || unsafe { &*hosted.cast::<Job>() }.list_at(turn, pace));
}
