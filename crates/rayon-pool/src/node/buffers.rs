//! The buffers of V8's that native code works on: nothing else refers to them.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::Result;
use napi::{Env, check_status, sys};
use slab::Slab;

use super::channel::{Channel, Letter};
use super::holds::Hold;

/// References to the buffers of one environment, on its JS thread.
#[derive(Default)]
pub(super) struct Buffers(RefCell<Slab<sys::napi_ref>>);

impl Buffers {
    /// Refers to a buffer until native code is done with it.
    pub(super) fn keep(
        &self,
        env: &Env,
        buffer: sys::napi_value,
        channel: Arc<Channel>,
    ) -> Result<KeptBuffer> {
        let mut reference = ptr::null_mut();
        // SAFETY: the pointer is valid for the call.
        unsafe { check_status!(sys::napi_create_reference(env.raw(), buffer, 1, &raw mut reference))? };
        let number = self.0.borrow_mut().insert(reference);
        Ok(KeptBuffer { number, given_back: AtomicBool::new(false), channel })
    }

    /// The `ArrayBuffer`, for JavaScript to have it again.
    pub(super) fn give_back(&self, env: Env, buffer: &KeptBuffer) -> Result<sys::napi_value> {
        buffer.given_back.store(true, Ordering::Relaxed);
        let mut value = ptr::null_mut();
        if let Some(&reference) = self.0.borrow().get(buffer.number) {
            // SAFETY: the reference is in the table, so it has not been deleted.
            unsafe { check_status!(sys::napi_get_reference_value(env.raw(), reference, &raw mut value))? };
        }
        Ok(value)
    }

    /// Lets go of a buffer. One that JavaScript does not have again is detached, which frees its memory now, not at some
    /// garbage collection.
    pub(super) fn forget(&self, env: &Env, number: usize, given_back: bool) {
        let Some(reference) = self.0.borrow_mut().try_remove(number) else {
            return;
        };
        let mut buffer = ptr::null_mut();
        // SAFETY: the reference was in the table, so it has not been deleted before. Nothing native looks at the memory
        // any more, and no JavaScript can. If detaching fails, the memory goes with the buffer.
        unsafe {
            if !given_back
                && sys::napi_get_reference_value(env.raw(), reference, &raw mut buffer)
                    == sys::Status::napi_ok
            {
                sys::napi_detach_arraybuffer(env.raw(), buffer);
            }
            sys::napi_delete_reference(env.raw(), reference);
        }
    }
}

/// A buffer that V8 keeps for native code. It may be dropped on any thread.
pub(super) struct KeptBuffer {
    number: usize,
    given_back: AtomicBool,
    channel: Arc<Channel>,
}

impl KeptBuffer {
    /// Keeps the environment from ending, and the memory of the buffer with it.
    pub(super) fn hold(&self) -> Hold {
        self.channel.hold()
    }
}

impl Drop for KeptBuffer {
    fn drop(&mut self) {
        let given_back = *self.given_back.get_mut();
        self.channel.send(Letter::Forget { number: self.number, given_back });
    }
}
