//! The side that has the work.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::any::Any;
use std::cell::OnceCell;
use std::ffi::c_void;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::table::{
    CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, Header, HostTable, NOT_UNDERSTOOD, NotShared, PENDING,
    Shown, TAKEN, Table,
};
use super::{AnyPool, Foreign};
use crate::job::{
    Half, Job, Lanes, Pace, Stop, Turn, caught_here, drop_caught, measured, note_panics_of_this_thread,
    stopping_panics,
};
use crate::pool::{
    CountsHere, MAX_NICE, Name, Refused, Settings, Verdict, ready_for_low, this_thread_is_low,
};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicPtr, Ordering};

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
    /// The host's numbers for names of kernels, by the numbers that they have here.
    names: Mutex<Vec<Option<u32>>>,
    /// Whether its threads have a lower priority than others.
    is_low: bool,
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
            let table = HostTable::copied(table)?;
            match (table.needs)(&raw const TABLE) {
                0 => {}
                needed => return Err(NotShared::jobs(needed)),
            }
            let mut settings = Settings::new((table.threads)(pool) as usize);
            settings.name = name_of(&table, pool);
            settings.max_queue = usize::try_from((table.max_queue)(pool)).unwrap_or(usize::MAX);
            settings.nice_increment = i32::try_from((table.nice)(pool)).unwrap_or(MAX_NICE).min(MAX_NICE);
            (table.retain)(pool);
            (table, pool, settings)
        };
        // What its threads do for this addon takes locks of this addon's.
        let is_low = ready_for_low(&settings);
        Ok(Self(Arc::new(Inner { table, pool, settings, names: Mutex::default(), is_low })))
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

    /// What the host calls a kernel.
    fn number_of(&self, name: Name) -> u32 {
        let Inner { table, names, .. } = &*self.0;
        let index = name.number() as usize;
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(number)) = names.get(index) {
            return *number;
        }
        let text = name.text();
        // SAFETY: the text is there.
        let number = unsafe { (table.name_kernel)(text.as_ptr(), text.len()) };
        if index >= names.len() {
            names.resize(index + 1, None);
        }
        names[index] = Some(number);
        number
    }

    /// As [`Pool::here`](crate::pool::Pool::here): whether one may.
    pub(super) fn admits_here(&self) -> Result<bool, Refused> {
        let HostTable { begin_here: Some(begin), end_here: Some(_), .. } = self.0.table else {
            return Ok(false);
        };
        // SAFETY: the pool is held.
        match unsafe { begin(self.0.pool) } {
            TAKEN => Ok(true),
            CLOSED => Err(Refused::Closed),
            _ => Ok(false),
        }
    }

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
        let lanes = Arc::new(HostsLanes { pool: self.clone(), hosted: AtomicPtr::default() });
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
        lanes.know(hosted);
        Ok(job)
    }
}

impl CountsHere for HostsPool {
    fn ended_here(&self, name: Name, verdict: Verdict, run: Duration) {
        if let Some(end) = self.0.table.end_here {
            let nanoseconds = u64::try_from(run.as_nanos()).unwrap_or(u64::MAX);
            // SAFETY: the pool is held.
            unsafe { end(self.0.pool, self.number_of(name), number_of(verdict), nanoseconds) };
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
        drop_caught(computation);
        let tell = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(tell) = tell {
            let bug = || Stop::Panicked("a value could not be dropped".to_owned());
            tell(if verdict == CANCELLED { Stop::Cancelled } else { bug() });
        }
    }
}

/// The lanes of a host's, for one job.
struct HostsLanes {
    pool: HostsPool,
    /// The job, as the host knows it, of which this has a reference: since the job began, or since it was taken, whichever is seen
    /// first.
    hosted: AtomicPtr<c_void>,
}

impl Drop for HostsLanes {
    fn drop(&mut self) {
        if let Some(hosted) = self.hosted() {
            // SAFETY: this is the reference.
            unsafe { (self.table().release_job)(hosted) };
        }
    }
}

impl HostsLanes {
    fn table(&self) -> &HostTable {
        &self.pool.0.table
    }

    fn hosted(&self) -> Option<Data> {
        let hosted = self.hosted.load(Ordering::Acquire);
        (!hosted.is_null()).then_some(hosted.cast_const())
    }

    /// The job begins; the host says which of its own it is, for the call.
    fn begin(&self, hosted: Data) {
        if self.hosted().is_none() {
            // SAFETY: the host has just said that it has the job.
            unsafe { (self.table().retain_job)(hosted) };
            self.know(hosted);
        }
    }

    /// Keeps a reference to the host's job, or lets go of it if there is one already.
    fn know(&self, hosted: Data) {
        let (unknown, order) = (ptr::null_mut(), Ordering::AcqRel);
        if self.hosted.compare_exchange(unknown, hosted.cast_mut(), order, Ordering::Acquire).is_err() {
            // SAFETY: it is one too many.
            unsafe { (self.table().release_job)(hosted) };
        }
    }
}

/// A turn, as the host has it.
struct ListedTurn {
    turn: Arc<dyn Turn>,
    is_low: bool,
}

impl Lanes for HostsLanes {
    fn list(&self, turn: Arc<dyn Turn>, pace: Pace) {
        // Only what has begun lists turns.
        if let Some(hosted) = self.hosted() {
            let turn = Box::new(ListedTurn { turn, is_low: self.pool.0.is_low });
            let turn = Box::into_raw(turn).cast_const().cast();
            // SAFETY: the job is held, and the reference to the turn is given away.
            unsafe { (self.table().list)(hosted, turn, u32::from(pace == Pace::Steady)) };
        }
    }

    fn threads(&self) -> usize {
        self.pool.settings().threads
    }

    fn join(&self, a: Half<'_>, b: Half<'_>) {
        let Some((hosted, join)) = self.hosted().zip(self.table().join) else {
            a();
            b();
            return;
        };
        let is_low = self.pool.0.is_low;
        let (mut a, mut b) =
            (Joined { half: a, is_low, panic: None }, Joined { half: b, is_low, panic: None });
        // SAFETY: the job is held. Both halves live until the host returns, and by then it has called each once, one of them on
        // another thread perhaps.
        unsafe {
            join(hosted, join_half, (&raw mut a).cast_const().cast(), (&raw mut b).cast_const().cast());
        };
        // The second is dropped if there are two: not while the first is on its way.
        if let Some(payload) = a.panic.or(b.panic) {
            resume_unwind(payload);
        }
    }
}

/// One half of a `join`, and what it has panicked with.
struct Joined<'a> {
    half: Half<'a>,
    is_low: bool,
    panic: Option<Box<dyn Any + Send>>,
}

unsafe extern "C" fn join_half(joined: Data) {
    // SAFETY: `join` waits for this call, and nobody else looks at this half meanwhile.
    let Joined { half, is_low, panic } = unsafe { &mut *joined.cast_mut().cast::<Joined<'_>>() };
    stopping_panics((), || {
        come_in(*is_low);
        // What it leaves half done is never looked at again: the panic goes on, behind the call of the host.
        *panic = catch_unwind(AssertUnwindSafe(|| unmeasured(half))).err();
    });
}

impl Wake for HostsLanes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Before it is known the job has not begun to wait for anything; and if it was cancelled, then by the host, who has it
        // polled after that.
        if let Some(hosted) = self.hosted() {
            // SAFETY: the job is held.
            unsafe { (self.table().wake)(hosted) };
        }
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
        come_in(guest.lanes.pool.0.is_low);
        guest.lanes.begin(hosted);
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
    drop(caught_here(|| drop(unsafe { Arc::from_raw(job.cast::<GuestJob>()) })));
}

unsafe extern "C" fn take_turn(turn: Data) {
    stopping_panics((), || {
        // SAFETY: this is the host's reference.
        let ListedTurn { turn, is_low } = *unsafe { Box::from_raw(turn.cast_mut().cast::<ListedTurn>()) };
        come_in(is_low);
        unmeasured(|| turn.take());
    });
}

unsafe extern "C" fn drop_turn(turn: Data) {
    // SAFETY: as above.
    drop(caught_here(|| drop(unsafe { Box::from_raw(turn.cast_mut().cast::<ListedTurn>()) })));
}

/// The time of a turn is measured by the host, with all that is in it.
fn unmeasured<R>(work: impl FnOnce() -> R) -> R {
    measured(|_| {}, work)
}

/// A thread of a host's comes to this addon, perhaps for the first time.
fn come_in(is_low: bool) {
    note_panics_of_this_thread();
    compute_on_this_thread();
    if is_low {
        this_thread_is_low();
    }
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

    use super::{Data, GuestTable, Header, HostTable, HostsPool, NOT_UNDERSTOOD, NotShared, Shown, Table};
    use crate::job::Job;
    use crate::pool::{Name, Pool, Refused, Settings};
    use crate::shared::Showing;
    use crate::shared::table::ABI;

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
        let newer = adopted(Header { abi: ABI + 1, size }).err().expect("nobody knows what it has");
        assert!(newer.to_string().starts_with("expected a pool of version 1 "));
    }

    /// Adopts a pool of a host that has functions of its own.
    fn adopted_of(change: impl FnOnce(HostTable) -> HostTable) -> Result<HostsPool, NotShared> {
        let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
        let showing = Showing::new(pool);
        // SAFETY: the pool is shown.
        unsafe {
            let Shown { table, pool } = showing.as_ptr().cast::<Shown>().read();
            let table = change(table.read());
            HostsPool::adopt(&Shown { table: &raw const table, pool })
        }
    }

    #[test]
    fn a_host_that_does_not_understand_jobs_of_this_addon_is_refused_in_words() {
        unsafe extern "C" fn needs(_: *const GuestTable) -> u32 {
            1000
        }
        let refused = adopted_of(|table| HostTable { needs, ..table }).err().expect("it wants more");
        let words = "expected jobs of version 1 with 1000 bytes of functions or more, got version 1 with ";
        assert!(refused.to_string().starts_with(words), "{refused}");
    }

    #[test]
    fn a_job_that_is_not_understood_is_let_go_of() {
        unsafe extern "C" fn submit(_: Data, _: u32, _: *const GuestTable, _: Data, _: *mut Data) -> u32 {
            NOT_UNDERSTOOD
        }
        let pool = adopted_of(|table| HostTable { submit, ..table }).expect("it is as it was");
        let input = Arc::new(());
        let held = Arc::clone(&input);
        let kernel = |_: Job| async move {
            drop(held);
            Ok(Ok::<(), ()>(()))
        };
        let refused = pool.submit(Name::OTHERS, kernel, |_| panic!("it must not run"));
        assert_eq!(refused.map(drop), Err(Refused::Closed));
        assert_eq!(Arc::strong_count(&input), 1);
    }
}

/// Threads have a priority of their own on Linux.
#[cfg(all(test, target_os = "linux", not(rayon_pool_model)))]
mod low_priority {
    use std::sync::Arc;
    use std::sync::mpsc::{Sender, channel};
    use std::thread;

    use super::{AnyPool, Foreign, Joined, ListedTurn, join_half, take_turn};
    use crate::job::Turn;
    use crate::pool::{Pool, Settings, promptly};
    use crate::shared::Showing;

    /// Says on which thread that is done which takes locks of threads of normal priority.
    struct Asking(Sender<Option<String>>);

    impl Asking {
        fn ask(&self) {
            let tell = self.0.clone();
            promptly(move || {
                tell.send(thread::current().name().map(str::to_owned)).expect("it is waited for");
            });
        }
    }

    impl Turn for Asking {
        fn take(self: Arc<Self>) {
            self.ask();
        }
    }

    /// Threads that are none of this addon's stand for those of a host's, which the delegate of this copy does not know.
    #[test]
    fn threads_of_a_low_priority_do_not_take_locks_of_others_here_either() {
        for (nice_increment, expected) in [(0, None), (1, Some("pool-delegate".to_owned()))] {
            let settings = Settings { nice_increment, ..Settings::new(1) };
            let showing = Showing::new(Arc::new(Pool::new(settings).expect("the system starts a thread")));
            // SAFETY: the pool is shown meanwhile.
            let adopted = unsafe { AnyPool::adopt(showing.as_ptr()) };
            let Ok(AnyPool::Shared(Foreign(pool))) = adopted else { unreachable!("both are of one version") };
            let (tell, told) = channel();
            let asking = Arc::new(Asking(tell));
            let (turn, is_low) = (Arc::clone(&asking) as Arc<dyn Turn>, pool.0.is_low);
            let turned = thread::spawn(move || {
                let turn = Box::into_raw(Box::new(ListedTurn { turn, is_low }));
                // SAFETY: this is what the host would do with it.
                unsafe { take_turn(turn.cast_const().cast()) };
            });
            turned.join().expect("it does not panic");
            assert_eq!(told.recv(), Ok(expected.clone()), "in a turn");
            let joined = thread::spawn(move || {
                let mut half = || asking.ask();
                let mut joined = Joined { half: &mut half, is_low, panic: None };
                // SAFETY: as above.
                unsafe { join_half((&raw mut joined).cast_const().cast()) };
            });
            joined.join().expect("it does not panic");
            assert_eq!(told.recv(), Ok(expected), "in half of a join");
        }
    }
}
