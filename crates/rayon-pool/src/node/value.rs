//! Results as JavaScript values. All of it runs on the JS thread.

use napi::bindgen_prelude::{Result, ToNapiValue, TypeName, ValueType};
use napi::{Env, Error, sys};

use super::failure::Failure;
use crate::job::Stop;

/// What a promise is settled with.
pub type Settled = std::result::Result<sys::napi_value, Failure>;

/// A promise on its way to JavaScript.
pub struct Promise(sys::napi_value);

impl Promise {
    pub(super) fn new(raw: sys::napi_value) -> Self {
        Self(raw)
    }
}

impl ToNapiValue for Promise {
    unsafe fn to_napi_value(_env: sys::napi_env, promise: Self) -> Result<sys::napi_value> {
        Ok(promise.0)
    }
}

impl TypeName for Promise {
    fn type_name() -> &'static str {
        "Promise"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

/// Any value that napi-rs knows how to make.
///
/// # Errors
/// Node.js could not make it.
pub fn js(env: &Env, value: impl ToNapiValue) -> Settled {
    // SAFETY: `env` is live, and this is its thread.
    Ok(unsafe { ToNapiValue::to_napi_value(env.raw(), value) }?)
}

/// The result of what ran at once; a failure is thrown.
///
/// # Errors
/// The failure, to be returned to Node-API.
pub fn settled<T, E: Into<Failure>>(
    env: Env,
    result: std::result::Result<std::result::Result<T, E>, Stop>,
) -> Result<T> {
    let failure = match result {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.into(),
        Err(stop) => Failure::from(stop),
    };
    Err(failure.throw(&env))
}

/// An error to throw from a function.
pub(super) fn thrown(env: Env, error: impl Into<Failure>) -> Error {
    error.into().throw(&env)
}
