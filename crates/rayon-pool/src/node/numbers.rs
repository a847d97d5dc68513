//! The typed array of a call, and what may be computed of it.

use std::marker::PhantomData;

use napi::bindgen_prelude::{FromNapiValue, Result};
use napi::{Env, Error, Status, sys};

use super::call::Call;
use super::failure::Failure;
use super::glance::Number;
use super::into_js::IntoJs;
use super::memory::{Moved, Piece};
use super::value::Promise;
use crate::block;
use crate::job::Job;

/// The typed array of a call: of whichever kind, copied, or moved from the caller, who has it no more.
///
/// [`of`](Self::of) takes one kind of it, [`dispatch!`](crate::dispatch) each.
pub struct AnyNumbers {
    call: Call,
    array: Moved,
}

impl FromNapiValue for AnyNumbers {
    /// Whatever the value is: what the facade has copied or moved, which nobody else has, has been said beside it.
    unsafe fn from_napi_value(raw: sys::napi_env, _value: sys::napi_value) -> Result<Self> {
        let env = Env::from_raw(raw);
        let (call, numbers) = Call::with_numbers(env)?;
        let numbers =
            numbers.ok_or_else(|| Error::new(Status::InvalidArg, "this is no call of runNumbers()"))?;
        // SAFETY: the facade has seen to it, and no function that a user has put around the kernel was given it.
        Ok(Self { call, array: unsafe { Moved::kept(&env, numbers) }? })
    }
}

impl AnyNumbers {
    /// Which typed array it is: one of [`sys::TypedarrayType`].
    #[must_use]
    pub fn kind(&self) -> sys::napi_typedarray_type {
        self.array.kind()
    }

    /// The numbers, which must be of the type `N`. A `Uint8ClampedArray` has some of `u8`, too.
    ///
    /// # Errors
    /// A `TypeError` with the code `ERR_INVALID_ARG_TYPE`: they are of another type.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::node::{AnyNumbers, Promise, Result};
    ///
    /// /// The sine of each. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn sines(numbers: AnyNumbers) -> Result<Promise<Float64Array>> {
    ///     numbers.of::<f64>()?.map(f64::sin)
    /// }
    /// ```
    pub fn of<N: Number>(self) -> Result<Numbers<N>> {
        let Self { call, array } = self;
        if array.is_of::<N>() {
            return Ok(Numbers { call, array, _of: PhantomData });
        }
        let (expected, got) = (name_of(N::KIND), name_of(array.kind()));
        Err(Failure::wrong_type(format_args!("numbers must be {expected}, got {got}")).into())
    }
}

fn name_of(kind: sys::napi_typedarray_type) -> &'static str {
    use sys::TypedarrayType as Kind;
    match kind {
        Kind::int8_array => "an Int8Array",
        Kind::uint8_array => "a Uint8Array",
        Kind::uint8_clamped_array => "a Uint8ClampedArray",
        Kind::int16_array => "an Int16Array",
        Kind::uint16_array => "a Uint16Array",
        Kind::int32_array => "an Int32Array",
        Kind::uint32_array => "a Uint32Array",
        Kind::float32_array => "a Float32Array",
        Kind::float64_array => "a Float64Array",
        Kind::bigint64_array => "a BigInt64Array",
        Kind::biguint64_array => "a BigUint64Array",
        _ => "an unknown typed array",
    }
}

/// Does the same for a typed array of any kind: `dispatch!(numbers, |typed: N| …)` is `…` with `typed` as [`Numbers<N>`], compiled
/// for each type `N` of numbers that there is, and run for the one that it has. All must give a `Result` of the same type:
/// [`Promise::erased`](crate::node::Promise::erased) makes one of promises of different arrays.
///
/// # Examples
/// ```
/// use napi::bindgen_prelude::Unknown;
/// use rayon_pool::dispatch;
/// use rayon_pool::node::{AnyNumbers, Promise, Result};
///
/// /// Each number twice, at most the largest that there is. (With `#[napi]`, as a function for JavaScript.)
/// pub fn doubled(numbers: AnyNumbers) -> Result<Promise<Unknown<'static>>> {
///     dispatch!(numbers, |typed: N| Ok(typed.map(|number| N::double(number))?.erased()))
/// }
///
/// trait Double {
///     fn double(self) -> Self;
/// }
/// # macro_rules! doubles { ($($integer:ty)*) => { $(impl Double for $integer { fn double(self) -> Self { self.saturating_mul(2) } })* } }
/// # doubles!(i8 u8 i16 u16 i32 u32 i64 u64);
/// # impl Double for f32 { fn double(self) -> Self { 2.0 * self } }
/// impl Double for f64 {
///     fn double(self) -> Self {
///         2.0 * self
///     }
/// }
/// ```
///
/// [`Numbers<N>`]: crate::node::Numbers
#[macro_export]
macro_rules! dispatch {
    ($numbers:expr, |$typed:ident: $number:ident| $work:expr) => {
        $crate::dispatch!(@ $numbers, $typed, $number, $work, [
            int8_array: i8, uint8_array: u8, int16_array: i16, uint16_array: u16, int32_array: i32,
            uint32_array: u32, float32_array: f32, float64_array: f64, bigint64_array: i64, biguint64_array: u64,
        ])
    };
    (@ $numbers:expr, $typed:ident, $number:ident, $work:expr, [$($kind:ident: $type:ty,)*]) => {{
        let numbers: $crate::node::AnyNumbers = $numbers;
        match numbers.kind() {
            $($crate::napi::sys::TypedarrayType::$kind => {
                #[allow(dead_code)]
                type $number = $type;
                match numbers.of::<$type>() {
                    Ok($typed) => $work,
                    Err(error) => Err(error),
                }
            })*
            // What is left is the clamped one.
            _ => {
                #[allow(dead_code)]
                type $number = u8;
                match numbers.of::<u8>() {
                    Ok($typed) => $work,
                    Err(error) => Err(error),
                }
            }
        }
    }};
}

/// The numbers of a call, of a type that is known.
///
/// Every function here takes them, starts a job, and gives the promise of its result, for the function of the addon to return.
/// What it is given runs on the threads of the pool: it may take nanoseconds or seconds a number, for threads share the numbers
/// by the time that they take. It should not block, and hold no lock for long. Progress is counted in numbers, and an abort ends
/// the job between two of them, or some hundreds of quick ones.
///
/// # Errors
/// All functions here fail if Node.js could not make a promise or an array: that is to be returned to JavaScript, as `?` does.
/// The promise rejects with `ERR_POOL_CLOSED` or `ERR_QUEUE_FULL` if the pool takes no further job, and with `ERR_NO_MEMORY` if
/// there is too little.
///
/// # Panics
/// If a closure does, the promise rejects with `ERR_KERNEL_PANIC`; the pool and the process live on.
pub struct Numbers<N> {
    call: Call,
    array: Moved,
    _of: PhantomData<N>,
}

impl<N: Number> Numbers<N> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.array.bytes() / size_of::<N>()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same array, with each number replaced by what `work` gives for it. It takes no further memory.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    pub fn map(self, work: impl Fn(N) -> N + Send + Sync + 'static) -> Result<Promise<N::Array>> {
        self.run(|job, numbers| async move { Ok(block::map(job, numbers, work).await?) })
    }

    /// A typed array of another kind, with what `work` gives for each number.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Uint8Array;
    /// use rayon_pool::node::{AnyNumbers, Promise, Result};
    ///
    /// /// 1 for each number that is finite, 0 for each that is not.
    /// pub fn are_finite(numbers: AnyNumbers) -> Result<Promise<Uint8Array>> {
    ///     numbers.of::<f64>()?.map_to(|number| u8::from(number.is_finite()))
    /// }
    /// ```
    pub fn map_to<M: Number>(
        self,
        work: impl Fn(N) -> M + Send + Sync + 'static,
    ) -> Result<Promise<M::Array>> {
        let (env, length) = (self.call.env(), self.len());
        let to = self.call.environment().calls()?.facades().array::<M>(env, length);
        let to = to.map_err(|failure| failure.error(&env))?;
        // SAFETY: the facade has made it just now, and has kept no reference.
        let to = unsafe { Moved::take(&env, &to) }?.own::<M>()?;
        let from = self.array.share::<N>()?;
        self.call.run(|job| async move { Ok(block::map_to(job, from, to, work).await?) })
    }

    /// All numbers folded into one value: `fold` adds a number to a value, which is what `identity` gives at first; `merge` makes
    /// one of two values, the first of earlier numbers than the second.
    ///
    /// Each value has 16,384 numbers that follow one another, always the same ones, in their order, and values are merged from
    /// left to right. So the result is the same at any number of threads, whatever the closures are, sums of floating-point
    /// numbers included. (It need not be that of one loop over all numbers.)
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{AnyNumbers, Promise, Result};
    ///
    /// /// The sum of all squares.
    /// pub fn energy(numbers: AnyNumbers) -> Result<Promise<f64>> {
    ///     numbers.of::<f64>()?.fold(|| 0.0, |sum, number| sum + number * number, |sum, other| sum + other)
    /// }
    /// ```
    pub fn fold<A: IntoJs>(
        self,
        identity: impl Fn() -> A + Send + Sync + 'static,
        fold: impl Fn(A, N) -> A + Send + Sync + 'static,
        merge: impl Fn(A, A) -> A + Send + Sync + 'static,
    ) -> Result<Promise<A::Js>> {
        let numbers = self.array.share::<N>()?;
        self.call.run(|job| async move { Ok(block::fold(job, numbers, identity, fold, merge).await?) })
    }

    /// Runs a kernel of one's own on the numbers: an `async` closure over a [`Job`], as [`Call::run`] has it. It has the only
    /// way to them, a [`Piece`], which is a slice to read and to write, and is cut into others that many threads write at once
    /// ([`chunks`](block::chunks), [`joined`](block::joined)). The whole of it, as the result, becomes the array again.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::block::{chunks, joined};
    /// use rayon_pool::job::{Step, Stop};
    /// use rayon_pool::node::{AnyNumbers, Promise, Result};
    ///
    /// /// Each row of 1,000 numbers, sorted.
    /// pub fn sort_rows(numbers: AnyNumbers) -> Result<Promise<Float64Array>> {
    ///     numbers.of::<f64>()?.run(|job, numbers| async move {
    ///         let rows = job.each(chunks(numbers, 1000)?.into_iter(), |mut row| {
    ///             row.sort_unstable_by(f64::total_cmp);
    ///             Ok(Step::Done(row))
    ///         });
    ///         Ok(joined(rows.await?).ok_or(Stop::Cancelled)?)
    ///     })
    /// }
    /// ```
    pub fn run<R, F>(self, kernel: impl FnOnce(Job, Piece<N>) -> F + Send + 'static) -> Result<Promise<R::Js>>
    where
        R: IntoJs,
        F: Future<Output = std::result::Result<R, Failure>> + Send + 'static,
    {
        let numbers = self.array.own::<N>()?;
        self.call.run(move |job| kernel(job, numbers))
    }
}
