//! Objects that JavaScript holds without seeing into them: functions take them as arguments.
//!
//! An object says by a tag of what kind it is, and which build has made it: two addons of one process may each have a copy
//! of this crate, and what one of them has made means nothing to the other.

use std::ffi::c_void;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;

use napi::bindgen_prelude::{FromNapiValue, Result, ToNapiValue};
use napi::{Error, Status, check_status, sys};

/// What JavaScript may hold.
pub(super) trait Opaque: Sized + 'static {
    /// What it is, in errors. No two kinds have the same.
    const NAME: &'static str;
}

/// Something of Rust's that JavaScript holds, on its thread, and others beside it.
pub(super) struct Held<T>(Rc<T>);

impl<T> Held<T> {
    /// Something that JavaScript is to hold.
    pub(super) fn new(something: T) -> Self {
        Self(Rc::new(something))
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Its address is one that no other copy of the crate has.
static HERE: u8 = 0;

fn tag<T: Opaque>() -> sys::napi_type_tag {
    // FNV-1a.
    let of_name = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let lower = T::NAME.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, of_name);
    sys::napi_type_tag { lower, upper: (&raw const HERE).addr() as u64 }
}

impl<T: Opaque> ToNapiValue for Held<T> {
    unsafe fn to_napi_value(env: sys::napi_env, held: Self) -> Result<sys::napi_value> {
        let (mut object, tag) = (ptr::null_mut(), tag::<T>());
        // SAFETY: `env` is live, as the caller promises. The pointer stands for one count of the `Rc`, which `finalize` gives
        // back, unless the object was not made its owner.
        unsafe {
            check_status!(sys::napi_create_object(env, &raw mut object))?;
            let data = Rc::into_raw(held.0);
            let (finalize, hint, reference) = (Some(finalize::<T> as _), ptr::null_mut(), ptr::null_mut());
            let status = sys::napi_wrap(env, object, data.cast_mut().cast(), finalize, hint, reference);
            if status != sys::Status::napi_ok {
                drop(Rc::from_raw(data));
            }
            check_status!(status)?;
            check_status!(sys::napi_type_tag_object(env, object, &raw const tag))?;
        }
        Ok(object)
    }
}

impl<T: Opaque> FromNapiValue for Held<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let (mut is_one, mut data, tag) = (false, ptr::null_mut(), tag::<T>());
        // SAFETY: `env` and `value` are live, as the caller promises. An object with this tag was made above, by this copy of
        // the crate, for a `T`; and it lives, so its count has not been given back.
        unsafe {
            let status = sys::napi_check_object_type_tag(env, value, &raw const tag, &raw mut is_one);
            if status != sys::Status::napi_ok || !is_one {
                return Err(Error::new(
                    Status::InvalidArg,
                    format!("this is no {} of this addon's", T::NAME),
                ));
            }
            check_status!(sys::napi_unwrap(env, value, &raw mut data))?;
            let data = data.cast_const().cast::<T>();
            Rc::increment_strong_count(data);
            Ok(Self(Rc::from_raw(data)))
        }
    }
}

unsafe extern "C" fn finalize<T>(_env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // SAFETY: the count of the object, which is given back once.
    let held = unsafe { Rc::from_raw(data.cast_const().cast::<T>()) };
    // A panic must not unwind into Node.js.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(held)));
}
