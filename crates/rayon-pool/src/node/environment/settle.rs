//! Promises that are settled, in slices of the event loop's time.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::time::{Duration, Instant};

use napi::{Env, sys};

use super::super::channel::{Message, Settle};
use super::super::doorbell::Doorbell;
use super::super::failure::Failure;
use super::super::properties::{is_exception_pending, take_exception};
use super::super::settling::Settling;
use super::super::value::Settled;
use super::{Environment, Pending};
use crate::job::let_go;

/// How many promises are settled under one handle scope: enough to spread its cost, few enough to bound the handles.
const HANDLES: usize = 256;

/// How long the event loop may be kept from its turn by settling. What runs then, of the user's, comes on top.
const SLICE: Duration = Duration::from_micros(500);

impl Environment {
    /// Settles the promises whose results have come; the event loop has its turn before the rest, if that takes long.
    fn settle(&self, env: &Env) {
        let end = Instant::now() + SLICE;
        let mut messages = self.channel.take().into_iter();
        // What is not done yet goes behind the others.
        let mut unfinished = Vec::new();
        while messages.len() > 0 && Instant::now() < end {
            let mut scope = ptr::null_mut();
            // SAFETY: the scope is closed below, in the order of opening; no handle outlives it.
            if unsafe { sys::napi_open_handle_scope(self.raw, &raw mut scope) } != sys::Status::napi_ok {
                return;
            }
            let all_settled = messages.by_ref().take(HANDLES).all(|message| match message {
                Message::Settle(number, settle) => match self.settled_by(*env, number, settle, end) {
                    Settling::Done(settled) => self.settle_one(env, number, settled),
                    // What a user's code has left behind: that is the reason.
                    Settling::More(_) if is_exception_pending(env) => {
                        self.settle_one(env, number, Err(Failure::unmade("a result could not be made")))
                    }
                    Settling::More(more) => {
                        #[allow(clippy::disallowed_methods, reason = "it is one of those that have come")]
                        unfinished.push(Message::Settle(number, Box::new(|_| Settling::More(more))));
                        true
                    }
                },
                Message::Forget { number, given_back } => {
                    self.arrays.forget(env, number, given_back);
                    true
                }
            });
            // SAFETY: as above.
            unsafe { sys::napi_close_handle_scope(self.raw, scope) };
            if !all_settled {
                return;
            }
        }
        if messages.len() > 0 || !unfinished.is_empty() {
            #[allow(
                clippy::disallowed_methods,
                reason = "they stay in the memory that they are in, or are few"
            )]
            let rest = messages.chain(unfinished).collect();
            return self.channel.send_again(rest);
        }
        self.let_process_go();
    }

    /// What the result of the promise of this number has become by about `end`.
    fn settled_by(&self, env: Env, number: usize, settle: Settle, end: Instant) -> Settling {
        let facade = self.pending.borrow().get(number).and_then(|pending| pending.facade);
        if let Some((calls, facade)) = self.calls.get().zip(facade) {
            calls.facades().turn_to(facade);
        }
        let settling = || match settle(&env) {
            Settling::More(unfinished) => unfinished.go_on(env, Some(end)),
            done @ Settling::Done(_) => done,
        };
        catch_unwind(AssertUnwindSafe(settling)).unwrap_or_else(|payload| {
            let_go(payload);
            Err(Failure::panic("a result could not be turned into a value")).into()
        })
    }

    /// Settles a promise; false when JavaScript can run no more in this environment.
    pub(super) fn settle_one(&self, env: &Env, number: usize, settled: Settled) -> bool {
        // The table is not borrowed while JavaScript runs: settling with an object looks for its `then`.
        let Some(Pending { deferred, facade, .. }) = self.pending.borrow_mut().try_remove(number) else {
            return true;
        };
        // Of a user's code, which made a value. Nothing is settled while one is pending.
        let thrown = take_exception(env);
        // SAFETY: each deferred is settled once, for it has just left the table, and is not while the status is another one; the
        // values were made in this scope.
        let status = unsafe {
            let mut status = match (thrown, settled) {
                (Some(thrown), _) => sys::napi_reject_deferred(self.raw, deferred, thrown),
                (None, Ok(value)) => sys::napi_resolve_deferred(self.raw, deferred, value),
                (None, Err(failure)) => sys::napi_reject_deferred(self.raw, deferred, failure.make(env)),
            };
            if status == sys::Status::napi_invalid_arg {
                // There was no value, or no memory for the error.
                let failure = Failure::unmade("Node.js could not make the result").make(env);
                let mut reason = failure;
                if failure.is_null() {
                    sys::napi_get_undefined(self.raw, &raw mut reason);
                }
                status = sys::napi_reject_deferred(self.raw, deferred, reason);
            }
            status
        };
        if let Some((calls, facade)) = self.calls.get().zip(facade) {
            calls.facades().let_go(*env, facade);
        }
        status != sys::Status::napi_cannot_run_js
    }
}

/// The event loop's answer to the first half of the doorbell.
pub(super) unsafe extern "C" fn pass_on(
    env: sys::napi_env,
    _callback: sys::napi_value,
    _context: *mut c_void,
    _data: *mut c_void,
) {
    answer(env, |_, environment| {
        environment.channel.with_doorbell(Doorbell::pass_on);
    });
}

/// The event loop's answer to the second half.
pub(super) unsafe extern "C" fn settle_all(
    env: sys::napi_env,
    _callback: sys::napi_value,
    _context: *mut c_void,
    _data: *mut c_void,
) {
    answer(env, |env, environment| environment.settle(env));
}

fn answer(env: sys::napi_env, run: impl FnOnce(&Env, &Environment)) {
    // Without an environment there is nobody to settle for: it is ending.
    if env.is_null() {
        return;
    }
    // A panic must not unwind into Node.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if let Some(environment) = Environment::known(env) {
            run(&Env::from_raw(env), &environment);
        }
    }));
}
