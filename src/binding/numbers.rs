//! Numbers in typed arrays, as JavaScript hands them over.

use napi::bindgen_prelude::{BigInt, Either, Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::{Environment, infallible};
use super::memory::{Glance, Moved, Number};
use super::pool::PoolHandle;
use super::value::{Promise, js, settled};
use crate::kernels::numbers::{
    self, Float, Key, Operation, Order, Reduced, Reducible, Signed, UnsafeSum, Unsigned,
};

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

/// Sorts the numbers of an array, which nobody else may refer to, and gives its buffer back.
#[napi(
    ts_args_type = "pool: PoolHandle, values: ArrayBufferView, control?: JobControl",
    ts_return_type = "Promise<ArrayBuffer>"
)]
pub fn sort_numbers(
    env: Env,
    pool: PoolHandle,
    values: Unknown<'_>,
    control: Option<&JobControl>,
) -> Result<Promise> {
    use sys::TypedarrayType as Kind;
    let values = Moved::take(&env, &values)?;
    match values.kind() {
        Kind::int8_array => start_sort::<u8, Signed>(env, &pool, values, control),
        Kind::uint8_array | Kind::uint8_clamped_array => {
            start_sort::<u8, Unsigned>(env, &pool, values, control)
        }
        Kind::int16_array => start_sort::<u16, Signed>(env, &pool, values, control),
        Kind::uint16_array => start_sort::<u16, Unsigned>(env, &pool, values, control),
        Kind::int32_array => start_sort::<u32, Signed>(env, &pool, values, control),
        Kind::uint32_array => start_sort::<u32, Unsigned>(env, &pool, values, control),
        Kind::float32_array => start_sort::<u32, Float>(env, &pool, values, control),
        Kind::bigint64_array => start_sort::<u64, Signed>(env, &pool, values, control),
        Kind::biguint64_array => start_sort::<u64, Unsigned>(env, &pool, values, control),
        Kind::float64_array => start_sort::<u64, Float>(env, &pool, values, control),
        _ => Err(Error::new(Status::InvalidArg, "an unknown kind of typed array")),
    }
}

fn start_sort<K: Key + Number, O: Order<K>>(
    env: Env,
    pool: &PoolHandle,
    values: Moved,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let values = values.own::<K>()?;
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| infallible(numbers::sort::<K, O, _>(job, values)),
        |env, sorted| sorted.into_buffer(env),
    )
}

/// The smallest or the largest number, or the sum, of an array that is not empty. Nobody else may refer to it.
#[napi(
    ts_args_type = "pool: PoolHandle, values: unknown, operation: 'min' | 'max' | 'sum', control?: JobControl",
    ts_return_type = "Promise<number | bigint>"
)]
pub fn reduce_numbers(
    env: Env,
    pool: PoolHandle,
    values: Unknown<'_>,
    operation: String,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let (values, operation) = (Moved::take(&env, &values)?, operation_named(&operation)?);
    reducible!(values.kind(), start_reduce(env, &pool, &values, operation, control))
}

fn start_reduce<N: Reducible + Number>(
    env: Env,
    pool: &PoolHandle,
    values: &Moved,
    operation: Operation,
    control: Option<&JobControl>,
) -> Result<Promise> {
    let (kind, values) = (values.kind(), values.share::<N>()?);
    Environment::of(&env)?.start(
        pool.pool(),
        control,
        move |job| async move { Ok(fit(kind, numbers::reduce(job, values, operation).await?)) },
        move |env, reduced| js(env, value(kind, reduced)),
    )
}

/// The same of an array that stays JavaScript's, at once: it is read in less time than it would be copied in. Nothing when
/// the pool is busy.
#[napi(
    ts_args_type = "pool: PoolHandle, values: unknown, operation: 'min' | 'max' | 'sum', control?: JobControl",
    ts_return_type = "number | bigint | null"
)]
pub fn reduce_numbers_here(
    env: Env,
    pool: PoolHandle,
    values: Unknown<'_>,
    operation: String,
    control: Option<&JobControl>,
) -> Result<Option<Either<f64, BigInt>>> {
    let (values, operation) = (Glance::at(&env, &values)?, operation_named(&operation)?);
    reducible!(values.kind(), start_reduce_here(env, &pool, &values, operation, control))
}

fn start_reduce_here<N: Reducible + Number>(
    env: Env,
    pool: &PoolHandle,
    values: &Glance<'_>,
    operation: Operation,
    control: Option<&JobControl>,
) -> Result<Option<Either<f64, BigInt>>> {
    let (kind, values) = (values.kind(), values.numbers::<N>()?);
    let Some(here) = pool.here(env, control, values.len() as u64)? else {
        return Ok(None);
    };
    let reduced = settled(env, here.run(|| fit(kind, numbers::reduce_here(values, operation))))?;
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
