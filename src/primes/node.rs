//! Primes, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt, Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;
use rayon_pool::job::{Job, Stop};
use rayon_pool::node::{
    Control, Failure, Held, Moved, Number, Pool, Promise, Settled, StaticName, infallible, js, settled, start,
};

use super::{self as primes, Candidate, Found, MAX_SAFE, Unfit, Value, primes_among};

static COUNT: StaticName = StaticName::new("countPrimes");
static SUM: StaticName = StaticName::new("sumPrimes");

/// How many primes are below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "pool: number, limit: bigint, control?: object", ts_return_type = "Promise<bigint>")]
fn count_primes(env: Env, pool: Pool, limit: BigInt, control: Option<Held<Control>>) -> Result<Promise> {
    let limit = unsigned(limit);
    start(
        env,
        pool.pool(),
        &COUNT,
        control.as_deref(),
        move |job| infallible(primes::count_below(job, limit)),
        |env, count| js(env, BigInt::from(count)),
    )
}

/// The sum of the primes below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "pool: number, limit: bigint, control?: object", ts_return_type = "Promise<bigint>")]
fn sum_primes(env: Env, pool: Pool, limit: BigInt, control: Option<Held<Control>>) -> Result<Promise> {
    let limit = unsigned(limit);
    start(
        env,
        pool.pool(),
        &SUM,
        control.as_deref(),
        move |job| infallible(primes::sum_below(job, limit)),
        |env, sum| js(env, BigInt::from(sum)),
    )
}

/// [`count_primes`] at once, for a limit that takes some microseconds. Nothing when the pool is busy.
#[napi(ts_args_type = "pool: number, limit: bigint, control?: object", ts_return_type = "bigint | null")]
fn count_primes_at_once(
    env: Env,
    pool: Pool,
    limit: BigInt,
    control: Option<Held<Control>>,
) -> Result<Option<BigInt>> {
    at_once(env, &pool, &COUNT, limit, control, primes::count_below)
}

/// [`sum_primes`] at once, in the same way.
#[napi(ts_args_type = "pool: number, limit: bigint, control?: object", ts_return_type = "bigint | null")]
fn sum_primes_at_once(
    env: Env,
    pool: Pool,
    limit: BigInt,
    control: Option<Held<Control>>,
) -> Result<Option<BigInt>> {
    at_once(env, &pool, &SUM, limit, control, primes::sum_below)
}

fn at_once<T, F>(
    env: Env,
    pool: &Pool,
    name: &StaticName,
    limit: BigInt,
    control: Option<Held<Control>>,
    kernel: impl FnOnce(Job, u64) -> F,
) -> Result<Option<BigInt>>
where
    BigInt: From<T>,
    F: Future<Output = std::result::Result<T, Stop>>,
{
    let limit = unsigned(limit);
    let Some(here) = pool.here(env, name, control.as_deref(), limit)? else {
        return Ok(None);
    };
    let number = settled(env, name, here.finish(|job| infallible(kernel(job, limit))))?;
    Ok(Some(BigInt::from(number)))
}

/// How many of the candidates, in a typed array that nobody else refers to, are prime.
#[napi(
    ts_args_type = "pool: number, candidates: ArrayBufferView, control?: object",
    ts_return_type = "Promise<number>"
)]
fn count_primes_among(
    env: Env,
    pool: Pool,
    candidates: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    // Exact: fewer than any array's elements.
    #[allow(clippy::cast_precision_loss)]
    start_among(env, pool, &COUNT, &candidates, control, |env, found| js(env, found.count as f64))
}

/// The sum of those candidates, in a typed array that nobody else refers to, that are prime.
#[napi(
    ts_args_type = "pool: number, candidates: ArrayBufferView, control?: object",
    ts_return_type = "Promise<bigint>"
)]
fn sum_primes_among(
    env: Env,
    pool: Pool,
    candidates: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    start_among(env, pool, &SUM, &candidates, control, |env, found| js(env, BigInt::from(found.sum)))
}

fn start_among(
    env: Env,
    pool: Pool,
    name: &StaticName,
    candidates: &Unknown<'_>,
    control: Option<Held<Control>>,
    settle: fn(&Env, Found) -> Settled,
) -> Result<Promise> {
    use sys::TypedarrayType as Kind;
    let candidates = Moved::take(&env, candidates)?;
    match candidates.kind() {
        Kind::int8_array => start_among_these::<i8>(env, pool, name, &candidates, control, settle),
        Kind::uint8_array | Kind::uint8_clamped_array => {
            start_among_these::<u8>(env, pool, name, &candidates, control, settle)
        }
        Kind::int16_array => start_among_these::<i16>(env, pool, name, &candidates, control, settle),
        Kind::uint16_array => start_among_these::<u16>(env, pool, name, &candidates, control, settle),
        Kind::int32_array => start_among_these::<i32>(env, pool, name, &candidates, control, settle),
        Kind::uint32_array => start_among_these::<u32>(env, pool, name, &candidates, control, settle),
        Kind::float64_array => start_among_these::<f64>(env, pool, name, &candidates, control, settle),
        Kind::bigint64_array => start_among_these::<i64>(env, pool, name, &candidates, control, settle),
        Kind::biguint64_array => start_among_these::<u64>(env, pool, name, &candidates, control, settle),
        _ => Err(Error::new(Status::InvalidArg, "a typed array without candidates")),
    }
}

fn start_among_these<N: Number + Candidate>(
    env: Env,
    pool: Pool,
    name: &StaticName,
    candidates: &Moved,
    control: Option<Held<Control>>,
    settle: fn(&Env, Found) -> Settled,
) -> Result<Promise> {
    let candidates = candidates.share::<N>()?;
    start(env, pool.pool(), name, control.as_deref(), move |job| primes_among(job, candidates), settle)
}

/// The facade has checked that it is one.
fn unsigned(limit: BigInt) -> u64 {
    match limit.get_u64() {
        (false, limit, true) => limit,
        (true, ..) => 0,
        _ => u64::MAX,
    }
}

impl From<Unfit> for Failure {
    fn from(Unfit { index, value }: Unfit) -> Self {
        let (expected, got) = match value {
            Value::Double(number) if number > MAX_SAFE && number.is_finite() => {
                (format!("at most {MAX_SAFE}"), in_javascript(number))
            }
            Value::Double(number) => ("a non-negative integer".to_owned(), in_javascript(number)),
            Value::Integer(integer) => ("a non-negative integer".to_owned(), format!("{integer}n")),
        };
        Self::out_of_range(format_args!("candidates[{index}] must be {expected}, got {got}"))
    }
}

/// A number as JavaScript writes it: very large and very small ones with an exponent.
fn in_javascript(number: f64) -> String {
    let size = number.abs();
    if number.is_infinite() {
        number.to_string().replace("inf", "Infinity")
    } else if size >= 1e21 {
        format!("{number:e}").replace('e', "e+")
    } else if size < 1e-6 && size > 0.0 {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}
