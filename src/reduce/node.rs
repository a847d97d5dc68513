//! One number out of many, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value.
#![allow(clippy::needless_pass_by_value)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use bytemuck::{AnyBitPattern, try_cast_slice};
use napi::bindgen_prelude::{BigInt, Either, Result, TypedArray, TypedArrayType};
use napi::{Error, Status, sys};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::node::{AnyNumbers, Call, Failure, Number, Promise, Value};

use super::{MAX_SAFE_INTEGER, Operation, Reduced, Reducible, UnsafeSum, reduce, reduce_inline};

/// The smallest or the largest number, or the sum, of an array that is not empty.
#[napi(
    ts_args_type = "numbers: unknown, operation: 'min' | 'max' | 'sum'",
    ts_return_type = "Promise<number | bigint>"
)]
fn reduce_numbers(numbers: AnyNumbers, operation: String) -> Result<Promise<Either<f64, BigInt>>> {
    let operation = operation_named(&operation)?;
    dispatch!(numbers, |numbers: N| numbers
        .run(move |job, numbers| async move { Ok(value_of::<N>(reduce(job, numbers, operation).await?)?) }))
}

/// The same of an array that stays JavaScript's, within the call: it is read in less time than it would be copied in. Nothing when
/// the pool is busy. No other thread may write to the array meanwhile.
#[napi(
    ts_args_type = "call: unknown, values: unknown, operation: 'min' | 'max' | 'sum'",
    ts_return_type = "Promise<number | bigint> | null"
)]
fn reduce_numbers_inline(
    call: Call,
    values: TypedArray<'_>,
    operation: String,
) -> Result<Option<Promise<Either<f64, BigInt>>>> {
    let operation = operation_named(&operation)?;
    match values.typed_array_type {
        TypedArrayType::Int8 => here::<i8>(&call, values, operation),
        TypedArrayType::Uint8 | TypedArrayType::Uint8Clamped => here::<u8>(&call, values, operation),
        TypedArrayType::Int16 => here::<i16>(&call, values, operation),
        TypedArrayType::Uint16 => here::<u16>(&call, values, operation),
        TypedArrayType::Int32 => here::<i32>(&call, values, operation),
        TypedArrayType::Uint32 => here::<u32>(&call, values, operation),
        TypedArrayType::Float32 => here::<f32>(&call, values, operation),
        TypedArrayType::Float64 => here::<f64>(&call, values, operation),
        TypedArrayType::BigInt64 => here::<i64>(&call, values, operation),
        TypedArrayType::BigUint64 => here::<u64>(&call, values, operation),
        _ => Err(Error::new(Status::InvalidArg, "an unknown kind of typed array")),
    }
}

fn here<N: Reducible + Number + AnyBitPattern>(
    call: &Call,
    values: TypedArray<'_>,
    operation: Operation,
) -> Result<Option<Promise<Either<f64, BigInt>>>> {
    let bytes = &*values.arraybuffer;
    // Memory of nothing is aligned for nothing.
    let numbers: &[N] = if bytes.is_empty() {
        &[]
    } else {
        try_cast_slice(bytes).map_err(|error| Error::new(Status::InvalidArg, error.to_string()))?
    };
    call.at_once(numbers.len() as u64, || Ok(value_of::<N>(reduce_inline(numbers, operation))?))
}

fn operation_named(name: &str) -> Result<Operation> {
    match name {
        "min" => Ok(Operation::Min),
        "max" => Ok(Operation::Max),
        "sum" => Ok(Operation::Sum),
        _ => Err(Error::new(Status::InvalidArg, "an unknown operation")),
    }
}

/// What numbers of the type `N` come to, unless a JavaScript number has to hold it and cannot.
fn value_of<N: Number>(reduced: Reduced) -> std::result::Result<Value<Either<f64, BigInt>>, UnsafeSum> {
    let gives_bigints =
        matches!(N::KIND, sys::TypedarrayType::bigint64_array | sys::TypedarrayType::biguint64_array);
    Ok(Value(match reduced {
        Reduced::Integer(integer) if gives_bigints => Either::B(BigInt::from(integer)),
        reduced => Either::A(reduced.as_number()?),
    }))
}

impl From<UnsafeSum> for Failure {
    fn from(UnsafeSum(sum): UnsafeSum) -> Self {
        Self::out_of_range(format_args!(
            "the sum of values must be from -{MAX_SAFE_INTEGER} to {MAX_SAFE_INTEGER}, got {sum}"
        ))
    }
}
