//! Sorting, as JavaScript asks for it.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value, and one by one, since an object
// of arguments costs several times as much as the call.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;
use rayon_pool::node::{Control, Held, Moved, Number, Pool, Promise, StaticName, infallible, start};

use super::{Float, Key, Order, Signed, Unsigned, sort};

static SORT: StaticName = StaticName::new("sortNumbers");

/// Sorts the numbers of an array, which nobody else may refer to, and gives it back.
#[napi(
    ts_args_type = "pool: number, values: ArrayBufferView, control?: object",
    ts_return_type = "Promise<any>"
)]
fn sort_numbers(
    env: Env,
    pool: Pool,
    values: Unknown<'_>,
    control: Option<Held<Control>>,
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
    pool: &Pool,
    values: Moved,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let values = values.own::<K>()?;
    start(
        env,
        pool.pool(),
        &SORT,
        control.as_deref(),
        move |job| infallible(sort::<K, O, _>(job, values)),
        |env, sorted| sorted.into_array(env),
    )
}
