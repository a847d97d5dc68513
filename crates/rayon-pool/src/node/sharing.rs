//! Pools that other addons of the process use, and documents that they read: see [`shared`](crate::shared).

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
use super::store::Store;
use super::value::thrown;
use crate::documents::Corpus;
use crate::shared::{AnyPool, Showing, ShowingDocuments, adopt_documents, own};

/// What tells an object that shows a pool. It never changes: what is behind it says its version itself.
static SHOWS_A_POOL: sys::napi_type_tag =
    sys::napi_type_tag { lower: 0x7261_796f_6e2d_706f, upper: 0x6f6c_2d73_6861_7265 };

/// The same of documents.
static SHOWS_DOCUMENTS: sys::napi_type_tag =
    sys::napi_type_tag { lower: 0x7261_796f_6e2d_646f, upper: 0x6373_2d73_6861_7265 };

pub(super) const FUNCTIONS: &[Function] = &[
    ("sharePool", share_pool_c_callback),
    ("adoptPool", adopt_pool_c_callback),
    ("shareDocuments", share_documents_c_callback),
];

/// An object that shows a pool to other addons.
#[napi(no_export)]
fn share_pool(env: Env, pool: Held<HeldPool>) -> Result<Unknown<'static>> {
    // The others call functions of this module, whatever becomes of the thread that has loaded it.
    retain_current_module_for_unload_safety();
    let showing = Showing::new(Arc::clone(pool.own()?));
    let shown = showing.as_ptr();
    showing_object(env, showing, shown, &SHOWS_A_POOL)
}

/// An object with this tag that shows what stands at `shown`, as long as it lives itself: it keeps `holder`.
fn showing_object<T>(
    env: Env,
    holder: T,
    shown: *const c_void,
    tag: &'static sys::napi_type_tag,
) -> Result<Unknown<'static>> {
    let mut object = ptr::null_mut();
    // SAFETY: all pointers are valid for the calls. The holder goes to `forget`, unless the object was not made its owner.
    unsafe {
        check_status!(sys::napi_create_object(env.raw(), &raw mut object))?;
        let (hint, reference) = (Box::into_raw(Box::new(holder)), ptr::null_mut());
        let shown = shown.cast_mut();
        let status = sys::napi_wrap(env.raw(), object, shown, Some(forget::<T>), hint.cast(), reference);
        if status != sys::Status::napi_ok {
            drop(Box::from_raw(hint));
        }
        check_status!(status)?;
        check_status!(sys::napi_type_tag_object(env.raw(), object, tag))?;
        Ok(Unknown::from_raw_unchecked(env.raw(), object))
    }
}

unsafe extern "C" fn forget<T>(_env: sys::napi_env, _shown: *mut c_void, hint: *mut c_void) {
    // SAFETY: it came from a box, and is given back once.
    let holder = unsafe { Box::from_raw(hint.cast::<T>()) };
    // A panic must not unwind into Node.js.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(holder)));
}

/// What an object with this tag shows; nothing if it has another one, or is no object.
fn shown_by(
    env: Env,
    object: &Unknown<'_>,
    tag: &'static sys::napi_type_tag,
) -> Result<Option<*const c_void>> {
    let (mut shows_one, mut data) = (false, ptr::null_mut());
    // SAFETY: the value is an object where it must be one, and all pointers are valid for the calls.
    unsafe {
        if object.get_type()? == ValueType::Object {
            check_status!(sys::napi_check_object_type_tag(env.raw(), object.raw(), tag, &raw mut shows_one))?;
        }
        if !shows_one {
            return Ok(None);
        }
        check_status!(sys::napi_unwrap(env.raw(), object.raw(), &raw mut data))?;
    }
    Ok(Some(data))
}

/// A pool that another addon shows, or this one, for functions of this one.
#[napi(no_export)]
fn adopt_pool(env: Env, shown: Unknown<'_>) -> Result<Held<HeldPool>> {
    // Threads of the other addon's call functions of this module.
    retain_current_module_for_unload_safety();
    let data = shown_by(env, &shown, &SHOWS_A_POOL)?;
    let data = data.ok_or_else(|| Error::new(Status::InvalidArg, "this shows no pool"))?;
    // SAFETY: what has this tag is wrapped around a pool that is shown, and the caller has it until this returns; and modules
    // that show pools stay.
    let adopted = unsafe {
        match own(data) {
            Some(pool) => Ok(AnyPool::Own(pool)),
            None => AnyPool::adopt(data),
        }
    };
    let pool = adopted.map_err(|error| thrown(env, Failure::new("ERR_ADDON_VERSION", error)))?;
    HeldPool::adopted(env, pool)
}

/// An object that shows documents to other addons, and to other facades of this one.
#[napi(no_export)]
fn share_documents(env: Env, store: Held<Store>) -> Result<Unknown<'static>> {
    // Threads of the others let go of them, whatever becomes of the thread that has loaded this module.
    retain_current_module_for_unload_safety();
    let showing = ShowingDocuments::new(move || store.corpus().ok());
    let shown = showing.as_ptr();
    showing_object(env, showing, shown, &SHOWS_DOCUMENTS)
}

/// The documents that an object shows, for a job; nothing if it shows none.
pub(super) fn shown_documents(env: Env, shown: &Unknown<'_>) -> Result<Option<Corpus>> {
    let Some(data) = shown_by(env, shown, &SHOWS_DOCUMENTS)? else {
        return Ok(None);
    };
    // SAFETY: what has this tag is wrapped around documents that are shown, on this thread, and the caller has it until this
    // returns; and modules that show documents stay.
    let corpus = unsafe { adopt_documents(data) };
    let corpus = corpus.map_err(|error| thrown(env, Failure::new("ERR_ADDON_VERSION", error)))?;
    Ok(Some(corpus.ok_or_else(|| Error::new(Status::InvalidArg, "the documents are gone"))?))
}
