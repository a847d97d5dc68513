//! Primes, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value.
#![allow(clippy::needless_pass_by_value)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt, Result};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::job::{Job, Stop, block_on};
use rayon_pool::node::{AnyNumbers, Call, Failure, Promise};

use super::{self as primes, MAX_SAFE, Unfit, Value, primes_among};

/// Up to here it takes twenty microseconds at most: less than the way to a thread that sleeps, and back.
const SOON_COUNTED: u64 = 1_000_000;
const SOON_SUMMED: u64 = 300_000;

/// How many primes are below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "call: unknown, limit: bigint", ts_return_type = "Promise<bigint>")]
fn count_primes(call: Call, limit: BigInt) -> Result<Promise<BigInt>> {
    below(call, &limit, SOON_COUNTED, primes::count_below)
}

/// The sum of the primes below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "call: unknown, limit: bigint", ts_return_type = "Promise<bigint>")]
fn sum_primes(call: Call, limit: BigInt) -> Result<Promise<BigInt>> {
    below(call, &limit, SOON_SUMMED, primes::sum_below)
}

fn below<T, F>(
    call: Call,
    limit: &BigInt,
    soon: u64,
    kernel: impl Fn(Job, u64) -> F + Send + 'static,
) -> Result<Promise<BigInt>>
where
    BigInt: From<T>,
    F: Future<Output = std::result::Result<T, Stop>> + Send + 'static,
{
    let limit = unsigned(limit);
    if limit <= soon
        && let Some(promise) =
            call.at_once(limit, || Ok(BigInt::from(block_on(|job| kernel(job, limit))?)))?
    {
        return Ok(promise);
    }
    call.run(move |job| async move { Ok(BigInt::from(kernel(job, limit).await?)) })
}

/// How many of the candidates, in a typed array, are prime.
#[napi(ts_args_type = "candidates: unknown", ts_return_type = "Promise<number>")]
fn count_primes_among(candidates: AnyNumbers) -> Result<Promise<f64>> {
    dispatch!(candidates, |candidates: N| candidates.run(|job, candidates| async move {
        // Exact: fewer than any array's elements.
        #[allow(clippy::cast_precision_loss)]
        Ok(primes_among::<N, _>(job, candidates).await??.count as f64)
    }))
}

/// The sum of those candidates, in a typed array, that are prime.
#[napi(ts_args_type = "candidates: unknown", ts_return_type = "Promise<bigint>")]
fn sum_primes_among(candidates: AnyNumbers) -> Result<Promise<BigInt>> {
    dispatch!(candidates, |candidates: N| candidates.run(|job, candidates| async move {
        Ok(BigInt::from(primes_among::<N, _>(job, candidates).await??.sum))
    }))
}

/// The facade has checked that it is one.
fn unsigned(limit: &BigInt) -> u64 {
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
