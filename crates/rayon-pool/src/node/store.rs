//! Documents that stay in native memory, as JavaScript holds them.
//!
//! Those made of strings have memory of their own, which V8 is told of, so that it is in no more of a hurry and no less
//! to collect them than it should be. Those made of bytes leave these where the caller had them, or V8 copied them to:
//! a buffer of V8's that no JavaScript can reach any more (see `memory`).
//!
//! A job gets a handle of its own. Disposing of the documents drops just the one that is here.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, Status, check_status, sys};
use napi_derive::napi;

use super::control::Control;
use super::environment::{infallible, start};
use super::failure::Failure;
use super::feed::{Feed, group};
use super::function::Function;
use super::memory::{Moved, Number, Shared};
use super::opaque::{Held, Opaque};
use super::pool::Pool;
use super::value::{Promise, Settled, js, thrown};
use crate::documents::{
    Corpus, Documents, Offset, Places, Text, decode, from_arrow, from_lines, from_strings,
};

/// Documents in memory, until they are disposed of.
pub struct Store {
    stored: RefCell<Option<Stored>>,
    env: Env,
}

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

impl Opaque for Store {
    const NAME: &'static str = "DocumentStore";
}

impl Store {
    /// The documents for a job.
    ///
    /// # Errors
    /// They have been disposed of.
    pub fn corpus(&self) -> Result<Corpus> {
        let stored = self.stored.borrow();
        let Stored { text, places, .. } =
            stored.as_ref().ok_or_else(|| Error::new(Status::InvalidArg, "the documents are gone"))?;
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
        js(&env, Held::new(Self { stored: RefCell::new(Some(Stored { text, places, told })), env }))
    }

    fn dispose(&self) -> Result<()> {
        if let Some(stored) = self.stored.take() {
            self.env.adjust_external_memory(-stored.told)?;
        }
        Ok(())
    }

    // What a number cannot hold exactly is larger than any memory.
    #[allow(clippy::cast_precision_loss)]
    fn count(&self, of: fn(&Places) -> u64) -> f64 {
        self.stored.borrow().as_ref().map_or(0, |stored| of(&stored.places)) as f64
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // V8 is told less than it might be if this fails.
        let _ = self.dispose();
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("storeGroup", store_group_c_callback),
    ("storeDocuments", store_documents_c_callback),
    ("storeLines", store_lines_c_callback),
    ("storeArrow", store_arrow_c_callback),
    ("lengthOf", length_of_c_callback),
    ("byteLengthOf", byte_length_of_c_callback),
    ("isKept", is_kept_c_callback),
    ("documentOf", document_of_c_callback),
    ("disposeOf", dispose_of_c_callback),
];

/// How many documents there are.
#[napi(no_export)]
fn length_of(store: Held<Store>) -> f64 {
    store.count(Places::documents)
}

/// How many bytes they have.
#[napi(no_export)]
fn byte_length_of(store: Held<Store>) -> f64 {
    store.count(Places::bytes)
}

/// Whether they are still there.
#[napi(no_export)]
fn is_kept(store: Held<Store>) -> bool {
    store.stored.borrow().is_some()
}

/// The document of this index, which there must be.
#[napi(no_export)]
fn document_of(env: Env, store: Held<Store>, index: f64) -> Result<Unknown<'static>> {
    // There is none of another index.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let index = index as u64;
    let corpus = store.corpus()?;
    let document = corpus.get(index).ok_or_else(|| Error::new(Status::InvalidArg, "no such document"))?;
    string(env, document)
}

/// Lets go of the documents. Jobs that work on them go on.
#[napi(no_export)]
fn dispose_of(store: Held<Store>) -> Result<()> {
    store.dispose()
}

/// Keeps a group of documents.
#[napi(no_export)]
fn store_group(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_strings(env, pool, Documents::Whole(group), control)
}

/// Keeps all documents that the feed brings.
#[napi(no_export)]
fn store_documents(
    env: Env,
    pool: Pool,
    feed: Held<Feed>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_strings(env, pool, feed.take()?, control)
}

fn start_strings(
    env: Env,
    pool: Pool,
    documents: Documents,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start(
        env,
        pool.pool(),
        control.as_deref(),
        move |job| infallible(from_strings(job, documents)),
        |env, corpus| {
            let (text, places) = corpus.into_parts();
            Store::keep(*env, StoredText::Own(text), places)
        },
    )
}

/// Keeps the lines of a text, in a `Uint8Array` that nobody else refers to.
#[napi(no_export)]
fn store_lines(env: Env, pool: Pool, utf8: Unknown<'_>, control: Option<Held<Control>>) -> Result<Promise> {
    let bytes = Moved::take(&env, &utf8)?.share::<u8>()?;
    let text = bytes.clone();
    start(
        env,
        pool.pool(),
        control.as_deref(),
        move |job| async move {
            let places = from_lines(job, text).await?;
            Ok(places.map_err(|unfit| Failure::of_text("utf8", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

/// Keeps the documents of an Arrow array, in typed arrays that nobody else refers to.
#[napi(no_export)]
fn store_arrow(
    env: Env,
    pool: Pool,
    values: Unknown<'_>,
    offsets: Unknown<'_>,
    control: Option<Held<Control>>,
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
    pool: Pool,
    bytes: Shared<u8>,
    offsets: Shared<O>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let values = bytes.clone();
    start(
        env,
        pool.pool(),
        control.as_deref(),
        move |job| async move {
            let places = from_arrow(job, values, offsets).await?;
            Ok(places.map_err(|unfit| Failure::of_text("values", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

fn stored(env: Env, bytes: Shared<u8>, places: Places) -> Settled {
    Store::keep(env, StoredText::Array(bytes.rest(env)), Arc::new(places))
}

/// How many bytes of UTF-8 are surely no longer a string than V8 takes: it compares the bytes with the code units that a
/// string may have, which are up to three times fewer.
const SHORT_UTF8: usize = 1 << 27;

/// The string that has been encoded as UTF-8 or WTF-8.
fn string(env: Env, bytes: &[u8]) -> Result<Unknown<'static>> {
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
        thrown(env, Failure::unmade(format_args!("Node.js could not make a string of {length} bytes")))
    })
}
