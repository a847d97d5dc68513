//! The call of a kernel: who made it, and where it runs.

use std::cell::Cell;
use std::ptr;
use std::rc::Rc;

use napi::bindgen_prelude::{FromNapiValue, Result};
use napi::{Env, Error, Status, sys};

use super::arrays::KeptArray;
use super::calls::Said;
use super::control::Control;
use super::environment::Environment;
use super::failure::Failure;
use super::into_js::{IntoJs, at_once};
use super::opaque::Held;
use super::pool::Pool;
use super::settling::Settling;
use super::value::{Promise, settled};
use crate::job::{Job, Stop};
use crate::pool::Here;

/// A call without a batch: one computation, whatever its arguments are. The pool that it is for and whoever may want to abort
/// it come with it.
///
/// # Examples
/// ```
/// use rayon_pool::node::{Call, Promise, Result};
///
/// /// The longest Collatz sequence of a number below a limit. (With `#[napi]`, as a function for JavaScript.)
/// pub fn longest_collatz(call: Call, limit: u32) -> Result<Promise<u32>> {
///     const CHUNK: u32 = 1 << 12;
///     call.run(move |job| async move {
///         job.set_total(limit.into());
///         let inner = job.clone();
///         let chunk = move |chunk: usize| {
///             let low = chunk as u32 * CHUNK;
///             let high = limit.min(low.saturating_add(CHUNK));
///             inner.advance((high - low).into());
///             Ok((low..high).map(|start| length_from(start.into())).max().unwrap_or(0))
///         };
///         let longest = job.map(0..limit.div_ceil(CHUNK) as usize, chunk).await?;
///         Ok(longest.into_iter().max().unwrap_or(0))
///     })
/// }
///
/// fn length_from(mut number: u64) -> u32 {
///     let mut length = 1;
///     while number > 1 {
///         number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
///         length += 1;
///     }
///     length
/// }
/// ```
pub struct Call {
    env: Env,
    environment: Rc<Environment>,
    pool: Pool,
    control: Option<Held<Control>>,
    may_be_at_once: bool,
    is_latin1: bool,
}

impl FromNapiValue for Call {
    /// Whatever the value is: what there is to know of the call has been said beside it.
    unsafe fn from_napi_value(raw: sys::napi_env, _value: sys::napi_value) -> Result<Self> {
        Self::of(Env::from_raw(raw))
    }
}

impl Call {
    /// The call that is being made, of which the facade has said what there is to know.
    pub(super) fn of(env: Env) -> Result<Self> {
        let (call, _) = Self::with_numbers(env)?;
        Ok(call)
    }

    /// The same, and the array of a call of numbers.
    pub(super) fn with_numbers(env: Env) -> Result<(Self, Option<KeptArray>)> {
        let environment = Environment::of(&env)?;
        let said = environment.calls()?.said()?;
        let pool = Pool::with_handle(said.pool)?;
        CALLED.set(env.raw());
        let Said { control, may_be_at_once, is_latin1, numbers, .. } = said;
        Ok((Self { env, environment, pool, control, may_be_at_once, is_latin1 }, numbers))
    }

    pub(super) fn env(&self) -> Env {
        self.env
    }

    /// Whether no character of a group of texts is above U+00FF.
    pub(super) fn is_latin1(&self) -> bool {
        self.is_latin1
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Runs a kernel: an `async` closure over a [`Job`]. Straight-line code between two `.await`s is one turn on a thread of the
    /// pool; [`Job::map`] and its like fan chunks out over all of them. What it gives becomes a value of JavaScript's: see
    /// [`IntoJs`]. In it, `?` takes a [`Stop`] as well as a [`Failure`].
    ///
    /// How far it is is told by [`Job::set_total`] and [`Job::advance`]. An abort ends it between two chunks; one that computes
    /// for long without an `.await` asks [`Job::checkpoint`].
    ///
    /// # Errors
    /// Node.js could not make the promise: to be returned to JavaScript. What the kernel fails with rejects the promise; so does
    /// the pool, if it takes no further job.
    ///
    /// # Panics
    /// If the kernel does, the promise rejects with `ERR_KERNEL_PANIC`; the pool and the process live on.
    pub fn run<R, F>(self, kernel: impl FnOnce(Job) -> F + Send + 'static) -> Result<Promise<R::Js>>
    where
        R: IntoJs,
        F: Future<Output = std::result::Result<R, Failure>> + Send + 'static,
    {
        if let Some(here) = self.here(0)? {
            let (control, mut job) = (self.control.as_deref(), None);
            let kernel = |of: Job| kernel(job.insert(of).clone());
            let given = self.finish(here, kernel, |result: R| result);
            if let Some((control, job)) = control.zip(job) {
                control.done_at_once(job.progress().1);
            }
            return given;
        }
        self.start(kernel, |env, result: R| result.begin(*env))
    }

    /// Does something within the call, before the promise is there: for what takes less time than the way to a thread and back,
    /// or reads what JavaScript would change. It counts as a job, of that much work.
    ///
    /// Nothing, if the pool has no place for it now, or the facade does not ask for it: `rayon-pool/kernel` never does, since nobody
    /// knows how long a kernel takes.
    ///
    /// # Errors
    /// What it fails with is thrown; so is that the pool takes no further job.
    ///
    /// # Panics
    /// If it does, that is thrown as an error with the code `ERR_KERNEL_PANIC`.
    pub fn at_once<R: IntoJs>(
        &self,
        total: u64,
        work: impl FnOnce() -> std::result::Result<R, Failure>,
    ) -> Result<Option<Promise<R::Js>>> {
        let Some(here) = self.here(total)? else {
            return Ok(None);
        };
        let result = settled(self.env, here.run(work))?;
        at_once(self.env, self.environment.calls()?, result).map(Some)
    }

    /// Runs a closure as one turn, on a thread of the pool: for what is one loop. It asks [`Job::checkpoint`] now and then
    /// whether it is still wanted, and says by [`Job::advance`] how far it is; [`Job::join`] and [`Job::scope`] share its work
    /// with other threads.
    ///
    /// Nothing else runs on its thread meanwhile. What takes longer than some milliseconds keeps other jobs of the pool waiting,
    /// unless there are other threads; [`run`](Self::run) lets them have their turn.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    ///
    /// # Panics
    /// As there.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{Call, Promise, Result};
    ///
    /// /// Steps from a number to 1. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn collatz(call: Call, mut number: u32) -> Result<Promise<u32>> {
    ///     call.compute(move |job| {
    ///         let mut steps = 0_u32;
    ///         while number > 1 {
    ///             job.checkpoint()?;
    ///             number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
    ///             steps += 1;
    ///         }
    ///         Ok(steps)
    ///     })
    /// }
    /// ```
    pub fn compute<R: IntoJs>(
        self,
        work: impl FnOnce(&Job) -> std::result::Result<R, Failure> + Send + 'static,
    ) -> Result<Promise<R::Js>> {
        self.run(|job| async move {
            let inner = job.clone();
            job.step(move || Ok(work(&inner))).await?
        })
    }

    /// Runs a kernel; `settle` makes of its result what JavaScript gets, on its thread.
    pub(super) fn start<T, P, F>(
        self,
        kernel: impl FnOnce(Job) -> F + Send + 'static,
        settle: impl FnOnce(&Env, T) -> Settling + Send + 'static,
    ) -> Result<Promise<P>>
    where
        T: Send + 'static,
        F: Future<Output = std::result::Result<T, Failure>> + Send + 'static,
    {
        let control = self.control.as_deref();
        let kernel = move |job| async move { unless_cancelled(kernel(job).await) };
        self.environment.start(self.pool.pool(), control, kernel, settle)
    }

    /// Leave to run a kernel at once, which has so much work, if the facade allows that and the pool has a place for it.
    pub(super) fn here(&self, work: u64) -> Result<Option<Here<'_>>> {
        if !self.may_be_at_once {
            return Ok(None);
        }
        self.pool.here(self.env, self.control.as_deref(), work)
    }

    /// Runs a kernel at once; `into` makes of its result what becomes JavaScript's.
    pub(super) fn finish<T, R, P, F>(
        &self,
        here: Here<'_>,
        kernel: impl FnOnce(Job) -> F,
        into: impl FnOnce(T) -> R,
    ) -> Result<Promise<P>>
    where
        R: IntoJs,
        F: Future<Output = std::result::Result<T, Failure>>,
    {
        let result = settled(self.env, here.finish_by(kernel, unless_cancelled))?;
        at_once(self.env, self.environment.calls()?, into(result))
    }
}

/// What a kernel that was cancelled fails with is that it was.
fn unless_cancelled<T>(
    result: std::result::Result<T, Failure>,
) -> std::result::Result<std::result::Result<T, Failure>, Stop> {
    match result {
        Err(failure) if failure.is_cancellation() => Err(Stop::Cancelled),
        ended => Ok(ended),
    }
}

thread_local! {
    /// The environment of the call of a kernel that was made last on this thread. It may have ended since.
    static CALLED: Cell<sys::napi_env> = const { Cell::new(ptr::null_mut()) };
}

/// The environment of the call of a kernel that is under way on this thread.
fn call_under_way() -> Option<Env> {
    let environment = Environment::known(CALLED.get())?;
    environment.calls().ok()?.is_under_way().then(|| Env::from_raw(CALLED.get()))
}

impl From<Failure> for Error {
    /// In the function of an addon that was called with [`Texts`](super::Texts) or another input of this crate's, until it
    /// returns: an error that JavaScript gets with its class, its code and all else, once the function returns it. Nothing is
    /// thrown before: the function may as well go on. Elsewhere, and so on the threads of a pool, it is an error with the code in
    /// its words.
    fn from(failure: Failure) -> Self {
        match call_under_way() {
            Some(env) => failure.error(&env),
            None => Self::new(Status::GenericFailure, failure.to_string()),
        }
    }
}
