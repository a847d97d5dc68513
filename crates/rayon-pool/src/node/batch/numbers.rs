//! A number for each item.

use napi::bindgen_prelude::{Float64Array, Result};

use super::super::failure::Failure;
use super::super::glance::Number;
use super::super::value::Promise;
use super::Batch;
use crate::documents::{Item, try_batches, try_map_init};
use crate::job::Job;
use crate::memory::collected;

/// What a closure of a kernel's gives.
type Tried<R> = std::result::Result<R, Failure>;

impl<T: Item + ?Sized> Batch<T> {
    /// A number for each item, in a typed array: of `f64` a `Float64Array`, of `u64` a `BigUint64Array`, and so on.
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
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// How many vowels each text has. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn vowels(texts: Texts) -> Result<Promise<Float64Array>> {
    ///     texts.map(|text| text.matches(['a', 'e', 'i', 'o', 'u']).count() as f64)
    /// }
    /// ```
    pub fn map<N: Number>(self, work: impl Fn(&T) -> N + Send + Sync + 'static) -> Result<Promise<N::Array>> {
        self.try_map_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same, with something of the thread's that `init` makes when a thread first needs it: a parser, or memory that is used
    /// again.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    ///
    /// # Examples
    /// ```
    /// use std::collections::HashSet;
    ///
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// How many different characters each text has. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn characters(texts: Texts) -> Result<Promise<Float64Array>> {
    ///     texts.map_init(HashSet::new, |seen, text| {
    ///         seen.clear();
    ///         seen.extend(text.chars());
    ///         seen.len() as f64
    ///     })
    /// }
    /// ```
    pub fn map_init<S: Send + 'static, N: Number>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &T) -> N + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        self.try_map_init(init, move |state, _, item| Ok(work(state, item)))
    }

    /// As [`map`](Self::map), with a function that may fail: the promise rejects with the failure of the first item that has one,
    /// and the items behind it are let go of.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Int32Array;
    /// use rayon_pool::node::{Failure, Promise, Result, Texts};
    ///
    /// /// The number that each text is.
    /// pub fn numbers(texts: Texts) -> Result<Promise<Int32Array>> {
    ///     texts.try_map(|text| text.parse::<i32>().map_err(|error| Failure::new("ERR_NO_NUMBER", error)))
    /// }
    /// ```
    pub fn try_map<N: Number>(
        self,
        work: impl Fn(&T) -> Tried<N> + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        self.try_map_init(|| (), move |(), _, item| work(item))
    }

    /// As [`map`](Self::map), with all that there is: something of the thread's, made by `init`; the job, to ask whether it was
    /// aborted; and a function that may fail.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// How many pairs of equal lines each text has. An abort does not wait for the end of a long text.
    /// pub fn equal_lines(texts: Texts) -> Result<Promise<Float64Array>> {
    ///     texts.try_map_init(|| (), |(), job, text| {
    ///         let mut pairs = 0;
    ///         for (index, line) in text.lines().enumerate() {
    ///             job.checkpoint()?;
    ///             pairs += text.lines().skip(index + 1).filter(|other| *other == line).count();
    ///         }
    ///         Ok(pairs as f64)
    ///     })
    /// }
    /// ```
    pub fn try_map_init<S: Send + 'static, N: Number>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<N> + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        self.run_numbers(|job, items| async move { try_map_init(job, items, init, work).await? })
    }

    /// The indices of the items that pass a test, in order, as doubles.
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
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// Where the texts are that have a part.
    /// pub fn find(texts: Texts, part: String) -> Result<Promise<Float64Array>> {
    ///     texts.positions(move |text| text.contains(&part))
    /// }
    /// ```
    pub fn positions(
        self,
        test: impl Fn(&T) -> bool + Send + Sync + 'static,
    ) -> Result<Promise<Float64Array>> {
        let test = move |(): &mut (), _: &Job, item: &T| Ok::<_, Failure>(test(item));
        self.run(|job, items| async move {
            let passed = try_map_init(job, items, || (), test).await??;
            let passed = passed.into_iter().flatten().enumerate().filter(|(_, passed)| *passed);
            // Exact: no array has so many elements.
            #[allow(clippy::cast_precision_loss)]
            Ok(collected(passed.map(|(index, _)| index as f64))?)
        })
    }

    /// A number for each item, by a function that is given many items at once, as they came together: some hundreds or thousands
    /// of short ones, or a single long one. For what is faster on many. It gives as many numbers as it was given items. How many
    /// come together is a matter of how they were handed over: no result should depend on it.
    ///
    /// A turn lasts as long as the function: other jobs wait for it, where no other thread is free.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these; also if there are more or fewer numbers than items.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// # struct Model;
    /// # impl Model { fn scores(&self, texts: &[&str]) -> Vec<f64> { vec![0.0; texts.len()] } }
    /// /// What a model that takes many texts at once says of each.
    /// pub fn predict(texts: Texts) -> Result<Promise<Float64Array>> {
    ///     let model = Model;
    ///     texts.batches(move |_, texts| Ok(model.scores(texts)))
    /// }
    /// ```
    pub fn batches<N: Number>(
        self,
        work: impl Fn(&Job, &[&T]) -> Tried<Vec<N>> + Send + Sync + 'static,
    ) -> Result<Promise<N::Array>> {
        self.run_numbers(|job, items| async move { try_batches(job, items, work).await? })
    }
}
