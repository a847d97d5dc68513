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

/// Writes the integers that the texts of a small group are, as [`DocumentFeed::push`] takes it, into the start of
/// `integers` at once. Gives whether: not if it is not so small, or the pool is busy.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, integers: BigInt64Array, control?: JobControl"
)]
pub fn parse_at_once(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    mut integers: BigInt64ArraySlice<'_>,
    control: Option<&JobControl>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
    let integers = unsafe { integers.as_mut() };
    fill_at_once(env, &pool, control, group, integers, parse_here)
}

/// The integer that each text of a group is, in the buffer of `integers`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, integers: BigInt64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn parse_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    integers: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_integers(env, &pool, Documents::from(group), &integers, control)
}

/// The same of each text that the feed brings.
#[napi(
    ts_args_type = "pool: PoolHandle, feed: DocumentFeed, integers: BigInt64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn parse_integers(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    integers: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_integers(env, &pool, feed.take()?, &integers, control)
}

/// The same of each document of a store.
#[napi(
    ts_args_type = "pool: PoolHandle, store: DocumentStore, integers: BigInt64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn parse_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    integers: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_integers(env, &pool, Documents::Kept(store.corpus()?), &integers, control)
}

fn start_integers(
    env: Env,
    pool: &PoolHandle,
    texts: Documents,
    integers: &Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_array(env, pool, control, integers, move |job| parse(job, texts))
}
