//! A batch of texts, or of byte strings, and what may be computed of it.
//!
//! What has a number for each item is in `numbers`, what has something else for each in `values`, what comes to one value in
//! `folds`; and `given` has what the facade makes of the items.

mod folds;
mod given;
mod numbers;
mod values;

use napi::bindgen_prelude::Result;

use super::call::Call;
use super::cost::Cost;
use super::failure::Failure;
use super::glance::Number;
use super::into_js::{IntoJs, Numbers, copy};
use super::memory::Moved;
use super::value::Promise;
use crate::block::concatenate;
use crate::documents::{Batch as _, Documents, Item};
use crate::job::Job;

/// So few numbers are copied on the JS thread: that takes it some microseconds, and another round of turns takes longer.
/// More are put together on the pool.
const FEW: usize = 1 << 12;

/// The texts of a call: strings, on their way or all there, or `Documents`. Functions are given each as a `&str`.
///
/// A lone surrogate, which JavaScript's strings may have and a `&str` cannot, is U+FFFD in it; [`into_bytes`](Batch::into_bytes)
/// gives functions the exact text.
pub type Texts = Batch<str>;

/// The byte strings of a call: the contents of `Uint8Array`s and Buffers, copied. Functions are given each as a `&[u8]`.
pub type Bytes = Batch<[u8]>;

/// The items of a call, and the pool that they are for: [`Texts`], of which functions are given each as a `&str`, or [`Bytes`],
/// of which they are given each as a `&[u8]`.
///
/// Every function here takes the batch, starts a job, and gives the promise of its result, for the function of the addon to
/// return. What it is given runs on the threads of the pool: it may take nanoseconds or seconds an item, for threads share the
/// items by the time that they take, and other jobs have their turn every half millisecond, or between two items. It should not
/// block, and hold no lock for long. Results come in the order of the items. Progress is counted in items.
///
/// An abort ends the job between two items. A function that takes long for one may ask: those whose names begin with `try_` and
/// end with `_init` get the [`Job`], whose [`checkpoint`](Job::checkpoint) fails once nobody wants the result.
///
/// # Errors
/// All functions here fail if Node.js could not make a promise or an array: that is to be returned to JavaScript, as `?` does.
/// The promise rejects with `ERR_POOL_CLOSED` or `ERR_QUEUE_FULL` if the pool takes no further job, with `ERR_NO_MEMORY` if there
/// is too little, and with the [`Failure`] of the first item that has one, whichever thread was faster.
///
/// # Panics
/// If a closure does, the promise rejects with `ERR_KERNEL_PANIC`; the pool and the process live on.
pub struct Batch<T: Item + ?Sized> {
    call: Call,
    items: T::Batch,
    /// Whether it may be worked on by the JS thread.
    small: Small,
}

/// Whether a batch is so small that a thread may not be worth it.
#[derive(Clone, Copy)]
enum Small {
    /// It is not.
    No,
    /// It is: what it takes goes by its size, and the facade has seen to that.
    Yes,
    /// It is, if its kernel has not taken long so far.
    Learnt(Cost),
}

impl Small {
    /// Whether it may be done at once.
    fn is_quick(self) -> bool {
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::Learnt(cost) => cost.is_low(),
        }
    }

    /// What is learnt of it.
    fn cost(self) -> Option<Cost> {
        if let Self::Learnt(cost) = self { Some(cost) } else { None }
    }
}

impl<T: Item + ?Sized> Batch<T> {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.items.items()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs a kernel of one's own on the items: an `async` closure over a [`Job`], as [`Call::run`] has it.
    ///
    /// A few short ones may be worked on at once, by the JavaScript thread. What a kernel computes with Rayon there runs on threads
    /// of Rayon's own.
    ///
    /// # Errors
    /// As all of these; and what the kernel fails with, if it ran at once.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::documents::try_map_init;
    /// use rayon_pool::node::{Failure, Promise, Result, Texts};
    ///
    /// /// The longest text's length, in bytes. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn longest(texts: Texts) -> Result<Promise<f64>> {
    ///     texts.run(|job, texts| async move {
    ///         let length = |_: &mut (), _: &_, text: &str| Ok::<_, Failure>(text.len());
    ///         let lengths = try_map_init(job, texts, || (), length).await??;
    ///         Ok(lengths.into_iter().flatten().max().unwrap_or(0) as f64)
    ///     })
    /// }
    /// ```
    pub fn run<R, F>(self, kernel: impl FnOnce(Job, T::Batch) -> F + Send + 'static) -> Result<Promise<R::Js>>
    where
        R: IntoJs,
        F: Future<Output = std::result::Result<R, Failure>> + Send + 'static,
    {
        let Self { call, items, small } = self;
        let total = items.items();
        let kernel = move |job| kernel(job, items);
        if small.is_quick()
            && let Some(inline) = call.inline(total)?
        {
            return call.finish(inline, small.cost(), kernel, |result: R| result);
        }
        call.start(small.cost(), kernel, |env, result: R| result.begin(*env))
    }

    /// Runs a kernel that gives a number for each item, some numbers after the others, for a typed array of them all. Unlike those
    /// of [`run`](Self::run), many numbers are put into it by the threads of the pool.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    ///
    /// # Panics
    /// As there; and in the job, if there are more or fewer numbers than items.
    pub fn run_numbers<N, F>(
        self,
        kernel: impl FnOnce(Job, T::Batch) -> F + Send + 'static,
    ) -> Result<Promise<N::Array>>
    where
        N: Number,
        F: Future<Output = std::result::Result<Vec<Vec<N>>, Failure>> + Send + 'static,
    {
        self.run_rows(1, kernel)
    }

    /// The same with so many numbers for each item.
    fn run_rows<N, F>(
        self,
        each: usize,
        kernel: impl FnOnce(Job, T::Batch) -> F + Send + 'static,
    ) -> Result<Promise<N::Array>>
    where
        N: Number,
        F: Future<Output = std::result::Result<Vec<Vec<N>>, Failure>> + Send + 'static,
    {
        let Self { call, items, small } = self;
        let total = items.items();
        let length = usize::try_from(total).unwrap_or(usize::MAX).saturating_mul(each);
        let kernel = move |job| async move {
            let parts = kernel(job, items).await?;
            let numbers: usize = parts.iter().map(Vec::len).sum();
            assert!(
                numbers == length,
                "a kernel must give {length} numbers, {each} for each item: it gave {numbers}"
            );
            Ok(parts)
        };
        if small.is_quick()
            && let Some(inline) = call.inline(total)?
        {
            return call.finish(inline, small.cost(), kernel, Numbers);
        }
        // Before the job: on the threads there is nobody who could make it.
        let env = call.env();
        let array = call.environment().calls()?.facades().array::<N>(env, length);
        let array = array.map_err(|failure| failure.error(&env))?;
        // SAFETY: the facade has made it just now, and has kept no reference.
        let mut array = unsafe { Moved::take(&env, &array) }?.own::<N>()?;
        if length <= FEW {
            return call.start(small.cost(), kernel, move |env, parts: Vec<Vec<N>>| {
                copy(&parts, &mut array);
                array.into_array(*env).into()
            });
        }
        let kernel = move |job: Job| async move {
            let parts = kernel(job.clone()).await?;
            Ok(concatenate(job, parts, array).await?)
        };
        call.start(None, kernel, |env, array| array.into_array(*env).into())
    }
}

impl Texts {
    /// Whether they are in memory that is not the job's.
    pub(super) fn are_kept(&self) -> bool {
        matches!(self.items, Documents::Kept(_))
    }

    /// The exact bytes of each text: UTF-8 in which a lone surrogate, which JavaScript's strings may have, is encoded as if it
    /// were a character (WTF-8). Nothing is lost: two texts have the same bytes if and only if they are equal. Bytes that are
    /// UTF-8 are the text itself.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// # fn hash(bytes: &[u8]) -> u64 { bytes.len() as u64 }
    /// /// A hash of each text, which no two texts share that differ in a lone surrogate alone.
    /// pub fn hashes(texts: Texts) -> Result<Promise<napi::bindgen_prelude::BigUint64Array>> {
    ///     texts.into_bytes().map(hash)
    /// }
    /// ```
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        let Self { call, items, small } = self;
        Batch { call, items: items.into(), small }
    }
}
