//! Scores, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{Float64Array, Result};
use napi_derive::napi;
use rayon_pool::node::{Failure, Promise, Texts};

use super::{MAX_SAFE_INTEGER, Summary, TooLarge, score, summarize};

/// The score of every document.
#[napi(ts_args_type = "documents: object | string", ts_return_type = "Promise<Float64Array>")]
fn score_documents(documents: Texts) -> Result<Promise<Float64Array>> {
    documents.run_numbers(|job, documents| async move { Ok(score(job, documents).await??) })
}

/// The scores of all documents, reduced to four numbers: how many documents there were, the sum of their scores, the largest
/// score, and the index of the first document that has it, -1 without documents.
#[napi(ts_args_type = "documents: object | string", ts_return_type = "Promise<Float64Array>")]
fn summarize_scores(documents: Texts) -> Result<Promise<Float64Array>> {
    documents.run(|job, documents| async move { Ok(in_numbers(summarize(job, documents).await??)) })
}

/// The four numbers that a summary is in JavaScript.
// Exact: the total is a safe integer, and nothing else is larger than any string or array.
#[allow(clippy::cast_precision_loss)]
fn in_numbers(summary: Summary) -> Vec<f64> {
    let Summary { documents, total, max, max_index } = summary;
    let max_index = max_index.map_or(-1.0, |index| index as f64);
    Vec::from([documents as f64, total as f64, max as f64, max_index])
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
