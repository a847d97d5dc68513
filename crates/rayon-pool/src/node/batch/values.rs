//! A string, a document, bytes, or a row of numbers for each item.

use napi::bindgen_prelude::{Result, Uint8Array};

use super::super::failure::Failure;
use super::super::glance::Number;
use super::super::into_js::{IntoJs, List};
use super::super::kept::{Documents, kept};
use super::super::ragged::{Ragged, put_together};
use super::super::value::Promise;
use super::Batch;
use crate::documents::{Item, try_map_init};
use crate::job::Job;
use crate::memory::collected;

/// What a closure of a kernel's gives.
type Tried<R> = std::result::Result<R, Failure>;

impl<T: Item + ?Sized> Batch<T> {
    /// A string for each item, in an array.
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
    /// /// Each text in upper case.
    /// pub fn upper_case(texts: Texts) -> Result<Promise<Vec<String>>> {
    ///     texts.map_strings(str::to_uppercase)
    /// }
    /// ```
    pub fn map_strings(
        self,
        work: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Result<Promise<Vec<String>>> {
        self.try_map_strings_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same with a function that may fail.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    pub fn try_map_strings(
        self,
        work: impl Fn(&T) -> Tried<String> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<String>>> {
        self.try_map_strings_init(|| (), move |(), _, item| work(item))
    }

    /// The same with all that there is: see [`try_map_init`](Self::try_map_init).
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    pub fn try_map_strings_init<S: Send + 'static>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<String> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<String>>> {
        self.list(init, work)
    }

    /// A document for each item, as `Documents`: they stay in native memory, for calls of other kernels. That is far less work
    /// for JavaScript's thread and memory than an array of strings.
    ///
    /// # Errors
    /// As all of these. The promise rejects with `ERR_OUT_OF_RANGE` if a document has 2^32 bytes or more; and with the package's
    /// own error where its addon is not installed, for `Documents` are made by that.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::{Documents, Promise, Result, Texts};
    ///
    /// /// Each text without its digits.
    /// pub fn without_digits(texts: Texts) -> Result<Promise<Documents>> {
    ///     texts.map_documents(|text| text.chars().filter(|char| !char.is_ascii_digit()).collect())
    /// }
    /// ```
    pub fn map_documents(
        self,
        work: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Result<Promise<Documents>> {
        self.try_map_documents_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same with a function that may fail.
    ///
    /// # Errors
    /// As [`map_documents`](Self::map_documents).
    ///
    /// # Panics
    /// As all of these.
    pub fn try_map_documents(
        self,
        work: impl Fn(&T) -> Tried<String> + Send + Sync + 'static,
    ) -> Result<Promise<Documents>> {
        self.try_map_documents_init(|| (), move |(), _, item| work(item))
    }

    /// The same with all that there is: see [`try_map_init`](Self::try_map_init).
    ///
    /// # Errors
    /// As [`map_documents`](Self::map_documents).
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    pub fn try_map_documents_init<S: Send + 'static>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<String> + Send + Sync + 'static,
    ) -> Result<Promise<Documents>> {
        self.run(|job, items| async move {
            let texts = try_map_init(job.clone(), items, init, work).await??;
            kept(&job, texts).await
        })
    }

    /// Bytes for each item, in a `Uint8Array` of its own: hashed, compressed, decoded. Where all have the same length,
    /// [`map_fixed`](Self::map_fixed) is much less work for JavaScript's memory.
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
    /// use rayon_pool::node::{Bytes, Promise, Result};
    ///
    /// /// Each byte string without its zeros.
    /// pub fn without_zeros(bytes: Bytes) -> Result<Promise<Vec<Uint8Array>>> {
    ///     bytes.map_bytes(|bytes| bytes.iter().copied().filter(|byte| *byte != 0).collect())
    /// }
    /// ```
    pub fn map_bytes(
        self,
        work: impl Fn(&T) -> Vec<u8> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<Uint8Array>>> {
        self.try_map_bytes_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same with a function that may fail.
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these.
    pub fn try_map_bytes(
        self,
        work: impl Fn(&T) -> Tried<Vec<u8>> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<Uint8Array>>> {
        self.try_map_bytes_init(|| (), move |(), _, item| work(item))
    }

    /// The same with all that there is: see [`try_map_init`](Self::try_map_init).
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    pub fn try_map_bytes_init<S: Send + 'static>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<Vec<u8>> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<Uint8Array>>> {
        self.list(init, work)
    }

    fn list<S: Send + 'static, R: IntoJs>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<R> + Send + Sync + 'static,
    ) -> Result<Promise<Vec<R::Js>>> {
        self.run(|job, items| async move { Ok(List(try_map_init(job, items, init, work).await??)) })
    }

    /// As many bytes for each item, in one `Uint8Array`, one behind the other: those of the item of index `i` begin at
    /// `i * SIZE`.
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
    /// use rayon_pool::node::{Bytes, Promise, Result};
    ///
    /// # fn sha256(bytes: &[u8]) -> [u8; 32] { [bytes.len() as u8; 32] }
    /// /// The hash of each byte string.
    /// pub fn hashes(bytes: Bytes) -> Result<Promise<Uint8Array>> {
    ///     bytes.map_fixed(sha256)
    /// }
    /// ```
    pub fn map_fixed<const SIZE: usize>(
        self,
        work: impl Fn(&T) -> [u8; SIZE] + Send + Sync + 'static,
    ) -> Result<Promise<Uint8Array>> {
        self.try_map_fixed_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same with all that there is: see [`try_map_init`](Self::try_map_init).
    ///
    /// # Errors
    /// As all of these.
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    pub fn try_map_fixed_init<S: Send + 'static, const SIZE: usize>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<[u8; SIZE]> + Send + Sync + 'static,
    ) -> Result<Promise<Uint8Array>> {
        self.run_rows(SIZE, |job, items| async move {
            let parts = try_map_init(job, items, init, work).await??;
            Ok(collected(parts.into_iter().map(Vec::into_flattened))?)
        })
    }

    /// A row of numbers for each item, of any length, such as the tokens of texts.
    ///
    /// # Errors
    /// As all of these. The promise rejects with `ERR_OUT_OF_RANGE` if all rows together have 2^31 numbers or more.
    ///
    /// # Panics
    /// As all of these.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Uint32Array;
    /// use rayon_pool::node::{Promise, Ragged, Result, Texts};
    ///
    /// /// The length of each word of each text.
    /// pub fn word_lengths(texts: Texts) -> Result<Promise<Ragged<Uint32Array>>> {
    ///     texts.map_ragged(|text| text.split_whitespace().map(|word| word.len() as u32).collect())
    /// }
    /// ```
    pub fn map_ragged<N: Number>(
        self,
        work: impl Fn(&T) -> Vec<N> + Send + Sync + 'static,
    ) -> Result<Promise<Ragged<N::Array>>> {
        self.try_map_ragged_init(|| (), move |(), _, item| Ok(work(item)))
    }

    /// The same with a function that may fail.
    ///
    /// # Errors
    /// As [`map_ragged`](Self::map_ragged).
    ///
    /// # Panics
    /// As all of these.
    pub fn try_map_ragged<N: Number>(
        self,
        work: impl Fn(&T) -> Tried<Vec<N>> + Send + Sync + 'static,
    ) -> Result<Promise<Ragged<N::Array>>> {
        self.try_map_ragged_init(|| (), move |(), _, item| work(item))
    }

    /// The same with all that there is: see [`try_map_init`](Self::try_map_init).
    ///
    /// # Errors
    /// As [`map_ragged`](Self::map_ragged).
    ///
    /// # Panics
    /// As all of these, also if `init` does.
    pub fn try_map_ragged_init<S: Send + 'static, N: Number>(
        self,
        init: impl Fn() -> S + Send + Sync + 'static,
        work: impl Fn(&mut S, &Job, &T) -> Tried<Vec<N>> + Send + Sync + 'static,
    ) -> Result<Promise<Ragged<N::Array>>> {
        self.run(|job, items| async move {
            let rows = try_map_init(job.clone(), items, init, work).await??;
            put_together(&job, rows).await
        })
    }
}
