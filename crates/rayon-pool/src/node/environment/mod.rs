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
//!
//! `start` makes promises, and `settle` settles them.

mod settle;
mod start;

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::mem::{ManuallyDrop, take};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::{Result, retain_current_module_for_unload_safety};
use napi::{Env, Error, Status, check_status, sys};
use slab::Slab;

use super::arrays::{Arrays, KeptArray};
use super::calls::Calls;
use super::channel::Channel;
use super::doorbell::Doorbell;
use crate::job::Job;
use settle::{pass_on, settle_all};
pub(super) use start::FUNCTIONS;

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

    /// Without a pending promise nothing here keeps the process alive.
    fn let_process_go(&self) {
        if self.pending.borrow().is_empty() {
            self.hold_process(false);
        }
    }
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
