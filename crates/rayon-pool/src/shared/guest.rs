//! The side that has the work.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::any::Any;
use std::cell::OnceCell;
use std::ffi::c_void;
use std::fmt;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::table::{
    ABI, CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, Header, HostTable, PENDING, Shown, TAKEN, Table,
};
use super::{AnyPool, Foreign, stopping_panics};
use crate::job::{Half, Job, Lanes, Pace, Stop, Turn, measured, note_panics_of_this_thread};
use crate::pool::{CountsHere, Refused, Settings, Verdict};
use crate::sync::Mutex;

static TABLE: GuestTable =
    GuestTable { header: Header::of::<GuestTable>(), poll, cancel, end, release, take_turn, drop_turn };

/// A pool of another addon's is shown in a way that this one does not understand.
#[derive(Debug, PartialEq, Eq)]
pub struct NotShared(Header);

impl fmt::Display for NotShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Header { abi, size }, needed) = (self.0, HostTable::NEEDED);
        write!(
            f,
            "expected a pool of version {ABI} with {needed} bytes of functions or more, got version {abi} with {size}: the addon \
             that has the pool is older than the one that wants to use it, or much newer"
        )
    }
}

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
    table: HostTable,
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
        // SAFETY: as the caller promises: a table is what its header says, and the host holds the pool meanwhile.
        let (table, pool, settings) = unsafe {
            let Shown { table, pool } = ptr::read(shown);
            let table = HostTable::copied(table).map_err(NotShared)?;
            let mut settings = Settings::new((table.threads)(pool) as usize);
            settings.name = name_of(&table, pool);
            settings.max_queue = usize::try_from((table.max_queue)(pool)).unwrap_or(usize::MAX);
            (table.retain)(pool);
            (table, pool, settings)
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

    /// As [`Pool::here`](crate::pool::Pool::here): whether one may.
    pub(super) fn admits_here(&self) -> Result<bool, Refused> {
        let HostTable { begin_here: Some(begin), end_here: Some(_), .. } = self.0.table else {
            return Ok(false);
        };
        // SAFETY: the pool is held.
        match unsafe { begin(self.0.pool) } {
            TAKEN => {
                compute_on_this_thread();
                Ok(true)
            }
            CLOSED => Err(Refused::Closed),
            _ => Ok(false),
        }
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
            lanes: Arc::clone(&lanes),
            computation: Mutex::new(Some(Computation::Queued(Box::new(begin)))),
            ending: Mutex::new(Some(Box::new(move |stop| tell(Err(stop))))),
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
        drop(lanes.hosted.set(HostsJob { pool: self.clone(), hosted }));
        Ok(job)
    }
}

impl CountsHere for HostsPool {
    fn ended_here(&self, verdict: Verdict, run: Duration) {
        if let Some(end) = self.0.table.end_here {
            // SAFETY: the pool is held.
            unsafe {
                end(self.0.pool, number_of(verdict), u64::try_from(run.as_nanos()).unwrap_or(u64::MAX));
            };
        }
    }
}

fn number_of(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Completed => DONE,
        Verdict::Failed => FAILED,
        Verdict::Aborted => CANCELLED,
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
/// Given why it has not come to an end, where it has not.
type Tell = Box<dyn FnOnce(Stop) + Send>;

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

    fn end(&self, verdict: u32) {
        // Of a job that never began, or was not to end by itself. What is dropped here is a user's, too.
        let computation = self.computation.lock().unwrap_or_else(PoisonError::into_inner).take();
        stopping_panics((), || drop(computation));
        if verdict == FAILED {
            // Before it is told, as in pools of one's own.
            self.job.drop_left();
        }
        let tell = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(tell) = tell {
            let bug = || Stop::Panicked("a value could not be dropped".to_owned());
            tell(if verdict == CANCELLED { Stop::Cancelled } else { bug() });
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
    pool: HostsPool,
    hosted: Data,
}

// SAFETY: as above.
unsafe impl Send for HostsJob {}
// SAFETY: as above.
unsafe impl Sync for HostsJob {}

impl HostsJob {
    fn table(&self) -> &HostTable {
        &self.pool.0.table
    }
}

impl Drop for HostsJob {
    fn drop(&mut self) {
        // SAFETY: this is a reference of the guest's.
        unsafe { (self.table().release_job)(self.hosted) };
    }
}

impl HostsLanes {
    /// The job begins; the host says which of its own it is, for the call.
    fn begin(&self, hosted: Data) {
        self.hosted.get_or_init(|| {
            let pool = self.pool.clone();
            // SAFETY: the host has just said that it has the job.
            unsafe { (pool.0.table.retain_job)(hosted) };
            HostsJob { pool, hosted }
        });
    }
}

impl Lanes for HostsLanes {
    fn list(&self, turn: Arc<dyn Turn>, pace: Pace) {
        // Only what has begun lists turns.
        if let Some(job) = self.hosted.get() {
            let turn = Box::into_raw(Box::new(turn)).cast_const().cast();
            // SAFETY: the job is held, and the reference to the turn is given away.
            unsafe { (job.table().list)(job.hosted, turn, u32::from(pace == Pace::Steady)) };
        }
    }

    fn threads(&self) -> usize {
        self.pool.settings().threads
    }

    fn join(&self, a: Half<'_>, b: Half<'_>) {
        let Some((job, join)) = self.hosted.get().and_then(|job| Some((job, job.table().join?))) else {
            a();
            b();
            return;
        };
        let (mut a, mut b) = (Joined { half: a, panic: None }, Joined { half: b, panic: None });
        // SAFETY: the job is held. Both halves live until the host returns, and by then it has called each once, one of them on
        // another thread perhaps.
        unsafe {
            join(job.hosted, join_half, (&raw mut a).cast_const().cast(), (&raw mut b).cast_const().cast());
        };
        for joined in [a, b] {
            if let Some(payload) = joined.panic {
                resume_unwind(payload);
            }
        }
    }
}

/// One half of a `join`, and what it has panicked with.
struct Joined<'a> {
    half: Half<'a>,
    panic: Option<Box<dyn Any + Send>>,
}

unsafe extern "C" fn join_half(joined: Data) {
    // SAFETY: `join` waits for this call, and nobody else looks at this half meanwhile.
    let Joined { half, panic } = unsafe { &mut *joined.cast_mut().cast::<Joined<'_>>() };
    stopping_panics((), || {
        come_in();
        // What it leaves half done is never looked at again: the panic goes on, behind the call of the host.
        *panic = catch_unwind(AssertUnwindSafe(|| unmeasured(half))).err();
    });
}

impl Wake for HostsLanes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Before it is known, nobody can have cancelled the job, nor has it begun to wait for anything.
        if let Some(job) = self.hosted.get() {
            // SAFETY: the job is held.
            unsafe { (job.table().wake)(job.hosted) };
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

unsafe extern "C" fn end(job: Data, verdict: u32) {
    // SAFETY: as above.
    stopping_panics((), || unsafe { &*job.cast::<GuestJob>() }.end(verdict));
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
fn come_in() {
    note_panics_of_this_thread();
    compute_on_this_thread();
}

/// Makes the thread the only one of a pool of Rayon's: so what this addon computes with Rayon here stays here, and starts no
/// thread.
///
/// That pool, of some kilobytes, is left behind when the thread ends.
fn compute_on_this_thread() {
    thread_local! {
        static HERE: OnceCell<ManuallyDrop<Option<ThreadPool>>> = const { OnceCell::new() };
    }
    HERE.with(|here| {
        // Without memory for it, Rayon starts threads where it is asked to compute; all else is as before.
        let alone = || ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
        here.get_or_init(|| ManuallyDrop::new(alone()));
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{ABI, Header, HostTable, HostsPool, NotShared, Shown, Table};
    use crate::pool::{Pool, Settings};
    use crate::shared::Showing;

    /// What comes of a pool whose table says this of itself.
    fn adopted(header: Header) -> Result<HostsPool, NotShared> {
        let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
        let showing = Showing::new(pool);
        // SAFETY: the pool is shown, and as much of its table is read as there is, and no more than that.
        unsafe {
            let Shown { table, pool } = showing.as_ptr().cast::<Shown>().read();
            let table = HostTable { header, ..table.read() };
            HostsPool::adopt(&Shown { table: &raw const table, pool })
        }
    }

    #[test]
    fn a_longer_table_is_understood_and_a_shorter_or_another_one_refused() {
        let Header { abi, size } = Header::of::<HostTable>();
        let needed = u32::try_from(HostTable::NEEDED).expect("it is short");
        let longer = adopted(Header { abi, size: size + 8 }).expect("it has all that is wanted");
        assert!(longer.is_idle() && longer.settings().threads == 1);
        assert_eq!(longer.admits_here(), Ok(true));
        let shorter = adopted(Header { abi, size: needed }).expect("it has all that is needed");
        assert_eq!(shorter.admits_here(), Ok(false), "it lacks what would do it");
        let refused = adopted(Header { abi, size: needed - 8 }).err().expect("it lacks a function");
        assert!(refused.to_string().contains(&format!("got version {ABI} with {}", needed - 8)));
        assert_eq!(
            adopted(Header { abi: ABI + 1, size }).err(),
            Some(NotShared(Header { abi: ABI + 1, size }))
        );
    }
}
