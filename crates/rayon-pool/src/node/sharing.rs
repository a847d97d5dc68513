//! Pools that other addons of the process use: see [`shared`](crate::shared).

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{Result, Unknown, ValueType, retain_current_module_for_unload_safety};
use napi::{Env, Error, JsValue, Status, check_status, sys};
use napi_derive::napi;

use super::failure::Failure;
use super::function::Function;
use super::opaque::Held;
use super::pool::HeldPool;
use super::value::thrown;
use crate::shared::{AnyPool, Showing, own};

/// What tells an object that shows a pool. It never changes: what is behind it says its version itself.
static SHOWS_A_POOL: sys::napi_type_tag =
    sys::napi_type_tag { lower: 0x7261_796f_6e2d_706f, upper: 0x6f6c_2d73_6861_7265 };

pub(super) const FUNCTIONS: &[Function] =
    &[("sharePool", share_pool_c_callback), ("adoptPool", adopt_pool_c_callback)];

/// An object that shows a pool to other addons.
#[napi(no_export)]
fn share_pool(env: Env, pool: Held<HeldPool>) -> Result<Unknown<'static>> {
    // The others call functions of this module, whatever becomes of the thread that has loaded it.
    retain_current_module_for_unload_safety();
    let showing = Box::new(Showing::new(Arc::clone(pool.own()?)));
    let (mut object, shown) = (ptr::null_mut(), showing.as_ptr().cast_mut());
    // SAFETY: all pointers are valid for the calls. What shows the pool goes to `forget`, unless the object was not made its
    // owner.
    unsafe {
        check_status!(sys::napi_create_object(env.raw(), &raw mut object))?;
        let hint = Box::into_raw(showing);
        let status = sys::napi_wrap(env.raw(), object, shown, Some(forget), hint.cast(), ptr::null_mut());
        if status != sys::Status::napi_ok {
            drop(Box::from_raw(hint));
        }
        check_status!(status)?;
        check_status!(sys::napi_type_tag_object(env.raw(), object, &raw const SHOWS_A_POOL))?;
        Ok(Unknown::from_raw_unchecked(env.raw(), object))
    }
}

unsafe extern "C" fn forget(_env: sys::napi_env, _shown: *mut c_void, hint: *mut c_void) {
    // SAFETY: it came from a box, and is given back once.
    let showing = unsafe { Box::from_raw(hint.cast::<Showing>()) };
    // A panic must not unwind into Node.js.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(showing)));
}

/// A pool that another addon shows, or this one, for functions of this one.
#[napi(no_export)]
fn adopt_pool(env: Env, shown: Unknown<'_>) -> Result<Held<HeldPool>> {
    // Threads of the other addon's call functions of this module.
    retain_current_module_for_unload_safety();
    let (mut shows_one, mut data) = (false, ptr::null_mut());
    // SAFETY: the value is an object where it must be one, and all pointers are valid for the calls. What has this tag is
    // wrapped around a pool that is shown, and the caller has it until this returns; and modules that show pools stay.
    let adopted = unsafe {
        if shown.get_type()? == ValueType::Object {
            let tag = &raw const SHOWS_A_POOL;
            check_status!(sys::napi_check_object_type_tag(env.raw(), shown.raw(), tag, &raw mut shows_one))?;
        }
        if !shows_one {
            return Err(Error::new(Status::InvalidArg, "this shows no pool"));
        }
        check_status!(sys::napi_unwrap(env.raw(), shown.raw(), &raw mut data))?;
        match own(data) {
            Some(pool) => Ok(AnyPool::Own(pool)),
            None => AnyPool::adopt(data),
        }
    };
    let pool = adopted.map_err(|error| thrown(env, Failure::new("ERR_ADDON_VERSION", error)))?;
    HeldPool::adopted(env, pool)
}
