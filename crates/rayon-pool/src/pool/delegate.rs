//! Locks, between threads of a low priority and the JavaScript thread.
//!
//! Where other programs keep the cores busy, a thread of nice 19 is on one for a few milliseconds, then off for some
//! hundred. If it is taken off while it holds a lock, whoever wants that lock waits as long, whatever his own priority:
//! the nice value of who waits is not inherited, and no thread may raise its own again. And it is taken off just then all
//! the time: to tell the event loop of a result wakes a thread that goes first.
//!
//! So the threads of a pool with `nice_increment` and those that use it share no lock that is often taken. In between
//! stands the delegate, one thread of normal priority for the whole process, started with the first such pool. Low threads
//! have it do what takes locks of others ([`promptly`]); others have it do what takes locks of low threads ([`inside`]).
//! It may wait; nobody waits for it. For pools of normal priority none of this is so, for there it would only cost time.
//!
//! What is left are locks that are taken about once a job, the allocator's own, and those of a feed and its region, once
//! for each group of strings.

use std::cell::Cell;

use crate::sync::thread_local;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A thread of a pool of low priority.
    Low,
    /// The delegate.
    Delegate,
    Other,
}

thread_local! {
    static ROLE: Cell<Role> = const { Cell::new(Role::Other) };
}

type Work = Box<dyn FnOnce() + Send>;

/// Says that the calling thread is one of a pool of low priority, of this addon's or of one that it is a guest of.
pub(crate) fn this_thread_is_low() {
    ROLE.with(|role| role.set(Role::Low));
}

/// Whether it is.
pub(super) fn is_low() -> bool {
    ROLE.with(Cell::get) == Role::Low
}

/// Does `work`, which takes locks that threads of normal priority take as well: here, or from a thread of low priority
/// soon, by the delegate.
pub(crate) fn promptly(work: impl FnOnce() + Send + 'static) {
    if is_low() { send(Box::new(work)) } else { work() }
}

/// Does `work`, which takes locks that the threads of a low pool take as well: here on one of those, or else soon, by the
/// delegate.
pub(super) fn inside(work: impl FnOnce() + Send + 'static) {
    if ROLE.with(Cell::get) == Role::Other { send(Box::new(work)) } else { work() }
}

#[cfg(not(rayon_pool_model))]
mod thread {
    use std::sync::OnceLock;
    use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
    use std::thread::{Builder, Thread, park};

    use super::{ROLE, Role, Work};
    use crate::job::{note_panics_of_this_thread, stopping_panics};

    static DELEGATE: OnceLock<Delegate> = OnceLock::new();

    /// The way to the delegate. Channels take a lock to wake whoever waits in `recv`, and wake him under it: so the
    /// delegate is parked instead. Low threads have a channel of their own, lest others meet one that is half-way in.
    struct Delegate {
        of_low: Sender<Work>,
        of_others: Sender<Work>,
        thread: Thread,
    }

    /// Starts the delegate, unless it runs. Without it, for want of memory or threads, everybody does his own work.
    pub(in crate::pool) fn start() {
        if DELEGATE.get().is_some() {
            return;
        }
        let ((of_low, low), (of_others, others)) = (channel(), channel());
        if let Ok(handle) =
            Builder::new().name("pool-delegate".to_owned()).spawn(move || serve(&[low, others]))
        {
            let delegate = Delegate { of_low, of_others, thread: handle.thread().clone() };
            if let Err(second) = DELEGATE.set(delegate) {
                let thread = second.thread.clone();
                drop(second);
                // It finds that nobody can send, and ends.
                thread.unpark();
            }
        }
    }

    fn serve(channels: &[Receiver<Work>; 2]) {
        ROLE.set(Role::Delegate);
        note_panics_of_this_thread();
        loop {
            let works = channels.each_ref().map(Receiver::try_recv);
            if works.iter().all(|work| matches!(work, Err(TryRecvError::Disconnected))) {
                return;
            }
            if works.iter().all(Result::is_err) {
                park();
            }
            for work in works.into_iter().flatten() {
                // There is no other delegate: it must outlive whatever panics.
                stopping_panics((), work);
            }
        }
    }

    pub(super) fn send(work: Work) {
        let Some(Delegate { of_low, of_others, thread }) = DELEGATE.get() else {
            return work();
        };
        let sender = if ROLE.get() == Role::Low { of_low } else { of_others };
        match sender.send(work) {
            Ok(()) => thread.unpark(),
            Err(unsent) => (unsent.0)(),
        }
    }
}

/// In models a new thread does each piece of work: whatever the order, nothing may be lost.
#[cfg(rayon_pool_model)]
mod thread {
    use super::{ROLE, Role, Work};

    pub(super) fn send(work: Work) {
        shuttle::thread::spawn(move || {
            ROLE.with(|role| role.set(Role::Delegate));
            work();
        });
    }
}

use thread::send;
#[cfg(not(rayon_pool_model))]
pub(super) use thread::start;
