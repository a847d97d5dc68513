//! The typed arrays that native code works on: nothing else refers to them, nor to their buffers.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::Result;
use napi::{Env, check_status, sys};
use slab::Slab;

use super::channel::{Channel, Message};
use super::holds::Hold;

/// References to the arrays of one environment, on its JS thread.
#[derive(Default)]
pub(super) struct Arrays(RefCell<Slab<sys::napi_ref>>);

impl Arrays {
    /// Refers to an array until native code is done with it.
    pub(super) fn keep(&self, env: &Env, array: sys::napi_value, channel: Arc<Channel>) -> Result<KeptArray> {
        let mut reference = ptr::null_mut();
        // SAFETY: the pointer is valid for the call.
        unsafe { check_status!(sys::napi_create_reference(env.raw(), array, 1, &raw mut reference))? };
        let number = self.0.borrow_mut().insert(reference);
        Ok(KeptArray { number, given_back: AtomicBool::new(false), channel })
    }

    /// The array, for JavaScript to have it again.
    pub(super) fn give_back(&self, env: Env, array: &KeptArray) -> Result<sys::napi_value> {
        array.given_back.store(true, Ordering::Relaxed);
        self.value(env, array)
    }

    /// The array, to look at.
    pub(super) fn value(&self, env: Env, array: &KeptArray) -> Result<sys::napi_value> {
        let mut value = ptr::null_mut();
        if let Some(&reference) = self.0.borrow().get(array.number) {
            // SAFETY: the reference is in the table, so it has not been deleted.
            unsafe { check_status!(sys::napi_get_reference_value(env.raw(), reference, &raw mut value))? };
        }
        Ok(value)
    }

    /// Lets go of an array. The buffer of one that JavaScript does not have again is detached, which frees its memory now,
    /// not at some garbage collection.
    pub(super) fn forget(&self, env: &Env, number: usize, given_back: bool) {
        let Some(reference) = self.0.borrow_mut().try_remove(number) else {
            return;
        };
        // SAFETY: the reference was in the table, so it has not been deleted before. Nothing native looks at the memory
        // any more, and no JavaScript can. If detaching fails, the memory goes with the array.
        unsafe {
            if !given_back {
                detach(env.raw(), reference);
            }
            sys::napi_delete_reference(env.raw(), reference);
        }
    }
}

/// # Safety
/// The reference is that of a typed array, in this environment.
unsafe fn detach(env: sys::napi_env, reference: sys::napi_ref) {
    let (mut array, mut buffer) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: as the caller promises; all pointers are valid for the calls, or null for what is not asked for.
    unsafe {
        if sys::napi_get_reference_value(env, reference, &raw mut array) == sys::Status::napi_ok
            && sys::napi_get_typedarray_info(
                env,
                array,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut buffer,
                ptr::null_mut(),
            ) == sys::Status::napi_ok
        {
            sys::napi_detach_arraybuffer(env, buffer);
        }
    }
}

/// An array that V8 keeps for native code. It may be dropped on any thread.
pub(super) struct KeptArray {
    number: usize,
    given_back: AtomicBool,
    channel: Arc<Channel>,
}

impl KeptArray {
    /// Keeps the environment from ending, and the memory of the array with it.
    pub(super) fn hold(&self) -> Hold {
        self.channel.hold()
    }
}

impl Drop for KeptArray {
    fn drop(&mut self) {
        let given_back = *self.given_back.get_mut();
        self.channel.send(Message::Forget { number: self.number, given_back });
    }
}
