//! The call of a kernel: who made it, and where it runs.

use std::cell::Cell;
use std::ptr;
use std::rc::Rc;
use std::time::Instant;

use napi::bindgen_prelude::{FromNapiValue, Result};
use napi::{Env, Error, Status, sys};

use super::arrays::KeptArray;
use super::calls::{Answer, Said};
use super::control::Control;
use super::cost::Cost;
use super::environment::Environment;
use super::failure::Failure;
use super::into_js::{IntoJs, at_once};
use super::opaque::Held;
use super::pool::Pool;
use super::settling::Settling;
use super::value::{Promise, settled};
use crate::job::{Job, Stop};
use crate::pool::{Inline, Name};

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
    /// The kernel's.
    name: Name,
    control: Option<Held<Control>>,
    may_be_at_once: bool,
    is_learnt: bool,
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
        let Said { name, control, may_be_at_once, is_learnt, is_latin1, numbers, .. } = said;
        Ok((Self { env, environment, pool, name, control, may_be_at_once, is_learnt, is_latin1 }, numbers))
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
        self.start(None, kernel, |env, result: R| result.begin(*env))
    }

    /// Does something within the call, on the JavaScript thread, and gives its result: for what takes less time than the way to a
    /// thread of the pool and back, some ten microseconds, or looks at memory that JavaScript will change. It counts as a job, and as
    /// so much work in its progress.
    ///
    /// Nothing, if it is better left to the pool, by [`run`](Self::run) or [`compute`](Self::compute): other jobs are on their way
    /// there, many such calls are made in one go, or the event loop has to have its turn first.
    ///
    /// # Errors
    /// What it fails with, or that the pool takes no further job: to be returned to JavaScript.
    ///
    /// # Panics
    /// If the closure does, that is such an error, with the code `ERR_KERNEL_PANIC`.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{Call, Promise, Result};
    ///
    /// /// The greatest common divisor. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn divisor(call: Call, one: u32, other: u32) -> Result<Promise<u32>> {
    ///     if let Some(promise) = call.at_once(1, || Ok(of(one, other)))? {
    ///         return Ok(promise);
    ///     }
    ///     call.compute(move |_| Ok(of(one, other)))
    /// }
    ///
    /// fn of(one: u32, other: u32) -> u32 {
    ///     if other == 0 { one } else { of(other, one % other) }
    /// }
    /// ```
    pub fn at_once<R: IntoJs>(
        &self,
        work: u64,
        compute: impl FnOnce() -> std::result::Result<R, Failure>,
    ) -> Result<Option<Promise<R::Js>>> {
        let Some(inline) = self.inline(work)? else {
            return Ok(None);
        };
        let result = settled(self.env, self.name, inline.run(compute))?;
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

    /// The kernel's name.
    pub(super) fn name(&self) -> Name {
        self.name
    }

    /// Whether what the kernel takes is learnt.
    pub(super) fn is_learnt(&self) -> bool {
        self.is_learnt
    }

    /// Runs a kernel, whose cost is learnt if there is one; `settle` makes of its result what JavaScript gets, on its thread.
    pub(super) fn start<T, P, F>(
        self,
        cost: Option<Cost>,
        kernel: impl FnOnce(Job) -> F + Send + 'static,
        settle: impl FnOnce(&Env, T) -> Settling + Send + 'static,
    ) -> Result<Promise<P>>
    where
        T: Send + 'static,
        F: Future<Output = std::result::Result<T, Failure>> + Send + 'static,
    {
        // Whatever was done at once before, and is not what the kernel gives.
        self.environment.calls()?.answer(Answer::Promise);
        let control = self.control.as_deref();
        let Some(cost) = cost else {
            let kernel = move |job| async move { unless_cancelled(kernel(job).await) };
            return self.environment.start(self.pool.pool(), self.name, control, kernel, settle);
        };
        let kernel = move |job| async move { unless_cancelled(cost.learnt(kernel(job)).await) };
        self.environment.start(self.pool.pool(), self.name, control, kernel, settle)
    }

    /// Leave to run a kernel at once, which has so much work, if the facade allows that and the pool has a place for it.
    pub(super) fn inline(&self, work: u64) -> Result<Option<Inline<'_>>> {
        if !self.may_be_at_once {
            return Ok(None);
        }
        self.pool.inline(self.env, self.name, self.control.as_deref(), work)
    }

    /// Runs a kernel at once, whose cost is learnt if there is one; `into` makes of its result what becomes JavaScript's.
    pub(super) fn finish<T, R, P, F>(
        &self,
        inline: Inline<'_>,
        cost: Option<Cost>,
        kernel: impl FnOnce(Job) -> F,
        into: impl FnOnce(T) -> R,
    ) -> Result<Promise<P>>
    where
        R: IntoJs,
        F: Future<Output = std::result::Result<T, Failure>>,
    {
        let calls = self.environment.calls()?;
        let start = cost.map(|_| Instant::now());
        let ended = inline.finish_by(kernel, unless_cancelled);
        if let (Some(cost), Some(start)) = (cost, start) {
            // What fails may have stopped short.
            if matches!(ended, Ok(Ok(_))) {
                cost.learn(start.elapsed());
            }
            calls.say_cost(cost.of_unit());
        }
        let result = settled(self.env, self.name, ended)?;
        at_once(self.env, calls, into(result))
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
