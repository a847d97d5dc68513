//! Sorting, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{Result, Unknown};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::node::{AnyNumbers, Number, Numbers, Piece, Promise};

use super::{Float, Key, Order, Signed, Unsigned, sort};

/// Sorts the numbers of an array, and gives it back.
#[napi(ts_args_type = "numbers: unknown", ts_return_type = "Promise<any>")]
fn sort_numbers(numbers: AnyNumbers) -> Result<Promise<Unknown<'static>>> {
    dispatch!(numbers, |numbers: N| Ok(sorted(numbers)?.erased()))
}

/// A number, and the order that its bits are sorted in.
trait Sorted: Number<Bits: Key> {
    type Order: Order<Self::Bits>;
}

macro_rules! sorted {
    ($($order:ident: $($number:ty)*;)*) => {
        $($(impl Sorted for $number {
            type Order = $order;
        })*)*
    };
}
sorted! {
    Signed: i8 i16 i32 i64;
    Unsigned: u8 u16 u32 u64;
    Float: f32 f64;
}

fn sorted<N: Sorted>(numbers: Numbers<N>) -> Result<Promise<N::Array>> {
    numbers.run(|job, numbers| async move {
        let bits = sort::<N::Bits, N::Order, _>(job, numbers.into_bits()).await?;
        Ok(Piece::<N>::from_bits(bits))
    })
}
