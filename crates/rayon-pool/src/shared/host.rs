//! The side that has the threads.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::ffi::c_void;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{ptr, slice};

use super::table::{
    BUSY, CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, Header, HostTable, NOT_UNDERSTOOD, PENDING,
    QUEUE_FULL, Shown, TAKEN, Table,
};
use crate::job::{Job, Pace, Stop, Turn, stopping_panics};
use crate::pool::{Name, Plan, Pool, Refused, Verdict};

static TABLE: HostTable = HostTable {
    header: Header::of::<HostTable>(),
    retain,
    release,
    threads,
    max_queue,
    nice,
    name,
    check,
    is_idle,
    name_kernel,
    needs,
    submit,
    retain_job,
    release_job,
    wake,
    list,
    begin_here: Some(begin_here),
    end_here: Some(end_here),
    join: Some(join),
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

/// The pool itself, if it is one that this very addon shows.
///
/// # Safety
/// `shown` comes from [`Showing::as_ptr`], of this or another addon, and what shows the pool lives until this returns.
#[must_use]
pub unsafe fn own(shown: *const c_void) -> Option<Arc<Pool>> {
    // SAFETY: as the caller promises. What has this table was made above, of an `Arc` that is still held.
    unsafe {
        let Shown { table, pool } = ptr::read(shown.cast());
        ptr::eq(table, &raw const TABLE).then(|| {
            Arc::increment_strong_count(pool.cast::<Pool>());
            Arc::from_raw(pool.cast())
        })
    }
}

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
/// The pool was shown by this addon, and is held.
unsafe fn pool<'a>(pool: Data) -> &'a Pool {
    // SAFETY: as the caller promises.
    unsafe { &*pool.cast() }
}

/// # Safety
/// A guest has this from here, and has not given it back.
unsafe fn given<'a>(hosted: Data) -> &'a Given {
    // SAFETY: as the caller promises.
    unsafe { &*hosted.cast() }
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

unsafe extern "C" fn nice(shown: Data) -> u32 {
    // SAFETY: as above.
    u32::try_from(unsafe { pool(shown) }.settings().nice_increment).unwrap_or(0)
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
    stopping_panics(CLOSED, || unsafe { pool(shown) }.check().map_or_else(answer_of, |()| TAKEN))
}

unsafe extern "C" fn is_idle(shown: Data) -> u32 {
    // SAFETY: as above.
    stopping_panics(0, || unsafe { pool(shown) }.is_idle().into())
}

fn answer_of(refused: Refused) -> u32 {
    match refused {
        Refused::Closed => CLOSED,
        Refused::QueueFull => QUEUE_FULL,
    }
}

unsafe extern "C" fn name_kernel(text: *const u8, length: usize) -> u32 {
    stopping_panics(Name::OTHERS.number(), || {
        // SAFETY: so much stands there.
        let text = unsafe { slice::from_raw_parts(text, length) };
        str::from_utf8(text).map_or(Name::OTHERS, Name::of).number()
    })
}

unsafe extern "C" fn needs(table: *const GuestTable) -> u32 {
    // SAFETY: a guest's table is what its header says.
    let understood = unsafe { GuestTable::copied(table) };
    u32::try_from(understood.map_or(GuestTable::NEEDED, |_| 0)).unwrap_or(u32::MAX)
}

unsafe extern "C" fn submit(
    shown: Data,
    kernel: u32,
    table: *const GuestTable,
    job: Data,
    hosted: *mut Data,
) -> u32 {
    // SAFETY: as above.
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

unsafe extern "C" fn retain_job(hosted: Data) {
    // SAFETY: the caller has it from here, as in all of these.
    unsafe { Arc::increment_strong_count(hosted.cast::<Given>()) };
}

unsafe extern "C" fn release_job(hosted: Data) {
    // SAFETY: the caller gives back a reference.
    stopping_panics((), || unsafe { Arc::decrement_strong_count(hosted.cast::<Given>()) });
}

unsafe extern "C" fn wake(hosted: Data) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { given(hosted) }.job.wake());
}

unsafe extern "C" fn list(hosted: Data, turn: Data, steady: u32) {
    // SAFETY: as above.
    let Given { job, table } = unsafe { given(hosted) };
    let turn = Arc::new(LentTurn { table: *table, turn, is_taken: AtomicBool::new(false) });
    let pace = if steady == 0 { Pace::Quick } else { Pace::Steady };
    stopping_panics((), || job.list_at(turn, pace));
}

unsafe extern "C" fn begin_here(shown: Data) -> u32 {
    // SAFETY: the caller holds it.
    stopping_panics(BUSY, || match unsafe { pool(shown) }.here(Name::OTHERS) {
        Ok(Some(_)) => TAKEN,
        Ok(None) => BUSY,
        Err(refused) => answer_of(refused),
    })
}

unsafe extern "C" fn end_here(shown: Data, kernel: u32, verdict: u32, nanoseconds: u64) {
    let verdict = match verdict {
        DONE => Verdict::Completed,
        CANCELLED => Verdict::Aborted,
        _ => Verdict::Failed,
    };
    let (name, run) = (Name::numbered(kernel), Duration::from_nanos(nanoseconds));
    // SAFETY: the caller holds it.
    stopping_panics((), || unsafe { pool(shown) }.ended_here(name, verdict, run));
}

unsafe extern "C" fn join(hosted: Data, half: unsafe extern "C" fn(Data), a: Data, b: Data) {
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

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::{needs, release_job, submit};
    use crate::pool::{Pool, Settings};
    use crate::shared::table::{ABI, DONE, Data, GuestTable, Header, NOT_UNDERSTOOD, PENDING, TAKEN, Table};

    /// A job of a guest's: how it was ended, and how often it was let go of.
    #[derive(Default)]
    struct Job {
        verdict: AtomicU32,
        releases: AtomicU32,
    }

    unsafe fn job<'a>(job: Data) -> &'a Job {
        // SAFETY: the test keeps it.
        unsafe { &*job.cast() }
    }

    unsafe extern "C" fn poll(_: Data, _: Data) -> u32 {
        DONE
    }

    unsafe extern "C" fn nothing(_: Data) {}

    unsafe extern "C" fn end(ended: Data, verdict: u32) {
        // SAFETY: as above.
        unsafe { job(ended) }.verdict.store(verdict, Ordering::SeqCst);
    }

    unsafe extern "C" fn release(released: Data) {
        // SAFETY: as above.
        unsafe { job(released) }.releases.fetch_add(1, Ordering::SeqCst);
    }

    /// The table of a guest that is newer than this, or says that it is older.
    #[repr(C)]
    struct Other(GuestTable, u64);

    fn of_size(size: usize) -> Other {
        let header = Header { abi: ABI, size: u32::try_from(size).expect("it is short") };
        let [cancel, drop_left, take_turn, drop_turn] = [nothing as unsafe extern "C" fn(Data); 4];
        Other(GuestTable { header, poll, cancel, end, drop_left, release, take_turn, drop_turn }, u64::MAX)
    }

    #[test]
    fn a_guest_with_a_longer_table_is_understood_and_one_with_a_shorter_keeps_its_job() {
        let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
        let shown: Data = Arc::as_ptr(&pool).cast();
        let submitted = |size, job: &Job| {
            let (table, mut hosted) = (of_size(size), ptr::null());
            let table = (&raw const table).cast::<GuestTable>();
            // SAFETY: as much of a table is read as there is, and the pool and the job are kept.
            unsafe {
                let answers =
                    (needs(table), submit(shown, 0, table, ptr::from_ref(job).cast(), &raw mut hosted));
                if !hosted.is_null() {
                    release_job(hosted);
                }
                answers
            }
        };
        for size in [size_of::<GuestTable>(), size_of::<Other>()] {
            let taken = Job::default();
            assert_eq!(submitted(size, &taken), (0, TAKEN));
            while taken.releases.load(Ordering::SeqCst) == 0 {
                thread::yield_now();
            }
            assert_eq!(taken.verdict.load(Ordering::SeqCst), DONE);
        }
        let kept = Job::default();
        let needed = u32::try_from(GuestTable::NEEDED).expect("it is short");
        assert_eq!(submitted(GuestTable::NEEDED - 8, &kept), (needed, NOT_UNDERSTOOD));
        assert_eq!(kept.verdict.load(Ordering::SeqCst), PENDING, "nobody has ended it");
        assert_eq!(kept.releases.load(Ordering::SeqCst), 0, "it is the guest's");
        assert!(pool.is_idle());
    }
}
