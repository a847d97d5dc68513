//! Scores, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::{Result, Unknown};
use napi_derive::napi;

use super::control::JobControl;
use super::documents::{DocumentFeed, group};
use super::environment::Environment;
use super::pool::Pool;
use super::value::{Promise, float64_array, js};
use crate::kernels::score::{Documents, score, summarize};

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

/// The score of every document that the feed brings.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn score_documents(
    env: Env,
    pool: &Pool,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, pool, feed.take()?, control)
}

/// The score of every document of a group, as [`DocumentFeed::push`] takes it.
#[napi(
    ts_args_type = "pool: Pool, text: string, lengths: Uint32Array, documents: number, control?: JobControl",
    ts_return_type = "Promise<Float64Array>"
)]
pub fn score_group(
    env: Env,
    pool: &Pool,
    text: Unknown<'_>,
    lengths: &[u32],
    documents: u32,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_scores(env, pool, Documents::from(group(env, &text, lengths, documents)?), control)
}

/// The scores of all documents that the feed brings, reduced.
#[napi(ts_return_type = "Promise<Summary>")]
pub fn summarize_scores(
    env: Env,
    pool: &Pool,
    feed: &mut DocumentFeed,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, pool, feed.take()?, control)
}

/// The scores of all documents of a group, reduced.
#[napi(
    ts_args_type = "pool: Pool, text: string, lengths: Uint32Array, documents: number, control?: JobControl",
    ts_return_type = "Promise<Summary>"
)]
pub fn summarize_group(
    env: Env,
    pool: &Pool,
    text: Unknown<'_>,
    lengths: &[u32],
    documents: u32,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_summary(env, pool, Documents::from(group(env, &text, lengths, documents)?), control)
}

fn start_scores(
    env: Env,
    pool: &Pool,
    documents: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| score(job, documents),
        |env, scores| float64_array(env, &scores),
    )
}

fn start_summary(
    env: Env,
    pool: &Pool,
    documents: Documents,
    control: Option<&JobControl>,
) -> Result<Promise> {
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| summarize(job, documents),
        |env, summary| {
            // Exact: the total is a safe integer, and nothing else is larger than any string or array.
            #[allow(clippy::cast_precision_loss)]
            let summary = Summary {
                documents: summary.documents as f64,
                total: summary.total as f64,
                max: summary.max as f64,
                max_index: summary.max_index.map_or(-1.0, |index| index as f64),
            };
            js(env, summary)
        },
    )
}
