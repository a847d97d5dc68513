//! The probe kernels, for the tests of the whole and for benchmarks.

use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::{BigInt, Result};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::{Environment, infallible};
use super::pool::PoolHandle;
use super::value::{Promise, js};
use crate::kernels::probe::{Place, count_by_division, panic_in, spin};

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
