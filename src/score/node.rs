//! Scores, as JavaScript asks for them.
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
    Control, Failure, Feed, Glance, Held, Moved, Pool, Promise, Store, at_once, fill_at_once, group, settled,
    start_array, start_few,
};

use super::{MAX_SAFE_INTEGER, Summary, TooLarge, score, score_here, summarize, summarize_here};

/// Writes the scores of a small group, as `pushGroup` of the runtime takes it, into the start of `scores` at once. Gives
/// whether: not if it is not so small, or the pool is busy.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, scores: Float64Array, control?: object"
)]
fn score_at_once(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    scores: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    fill_at_once(env, &pool, control.as_deref(), group, &scores, score_here)
}

/// The score of every document of a group, in the buffer of `scores`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, scores: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn score_group(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    scores: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_scores(env, &pool, Documents::Whole(group), &scores, control)
}

/// The same of every document that the feed brings.
#[napi(
    ts_args_type = "pool: number, feed: object, scores: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn score_documents(
    env: Env,
    pool: Pool,
    feed: Held<Feed>,
    scores: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_scores(env, &pool, feed.take()?, &scores, control)
}

/// The same of every document of a store.
#[napi(
    ts_args_type = "pool: number, store: object, scores: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn score_store(
    env: Env,
    pool: Pool,
    store: Held<Store>,
    scores: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_scores(env, &pool, Documents::Kept(store.corpus()?), &scores, control)
}

/// Writes the scores of a small group, reduced, into `summary` at once; gives whether. They are four numbers: how many
/// documents there were, the sum of their scores, the largest score, and the index of the first document that has it, -1
/// without documents.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, summary: Float64Array, control?: object"
)]
fn summarize_at_once(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    summary: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    let Some(here) = at_once(env, &pool, &group, control.as_deref())? else {
        return Ok(false);
    };
    let result = settled(env, here.run(|| summarize_here(group)))?;
    write(result, Glance::at(&env, &summary)?.numbers_mut()?);
    Ok(true)
}

/// The scores of all documents of a group, reduced, in the buffer of `summary`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: number, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, summary: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn summarize_group(
    env: Env,
    pool: Pool,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    summary: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_summary(env, &pool, Documents::Whole(group), &summary, control)
}

/// The same of all documents that the feed brings.
#[napi(
    ts_args_type = "pool: number, feed: object, summary: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn summarize_scores(
    env: Env,
    pool: Pool,
    feed: Held<Feed>,
    summary: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_summary(env, &pool, feed.take()?, &summary, control)
}

/// The same of all documents of a store.
#[napi(
    ts_args_type = "pool: number, store: object, summary: Float64Array, control?: object",
    ts_return_type = "Promise<ArrayBuffer>"
)]
fn summarize_store(
    env: Env,
    pool: Pool,
    store: Held<Store>,
    summary: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_summary(env, &pool, Documents::Kept(store.corpus()?), &summary, control)
}

fn start_scores(
    env: Env,
    pool: &Pool,
    documents: Documents,
    scores: &Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_array(env, pool, control.as_deref(), scores, move |job| score(job, documents))
}

fn start_summary(
    env: Env,
    pool: &Pool,
    documents: Documents,
    summary: &Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let array = Moved::take(&env, summary)?.own::<f64>()?;
    start_few(env, pool, control.as_deref(), array, move |job| summarize(job, documents), write)
}

/// The four numbers that a summary is in JavaScript.
// Exact: the total is a safe integer, and nothing else is larger than any string or array.
#[allow(clippy::cast_precision_loss)]
fn write(summary: Summary, to: &mut [f64]) {
    let Summary { documents, total, max, max_index } = summary;
    let max_index = max_index.map_or(-1.0, |index| index as f64);
    for (to, number) in to.iter_mut().zip([documents as f64, total as f64, max as f64, max_index]) {
        *to = number;
    }
}

impl From<TooLarge> for Failure {
    fn from(too_large: TooLarge) -> Self {
        match too_large {
            TooLarge::Score { index, score } => Self::out_of_range(format_args!(
                "the score of documents[{index}] must be at most {MAX_SAFE_INTEGER}, got {score}"
            )),
            TooLarge::Total { total } => Self::out_of_range(format_args!(
                "the total of all scores must be at most {MAX_SAFE_INTEGER}, got {total}"
            )),
        }
    }
}
