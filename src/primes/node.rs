//! Primes, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt, Result};
use napi::{Error, Status, sys};
use napi_derive::napi;
use rayon_pool::node::{AnyNumbers, Call, Failure, IntoJs, Number, Promise};

use super::{self as primes, Candidate, Found, MAX_SAFE, Unfit, Value, primes_among};

/// How many primes are below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "call: unknown, limit: bigint", ts_return_type = "Promise<bigint>")]
fn count_primes(call: Call, limit: BigInt) -> Result<Promise<BigInt>> {
    let limit = unsigned(&limit);
    call.run(move |job| async move { Ok(primes::count_below(job, limit).await?) })
}

/// The sum of the primes below `limit`; limits past 2^64 - 1 count as that.
#[napi(ts_args_type = "call: unknown, limit: bigint", ts_return_type = "Promise<bigint>")]
fn sum_primes(call: Call, limit: BigInt) -> Result<Promise<BigInt>> {
    let limit = unsigned(&limit);
    call.run(move |job| async move { Ok(primes::sum_below(job, limit).await?) })
}

/// How many of the candidates, in a typed array, are prime.
#[napi(ts_args_type = "candidates: unknown", ts_return_type = "Promise<number>")]
fn count_primes_among(candidates: AnyNumbers) -> Result<Promise<f64>> {
    // Exact: fewer than any array's elements.
    #[allow(clippy::cast_precision_loss)]
    of_kind(candidates, |found| found.count as f64)
}

/// The sum of those candidates, in a typed array, that are prime.
#[napi(ts_args_type = "candidates: unknown", ts_return_type = "Promise<bigint>")]
fn sum_primes_among(candidates: AnyNumbers) -> Result<Promise<BigInt>> {
    of_kind(candidates, |found| found.sum)
}

fn of_kind<R: IntoJs>(candidates: AnyNumbers, result: fn(Found) -> R) -> Result<Promise<R::Js>> {
    use sys::TypedarrayType as Kind;
    match candidates.kind() {
        Kind::int8_array => among::<i8, R>(candidates, result),
        Kind::uint8_array | Kind::uint8_clamped_array => among::<u8, R>(candidates, result),
        Kind::int16_array => among::<i16, R>(candidates, result),
        Kind::uint16_array => among::<u16, R>(candidates, result),
        Kind::int32_array => among::<i32, R>(candidates, result),
        Kind::uint32_array => among::<u32, R>(candidates, result),
        Kind::float64_array => among::<f64, R>(candidates, result),
        Kind::bigint64_array => among::<i64, R>(candidates, result),
        Kind::biguint64_array => among::<u64, R>(candidates, result),
        _ => Err(Error::new(Status::InvalidArg, "a typed array without candidates")),
    }
}

fn among<N: Number + Candidate, R: IntoJs>(
    candidates: AnyNumbers,
    result: fn(Found) -> R,
) -> Result<Promise<R::Js>> {
    candidates.of::<N>()?.run_shared(move |job, candidates| async move {
        Ok(result(primes_among(job, candidates).await??))
    })
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
