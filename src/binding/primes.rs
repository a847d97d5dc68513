//! Primes, as JavaScript asks for them.

use napi::bindgen_prelude::{BigInt, Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::{Environment, infallible};
use super::memory::{Moved, Number};
use super::pool::PoolHandle;
use super::value::{Promise, Settled, js, settled};
use crate::job::{Job, Stop};
use crate::kernels::primes::{self, Candidate, Found, primes_among};

/// How many primes are below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_return_type = "Promise<bigint>")]
pub fn count_primes(
    env: Env,
    pool: PoolHandle,
    limit: BigInt,
    control: Option<&JobControl>,
) -> Result<Promise> {
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
pub fn sum_primes(
    env: Env,
    pool: PoolHandle,
    limit: BigInt,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let limit = unsigned(limit);
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(primes::sum_below(job, limit)),
        |env, sum| js(env, BigInt::from(sum)),
    )
}

/// [`count_primes`] at once, for a limit that takes some microseconds. Nothing when the pool is busy.
#[napi(ts_return_type = "bigint | null")]
pub fn count_primes_at_once(
    env: Env,
    pool: PoolHandle,
    limit: BigInt,
    control: Option<&JobControl>,
) -> Result<Option<BigInt>> {
    at_once(env, &pool, limit, control, primes::count_below)
}

/// [`sum_primes`] at once, in the same way.
#[napi(ts_return_type = "bigint | null")]
pub fn sum_primes_at_once(
    env: Env,
    pool: PoolHandle,
    limit: BigInt,
    control: Option<&JobControl>,
) -> Result<Option<BigInt>> {
    at_once(env, &pool, limit, control, primes::sum_below)
}

fn at_once<T, F>(
    env: Env,
    pool: &PoolHandle,
    limit: BigInt,
    control: Option<&JobControl>,
    kernel: impl FnOnce(Job, u64) -> F,
) -> Result<Option<BigInt>>
where
    BigInt: From<T>,
    F: Future<Output = std::result::Result<T, Stop>>,
{
    let limit = unsigned(limit);
    let Some(here) = pool.here(env, control, limit)? else {
        return Ok(None);
    };
    let number = settled(env, here.finish(|job| infallible(kernel(job, limit))))?;
    Ok(Some(BigInt::from(number)))
}

/// How many of the candidates, in a typed array that nobody else refers to, are prime.
#[napi(
    ts_args_type = "pool: PoolHandle, candidates: ArrayBufferView, control?: JobControl",
    ts_return_type = "Promise<number>"
)]
pub fn count_primes_among(
    env: Env,
    pool: PoolHandle,
    candidates: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    // Exact: fewer than any array's elements.
    #[allow(clippy::cast_precision_loss)]
    start_among(env, pool, &candidates, control, |env, found| js(env, found.count as f64))
}

/// The sum of those candidates, in a typed array that nobody else refers to, that are prime.
#[napi(
    ts_args_type = "pool: PoolHandle, candidates: ArrayBufferView, control?: JobControl",
    ts_return_type = "Promise<bigint>"
)]
pub fn sum_primes_among(
    env: Env,
    pool: PoolHandle,
    candidates: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    start_among(env, pool, &candidates, control, |env, found| js(env, BigInt::from(found.sum)))
}

fn start_among(
    env: Env,
    pool: PoolHandle,
    candidates: &Unknown<'_>,
    control: Option<&JobControl>,
    settle: fn(&Env, Found) -> Settled,
) -> Result<Promise> {
    use sys::TypedarrayType as Kind;
    let candidates = Moved::take(&env, candidates)?;
    match candidates.kind() {
        Kind::int8_array => start_among_these::<i8>(env, pool, &candidates, control, settle),
        Kind::uint8_array | Kind::uint8_clamped_array => {
            start_among_these::<u8>(env, pool, &candidates, control, settle)
        }
        Kind::int16_array => start_among_these::<i16>(env, pool, &candidates, control, settle),
        Kind::uint16_array => start_among_these::<u16>(env, pool, &candidates, control, settle),
        Kind::int32_array => start_among_these::<i32>(env, pool, &candidates, control, settle),
        Kind::uint32_array => start_among_these::<u32>(env, pool, &candidates, control, settle),
        Kind::float64_array => start_among_these::<f64>(env, pool, &candidates, control, settle),
        Kind::bigint64_array => start_among_these::<i64>(env, pool, &candidates, control, settle),
        Kind::biguint64_array => start_among_these::<u64>(env, pool, &candidates, control, settle),
        _ => Err(Error::new(Status::InvalidArg, "a typed array without candidates")),
    }
}

fn start_among_these<N: Number + Candidate>(
    env: Env,
    pool: PoolHandle,
    candidates: &Moved,
    control: Option<&JobControl>,
    settle: fn(&Env, Found) -> Settled,
) -> Result<Promise> {
    let candidates = candidates.share::<N>()?;
    Environment::of(&env)?.start(pool.pool(), control, move |job| primes_among(job, candidates), settle)
}

/// The facade has checked that it is one.
fn unsigned(limit: BigInt) -> u64 {
    match limit.get_u64() {
        (false, limit, true) => limit,
        (true, ..) => 0,
        _ => u64::MAX,
    }
}
