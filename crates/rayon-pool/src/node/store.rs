//! Documents that stay in native memory, as JavaScript holds them.
//!
//! Those made of strings have memory of their own, which V8 is told of, so that it is in no more of a hurry and no less
//! to collect them than it should be. Those made of bytes leave these where the caller had them, or V8 copied them to:
//! a buffer of V8's that no JavaScript can reach any more (see `memory`).
//!
//! A job gets a handle of its own. Disposing of the documents drops just the one that is here.

use std::cell::RefCell;
use std::sync::Arc;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, Status};
use napi_derive::napi;

use super::function::Function;
use super::memory::Moved;
use super::opaque::{Held, Opaque};
use super::string::string;
use super::value::{Settled, js};
use crate::documents::{Corpus, Places, Text};

/// Documents in memory, until they are disposed of.
pub(super) struct Store {
    stored: RefCell<Option<Stored>>,
    env: Env,
}

struct Stored {
    kept: Kept,
    /// How much memory V8 was told of.
    told: i64,
}

/// Documents at rest.
pub(super) enum Kept {
    /// In memory of their own.
    Own(Corpus),
    /// In a buffer of V8's.
    Array(Moved, Arc<Places>),
}

impl Opaque for Store {
    const NAME: &'static str = "DocumentStore";
}

impl Store {
    /// The documents for a job.
    pub(super) fn corpus(&self) -> Result<Corpus> {
        let stored = self.stored.borrow();
        let stored =
            stored.as_ref().ok_or_else(|| Error::new(Status::InvalidArg, "the documents are gone"))?;
        Ok(match &stored.kept {
            Kept::Own(corpus) => corpus.clone(),
            Kept::Array(bytes, places) => {
                Corpus::new(Text::One(Arc::new(bytes.share::<u8>()?)), Arc::clone(places))
            }
        })
    }

    pub(super) fn keep(env: Env, kept: Kept) -> Settled {
        let memory = match &kept {
            Kept::Own(corpus) => corpus.memory(),
            // V8 knows of its own.
            Kept::Array(_, places) => places.memory(),
        };
        let told = i64::try_from(memory).unwrap_or(i64::MAX);
        env.adjust_external_memory(told)?;
        js(&env, Held::new(Self { stored: RefCell::new(Some(Stored { kept, told })), env }))
    }

    fn dispose(&self) -> Result<()> {
        if let Some(stored) = self.stored.take() {
            self.env.adjust_external_memory(-stored.told)?;
        }
        Ok(())
    }

    // What a number cannot hold exactly is larger than any memory.
    #[allow(clippy::cast_precision_loss)]
    fn count(&self, of: fn(&Kept) -> u64) -> f64 {
        self.stored.borrow().as_ref().map_or(0, |stored| of(&stored.kept)) as f64
    }
}

impl Kept {
    fn documents(&self) -> u64 {
        match self {
            Self::Own(corpus) => corpus.len(),
            Self::Array(_, places) => places.documents(),
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Own(corpus) => corpus.bytes(),
            Self::Array(_, places) => places.bytes(),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // V8 is told less than it might be if this fails.
        let _ = self.dispose();
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("lengthOf", length_of_c_callback),
    ("byteLengthOf", byte_length_of_c_callback),
    ("isKept", is_kept_c_callback),
    ("documentOf", document_of_c_callback),
    ("disposeOf", dispose_of_c_callback),
];

/// How many documents there are.
#[napi(no_export)]
fn length_of(store: Held<Store>) -> f64 {
    store.count(Kept::documents)
}

/// How many bytes they have.
#[napi(no_export)]
fn byte_length_of(store: Held<Store>) -> f64 {
    store.count(Kept::bytes)
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
    let string = string(env, document).map_err(|failure| failure.throw(&env))?;
    // SAFETY: it was made just now, in this environment.
    Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), string) })
}

/// Lets go of the documents. Jobs that work on them go on.
#[napi(no_export)]
fn dispose_of(store: Held<Store>) -> Result<()> {
    store.dispose()
}
