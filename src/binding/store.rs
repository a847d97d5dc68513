//! Documents that stay in native memory, as JavaScript holds them.
//!
//! Those made of strings have memory of their own, which V8 is told of, so that it is in no more of a hurry and no less
//! to collect them than it should be. Those made of bytes leave these where the caller had them, or V8 copied them to:
//! a buffer of V8's that no JavaScript can reach any more (see `memory`).
//!
//! A job gets a handle of its own. Disposing of the documents drops just the one that is here.

use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{ObjectFinalize, Result, Unknown};
use napi::{Env, Error, Status, check_status, sys};
use napi_derive::napi;

use super::control::JobControl;
use super::documents::{DocumentFeed, group};
use super::environment::{Environment, infallible};
use super::memory::{Moved, Number, Shared};
use super::pool::PoolHandle;
use super::value::{Promise, Refusal, Settled, js, thrown};
use crate::kernels::documents::{Corpus, Offset, Places, Text, decode, from_arrow, from_lines, from_strings};
use crate::kernels::score::Documents;

/// Documents in memory, until they are disposed of.
#[napi(custom_finalize)]
pub struct DocumentStore(Option<Stored>);

struct Stored {
    text: StoredText,
    places: Arc<Places>,
    /// How much memory V8 was told of.
    told: i64,
}

enum StoredText {
    Own(Text),
    Array(Moved),
}

impl DocumentStore {
    /// The documents for a job.
    pub(super) fn corpus(&self) -> Result<Corpus> {
        let Stored { text, places, .. } =
            self.0.as_ref().ok_or_else(|| Error::new(Status::InvalidArg, "the documents are gone"))?;
        let text = match text {
            StoredText::Own(text) => text.clone(),
            StoredText::Array(bytes) => Text::One(Arc::new(bytes.share::<u8>()?)),
        };
        Ok(Corpus::new(text, Arc::clone(places)))
    }

    fn keep(env: Env, text: StoredText, places: Arc<Places>) -> Settled {
        let own = match &text {
            StoredText::Own(text) => text.memory(),
            // V8 knows of its own.
            StoredText::Array(_) => 0,
        };
        let told = i64::try_from(own + places.memory()).unwrap_or(i64::MAX);
        env.adjust_external_memory(told)?;
        js(&env, Self(Some(Stored { text, places, told })))
    }

    fn drop_documents(&mut self, env: Env) -> Result<()> {
        if let Some(stored) = self.0.take() {
            env.adjust_external_memory(-stored.told)?;
        }
        Ok(())
    }
}

impl ObjectFinalize for DocumentStore {
    fn finalize(mut self, env: Env) -> Result<()> {
        self.drop_documents(env)
    }
}

// What a number cannot hold exactly is larger than any memory.
#[allow(clippy::cast_precision_loss)]
#[napi]
impl DocumentStore {
    /// How many documents there are.
    #[napi(getter)]
    #[must_use]
    pub fn length(&self) -> f64 {
        self.0.as_ref().map_or(0, |stored| stored.places.documents()) as f64
    }

    /// How many bytes they have.
    #[napi(getter)]
    #[must_use]
    pub fn byte_length(&self) -> f64 {
        self.0.as_ref().map_or(0, |stored| stored.places.bytes()) as f64
    }

    /// Whether they are still there.
    #[napi(getter)]
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    /// The document of this index, which there must be.
    #[napi(ts_return_type = "string")]
    pub fn get(&self, env: Env, index: f64) -> Result<Unknown<'_>> {
        // There is none of another index.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let index = index as u64;
        let corpus = self.corpus()?;
        let document = corpus.get(index).ok_or_else(|| Error::new(Status::InvalidArg, "no such document"))?;
        string(env, document)
    }

    /// Lets go of the documents. Jobs that work on them go on.
    #[napi]
    pub fn dispose(&mut self, env: Env) -> Result<()> {
        self.drop_documents(env)
    }
}

/// Keeps a group of documents.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, control?: JobControl",
    ts_return_type = "Promise<DocumentStore>"
)]
pub fn store_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_strings(env, pool, Documents::from(group), control)
}

/// Keeps all documents that the feed brings.
#[napi(ts_return_type = "Promise<DocumentStore>")]
pub fn store_documents(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_strings(env, pool, feed.take()?, control)
}

fn start_strings(
    env: Env,
    pool: PoolHandle,
    documents: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(from_strings(job, documents)),
        |env, corpus| {
            let (text, places) = corpus.into_parts();
            DocumentStore::keep(*env, StoredText::Own(text), places)
        },
    )
}

/// Keeps the lines of a text, in a `Uint8Array` that nobody else refers to.
#[napi(
    ts_args_type = "pool: PoolHandle, utf8: Uint8Array, control?: JobControl",
    ts_return_type = "Promise<DocumentStore>"
)]
pub fn store_lines(
    env: Env,
    pool: PoolHandle,
    utf8: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let bytes = Moved::take(&env, &utf8)?.share::<u8>()?;
    let text = bytes.clone();
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| async move {
            let places = from_lines(job, text).await?;
            Ok(places.map_err(|unfit| Refusal::of_text("utf8", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

/// Keeps the documents of an Arrow array, in typed arrays that nobody else refers to.
#[napi(
    ts_args_type = "pool: PoolHandle, values: Uint8Array, offsets: Int32Array | BigInt64Array, control?: JobControl",
    ts_return_type = "Promise<DocumentStore>"
)]
pub fn store_arrow(
    env: Env,
    pool: PoolHandle,
    values: Unknown<'_>,
    offsets: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let values = Moved::take(&env, &values)?.share::<u8>()?;
    let offsets = Moved::take(&env, &offsets)?;
    match offsets.kind() {
        sys::TypedarrayType::int32_array => start_arrow(env, pool, values, offsets.share::<i32>()?, control),
        sys::TypedarrayType::bigint64_array => {
            start_arrow(env, pool, values, offsets.share::<i64>()?, control)
        }
        _ => Err(Error::new(Status::InvalidArg, "a typed array without offsets")),
    }
}

fn start_arrow<O: Offset + Number>(
    env: Env,
    pool: PoolHandle,
    bytes: Shared<u8>,
    offsets: Shared<O>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let values = bytes.clone();
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| async move {
            let places = from_arrow(job, values, offsets).await?;
            Ok(places.map_err(|unfit| Refusal::of_text("values", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

fn stored(env: Env, bytes: Shared<u8>, places: Places) -> Settled {
    DocumentStore::keep(env, StoredText::Array(bytes.rest(env)), Arc::new(places))
}

/// How many bytes of UTF-8 are surely no longer a string than V8 takes: it compares the bytes with the code units that a
/// string may have, which are up to three times fewer.
const SHORT_UTF8: usize = 1 << 27;

/// The string that has been encoded as UTF-8 or WTF-8.
fn string<'env>(env: Env, bytes: &[u8]) -> Result<Unknown<'env>> {
    let raw = env.raw();
    let length = bytes.len().cast_signed();
    let mut value = ptr::null_mut();
    let is_ascii = bytes.is_ascii();
    let is_short_utf8 = !is_ascii && bytes.len() <= SHORT_UTF8 && std::str::from_utf8(bytes).is_ok();
    let units = if is_ascii || is_short_utf8 {
        Vec::new()
    } else {
        decode(bytes).map_err(|error| thrown(env, error))?
    };
    // SAFETY: each call reads as many bytes or code units as it is told there are, and writes to `value`, which is a string
    // of this environment if the status is good.
    let string = unsafe {
        let status = if is_ascii {
            sys::napi_create_string_latin1(raw, bytes.as_ptr().cast(), length, &raw mut value)
        } else if is_short_utf8 {
            sys::napi_create_string_utf8(raw, bytes.as_ptr().cast(), length, &raw mut value)
        } else {
            sys::napi_create_string_utf16(raw, units.as_ptr(), units.len().cast_signed(), &raw mut value)
        };
        check_status!(status).map(|()| Unknown::from_raw_unchecked(raw, value))
    };
    string.map_err(|_| {
        thrown(env, Refusal::Unmade(format!("Node.js could not make a string of {length} bytes")))
    })
}
