//! One number out of many, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt, Either, Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;
use rayon_pool::node::{
    Control, Failure, Glance, Held, Moved, Number, Pool, Promise, StaticName, js, settled, start,
};

use super::{MAX_SAFE_INTEGER, Operation, Reduced, Reducible, UnsafeSum, reduce, reduce_here};

/// Calls a function with the number type of a kind of typed array.
macro_rules! reducible {
    ($kind:expr, $function:ident($($argument:expr),*)) => {
        match $kind {
            sys::TypedarrayType::int8_array => $function::<i8>($($argument),*),
            sys::TypedarrayType::uint8_array | sys::TypedarrayType::uint8_clamped_array => {
                $function::<u8>($($argument),*)
            }
            sys::TypedarrayType::int16_array => $function::<i16>($($argument),*),
            sys::TypedarrayType::uint16_array => $function::<u16>($($argument),*),
            sys::TypedarrayType::int32_array => $function::<i32>($($argument),*),
            sys::TypedarrayType::uint32_array => $function::<u32>($($argument),*),
            sys::TypedarrayType::float32_array => $function::<f32>($($argument),*),
            sys::TypedarrayType::float64_array => $function::<f64>($($argument),*),
            sys::TypedarrayType::bigint64_array => $function::<i64>($($argument),*),
            sys::TypedarrayType::biguint64_array => $function::<u64>($($argument),*),
            _ => Err(Error::new(Status::InvalidArg, "an unknown kind of typed array")),
        }
    };
}

static REDUCE: StaticName = StaticName::new("reduceNumbers");

/// The smallest or the largest number, or the sum, of an array that is not empty. Nobody else may refer to it.
#[napi(
    ts_args_type = "pool: number, values: unknown, operation: 'min' | 'max' | 'sum', control?: object",
    ts_return_type = "Promise<number | bigint>"
)]
fn reduce_numbers(
    env: Env,
    pool: Pool,
    values: Unknown<'_>,
    operation: String,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let (values, operation) = (Moved::take(&env, &values)?, operation_named(&operation)?);
    reducible!(values.kind(), start_reduce(env, &pool, &values, operation, control))
}

fn start_reduce<N: Reducible + Number>(
    env: Env,
    pool: &Pool,
    values: &Moved,
    operation: Operation,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let (kind, values) = (values.kind(), values.share::<N>()?);
    start(
        env,
        pool.pool(),
        &REDUCE,
        control.as_deref(),
        move |job| async move { Ok(fit(kind, reduce(job, values, operation).await?)) },
        move |env, reduced| js(env, value(kind, reduced)),
    )
}

/// The same of an array that stays JavaScript's, at once: it is read in less time than it would be copied in. Nothing when
/// the pool is busy.
#[napi(
    ts_args_type = "pool: number, values: unknown, operation: 'min' | 'max' | 'sum', control?: object",
    ts_return_type = "number | bigint | null"
)]
fn reduce_numbers_here(
    env: Env,
    pool: Pool,
    values: Unknown<'_>,
    operation: String,
    control: Option<Held<Control>>,
) -> Result<Option<Either<f64, BigInt>>> {
    let (values, operation) = (Glance::at(&env, &values)?, operation_named(&operation)?);
    reducible!(values.kind(), start_reduce_here(env, &pool, &values, operation, control))
}

fn start_reduce_here<N: Reducible + Number>(
    env: Env,
    pool: &Pool,
    values: &Glance<'_>,
    operation: Operation,
    control: Option<Held<Control>>,
) -> Result<Option<Either<f64, BigInt>>> {
    let (kind, values) = (values.kind(), values.numbers::<N>()?);
    let Some(here) = pool.here(env, &REDUCE, control.as_deref(), values.len() as u64)? else {
        return Ok(None);
    };
    let reduced = settled(env, &REDUCE, here.run(|| fit(kind, reduce_here(values, operation))))?;
    Ok(Some(value(kind, reduced)))
}

fn operation_named(name: &str) -> Result<Operation> {
    match name {
        "min" => Ok(Operation::Min),
        "max" => Ok(Operation::Max),
        "sum" => Ok(Operation::Sum),
        _ => Err(Error::new(Status::InvalidArg, "an unknown operation")),
    }
}

fn gives_bigints(kind: sys::napi_typedarray_type) -> bool {
    matches!(kind, sys::TypedarrayType::bigint64_array | sys::TypedarrayType::biguint64_array)
}

/// What was reduced, unless a number has to hold it and cannot.
fn fit(kind: sys::napi_typedarray_type, reduced: Reduced) -> std::result::Result<Reduced, UnsafeSum> {
    if gives_bigints(kind) { Ok(reduced) } else { reduced.as_number() }
}

fn value(kind: sys::napi_typedarray_type, reduced: Reduced) -> Either<f64, BigInt> {
    match reduced {
        Reduced::Float(number) => Either::A(number),
        Reduced::Integer(integer) if gives_bigints(kind) => Either::B(BigInt::from(integer)),
        // Exact: `fit` has seen to that.
        #[allow(clippy::cast_precision_loss)]
        Reduced::Integer(integer) => Either::A(integer as f64),
    }
}

impl From<UnsafeSum> for Failure {
    fn from(UnsafeSum(sum): UnsafeSum) -> Self {
        Self::out_of_range(format_args!(
            "the sum of values must be from -{MAX_SAFE_INTEGER} to {MAX_SAFE_INTEGER}, got {sum}"
        ))
    }
}
