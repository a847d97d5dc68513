//! Integers from texts, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::{BigInt64ArraySlice, Result, Unknown};
use napi_derive::napi;

use super::control::JobControl;
use super::documents::{DocumentFeed, group};
use super::pool::PoolHandle;
use super::results::{fill_at_once, start_array};
use super::store::DocumentStore;
use super::value::Promise;
use crate::kernels::numbers::{parse, parse_here};
use crate::kernels::score::Documents;

/// The integer that each text is which the feed brings.
#[napi(ts_return_type = "Promise<BigInt64Array>")]
pub fn parse_integers(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_integers(env, pool, feed.take()?, control)
}

/// The integer that each text of a group is, as [`DocumentFeed::push`] takes it. A small group's are written into `small`
/// at once, as far as there is room, and nothing is given back.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, small: BigInt64Array, control?: JobControl",
    ts_return_type = "undefined | Promise<BigInt64Array>"
)]
pub fn parse_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    mut small: BigInt64ArraySlice<'_>,
    control: Option<&JobControl>,
) -> Result<Option<Promise>> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
    let small = unsafe { small.as_mut() };
    match fill_at_once(env, &pool, control, group, small, parse_here)? {
        Some(group) => start_integers(env, pool, Documents::from(group), control).map(Some),
        None => Ok(None),
    }
}

/// The integer that each document of a store is.
#[napi(ts_return_type = "Promise<BigInt64Array>")]
pub fn parse_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_integers(env, pool, Documents::Kept(store.corpus()?), control)
}

fn start_integers(
    env: Env,
    pool: PoolHandle,
    texts: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_array(env, &pool, control, texts.len(), move |job| parse(job, texts))
}
