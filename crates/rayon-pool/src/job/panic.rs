//! Panics of kernels: caught, with their words and where they happened.
//!
//! A caught panic brings its message along, but only the panic hook sees the place. So the hook notes both, and whoever
//! catches the panic looks its place up by its message: the thread that catches may be another one, for `rayon::join`
//! carries panics over.

use std::any::Any;
use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, Once, PoisonError};

/// How many panics are noted before the oldest is forgotten.
const NOTED: usize = 64;

static NOTES: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Says that panics on this thread are all caught, so that they are noted and not printed. From the first call on, for
/// the rest of the process; panics on other threads are printed as ever.
pub(crate) fn note_panics_of_this_thread() {
    set_noting_hook();
    CATCHING.set(true);
}

fn set_noting_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let earlier = take_hook();
        set_hook(Box::new(move |info| if CATCHING.get() { note(info) } else { earlier(info) }));
    });
}

/// The result of `work`, or what it panicked with, on a thread whose other panics are none of ours.
pub(crate) fn caught_here<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    set_noting_hook();
    let outer = CATCHING.replace(true);
    let result = caught(work);
    CATCHING.set(outer);
    result
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, ToString::to_string);
    let mut notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
    if notes.len() == NOTED {
        notes.pop_front();
    }
    #[allow(clippy::disallowed_methods, reason = "there are never more than NOTED")]
    notes.push_back((message(info.payload()), place));
}

/// The result of `work`, or what it panicked with: its message and, on a pool's thread, its place.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    // What `work` left half done is never looked at again: its job ends.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = message(payload.as_ref());
        let mut notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.iter().position(|(noted, _)| *noted == message).and_then(|noted| notes.remove(noted)) {
            Some((message, place)) => format!("{message} (at {place})"),
            None => message,
        }
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(ToString::to_string);
    let formatted = || payload.downcast_ref::<String>().cloned();
    literal.or_else(formatted).unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{caught, caught_here, note_panics_of_this_thread};

    #[test]
    fn brings_the_message_and_the_place() {
        let told = std::thread::spawn(|| {
            note_panics_of_this_thread();
            let number = 7;
            caught(|| panic!("seven is {number}")).expect_err("it panics")
        });
        let told = told.join().expect("the panic was caught");
        assert!(told.starts_with("seven is 7 (at crates/rayon-pool/src/job/panic.rs:"), "{told}");
    }

    #[test]
    fn catches_a_panic_without_taking_the_threads_later_ones() {
        let told = caught_here(|| panic!("right here")).expect_err("it panics");
        assert!(told.starts_with("right here (at crates/rayon-pool/src/job/panic.rs:"), "{told}");
        assert!(!super::CATCHING.get());
    }

    #[test]
    fn carries_a_place_over_from_another_thread() {
        let thief = std::thread::spawn(|| {
            note_panics_of_this_thread();
            panic!("on the other thread");
        });
        let payload = thief.join().expect_err("it panics");
        let told = caught(|| std::panic::resume_unwind(payload)).expect_err("it is carried over");
        assert!(told.contains("(at crates/rayon-pool/src/job/panic.rs:"), "{told}");
    }
}
