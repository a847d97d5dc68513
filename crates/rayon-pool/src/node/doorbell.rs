//! How the event loop is told that there is something to do: from any thread, at most once as it goes round.
//!
//! Node-API has threadsafe functions for that, which no JavaScript can replace as it can timers. One of them would not do:
//! if what it calls has it called again, as a job does that follows another, that happens at once, up to a thousand times in
//! one round, and timers and input wait. So there are two: the first calls the second, which does the work. The event
//! loop calls each at most once as it goes round, always in the same order. Whichever that is, one of the two steps, from the
//! first to the second and from the second to the first again, has to wait for the next round; in the order in which they are
//! made, which is that of libuv, it is the second step, so nothing is told later for it.

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::{FunctionCallContext, Object, Result};
use napi::{Env, JsValue, check_status, sys};

use super::properties::define;

/// The two threadsafe functions of an environment.
pub(super) struct Doorbell {
    first: sys::napi_threadsafe_function,
    second: sys::napi_threadsafe_function,
    holds_process: Arc<AtomicBool>,
}

// SAFETY: threadsafe functions may be called from any thread; releasing and referencing them happens on the JS thread.
unsafe impl Send for Doorbell {}

/// What a threadsafe function calls, on the JS thread.
pub(super) type Answer = unsafe extern "C" fn(sys::napi_env, sys::napi_value, *mut c_void, *mut c_void);

impl Doorbell {
    /// One that does not keep the process alive. `pass_on` is to call [`Doorbell::pass_on`], and `answer` does the work.
    pub(super) fn new(env: &Env, pass_on: Answer, answer: Answer) -> Result<Self> {
        let holds_process = Arc::default();
        let first = create(env, pass_on, &holds_process)?;
        Ok(Self { first, second: create(env, answer, &holds_process)?, holds_process })
    }

    /// Has the work done, soon. If that fails, the environment is ending.
    pub(super) fn ring(&self) {
        call(self.first);
    }

    /// The first function was called.
    pub(super) fn pass_on(&self) {
        call(self.second);
    }

    /// Keeps the process alive, or does not. On the JS thread.
    pub(super) fn hold_process(&self, env: &Env, hold: bool) {
        self.holds_process.store(hold, Ordering::Relaxed);
        // SAFETY: this is the JS thread, and the function lives as long as this.
        unsafe {
            if hold {
                sys::napi_ref_threadsafe_function(env.raw(), self.first);
            } else {
                sys::napi_unref_threadsafe_function(env.raw(), self.first);
            }
        }
    }

    /// The environment ends: nobody rings any more. On the JS thread.
    pub(super) fn release(self) {
        for function in [self.first, self.second] {
            // SAFETY: `self` is gone with this, and nobody else has the function.
            unsafe {
                let mode = sys::ThreadsafeFunctionReleaseMode::release;
                sys::napi_release_threadsafe_function(function, mode);
            }
        }
    }
}

/// Test runners look by async hooks for what keeps a process alive, and ask a resource's `hasRef` whether it does; of one
/// without, they take it that it does.
fn create(
    env: &Env,
    answer: Answer,
    holds_process: &Arc<AtomicBool>,
) -> Result<sys::napi_threadsafe_function> {
    let name = env.create_string("rayon-pool settlement")?;
    let resource = Object::new(env)?;
    let holds_process = Arc::clone(holds_process);
    let has_ref = move |_: FunctionCallContext<'_>| Ok(holds_process.load(Ordering::Relaxed));
    let has_ref = env.create_function_from_closure::<(), bool, _>("hasRef", has_ref)?;
    define(env, resource.raw(), c"hasRef", has_ref.raw())?;
    let mut function = ptr::null_mut();
    // SAFETY: all pointers are valid for the calls.
    unsafe {
        check_status!(sys::napi_create_threadsafe_function(
            env.raw(),
            ptr::null_mut(),
            resource.raw(),
            name.raw(),
            0,
            1,
            ptr::null_mut(),
            None,
            ptr::null_mut(),
            Some(answer),
            &raw mut function,
        ))?;
        check_status!(sys::napi_unref_threadsafe_function(env.raw(), function))?;
    }
    Ok(function)
}

fn call(function: sys::napi_threadsafe_function) {
    // SAFETY: the function lives as long as its doorbell, which whoever calls this has. A call that fails (the environment is
    // ending) leaves the messages until the mailbox is closed: their promises end with their realm.
    unsafe {
        let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
        sys::napi_call_threadsafe_function(function, ptr::null_mut(), mode);
    }
}
