//! The probe kernels, for the tests of the whole and for benchmarks.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use std::hint;
use std::time::{Duration, Instant};

use napi::Env;
use napi::bindgen_prelude::{BigInt, Float64Array, Int32Array, Result, Utf16String};
use napi_derive::napi;
use rayon_pool::node::{Control, Failure, Held, Pool, Promise, Texts, infallible, js, start};

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

/// How many characters each text has; panics at 'panic', and takes so many microseconds each.
#[napi(
    ts_args_type = "texts: object | string, microseconds: number",
    ts_return_type = "Promise<Float64Array>"
)]
fn probe_lengths(texts: Texts, microseconds: u32) -> Result<Promise<Float64Array>> {
    let time = Duration::from_micros(microseconds.into());
    // A text is short.
    #[allow(clippy::cast_precision_loss)]
    texts.map(move |text| {
        assert!(text != "panic", "the probe panics at a text");
        let start = Instant::now();
        while start.elapsed() < time {
            hint::spin_loop();
        }
        text.chars().count() as f64
    })
}

/// The number that each text is.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<Int32Array>")]
fn probe_numbers(texts: Texts) -> Result<Promise<Int32Array>> {
    texts.try_map(|text| {
        let failed = |error| Failure::new("ERR_PROBE", format_args!("'{text}': {error}"));
        text.parse::<i32>().map_err(failed)
    })
}

/// Where the texts are that have a part.
#[napi(ts_args_type = "texts: object | string, part: string", ts_return_type = "Promise<Float64Array>")]
fn probe_positions(texts: Texts, part: String) -> Result<Promise<Float64Array>> {
    texts.positions(move |text| text.contains(&part))
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
