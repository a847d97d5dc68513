//! The texts of a call, and what may be computed of them.

use std::convert::Infallible;
use std::rc::Rc;

use napi::bindgen_prelude::{Float64Array, FromNapiValue, Result, Unknown};
use napi::{Env, Error, JsValue, Status, sys};

use super::control::Control;
use super::environment::Environment;
use super::failure::Failure;
use super::feed::{Feed, group};
use super::glance::Number;
use super::into_js::{IntoJs, Numbers, at_once, copy};
use super::memory::Moved;
use super::opaque::Held;
use super::pool::Pool;
use super::store::Store;
use super::value::{Promise, settled};
use crate::block::concatenate;
use crate::documents::{Documents, try_map_init};
use crate::job::{Job, Stop};
use crate::memory::collected;

/// Groups of as much text or less are worked on by the JS thread, if the facade sees that it has the time, and expects it
/// to take some tens of microseconds at most: the way to a thread that sleeps, and back, takes 40 to 100.
const SMALL_UNITS: usize = 1 << 15;
/// The same for groups of very short documents.
const SMALL_DOCUMENTS: usize = 1 << 8;

/// So few numbers are copied on the JS thread: that takes it some microseconds, and another round of turns takes longer.
/// More are put together on the pool.
const FEW: usize = 1 << 12;

/// The texts of one call: strings, on their way or all there, or documents that are kept; and the pool that they are for.
pub struct Texts {
    env: Env,
    environment: Rc<Environment>,
    pool: Pool,
    control: Option<Held<Control>>,
    documents: Documents,
    may_be_at_once: bool,
}

impl FromNapiValue for Texts {
    /// What the facade has made of the texts of a caller: a group as one string, a feed, or documents that are kept.
    unsafe fn from_napi_value(raw: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let env = Env::from_raw(raw);
        let environment = Environment::of(&env)?;
        let calls = environment.calls()?;
        let said = calls.said()?;
        let pool = Pool::with_handle(said.pool)?;
        let mut kind = 0;
        // SAFETY: both are live, as the caller promises.
        let (is_string, value) = unsafe {
            let status = sys::napi_typeof(raw, value, &raw mut kind);
            let is_string = status == sys::Status::napi_ok && kind == sys::ValueType::napi_string;
            (is_string, Unknown::from_raw_unchecked(raw, value))
        };
        let documents = if is_string {
            let of_lengths = |lengths: &[u32]| group(env, &value, said.is_latin1, lengths);
            Documents::Whole(calls.with_lengths(of_lengths)?)
        // SAFETY: as above.
        } else if let Ok(feed) = unsafe { Held::<Feed>::from_napi_value(raw, value.raw()) } {
            feed.take()?
        } else {
            // SAFETY: as above.
            let store = unsafe { Held::<Store>::from_napi_value(raw, value.raw()) };
            Documents::Kept(
                store.map_err(|_| Error::new(Status::InvalidArg, "these are no texts"))?.corpus()?,
            )
        };
        Ok(Self {
            env,
            environment,
            pool,
            control: said.control,
            documents,
            may_be_at_once: said.may_be_at_once,
        })
    }
}

impl Texts {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.documents.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// A number for each text, in a typed array.
    ///
    /// `work` may take nanoseconds or seconds a text: threads share the texts by the time that they take, and other jobs have
    /// their turn at least every half millisecond, or between two texts. It should not block, and lock nothing for long. A lone
    /// surrogate, which JavaScript's strings may have and a `&str` cannot, is U+FFFD in it.
    ///
    /// # Errors
    /// There is no memory for the array, or the pool takes no further job: to be returned to JavaScript, as all of these.
    ///
    /// # Panics
    /// If `work` does, the promise rejects with `ERR_KERNEL_PANIC`; the pool and the process live on.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::{Float64Array, Result};
    /// use rayon_pool::node::{Promise, Texts};
    ///
    /// /// How many vowels each text has. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn vowels(texts: Texts) -> Result<Promise<Float64Array>> {
    ///     texts.map(|text| text.matches(['a', 'e', 'i', 'o', 'u']).count() as f64)
    /// }
    /// ```
    pub fn map<N: Number>(
        self,
        work: impl Fn(&str) -> N + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        self.map_init(|| (), move |(), text| work(text))
    }

    /// The same, with something of the thread's that `init` makes when a thread first needs it: a parser, or memory that is used
    /// again.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    ///
    /// # Panics
    /// As there, also if `init` does.
    pub fn map_init<S: Send + 'static, N: Number>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &str) -> N + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        let work = move |state: &mut S, text: &str| Ok::<_, Infallible>(work(state, text));
        self.of_unknown_cost().run_numbers(|job, texts| try_map_init(job, texts, init, work))
    }

    /// The same with a function that may fail: the promise rejects with the failure of the first text that has one, whichever
    /// thread was faster, and the texts behind it are let go of.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    ///
    /// # Panics
    /// As there.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::{Int32Array, Result};
    /// use rayon_pool::node::{Failure, Promise, Texts};
    ///
    /// /// The number that each text is.
    /// pub fn numbers(texts: Texts) -> Result<Promise<Int32Array>> {
    ///     texts.try_map(|text| text.parse::<i32>().map_err(|error| Failure::new("ERR_NO_NUMBER", error)))
    /// }
    /// ```
    pub fn try_map<N: Number, E: Into<Failure> + Send + 'static>(
        self,
        work: impl Fn(&str) -> std::result::Result<N, E> + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        let work = move |(): &mut (), text: &str| work(text);
        self.of_unknown_cost().run_numbers(|job, texts| try_map_init(job, texts, || (), work))
    }

    /// The indices of the texts that pass a test, in order, as doubles.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    ///
    /// # Panics
    /// As there.
    pub fn positions(
        self,
        test: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Result<Promise<Float64Array>> {
        self.of_unknown_cost().run_as(move |job, texts| positions(job, texts, test), |positions| positions)
    }

    /// What takes an unknown time is for the threads of the pool, however few the texts are.
    fn of_unknown_cost(self) -> Self {
        Self { may_be_at_once: false, ..self }
    }

    /// Runs a kernel of one's own on the texts; `into` makes of its result what JavaScript gets. That happens on the
    /// JavaScript thread, so it should do little.
    ///
    /// # Errors
    /// What the kernel fails with, if it ran at once; or Node.js could not make the promise.
    pub fn run<T, E, F, R>(
        self,
        kernel: impl FnOnce(Job, Documents) -> F + Send + 'static,
        into: impl FnOnce(T) -> R + Send + 'static,
    ) -> Result<Promise<R>>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
        F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
        R: IntoJs,
    {
        self.run_as(kernel, into)
    }

    /// The same, where the promise is said to be one of `P`, which is what an `R` becomes.
    fn run_as<T, E, F, R, P>(
        self,
        kernel: impl FnOnce(Job, Documents) -> F + Send + 'static,
        into: impl FnOnce(T) -> R + Send + 'static,
    ) -> Result<Promise<P>>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
        F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
        R: IntoJs,
    {
        let Self { env, environment, pool, control, documents, may_be_at_once } = self;
        let (control, total) = (control.as_deref(), documents.len());
        if may_be_at_once
            && is_small(&documents)
            && let Some(here) = pool.here(env, control, total)?
        {
            let value = settled(env, here.finish(|job| kernel(job, documents)))?;
            return at_once(env, environment.calls()?, into(value));
        }
        let kernel = move |job| kernel(job, documents);
        environment.start(pool.pool(), control, kernel, move |env, value| into(value).into_js(*env))
    }

    /// Runs a kernel that gives a number for each text, some texts after the others, for a typed array of them all.
    ///
    /// # Errors
    /// As [`run`](Self::run); or there is no memory for the array.
    ///
    /// # Panics
    /// In the job, if there are more or fewer numbers than texts.
    pub fn run_numbers<N, E, F>(
        self,
        kernel: impl FnOnce(Job, Documents) -> F + Send + 'static,
    ) -> Result<Promise<N::Array>>
    where
        N: Number,
        E: Into<Failure> + Send + 'static,
        F: Future<Output = std::result::Result<std::result::Result<Vec<Vec<N>>, E>, Stop>> + Send + 'static,
    {
        let Self { env, environment, pool, control, documents, may_be_at_once } = self;
        let (control, total) = (control.as_deref(), documents.len());
        if may_be_at_once
            && is_small(&documents)
            && let Some(here) = pool.here(env, control, total)?
        {
            let parts = settled(env, here.finish(|job| kernel(job, documents)))?;
            return at_once(env, environment.calls()?, Numbers(parts));
        }
        // Before the job: on the threads there is nobody who could make it.
        let length = usize::try_from(total).unwrap_or(usize::MAX);
        let array =
            environment.calls()?.facades().array::<N>(env, length).map_err(|failure| failure.throw(&env))?;
        let mut array = Moved::take(&env, &array)?.own::<N>()?;
        let kernel = move |job| kernel(job, documents);
        if length <= FEW {
            return environment.start(pool.pool(), control, kernel, move |env, parts: Vec<Vec<N>>| {
                copy(&parts, &mut array);
                array.into_array(env)
            });
        }
        let kernel = move |job: Job| async move {
            match kernel(job.clone()).await? {
                Ok(parts) => Ok(Ok(concatenate(job, parts, array).await?)),
                Err(error) => Ok(Err(error)),
            }
        };
        environment.start(pool.pool(), control, kernel, |env, array| array.into_array(env))
    }
}

/// Whether documents may be worked on by the JS thread.
fn is_small(documents: &Documents) -> bool {
    matches!(documents, Documents::Whole(group) if group.text_len() <= SMALL_UNITS && group.len() <= SMALL_DOCUMENTS)
}

/// The indices of the texts that pass a test.
async fn positions(
    job: Job,
    texts: Documents,
    test: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> std::result::Result<std::result::Result<Vec<f64>, Infallible>, Stop> {
    let test = move |(): &mut (), text: &str| Ok::<_, Infallible>(test(text));
    let Ok(passed) = try_map_init(job, texts, || (), test).await?;
    let passed = passed.into_iter().flatten().enumerate().filter(|(_, passed)| *passed);
    // Exact: no array has so many elements.
    #[allow(clippy::cast_precision_loss)]
    Ok(Ok(collected(passed.map(|(index, _)| index as f64))?))
}
