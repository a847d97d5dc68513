//! The probe kernels, for the tests of the whole and for benchmarks.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::{BigInt, Float64Array, Result, Utf16String};
use napi_derive::napi;
use rayon_pool::node::{Control, Held, Pool, Promise, infallible, js, start};

use super::{Place, count_by_division, naive_group_scores, naive_scores, panic_in, spin};

/// Keeps a thread busy for `milliseconds` in each of `chunks` chunks.
#[napi(
    ts_args_type = "pool: number, chunks: number, milliseconds: number, control?: object",
    ts_return_type = "Promise<bigint>"
)]
fn probe_spin(
    env: Env,
    pool: Pool,
    chunks: u32,
    milliseconds: f64,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    start(
        env,
        pool.pool(),
        control.as_deref(),
        move |job| infallible(spin(job, chunks as usize, time)),
        |env, chunks| js(env, BigInt::from(chunks)),
    )
}

/// Panics: at the 'start', in a 'chunk', in a 'join', or at the 'end'.
#[napi(ts_args_type = "pool: number, place: string", ts_return_type = "Promise<bigint>")]
fn probe_panic(env: Env, pool: Pool, place: String) -> Result<Promise> {
    let place = match place.as_str() {
        "start" => Place::Start,
        "chunk" => Place::Chunk,
        "join" => Place::Join,
        _ => Place::End,
    };
    start(
        env,
        pool.pool(),
        None,
        move |job| infallible(panic_in(job, place)),
        |env, nothing| js(env, BigInt::from(nothing)),
    )
}

/// How many primes are below `limit`, by trial division.
#[napi(ts_args_type = "pool: number, limit: number, control?: object", ts_return_type = "Promise<number>")]
fn probe_count_by_division(
    env: Env,
    pool: Pool,
    limit: u32,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let kernel = move |job| infallible(count_by_division(job, limit));
    start(env, pool.pool(), control.as_deref(), kernel, js)
}

/// The score of each document, as one writes it first.
#[napi(ts_args_type = "pool: number, documents: string[]", ts_return_type = "Promise<Float64Array>")]
fn probe_naive_scores(env: Env, pool: Pool, documents: Vec<String>) -> Result<Promise> {
    let kernel = move |job| infallible(naive_scores(job, documents));
    start(env, pool.pool(), None, kernel, |env, scores| js(env, Float64Array::new(scores)))
}

/// The same of documents that come joined, with the length of each.
#[allow(clippy::disallowed_methods, reason = "a benchmark has the memory")]
#[napi(
    ts_args_type = "pool: number, text: string, lengths: Uint32Array",
    ts_return_type = "Promise<Float64Array>"
)]
fn probe_group_scores(env: Env, pool: Pool, text: Utf16String, lengths: &[u32]) -> Result<Promise> {
    let (text, lengths) = (text.to_vec(), lengths.to_vec());
    let kernel = move |job| infallible(naive_group_scores(job, text, lengths));
    start(env, pool.pool(), None, kernel, |env, scores| js(env, Float64Array::new(scores)))
}
