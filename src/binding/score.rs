//! Scores, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::Result;
use napi_derive::napi;

use super::documents::DocumentFeed;
use super::environment::Environment;
use super::pool::Pool;
use super::value::{Promise, Refusal, float64_array, js};
use crate::kernels::score::{score, summarize};

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
pub fn score_documents(env: Env, pool: &Pool, feed: &mut DocumentFeed) -> Result<Promise> {
    let intake = feed.take_intake()?;
    Environment::of(&env)?.start(
        pool.pool(),
        move |job| score(job, intake),
        |env, scores| float64_array(env, &scores.map_err(Refusal::from)?),
    )
}

/// The scores of all documents that the feed brings, reduced.
#[napi(ts_return_type = "Promise<Summary>")]
pub fn summarize_scores(env: Env, pool: &Pool, feed: &mut DocumentFeed) -> Result<Promise> {
    let intake = feed.take_intake()?;
    Environment::of(&env)?.start(
        pool.pool(),
        move |job| summarize(job, intake),
        |env, summary| {
            let summary = summary.map_err(Refusal::from)?;
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
