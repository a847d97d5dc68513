//! Integers from texts, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::Env;
use napi::bindgen_prelude::{Result, Unknown};
use napi_derive::napi;
use rayon_pool::documents::Documents;
use rayon_pool::node::{
    Control, Failure, Feed, Held, Pool, Promise, Store, fill_at_once, group, start_array,
};

use super::{NoInteger, parse, parse_here};

/// Writes the integers that the texts of a small group are, as `pushGroup` of the runtime takes it, into the start of
/// `integers` at once. Gives whether: not if it is not so small, or the pool is busy.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, integers: BigInt64Array, control?: object"
)]
fn parse_at_once(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    integers: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    fill_at_once(env, &pool, control.as_deref(), group, &integers, parse_here)
}

/// The integer that each text of a group is, in the buffer of `integers`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, integers: BigInt64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn parse_group(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    integers: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_integers(env, &pool, Documents::Whole(group), &integers, control)
}

/// The same of each text that the feed brings.
#[napi(
    ts_args_type = "pool: number, feed: object, integers: BigInt64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn parse_integers(
    env: Env,
    pool: Pool,
    feed: Held<Feed>,
    integers: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_integers(env, &pool, feed.take()?, &integers, control)
}

/// The same of each document of a store.
#[napi(
    ts_args_type = "pool: number, store: object, integers: BigInt64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn parse_store(
    env: Env,
    pool: Pool,
    store: Held<Store>,
    integers: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_integers(env, &pool, Documents::Kept(store.corpus()?), &integers, control)
}

fn start_integers(
    env: Env,
    pool: &Pool,
    texts: Documents,
    integers: &Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_array(env, pool, control.as_deref(), integers, move |job| parse(job, texts))
}

impl From<NoInteger> for Failure {
    fn from(no_integer: NoInteger) -> Self {
        let NoInteger { index, text, is_cut } = no_integer;
        let (start, rest) = (String::from_utf16_lossy(&text), if is_cut { "…" } else { "" });
        let (least, most) = (i64::MIN, i64::MAX);
        let message = format_args!(
            "texts[{index}] must be a decimal integer from {least} to {most}, got '{start}{rest}'"
        );
        let failure = Self::new("ERR_PARSE_INTEGER", message);
        // Exact: no array has so many elements.
        #[allow(clippy::cast_precision_loss)]
        failure.with_number(c"index", index as f64).with_text(c"value", text)
    }
}
