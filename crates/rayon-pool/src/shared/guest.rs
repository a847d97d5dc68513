//! The side that has the work.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::cell::OnceCell;
use std::ffi::c_void;
use std::fmt;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::table::{
    CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, Header, HostTable, PENDING, Shown, TAKEN,
};
use super::{AnyPool, Foreign, stopping_panics};
use crate::job::{Job, Lanes, Pace, Stop, Turn, measured, note_panics_of_this_thread};
use crate::pool::{Refused, Settings};
use crate::sync::Mutex;

static TABLE: GuestTable =
    GuestTable { header: Header::of::<GuestTable>(), poll, cancel, end, release, take_turn, drop_turn };

/// A pool of another addon's is shown in a way that this one does not understand.
#[derive(Debug, PartialEq, Eq)]
pub struct NotShared {
    abi: u32,
    size: u32,
}

impl fmt::Display for NotShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { abi, size } = self;
        let Header { abi: own_abi, size: own_size } = TABLE_WANTED;
        write!(
            f,
            "expected a pool of version {own_abi} with {own_size} bytes of functions or more, got version {abi} with {size}: \
             the package rayon-pool is older than the addon that wants to use its pool"
        )
    }
}

const TABLE_WANTED: Header = Header::of::<HostTable>();

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
        unsafe { HostsPool::adopt(shown.cast()) }.map(|pool| Self::Shared(Foreign(pool)))
    }
}

/// A pool of another addon's, which is held.
#[derive(Clone)]
pub(super) struct HostsPool(Arc<Inner>);

struct Inner {
    table: &'static HostTable,
    pool: Data,
    settings: Settings,
}

// SAFETY: a host's functions may be called from any thread.
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: `adopt` has retained it.
        unsafe { (self.table.release)(self.pool) };
    }
}

impl HostsPool {
    /// # Safety
    /// A host shows a pool there, and holds it until this returns. Its module stays.
    pub(super) unsafe fn adopt(shown: *const Shown) -> Result<Self, NotShared> {
        // SAFETY: as the caller promises; and each table begins with a header.
        let (Shown { table, pool }, Header { abi, size }) =
            unsafe { (ptr::read(shown), ptr::read((*shown).table.cast::<Header>())) };
        if !(Header { abi, size }).has::<HostTable>() {
            return Err(NotShared { abi, size });
        }
        // SAFETY: all of the table is there, and the host holds the pool meanwhile.
        let (table, settings) = unsafe {
            let table = &*table;
            let mut settings = Settings::new((table.threads)(pool) as usize);
            settings.name = name_of(table, pool);
            settings.max_queue = usize::try_from((table.max_queue)(pool)).unwrap_or(usize::MAX);
            (table.retain)(pool);
            (table, settings)
        };
        Ok(Self(Arc::new(Inner { table, pool, settings })))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(super) fn check(&self) -> Result<(), Refused> {
        // SAFETY: the pool is held.
        refusal(unsafe { (self.0.table.check)(self.0.pool) }).map_or(Ok(()), Err)
    }

    pub(super) fn is_idle(&self) -> bool {
        // SAFETY: as above.
        unsafe { (self.0.table.is_idle)(self.0.pool) != 0 }
    }

    /// As [`Pool::submit`](crate::pool::Pool::submit).
    pub(super) fn submit<T, E, K, F>(
        &self,
        kernel: K,
        ended: impl FnOnce(Result<Result<T, E>, Stop>) + Send + 'static,
    ) -> Result<Job, Refused>
    where
        T: Send + 'static,
        E: Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = Result<Result<T, E>, Stop>> + Send + 'static,
    {
        let lanes = Arc::new(HostsLanes { pool: self.clone(), hosted: OnceLock::new() });
        let job = Job::new(Arc::clone(&lanes) as Arc<dyn Lanes>);
        let waker = Waker::from(Arc::clone(&lanes));
        job.set_waker(waker.clone());
        let ended = Arc::new(Mutex::new(Some(ended)));
        let tell = move |result| {
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
                let verdict = match &result {
                    Ok(Ok(_)) => DONE,
                    Err(Stop::Cancelled) => CANCELLED,
                    Ok(Err(_)) | Err(Stop::Panicked(_) | Stop::NoMemory(_)) => FAILED,
                };
                (verdict, Box::new(move || finished(result)) as Tell)
            })
        };
        let guest = Arc::new(GuestJob {
            job: job.clone(),
            waker,
            lanes: Arc::clone(&lanes),
            computation: Mutex::new(Some(Computation::Queued(Box::new(begin)))),
            ending: Mutex::new(Some(Box::new(move || tell(Err(Stop::Cancelled))))),
        });
        let Inner { table, pool, .. } = &*self.0;
        let mut hosted = ptr::null();
        // SAFETY: the pool is held, and the reference to the job is given away.
        let answer =
            unsafe { (table.submit)(*pool, &raw const TABLE, Arc::into_raw(guest).cast(), &raw mut hosted) };
        if let Some(refused) = refusal(answer) {
            return Err(refused);
        }
        // It is there already, if the job has begun; then this reference is one too many.
        drop(lanes.hosted.set(HostsJob { table, hosted }));
        Ok(job)
    }
}

/// Why a host refuses a job, if it does.
fn refusal(answer: u32) -> Option<Refused> {
    match answer {
        TAKEN => None,
        CLOSED => Some(Refused::Closed),
        // All that it can be; and of what nobody here knows, that it is not for ever is the better guess.
        _ => Some(Refused::QueueFull),
    }
}

/// # Safety
/// The pool is one of the table's, and held.
unsafe fn name_of(table: &HostTable, pool: Data) -> String {
    let mut name = [0; LONGEST_NAME];
    // SAFETY: as the caller promises; there is that much room.
    let length = unsafe { (table.name)(pool, name.as_mut_ptr(), name.len()) };
    String::from_utf8_lossy(&name[..length.min(name.len())]).into_owned()
}

/// Names are for people, in errors: so much of one is enough, in bytes.
const LONGEST_NAME: usize = 256;

/// The computation of a job that has begun: how it counts, and how to tell whoever asked for it.
type Running = Pin<Box<dyn Future<Output = (u32, Tell)> + Send>>;
type Tell = Box<dyn FnOnce() + Send>;

enum Computation {
    Queued(Box<dyn FnOnce() -> Running + Send>),
    Running(Running),
}

/// A job, as the host has it.
struct GuestJob {
    job: Job,
    waker: Waker,
    lanes: Arc<HostsLanes>,
    /// Empty once it is over. The lock is never waited for: the host polls a job on one thread at a time.
    computation: Mutex<Option<Computation>>,
    /// How whoever asked for it is told of its end; empty once that was done.
    ending: Mutex<Option<Tell>>,
}

impl GuestJob {
    fn poll(&self) -> u32 {
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

    fn end(&self) {
        // Of a job that never began, or was not to end by itself.
        drop(self.computation.lock().unwrap_or_else(PoisonError::into_inner).take());
        let tell = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(tell) = tell {
            tell();
        }
        self.job.drop_left();
    }
}

/// The lanes of a host's, for one job.
struct HostsLanes {
    pool: HostsPool,
    /// Since the job began, or since it was taken, whichever is seen first.
    hosted: OnceLock<HostsJob>,
}

/// The job, as the host knows it.
struct HostsJob {
    table: &'static HostTable,
    hosted: Data,
}

// SAFETY: as above.
unsafe impl Send for HostsJob {}
// SAFETY: as above.
unsafe impl Sync for HostsJob {}

impl Drop for HostsJob {
    fn drop(&mut self) {
        // SAFETY: this is a reference of the guest's.
        unsafe { (self.table.release_job)(self.hosted) };
    }
}

impl HostsLanes {
    /// The job begins; the host says which of its own it is, for the call.
    fn begin(&self, hosted: Data) {
        self.hosted.get_or_init(|| {
            let table = self.pool.0.table;
            // SAFETY: the host has just said that it has the job.
            HostsJob { table, hosted: unsafe { (table.retain_job)(hosted) } }
        });
    }
}

impl Lanes for HostsLanes {
    fn list(&self, turn: Arc<dyn Turn>, pace: Pace) {
        // Only what has begun lists turns.
        if let Some(HostsJob { table, hosted }) = self.hosted.get() {
            let turn = Box::into_raw(Box::new(turn)).cast_const().cast();
            // SAFETY: the job is held, and the reference to the turn is given away.
            unsafe { (table.list)(*hosted, &raw const TABLE, turn, u32::from(pace == Pace::Steady)) };
        }
    }

    fn threads(&self) -> usize {
        self.pool.settings().threads
    }

    /// It is the host that measures, turn by turn.
    fn worked(&self, _: Duration) {}

    fn advanced(&self, units: u64) {
        if let Some(HostsJob { table, hosted }) = self.hosted.get() {
            // SAFETY: the job is held.
            unsafe { (table.advance)(*hosted, units) };
        }
    }

    fn has_total(&self, total: u64) {
        if let Some(HostsJob { table, hosted }) = self.hosted.get() {
            // SAFETY: as above.
            unsafe { (table.set_total)(*hosted, total) };
        }
    }
}

impl Wake for HostsLanes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Before it is known, nobody can have cancelled the job, nor has it begun to wait for anything.
        if let Some(HostsJob { table, hosted }) = self.hosted.get() {
            // SAFETY: the job is held.
            unsafe { (table.wake)(*hosted) };
        }
    }
}

unsafe extern "C" fn poll(job: Data, hosted: Data) -> u32 {
    stopping_panics(FAILED, || {
        come_in();
        // SAFETY: the host has a reference to it.
        let guest = unsafe { &*job.cast::<GuestJob>() };
        guest.lanes.begin(hosted);
        unmeasured(|| guest.poll())
    })
}

unsafe extern "C" fn cancel(job: Data) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { &*job.cast::<GuestJob>() }.job.cancel());
}

unsafe extern "C" fn end(job: Data) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { &*job.cast::<GuestJob>() }.end());
}

unsafe extern "C" fn release(job: Data) {
    // SAFETY: this is the host's reference.
    stopping_panics((), || drop(unsafe { Arc::from_raw(job.cast::<GuestJob>()) }));
}

unsafe extern "C" fn take_turn(turn: Data) {
    stopping_panics((), || {
        come_in();
        // SAFETY: this is the host's reference.
        let turn = unsafe { Box::from_raw(turn.cast_mut().cast::<Arc<dyn Turn>>()) };
        unmeasured(|| turn.take());
    });
}

unsafe extern "C" fn drop_turn(turn: Data) {
    // SAFETY: as above.
    stopping_panics((), || drop(unsafe { Box::from_raw(turn.cast_mut().cast::<Arc<dyn Turn>>()) }));
}

/// The time of a turn is measured by the host, with all that is in it.
fn unmeasured<R>(work: impl FnOnce() -> R) -> R {
    measured(|_| {}, work)
}

/// A thread of a host's comes to this addon, perhaps for the first time.
///
/// It becomes the one thread of a pool of Rayon's: so what this addon computes with Rayon stays there, and starts no thread.
/// That pool, of some kilobytes, is left behind when the thread ends.
fn come_in() {
    thread_local! {
        static HERE: OnceCell<ManuallyDrop<Option<ThreadPool>>> = const { OnceCell::new() };
    }
    HERE.with(|here| {
        here.get_or_init(|| {
            note_panics_of_this_thread();
            // Without memory for it, Rayon starts threads where it is asked to compute; all else is as before.
            ManuallyDrop::new(ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok())
        });
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Header, HostTable, HostsPool, NotShared, Shown};
    use crate::pool::{Pool, Settings};
    use crate::shared::Showing;
    use crate::shared::table::ABI;

    /// What comes of a pool whose table says this of itself.
    fn adopted(header: Header) -> Result<HostsPool, NotShared> {
        /// A table that is longer than those of today.
        #[repr(C)]
        struct Longer(HostTable, u64);

        let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
        let showing = Showing::new(pool);
        // SAFETY: the pool is shown, and its table has nothing but numbers and functions; a copy of it lives for ever.
        unsafe {
            let Shown { table, pool } = showing.as_ptr().cast::<Shown>().read();
            let longer = Box::leak(Box::new(Longer(table.read(), u64::MAX)));
            longer.0.header = header;
            HostsPool::adopt(&Shown { table: &raw const longer.0, pool })
        }
    }

    #[test]
    fn a_longer_table_is_understood_and_a_shorter_or_another_one_refused() {
        let Header { abi, size } = Header::of::<HostTable>();
        let longer = adopted(Header { abi, size: size + 8 }).expect("it has all that is wanted");
        assert!(longer.is_idle() && longer.settings().threads == 1);
        let refused = adopted(Header { abi, size: size - 8 }).err().expect("it lacks a function");
        assert!(refused.to_string().contains(&format!("got version {ABI} with {}", size - 8)));
        assert_eq!(adopted(Header { abi: ABI + 1, size }).err(), Some(NotShared { abi: ABI + 1, size }));
    }
}
