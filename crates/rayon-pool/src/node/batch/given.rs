//! What the facade gives for a batch.

use napi::bindgen_prelude::{FromNapiValue, Result, Unknown};
use napi::{Env, Error, JsValue, Status, sys};

use super::super::call::Call;
use super::super::cost::Cost;
use super::super::feed::{Feed, Packed, group};
use super::super::opaque::Held;
use super::super::sharing::shown_documents;
use super::super::store::Store;
use super::{Bytes, Small, Texts};
use crate::documents::{Buffers, Documents};

/// Groups of as much text or less are worked on by the JS thread, if the facade sees that it has the time, and expects it
/// to take some tens of microseconds at most: the way to a thread that sleeps, and back, takes 40 to 100.
const SMALL_UNITS: usize = 1 << 15;
/// The same for groups of very short documents.
const SMALL_DOCUMENTS: usize = 1 << 8;

impl FromNapiValue for Texts {
    /// What the facade has made of the texts of a caller: a group as one string, a feed, or documents that are kept, here or by
    /// another addon.
    unsafe fn from_napi_value(raw: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let env = Env::from_raw(raw);
        let call = Call::of(env)?;
        let mut kind = 0;
        // SAFETY: both are live, as the caller promises.
        let (is_string, value) = unsafe {
            let status = sys::napi_typeof(raw, value, &raw mut kind);
            let is_string = status == sys::Status::napi_ok && kind == sys::ValueType::napi_string;
            (is_string, Unknown::from_raw_unchecked(raw, value))
        };
        let documents = if is_string {
            let of_lengths = |lengths: &[u32]| group(env, &value, call.is_latin1(), lengths);
            Documents::Whole(call.environment().calls()?.with_lengths(of_lengths)?)
        // SAFETY: as above.
        } else if let Ok(feed) = unsafe { Held::<Feed>::from_napi_value(raw, value.raw()) } {
            feed.take(Packed::Text)?
        // SAFETY: as above.
        } else if let Ok(store) = unsafe { Held::<Store>::from_napi_value(raw, value.raw()) } {
            Documents::Kept(store.corpus()?)
        } else if let Some(corpus) = shown_documents(env, &value)? {
            // They may be in memory of the addon that shows them, which waits for this one's jobs when the environment ends.
            call.environment().stop_before_others()?;
            Documents::Kept(corpus)
        } else {
            return Err(Error::new(Status::InvalidArg, "these are no texts"));
        };
        let small = small(&call, &documents);
        Ok(Self { call, items: documents, small })
    }
}

impl FromNapiValue for Bytes {
    /// What the facade has made of the buffers of a caller: a feed.
    unsafe fn from_napi_value(raw: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let call = Call::of(Env::from_raw(raw))?;
        // SAFETY: both are live, as the caller promises.
        let feed = unsafe { Held::<Feed>::from_napi_value(raw, value) };
        let feed = feed.map_err(|_| Error::new(Status::InvalidArg, "these are no byte strings"))?;
        let items = Buffers::new(feed.take(Packed::Bytes)?);
        Ok(Self { call, items, small: Small::No })
    }
}

/// Whether documents may be worked on by the JS thread. What takes an unknown time is for the threads of the pool, however few they
/// are, until it has shown what it takes.
fn small(call: &Call, documents: &Documents) -> Small {
    match documents {
        Documents::Whole(group) if group.text_len() <= SMALL_UNITS && group.len() <= SMALL_DOCUMENTS => {
            if !call.is_learnt() {
                return Small::Yes;
            }
            let cost = Cost::of(call.name(), group.len() as u64, group.text_len() as u64);
            cost.map_or(Small::No, Small::Learnt)
        }
        _ => Small::No,
    }
}
