//! One number out of many, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt, Either, Result, Unknown};
use napi::{Error, Status, sys};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::node::{AnyNumbers, Call, Failure, Number, Promise, Value, View};

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

/// The smallest or the largest number, or the sum, of an array that is not empty.
#[napi(
    ts_args_type = "numbers: unknown, operation: 'min' | 'max' | 'sum'",
    ts_return_type = "Promise<number | bigint>"
)]
fn reduce_numbers(numbers: AnyNumbers, operation: String) -> Result<Promise<Either<f64, BigInt>>> {
    let operation = operation_named(&operation)?;
    dispatch!(numbers, |numbers: N| numbers.run_shared(move |job, numbers| async move {
        Ok(Value(fit::<N>(reduce(job, numbers, operation).await?)?))
    }))
}

/// The same of an array that stays JavaScript's, at once: it is read in less time than it would be copied in. Nothing when
/// the pool is busy.
#[napi(
    ts_args_type = "call: unknown, values: unknown, operation: 'min' | 'max' | 'sum'",
    ts_return_type = "number | bigint | null"
)]
fn reduce_numbers_here(
    call: Call,
    values: Unknown<'_>,
    operation: String,
) -> Result<Option<Promise<Either<f64, BigInt>>>> {
    let (values, operation) = (View::of(values)?, operation_named(&operation)?);
    reducible!(values.kind(), reduced_here(&call, &values, operation))
}

fn reduced_here<N: Reducible + Number>(
    call: &Call,
    values: &View<'_>,
    operation: Operation,
) -> Result<Option<Promise<Either<f64, BigInt>>>> {
    values.read(|numbers: &[N]| numbers.len()).and_then(|length| {
        call.at_once(length as u64, || {
            let reduced = values.read(|numbers: &[N]| reduce_here(numbers, operation))?;
            Ok(Value(fit::<N>(reduced)?))
        })
    })
}

fn operation_named(name: &str) -> Result<Operation> {
    match name {
        "min" => Ok(Operation::Min),
        "max" => Ok(Operation::Max),
        "sum" => Ok(Operation::Sum),
        _ => Err(Error::new(Status::InvalidArg, "an unknown operation")),
    }
}

/// What was reduced, of numbers of the type `N`, unless a number has to hold it and cannot.
fn fit<N: Number>(reduced: Reduced) -> std::result::Result<Either<f64, BigInt>, UnsafeSum> {
    let gives_bigints =
        matches!(N::KIND, sys::TypedarrayType::bigint64_array | sys::TypedarrayType::biguint64_array);
    match reduced {
        Reduced::Integer(integer) if gives_bigints => Ok(Either::B(BigInt::from(integer))),
        _ => match reduced.as_number()? {
            Reduced::Float(number) => Ok(Either::A(number)),
            // Exact: that has seen to it.
            #[allow(clippy::cast_precision_loss)]
            Reduced::Integer(integer) => Ok(Either::A(integer as f64)),
        },
    }
}

impl From<UnsafeSum> for Failure {
    fn from(UnsafeSum(sum): UnsafeSum) -> Self {
        Self::out_of_range(format_args!(
            "the sum of values must be from -{MAX_SAFE_INTEGER} to {MAX_SAFE_INTEGER}, got {sum}"
        ))
    }
}
