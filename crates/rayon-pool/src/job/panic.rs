//! Panics of kernels: caught, with their words and where they happened.
//!
//! A caught panic brings its message along, but only the panic hook sees the place. So the hook notes both, and whoever
//! catches the panic looks its place up by its message: the thread that catches may be another one, for `rayon::join`
//! carries panics over.
//!
//! What is a user's may panic even where it is dropped, and so may what a panic brings along.

use std::any::Any;
use std::cell::Cell;
use std::collections::VecDeque;
use std::mem::{forget, needs_drop};
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
pub(crate) fn caught_inline<R>(work: impl FnOnce() -> R) -> Result<R, String> {
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
        let_go(payload);
        let mut notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.iter().position(|(noted, _)| *noted == message).and_then(|noted| notes.remove(noted)) {
            Some((message, place)) => format!("{message} (at {place})"),
            None => message,
        }
    })
}

/// What `work` gives, or `otherwise` if it panics: where nobody is there to be told.
pub(crate) fn stopping_panics<R>(otherwise: R, work: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let_go(payload);
        otherwise
    })
}

/// Drops what a panic has brought along; what panics at that is leaked.
pub(crate) fn let_go(payload: Box<dyn Any + Send>) {
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        forget(another);
    }
}

/// Drops something of a user's: its panic ends here.
pub(crate) fn drop_caught<T>(value: T) {
    stopping_panics((), || drop(value));
}

/// Drops many of them, each on its own: a second panic on the way out of a first one would end the process.
pub(crate) fn drop_each<T>(values: impl IntoIterator<Item = T>) {
    if needs_drop::<T>() {
        values.into_iter().for_each(drop_caught);
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(ToString::to_string);
    let formatted = || payload.downcast_ref::<String>().cloned();
    literal.or_else(formatted).unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;
    use std::sync::Arc;

    use super::{caught, caught_inline, drop_each, note_panics_of_this_thread, stopping_panics};

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
        let told = caught_inline(|| panic!("right here")).expect_err("it panics");
        assert!(told.starts_with("right here (at crates/rayon-pool/src/job/panic.rs:"), "{told}");
        assert!(!super::CATCHING.get());
    }

    /// Panics where it is dropped, with what panics where it is dropped.
    struct Brittle {
        count: Arc<()>,
    }

    impl Drop for Brittle {
        fn drop(&mut self) {
            panic_any(Self { count: Arc::clone(&self.count) });
        }
    }

    #[test]
    fn survives_what_a_panic_brings_along() {
        let brittle = || Brittle { count: Arc::default() };
        let told = caught_inline(|| panic_any(brittle())).expect_err("it panics");
        assert!(
            told.starts_with("a panic without a message (at crates/rayon-pool/src/job/panic.rs:"),
            "{told}"
        );
        assert_eq!(caught_inline(|| stopping_panics(7, || panic_any(brittle()))), Ok(7));
    }

    #[test]
    fn drops_each_of_many_that_panic() {
        struct Counted(Arc<()>);
        impl Drop for Counted {
            fn drop(&mut self) {
                panic!("{} are there", Arc::strong_count(&self.0));
            }
        }
        let count = Arc::new(());
        let many: Vec<_> = (0..3).map(|_| Counted(Arc::clone(&count))).collect();
        assert_eq!(caught_inline(|| drop_each(many)), Ok(()));
        assert_eq!(Arc::strong_count(&count), 1);
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
