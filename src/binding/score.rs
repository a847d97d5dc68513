//! Scores, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::{Either, Float64ArraySlice, Result, Unknown};
use napi_derive::napi;

use super::control::JobControl;
use super::documents::{DocumentFeed, at_once, group};
use super::environment::Environment;
use super::pool::PoolHandle;
use super::results::{fill_at_once, start_array};
use super::store::DocumentStore;
use super::value::{Promise, js, settled};
use crate::kernels::score::{self, Documents, score, score_here, summarize, summarize_here};

/// All scores of a batch, reduced.
#[napi(object)]
pub struct Summary {
    /// How many documents there were.
    pub documents: f64,
    /// The sum of their scores.
    pub total: f64,
    /// The largest score.
    pub max: f64,
    /// The first document that has it, -1 without documents.
    pub max_index: f64,
}

impl From<score::Summary> for Summary {
    // Exact: the total is a safe integer, and nothing else is larger than any string or array.
    #[allow(clippy::cast_precision_loss)]
    fn from(summary: score::Summary) -> Self {
        Self {
            documents: summary.documents as f64,
            total: summary.total as f64,
            max: summary.max as f64,
            max_index: summary.max_index.map_or(-1.0, |index| index as f64),
        }
    }
}

/// The score of every document that the feed brings.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn score_documents(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, pool, feed.take()?, control)
}

/// The score of every document of a group, as [`DocumentFeed::push`] takes it. A small group's are written into `small`
/// at once, as far as there is room, and nothing is given back: an array made here would cost as much as the rest.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, small: Float64Array, control?: JobControl",
    ts_return_type = "undefined | Promise<Float64Array>"
)]
pub fn score_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    mut small: Float64ArraySlice<'_>,
    control: Option<&JobControl>,
) -> Result<Option<Promise>> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
    let small = unsafe { small.as_mut() };
    match fill_at_once(env, &pool, control, group, small, score_here)? {
        Some(group) => start_scores(env, pool, Documents::from(group), control).map(Some),
        None => Ok(None),
    }
}

/// The score of every document of a store.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn score_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, pool, Documents::Kept(store.corpus()?), control)
}

/// The scores of all documents of a store, reduced.
#[napi(ts_return_type = "Promise<Summary>")]
pub fn summarize_store(
    env: Env,
    pool: PoolHandle,
    store: &DocumentStore,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, pool, Documents::Kept(store.corpus()?), control)
}

/// The scores of all documents that the feed brings, reduced.
#[napi(ts_return_type = "Promise<Summary>")]
pub fn summarize_scores(
    env: Env,
    pool: PoolHandle,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, pool, feed.take()?, control)
}

/// The scores of all documents of a group, reduced. A small group's are there at once.
#[napi(
    ts_args_type = "pool: PoolHandle, text: string, isLatin1: boolean, lengths: Uint32Array, documents: number, control?: JobControl",
    ts_return_type = "Summary | Promise<Summary>"
)]
pub fn summarize_group(
    env: Env,
    pool: PoolHandle,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
    control: Option<&JobControl>,
) -> Result<Either<Summary, Promise>> {
    let group = group(env, &text, is_latin1, lengths, documents)?;
    match at_once(env, &pool, &group, control)? {
        Some(here) => Ok(Either::A(settled(env, here.run(|| summarize_here(group)))?.into())),
        None => start_summary(env, pool, Documents::from(group), control).map(Either::B),
    }
}

fn start_scores(
    env: Env,
    pool: PoolHandle,
    documents: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_array(env, &pool, control, documents.len(), move |job| score(job, documents))
}

fn start_summary(
    env: Env,
    pool: PoolHandle,
    documents: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| summarize(job, documents),
        |env, summary| js(env, Summary::from(summary)),
    )
}
