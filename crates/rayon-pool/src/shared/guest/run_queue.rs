//! The run queue of a host's, and what goes there: turns, and halves of them.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::Arc;
use std::task::Wake;

use super::super::table::{Data, HostTable};
use super::pool::HostsPool;
use super::threads::{come_in, unmeasured};
use crate::job::{Half, Priority, RunQueue, Turn, caught_inline, stopping_panics};
use crate::sync::atomic::{AtomicPtr, Ordering};

/// The run queue of a host's, for one job.
pub(super) struct HostsQueue {
    pub(super) pool: HostsPool,
    /// The job, as the host knows it, of which this has a reference: since the job began, or since it was taken, whichever is seen
    /// first.
    hosted: AtomicPtr<c_void>,
}

impl Drop for HostsQueue {
    fn drop(&mut self) {
        if let Some(hosted) = self.hosted() {
            // SAFETY: this is the reference.
            unsafe { (self.table().release_job)(hosted) };
        }
    }
}

impl HostsQueue {
    /// Those for a job that nobody has yet.
    pub(super) fn new(pool: HostsPool) -> Self {
        Self { pool, hosted: AtomicPtr::default() }
    }

    fn table(&self) -> &HostTable {
        &self.pool.0.table
    }

    fn hosted(&self) -> Option<Data> {
        let hosted = self.hosted.load(Ordering::Acquire);
        (!hosted.is_null()).then_some(hosted.cast_const())
    }

    /// The job begins; the host says which of its own it is, for the call.
    pub(super) fn begin(&self, hosted: Data) {
        if self.hosted().is_none() {
            // SAFETY: the host has just said that it has the job.
            unsafe { (self.table().retain_job)(hosted) };
            self.know(hosted);
        }
    }

    /// Keeps a reference to the host's job, or lets go of it if there is one already.
    pub(super) fn know(&self, hosted: Data) {
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

impl RunQueue for HostsQueue {
    fn list(&self, turn: Arc<dyn Turn>, priority: Priority) {
        // Only what has begun lists turns.
        if let Some(hosted) = self.hosted() {
            let turn = Box::new(ListedTurn { turn, is_low: self.pool.0.is_low });
            let turn = Box::into_raw(turn).cast_const().cast();
            // SAFETY: the job is held, and the reference to the turn is given away.
            unsafe { (self.table().list)(hosted, turn, u32::from(priority == Priority::Steady)) };
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

impl Wake for HostsQueue {
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

pub(super) unsafe extern "C" fn take_turn(turn: Data) {
    stopping_panics((), || {
        // SAFETY: this is the host's reference.
        let ListedTurn { turn, is_low } = *unsafe { Box::from_raw(turn.cast_mut().cast::<ListedTurn>()) };
        come_in(is_low);
        unmeasured(|| turn.take());
    });
}

pub(super) unsafe extern "C" fn drop_turn(turn: Data) {
    // SAFETY: this is the host's reference.
    drop(caught_inline(|| drop(unsafe { Box::from_raw(turn.cast_mut().cast::<ListedTurn>()) })));
}

/// Threads have a priority of their own on Linux.
#[cfg(all(test, target_os = "linux", not(rayon_pool_model)))]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Sender, channel};
    use std::thread;

    use super::{Joined, ListedTurn, join_half, take_turn};
    use crate::job::Turn;
    use crate::pool::{Pool, Settings, promptly};
    use crate::shared::{AnyPool, Foreign, Showing};

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
