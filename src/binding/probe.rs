//! The probe kernels, for the tests of the whole and for benchmarks.

use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::{BigInt, Float64Array, Result, Utf16String};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::{Environment, infallible};
use super::pool::PoolHandle;
use super::value::{Promise, js};
use crate::kernels::probe::{Place, count_by_division, naive_group_scores, naive_scores, panic_in, spin};

/// Keeps a thread busy for `milliseconds` in each of `chunks` chunks.
#[napi(ts_return_type = "Promise<bigint>")]
pub fn probe_spin(
    env: Env,
    pool: PoolHandle,
    chunks: u32,
    milliseconds: f64,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(spin(job, chunks as usize, time)),
        |env, chunks| js(env, BigInt::from(chunks)),
    )
}

/// Panics: at the 'start', in a 'chunk', in a 'join', or at the 'end'.
#[napi(ts_return_type = "Promise<bigint>")]
pub fn probe_panic(env: Env, pool: PoolHandle, place: String) -> Result<Promise> {
    let place = match place.as_str() {
        "start" => Place::Start,
        "chunk" => Place::Chunk,
        "join" => Place::Join,
        _ => Place::End,
    };
    Environment::of(&env)?.start(
        pool.pool(),
        None,
        move |job| infallible(panic_in(job, place)),
        |env, nothing| js(env, BigInt::from(nothing)),
    )
}

/// How many primes are below `limit`, by trial division.
#[napi(ts_return_type = "Promise<number>")]
pub fn probe_count_by_division(
    env: Env,
    pool: PoolHandle,
    limit: u32,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let kernel = move |job| infallible(count_by_division(job, limit));
    Environment::of(&env)?.start(pool.pool(), control, kernel, js)
}

/// The score of each document, as one writes it first.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn probe_naive_scores(env: Env, pool: PoolHandle, documents: Vec<String>) -> Result<Promise> {
    let kernel = move |job| infallible(naive_scores(job, documents));
    Environment::of(&env)?.start(pool.pool(), None, kernel, |env, scores| js(env, Float64Array::new(scores)))
}

/// The same of documents that come joined, with the length of each.
#[allow(clippy::disallowed_methods, reason = "a benchmark has the memory")]
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn probe_group_scores(env: Env, pool: PoolHandle, text: Utf16String, lengths: &[u32]) -> Result<Promise> {
    let (text, lengths) = (text.to_vec(), lengths.to_vec());
    let kernel = move |job| infallible(naive_group_scores(job, text, lengths));
    Environment::of(&env)?.start(pool.pool(), None, kernel, |env, scores| js(env, Float64Array::new(scores)))
}
