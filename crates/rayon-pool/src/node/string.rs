//! Strings of what has been encoded.

use std::ptr;

use napi::{Env, check_status, sys};

use super::failure::Failure;
use super::value::Settled;
use crate::documents::decode;

/// How many bytes of UTF-8 are surely no longer a string than V8 takes: it compares the bytes with the code units that a
/// string may have, which are up to three times fewer.
const SHORT_UTF8: usize = 1 << 27;

/// The string that has been encoded as UTF-8 or WTF-8.
pub(super) fn string(env: Env, bytes: &[u8]) -> Settled {
    let raw = env.raw();
    let length = bytes.len().cast_signed();
    let mut value = ptr::null_mut();
    let is_ascii = bytes.is_ascii();
    let is_short_utf8 = !is_ascii && bytes.len() <= SHORT_UTF8 && std::str::from_utf8(bytes).is_ok();
    let units = if is_ascii || is_short_utf8 { Vec::new() } else { decode(bytes)? };
    // SAFETY: each call reads as many bytes or code units as it is told there are, and writes to `value`, which is a string
    // of this environment if the status is good.
    let string = unsafe {
        let status = if is_ascii {
            sys::napi_create_string_latin1(raw, bytes.as_ptr().cast(), length, &raw mut value)
        } else if is_short_utf8 {
            sys::napi_create_string_utf8(raw, bytes.as_ptr().cast(), length, &raw mut value)
        } else {
            sys::napi_create_string_utf16(raw, units.as_ptr(), units.len().cast_signed(), &raw mut value)
        };
        check_status!(status).map(|()| value)
    };
    string.map_err(|_| Failure::unmade(format_args!("Node.js could not make a string of {length} bytes")))
}
