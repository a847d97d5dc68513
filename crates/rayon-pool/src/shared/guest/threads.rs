//! Threads of a host's, in this addon.
#![forbid(unsafe_code)]

use std::cell::OnceCell;
use std::mem::ManuallyDrop;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::job::{measured, note_panics_of_this_thread};
use crate::pool::this_thread_is_low;

/// The time of a turn is measured by the host, with all that is in it.
pub(super) fn unmeasured<R>(work: impl FnOnce() -> R) -> R {
    measured(|_| {}, work)
}

/// A thread of a host's comes to this addon, perhaps for the first time.
pub(super) fn come_in(is_low: bool) {
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
