//! One value of all items.

use napi::bindgen_prelude::Result;

use super::super::failure::Failure;
use super::super::into_js::IntoJs;
use super::super::value::Promise;
use super::Batch;
use crate::documents::{Item, try_fold, try_reduce};
use crate::job::Job;

impl<T: Item + ?Sized> Batch<T> {
    /// All items folded into one value: `fold` adds an item to a value, which is what `identity` gives at first; `merge` makes one
    /// of two values, the first of earlier items than the second.
    ///
    /// A value has items that follow one another, and values are merged with their neighbours: so the order of the items is
    /// kept, and `merge` need not be commutative. But where one value ends and the next begins is a matter of time. So `merge`
    /// has to be associative, as sums of integers are and sums of floating-point numbers are not, and merging with an `identity`
    /// must change nothing: then the result is the same at any number of threads. [`reduce`](Self::reduce) asks for less.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use std::collections::BTreeSet;
    ///
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// The different words of all texts, in order.
    /// pub fn vocabulary(texts: Texts) -> Result<Promise<Vec<String>>> {
    ///     let add = |mut words: BTreeSet<String>, text: &str| {
    ///         words.extend(text.split_whitespace().map(str::to_owned));
    ///         words
    ///     };
    ///     let merge = |mut words: BTreeSet<String>, mut others| {
    ///         words.append(&mut others);
    ///         words
    ///     };
    ///     texts.fold(BTreeSet::new, add, merge, |words| words.into_iter().collect::<Vec<_>>())
    /// }
    /// ```
    pub fn fold<A, R>(
        self,
        identity: impl Fn() -> A + Send + Sync + 'static,
        fold: impl Fn(A, &T) -> A + Send + Sync + 'static,
        merge: impl Fn(A, A) -> A + Send + Sync + 'static,
        finish: impl FnOnce(A) -> R + Send + 'static,
    ) -> Result<Promise<R::Js>>
    where
        A: Send + 'static,
        R: IntoJs,
    {
        let fold = move |value, _: &Job, item: &T| Ok::<_, Failure>(fold(value, item));
        self.run(|job, items| async move {
            let value = try_fold(job.clone(), items, identity, fold, merge).await??;
            Ok(job.step(move || Ok(finish(value))).await?)
        })
    }

    /// What `work` gives for each item, reduced to one value; `null` without items. `merge` is called as a loop over the items
    /// would call it, strictly from left to right: so the result is the same at any number of threads, whatever `merge` is, sums
    /// of floating-point numbers included. Only `work` runs on many threads, and what it gives is kept until all is there.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{Promise, Result, Texts};
    ///
    /// /// The sum of the square roots of all lengths.
    /// pub fn roots(texts: Texts) -> Result<Promise<Option<f64>>> {
    ///     texts.reduce(|text| (text.len() as f64).sqrt(), |sum, root| sum + root)
    /// }
    /// ```
    pub fn reduce<A: IntoJs>(
        self,
        work: impl Fn(&T) -> A + Send + Sync + 'static,
        merge: impl Fn(A, A) -> A + Send + Sync + 'static,
    ) -> Result<Promise<Option<A::Js>>> {
        let work = move |_: &Job, item: &T| Ok::<_, Failure>(work(item));
        self.run(|job, items| async move { try_reduce(job, items, work, merge).await? })
    }
}
