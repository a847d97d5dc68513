//! What one Node environment keeps here: its pending promises, and the way that their results come back.
//!
//! A process has an environment for its main thread and one for each Worker that loads the addon. Each has one doorbell,
//! whatever the number of promises: results gather in a mailbox, and one wake-up of the event loop settles them all.
//! Promises and all other JavaScript values stay in a table on the JS thread; pool threads know just the number of a
//! promise in that table.
//!
//! An environment ends before its jobs do: at the exit of a Worker, `worker.terminate()`, or the end of the process. A
//! cleanup hook then cancels them and cuts the way back; what they still find goes nowhere. Those that read or write
//! memory of V8's (see `memory`) have to let go of it before the hook returns, for then it is freed.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::mem::{ManuallyDrop, take};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{Result, retain_current_module_for_unload_safety};
use napi::{Env, Error, Status, check_status, sys};
use napi_derive::napi;
use slab::Slab;

use super::arrays::{Arrays, KeptArray};
use super::calls::Calls;
use super::channel::{Channel, Letter, Settle};
use super::control::Control;
use super::doorbell::Doorbell;
use super::failure::Failure;
use super::function::Function;
use super::properties::{is_exception_pending, take_exception};
use super::settling::Settling;
use super::value::{Promise, Settled, js};
use crate::job::{Job, Stop, let_go};
use crate::pool::Name;
use crate::shared::AnyPool;

/// How many promises are settled under one handle scope: enough to spread its cost, few enough to bound the handles.
const HANDLES: usize = 256;

/// How long the event loop may be kept from its turn by settling. What runs then, of the user's, comes on top.
const SLICE: Duration = Duration::from_micros(500);

thread_local! {
    /// The environments of this thread: mostly one, and more where the package is loaded in several contexts. Node-API has a
    /// place for what an addon keeps of its environment; but that is for the addon, not for a crate that it links.
    ///
    /// Each is taken out by its cleanup hook. Where hooks do not run the process ends, and nothing is to be dropped while it
    /// does: other threads still run.
    static ENVIRONMENTS: RefCell<ManuallyDrop<Vec<Rc<Environment>>>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// What the JS thread keeps of an environment.
pub(super) struct Environment {
    raw: sys::napi_env,
    pending: RefCell<Slab<Pending>>,
    /// Whether pending promises keep the process alive just now.
    holds_process: Cell<bool>,
    arrays: Arrays,
    /// Once a facade has come.
    calls: OnceCell<Calls>,
    channel: Arc<Channel>,
    /// Whether there is a hook that stops it before it ends.
    stops_first: Cell<bool>,
}

struct Pending {
    deferred: sys::napi_deferred,
    job: Option<Job>,
    /// The number of the facade that waits for what a kernel gives.
    facade: Option<u32>,
}

impl Environment {
    /// That of `env`, made at its first call.
    pub(super) fn of(env: &Env) -> Result<Rc<Self>> {
        match Self::known(env.raw()) {
            Some(environment) => Ok(environment),
            None => Self::create(env),
        }
    }

    /// That of `raw`, if there is one.
    pub(super) fn known(raw: sys::napi_env) -> Option<Rc<Self>> {
        ENVIRONMENTS.with_borrow(|all| all.iter().find(|environment| environment.raw == raw).cloned())
    }

    fn create(env: &Env) -> Result<Rc<Self>> {
        // Pool threads run this module's code, and outlive the Worker whose exit would unload it.
        retain_current_module_for_unload_safety();
        let raw = env.raw();
        let channel = Arc::new(Channel::new(Doorbell::new(env, pass_on, settle_all)?));
        // Cleanup hooks run last-in first-out: `end` before those that Node added earlier, which finalize the functions of
        // the doorbell.
        // SAFETY: `env` is live, for it has called us, and the hook knows it by its address alone.
        unsafe { check_status!(sys::napi_add_env_cleanup_hook(raw, Some(end), raw.cast()))? };
        let environment = Rc::new(Self {
            raw,
            pending: RefCell::default(),
            holds_process: Cell::new(false),
            arrays: Arrays::default(),
            calls: OnceCell::new(),
            channel,
            stops_first: Cell::new(false),
        });
        #[allow(clippy::disallowed_methods, reason = "environments are few")]
        ENVIRONMENTS.with_borrow_mut(|all| all.push(Rc::clone(&environment)));
        Ok(environment)
    }

    /// Starts a job, which counts under `name`, and gives the promise of its result, which `settle` turns into a JavaScript value.
    /// `control` gets the job, if there is one.
    pub(super) fn start<T, E, K, F, S, R>(
        &self,
        pool: &AnyPool,
        name: Name,
        control: Option<&Control>,
        kernel: K,
        settle: impl FnOnce(&Env, T) -> S + Send + 'static,
    ) -> Result<Promise<R>>
    where
        T: Send + 'static,
        S: Into<Settling>,
        E: Into<Failure> + Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
    {
        let (number, promise) = self.promise()?;
        let channel = Arc::clone(&self.channel);
        let submitted = pool.submit(name, kernel, move |result| {
            let settle = move |env: &Env| match result {
                Ok(Ok(value)) => settle(env, value).into(),
                Ok(Err(error)) => Err(error.into().of_kernel(name)).into(),
                Err(stop) => Err(Failure::from(stop).of_kernel(name)).into(),
            };
            channel.send(Letter::Settle(number, Box::new(settle)));
        });
        match submitted {
            Ok(job) => {
                if let Some(control) = control {
                    control.hold(job.clone());
                }
                if let Some(pending) = self.pending.borrow_mut().get_mut(number) {
                    pending.job = Some(job);
                    pending.facade =
                        self.calls.get().map(|calls| calls.facades().hold(Env::from_raw(self.raw)));
                }
            }
            Err(refused) => {
                let failure = Failure::of_pool(refused, pool);
                self.settle_one(&Env::from_raw(self.raw), number, Err(failure));
                self.let_process_go();
            }
        }
        Ok(Promise::new(promise))
    }

    /// A promise and what resolves it, with `undefined`, from any thread; `last` is done just before, on the JS thread.
    pub(super) fn signal(
        &self,
        last: impl FnOnce(&Env) + Send + 'static,
    ) -> Result<(Promise, impl FnOnce() + Send + 'static)> {
        let (number, promise) = self.promise()?;
        let channel = Arc::clone(&self.channel);
        let settle = move |env: &Env| {
            last(env);
            js(env, ()).into()
        };
        Ok((Promise::new(promise), move || channel.send(Letter::Settle(number, Box::new(settle)))))
    }

    /// What is said of calls besides their arguments.
    pub(super) fn calls(&self) -> Result<&Calls> {
        self.calls.get().ok_or_else(|| Error::new(Status::InvalidArg, "no facade shares calls"))
    }

    /// The same, made for the first facade.
    pub(super) fn calls_or_new(&self) -> Result<&Calls> {
        if self.calls.get().is_none() {
            let calls = Calls::new(Env::from_raw(self.raw))?;
            // There is none: nothing else has run meanwhile.
            let _ = self.calls.set(calls);
        }
        self.calls()
    }

    /// Refers to a typed array until native code is done with it.
    pub(super) fn keep_array(&self, array: sys::napi_value) -> Result<KeptArray> {
        self.arrays.keep(&Env::from_raw(self.raw), array, Arc::clone(&self.channel))
    }

    /// The array, to look at.
    pub(super) fn value_of(&self, array: &KeptArray) -> Result<sys::napi_value> {
        self.arrays.value(Env::from_raw(self.raw), array)
    }

    /// The array, for JavaScript to have it again.
    pub(super) fn give_back(&self, array: &KeptArray) -> Result<sys::napi_value> {
        self.arrays.give_back(Env::from_raw(self.raw), array)
    }

    /// Has the jobs of this environment cancelled before any addon that is here now waits for memory of its own to be let go of: a
    /// job may read it. Hooks run last-in first-out, those of other addons among them.
    pub(super) fn stop_before_others(&self) -> Result<()> {
        let raw = self.raw;
        // SAFETY: `env` is live, for it has called us; the hook knows it by its address alone, and is there once.
        unsafe {
            if self.stops_first.replace(false) {
                check_status!(sys::napi_remove_env_cleanup_hook(raw, Some(stop), raw.cast()))?;
            }
            check_status!(sys::napi_add_env_cleanup_hook(raw, Some(stop), raw.cast()))?;
        }
        self.stops_first.set(true);
        Ok(())
    }

    /// No result comes back any more, and jobs need not go on.
    fn stop(&self) {
        self.channel.cut();
        for (_, pending) in self.pending.borrow().iter() {
            if let Some(job) = &pending.job {
                job.cancel();
            }
        }
    }

    /// A new pending promise and its number.
    fn promise(&self) -> Result<(usize, sys::napi_value)> {
        let (mut deferred, mut promise) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: both pointers are valid for the call.
        unsafe { check_status!(sys::napi_create_promise(self.raw, &raw mut deferred, &raw mut promise))? };
        let number = self.pending.borrow_mut().insert(Pending { deferred, job: None, facade: None });
        self.hold_process(true);
        Ok((number, promise))
    }

    /// Has the threadsafe function keep the process alive, or not.
    fn hold_process(&self, hold: bool) {
        if self.holds_process.replace(hold) == hold {
            return;
        }
        self.channel.with_doorbell(|doorbell| doorbell.hold_process(&Env::from_raw(self.raw), hold));
    }

    /// Settles the promises whose results have come; the event loop has its turn before the rest, if that takes long.
    fn settle(&self, env: &Env) {
        let end = Instant::now() + SLICE;
        let mut letters = self.channel.take().into_iter();
        // What is not done yet goes behind the others.
        let mut unfinished = Vec::new();
        while letters.len() > 0 && Instant::now() < end {
            let mut scope = ptr::null_mut();
            // SAFETY: the scope is closed below, in the order of opening; no handle outlives it.
            if unsafe { sys::napi_open_handle_scope(self.raw, &raw mut scope) } != sys::Status::napi_ok {
                return;
            }
            let all_settled = letters.by_ref().take(HANDLES).all(|letter| match letter {
                Letter::Settle(number, settle) => match self.settled_by(*env, number, settle, end) {
                    Settling::Done(settled) => self.settle_one(env, number, settled),
                    // What a user's code has left behind: that is the reason.
                    Settling::More(_) if is_exception_pending(env) => {
                        self.settle_one(env, number, Err(Failure::unmade("a result could not be made")))
                    }
                    Settling::More(more) => {
                        #[allow(clippy::disallowed_methods, reason = "it is one of those that have come")]
                        unfinished.push(Letter::Settle(number, Box::new(|_| Settling::More(more))));
                        true
                    }
                },
                Letter::Forget { number, given_back } => {
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
        if letters.len() > 0 || !unfinished.is_empty() {
            #[allow(
                clippy::disallowed_methods,
                reason = "they stay in the memory that they are in, or are few"
            )]
            let rest = letters.chain(unfinished).collect();
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

    /// Without a pending promise nothing here keeps the process alive.
    fn let_process_go(&self) {
        if self.pending.borrow().is_empty() {
            self.hold_process(false);
        }
    }

    /// Settles a promise; false when JavaScript can run no more in this environment.
    fn settle_one(&self, env: &Env, number: usize, settled: Settled) -> bool {
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

pub(super) const FUNCTIONS: &[Function] = &[("eventLoopTurn", event_loop_turn_c_callback)];

/// Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls.
#[napi(no_export)]
fn event_loop_turn(env: Env) -> Result<Promise> {
    let (promise, resolve) = Environment::of(&env)?.signal(|_| {})?;
    resolve();
    Ok(promise)
}

/// The event loop's answer to the first half of the doorbell.
unsafe extern "C" fn pass_on(
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
unsafe extern "C" fn settle_all(
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

/// The cleanup hook of an environment whose jobs read memory of other addons: these wait for them.
unsafe extern "C" fn stop(raw: *mut c_void) {
    // A panic must not unwind into Node.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if let Some(environment) = Environment::known(raw.cast()) {
            environment.stop();
        }
    }));
}

/// The cleanup hook: the environment ends, its jobs need not go on, and their results have nowhere to go. Waits for
/// those that work on memory of V8's.
unsafe extern "C" fn end(raw: *mut c_void) {
    // A panic must not unwind into Node.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if let Some(environment) = taken_out(raw.cast()) {
            environment.stop();
            environment.channel.close();
        }
    }));
}

/// The environment, which nobody finds any more.
fn taken_out(raw: sys::napi_env) -> Option<Rc<Environment>> {
    ENVIRONMENTS.with_borrow_mut(|all| {
        let at = all.iter().position(|environment| environment.raw == raw)?;
        let environment = all.swap_remove(at);
        if all.is_empty() {
            // The thread may be ending.
            drop(take(&mut **all));
        }
        Some(environment)
    })
}
