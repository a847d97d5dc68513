//! Scores, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::{Float64ArraySlice, Result, Unknown};
use napi_derive::napi;

use super::control::JobControl;
use super::documents::{DocumentFeed, at_once, group};
use super::memory::Moved;
use super::pool::PoolHandle;
use super::results::{fill_at_once, start_array, start_few};
use super::store::DocumentStore;
use super::value::{Promise, settled};
use crate::kernels::score::{Documents, Summary, score, score_here, summarize, summarize_here};

/// Writes the scores of a small group, as [`DocumentFeed::push`] takes it, into the start of `scores` at once. Gives
/// whether: not if it is not so small, or the pool is busy.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, scores: Float64Array, control?: JobControl"
)]
pub fn score_at_once(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    mut scores: Float64ArraySlice<'_>,
    control: Option<&JobControl>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
    let scores = unsafe { scores.as_mut() };
    fill_at_once(env, &pool, control, group, scores, score_here)
}

/// The score of every document of a group, in the buffer of `scores`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, scores: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn score_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    scores: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_scores(env, &pool, Documents::from(group), &scores, control)
}

/// The same of every document that the feed brings.
#[napi(
    ts_args_type = "pool: PoolHandle, feed: DocumentFeed, scores: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn score_documents(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    scores: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, &pool, feed.take()?, &scores, control)
}

/// The same of every document of a store.
#[napi(
    ts_args_type = "pool: PoolHandle, store: DocumentStore, scores: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn score_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    scores: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, &pool, Documents::Kept(store.corpus()?), &scores, control)
}

/// Writes the scores of a small group, reduced, into `summary` at once; gives whether. They are four numbers: how many
/// documents there were, the sum of their scores, the largest score, and the index of the first document that has it, -1
/// without documents.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, summary: Float64Array, control?: JobControl"
)]
pub fn summarize_at_once(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    mut summary: Float64ArraySlice<'_>,
    control: Option<&JobControl>,
) -> Result<bool> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    let Some(here) = at_once(env, &pool, &group, control)? else {
        return Ok(false);
    };
    let result = settled(env, here.run(|| summarize_here(group)))?;
    // SAFETY: as in `score_at_once`.
    write(result, unsafe { summary.as_mut() });
    Ok(true)
}

/// The scores of all documents of a group, reduced, in the buffer of `summary`, which nobody else refers to.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, summary: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn summarize_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    summary: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    start_summary(env, &pool, Documents::from(group), &summary, control)
}

/// The same of all documents that the feed brings.
#[napi(
    ts_args_type = "pool: PoolHandle, feed: DocumentFeed, summary: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn summarize_scores(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    summary: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, &pool, feed.take()?, &summary, control)
}

/// The same of all documents of a store.
#[napi(
    ts_args_type = "pool: PoolHandle, store: DocumentStore, summary: Float64Array, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn summarize_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    summary: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, &pool, Documents::Kept(store.corpus()?), &summary, control)
}

fn start_scores(
    env: Env,
    pool: &PoolHandle,
    documents: Documents,
    scores: &Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_array(env, pool, control, scores, move |job| score(job, documents))
}

fn start_summary(
    env: Env,
    pool: &PoolHandle,
    documents: Documents,
    summary: &Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let array = Moved::take(&env, summary)?.own::<f64>()?;
    start_few(env, pool, control, array, move |job| summarize(job, documents), write)
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
