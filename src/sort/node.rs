//! Sorting, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{Result, Unknown};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::node::{AnyNumbers, Number, Numbers, Promise};

use super::{Float, Key, Order, Signed, Unsigned, sort};

/// Sorts the numbers of an array.
#[napi(ts_args_type = "numbers: unknown", ts_return_type = "Promise<any>")]
fn sort_numbers(numbers: AnyNumbers) -> Result<Promise<Unknown<'static>>> {
    dispatch!(numbers, |numbers: N| Ok(sorted(numbers)?.erased()))
}

/// A number, and the order that it is sorted in.
trait Sorted: Number<Bits: Key> {
    type Order: Order<Self::Bits>;
}

macro_rules! sorted {
    ($($number:ty: $order:ty,)*) => {
        $(impl Sorted for $number {
            type Order = $order;
        })*
    };
}
sorted! {
    i8: Signed, u8: Unsigned, i16: Signed, u16: Unsigned, i32: Signed, u32: Unsigned, f32: Float, f64: Float,
    i64: Signed, u64: Unsigned,
}

fn sorted<N: Sorted>(numbers: Numbers<N>) -> Result<Promise<<N::Bits as Number>::Array>> {
    numbers.run(|job, numbers| async move {
        Ok(sort::<N::Bits, N::Order, _>(job, numbers.into_bits()).await?)
    })
}
