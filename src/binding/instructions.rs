//! Which instructions the kernels run in, for who reports a fault.

use napi_derive::napi;

use crate::kernels;

/// The widest instructions that the kernels have found on this machine, in words.
#[napi]
pub fn instructions() -> String {
    kernels::instructions()
}
