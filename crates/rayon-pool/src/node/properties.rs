//! Properties of objects that are made here. They are defined, not set: no setter that somebody has given all objects has a say,
//! nor hears of it.

use std::ffi::CStr;
use std::ptr;

use napi::bindgen_prelude::Result;
use napi::{Env, check_status, sys};

/// Gives an object a property.
pub(super) fn define(env: &Env, object: sys::napi_value, name: &CStr, value: sys::napi_value) -> Result<()> {
    defined(env, object, sys::napi_property_descriptor { utf8name: name.as_ptr(), ..with(value) })
}

/// Puts an element behind the others of an array, which are so many.
///
/// To set it takes a fifth of the time of defining it. So it is set; where a setter took it instead, the array is no longer for it.
pub(super) fn append(env: &Env, array: sys::napi_value, length: u32, element: sys::napi_value) -> Result<()> {
    let mut is = 0;
    // SAFETY: the pointer is valid for the call, and the array and the element are of this environment.
    let is_set = unsafe {
        sys::napi_set_element(env.raw(), array, length, element) == sys::Status::napi_ok
            && sys::napi_get_array_length(env.raw(), array, &raw mut is) == sys::Status::napi_ok
            && is == length + 1
    };
    if is_set {
        return Ok(());
    }
    // What a setter throws concerns nobody.
    take_exception(env);
    let name = env.create_string(length.to_string())?;
    defined(env, array, sys::napi_property_descriptor { name: napi::JsValue::raw(&name), ..with(element) })
}

/// The exception that is pending, if there is one. It is so no more.
pub(super) fn take_exception(env: &Env) -> Option<sys::napi_value> {
    let mut exception = ptr::null_mut();
    if is_exception_pending(env) {
        // SAFETY: the pointer is valid for the call.
        unsafe { sys::napi_get_and_clear_last_exception(env.raw(), &raw mut exception) };
    }
    (!exception.is_null()).then_some(exception)
}

/// Whether an exception is pending: then Node-API does nothing that may run JavaScript, such as settling a promise.
pub(super) fn is_exception_pending(env: &Env) -> bool {
    let mut is_pending = false;
    // SAFETY: the pointer is valid for the call.
    unsafe { sys::napi_is_exception_pending(env.raw(), &raw mut is_pending) };
    is_pending
}

/// One that may be read, written, counted, and defined again.
fn with(value: sys::napi_value) -> sys::napi_property_descriptor {
    let attributes = sys::PropertyAttributes::writable
        | sys::PropertyAttributes::enumerable
        | sys::PropertyAttributes::configurable;
    sys::napi_property_descriptor {
        utf8name: ptr::null(),
        name: ptr::null_mut(),
        method: None,
        getter: None,
        setter: None,
        value,
        attributes,
        data: ptr::null_mut(),
    }
}

fn defined(env: &Env, object: sys::napi_value, property: sys::napi_property_descriptor) -> Result<()> {
    // SAFETY: all values are of this environment, and a name ends with a zero.
    unsafe { check_status!(sys::napi_define_properties(env.raw(), object, 1, &raw const property)) }
}
