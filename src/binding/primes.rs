//! Primes, as JavaScript asks for them.

use napi::Env;
use napi::bindgen_prelude::{BigInt, Result};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::{Environment, infallible};
use super::pool::Pool;
use super::value::{Promise, js};
use crate::kernels::primes;

/// How many primes are below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_return_type = "Promise<bigint>")]
pub fn count_primes(env: Env, pool: &Pool, limit: BigInt, control: Option<&JobControl>) -> Result<Promise> {
    let limit = unsigned(limit);
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(primes::count_below(job, limit)),
        |env, count| js(env, BigInt::from(count)),
    )
}

/// The sum of the primes below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_return_type = "Promise<bigint>")]
pub fn sum_primes(env: Env, pool: &Pool, limit: BigInt, control: Option<&JobControl>) -> Result<Promise> {
    let limit = unsigned(limit);
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(primes::sum_below(job, limit)),
        |env, sum| js(env, BigInt::from(sum)),
    )
}

/// The facade has checked that it is one.
fn unsigned(limit: BigInt) -> u64 {
    match limit.get_u64() {
        (false, limit, true) => limit,
        (true, ..) => 0,
        _ => u64::MAX,
    }
}
