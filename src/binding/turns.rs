//! Turns of the event loop, for what the JS thread does in slices.
//!
//! Not JavaScript's timers: tests replace these by ones that may never come, wherever they are taken from. Node-API's
//! threadsafe functions cannot be replaced. One of them would not do: if what it calls rings it again, it is called again
//! at once, up to a thousand times in one turn. So there are two: the first rings the second, which settles the promises.
//! The event loop calls each at most once as it goes round, in an order that is always the same. Whichever that is, one of
//! the two steps, from the first to the second and from the second to the first again, has to wait for the next round.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::bindgen_prelude::Result;
use napi::{Env, check_status, sys};
use napi_derive::napi;

use super::environment::Environment;
use super::value::Promise;

/// What an environment has for it: used on its thread alone.
pub(super) struct Turns {
    first: sys::napi_threadsafe_function,
    second: sys::napi_threadsafe_function,
    /// The numbers of the promises that wait for the next turn, in the order in which they were asked for.
    asked: RefCell<Vec<usize>>,
    is_rung: Cell<bool>,
}

impl Turns {
    pub(super) fn new(env: &Env) -> Result<Self> {
        let (first, second) = (create(env, ring_second)?, create(env, settle)?);
        Ok(Self { first, second, asked: RefCell::default(), is_rung: Cell::new(false) })
    }

    /// Has the promise of this number settled in another turn of the event loop.
    fn ask(&self, number: usize) -> Result<()> {
        self.asked.borrow_mut().push(number);
        if !self.is_rung.replace(true) {
            ring(self.first)?;
        }
        Ok(())
    }

    /// The promises that have waited for the turn that is.
    fn take(&self) -> Vec<usize> {
        self.is_rung.set(false);
        self.asked.take()
    }

    /// The environment ends: no turn is asked for any more.
    pub(super) fn release(&self) {
        for function in [self.first, self.second] {
            // SAFETY: this is called once, when no JavaScript runs any more that could ask.
            unsafe {
                let mode = sys::ThreadsafeFunctionReleaseMode::release;
                sys::napi_release_threadsafe_function(function, mode);
            }
        }
    }
}

type Call = unsafe extern "C" fn(sys::napi_env, sys::napi_value, *mut c_void, *mut c_void);

/// A threadsafe function that does not keep the process alive: the pending promise does.
fn create(env: &Env, call: Call) -> Result<sys::napi_threadsafe_function> {
    let name = env.create_string("rayon-pool turn")?;
    let mut function = ptr::null_mut();
    // SAFETY: all pointers are valid for the calls.
    unsafe {
        check_status!(sys::napi_create_threadsafe_function(
            env.raw(),
            ptr::null_mut(),
            ptr::null_mut(),
            napi::JsValue::raw(&name),
            0,
            1,
            ptr::null_mut(),
            None,
            ptr::null_mut(),
            Some(call),
            &raw mut function,
        ))?;
        check_status!(sys::napi_unref_threadsafe_function(env.raw(), function))?;
    }
    Ok(function)
}

/// Has a function called by the event loop.
fn ring(function: sys::napi_threadsafe_function) -> Result<()> {
    let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
    // SAFETY: the function lives until the environment ends, which then calls nothing that comes here.
    check_status!(unsafe { sys::napi_call_threadsafe_function(function, ptr::null_mut(), mode) })
}

/// Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls.
#[napi(ts_return_type = "Promise<void>")]
pub fn event_loop_turn(env: Env) -> Result<Promise> {
    let environment = Environment::of(&env)?;
    let (number, promise) = environment.promise()?;
    environment.turns().ask(number)?;
    Ok(promise)
}

unsafe extern "C" fn ring_second(
    env: sys::napi_env,
    _callback: sys::napi_value,
    _context: *mut c_void,
    _data: *mut c_void,
) {
    in_environment(env, |_, environment| {
        // If that fails, the environment is ending.
        let _ = ring(environment.turns().second);
    });
}

unsafe extern "C" fn settle(
    env: sys::napi_env,
    _callback: sys::napi_value,
    _context: *mut c_void,
    _data: *mut c_void,
) {
    in_environment(env, |env, environment| environment.turned(env, environment.turns().take()));
}

/// Runs what the event loop calls.
fn in_environment(env: sys::napi_env, run: impl FnOnce(&Env, &Environment)) {
    // Without an environment there is nobody to settle for: it is ending.
    if env.is_null() {
        return;
    }
    // A panic must not unwind into Node.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let env = Env::from_raw(env);
        if let Ok(environment) = Environment::of(&env) {
            run(&env, environment);
        }
    }));
}
