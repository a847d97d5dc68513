//! Results as JavaScript values. All of it runs on the JS thread.

use std::marker::PhantomData;
use std::ptr;

use napi::bindgen_prelude::{Result, ToNapiValue, TypeName, Unknown, ValueType};
use napi::{Env, Error, sys};

use super::failure::Failure;
use crate::job::Stop;
use crate::pool::Name;

/// What a promise is settled with.
pub(super) type Settled = std::result::Result<sys::napi_value, Failure>;

/// A promise of a `T` on its way to JavaScript; or what the package's JavaScript makes one of, where the result is there at
/// once.
pub struct Promise<T = ()>(sys::napi_value, PhantomData<fn() -> T>);

impl<T> Promise<T> {
    pub(super) fn new(raw: sys::napi_value) -> Self {
        Self(raw, PhantomData)
    }

    /// What stands for a result that is somewhere else.
    pub(super) fn elsewhere() -> Self {
        Self::new(ptr::null_mut())
    }
}

impl<T> Promise<T> {
    /// The same, of a value of which no more is said: for a function that gives typed arrays of different kinds.
    #[must_use]
    pub fn erased(self) -> Promise<Unknown<'static>> {
        Promise::new(self.0)
    }
}

impl<T> ToNapiValue for Promise<T> {
    unsafe fn to_napi_value(_env: sys::napi_env, promise: Self) -> Result<sys::napi_value> {
        Ok(promise.0)
    }
}

impl<T> TypeName for Promise<T> {
    fn type_name() -> &'static str {
        "Promise"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

/// Any value that napi-rs knows how to make.
pub(super) fn js(env: &Env, value: impl ToNapiValue) -> Settled {
    // SAFETY: `env` is live, and this is its thread.
    unsafe { ToNapiValue::to_napi_value(env.raw(), value) }.map_err(Failure::of_node)
}

/// The result of what ran at once, of the kernel of this name; a failure is thrown.
pub(super) fn settled<T, E: Into<Failure>>(
    env: Env,
    name: Name,
    result: std::result::Result<std::result::Result<T, E>, Stop>,
) -> Result<T> {
    let failure = match result {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.into(),
        Err(stop) => Failure::from(stop),
    };
    Err(failure.of_kernel(name).error(&env))
}

/// An error to throw from a function.
pub(super) fn thrown(env: Env, error: impl Into<Failure>) -> Error {
    error.into().error(&env)
}
