//! Strings as arguments: many in one call, each copied straight into the memory of a group.
//!
//! That leaves no garbage, where joining them leaves a rope and its flat copy, which V8 collects while requests wait. As UTF-16
//! no string has to be looked at first; the pool works on that as it is.

use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::catch_unwind;
use std::ptr;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, check_status, sys};
use napi_derive::napi;

use super::failure::Failure;
use super::feed::{Feed, Packed};
use super::function::Function;
use super::opaque::Held;
use crate::documents::Group;
use crate::memory::TryGrow;

/// How many strings a call may have.
const MOST: usize = 32;
/// How many code units make a group, and how many documents: empty ones have no size.
const GROUP_UNITS: usize = 1 << 16;
const GROUP_DOCUMENTS: usize = 1 << 14;
/// Node-API ends what it writes with a zero, and cuts what is longer than the room: so a string that leaves no more than
/// the place of that zero may have been cut.
const END: usize = 1;

thread_local! {
    /// The group that is being filled on this JS thread. It is pushed before any other code runs.
    static TAKEN: RefCell<Group> = RefCell::default();
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("stringTaker", string_taker_c_callback),
    ("pushTaken", push_taken_c_callback),
    ("forgetTaken", forget_taken_c_callback),
];

/// The function that takes strings, up to 32 at once: gives how many it has taken, or undefined for all. The first that it
/// has not is no string, or does not fit into this group any more.
#[napi(no_export)]
fn string_taker(env: Env) -> Result<Unknown<'static>> {
    let mut function = ptr::null_mut();
    // SAFETY: all pointers are valid for the call, and the name has this length.
    unsafe {
        let (name, raw) = (c"takeStrings", env.raw());
        let length = name.count_bytes().cast_signed();
        check_status!(sys::napi_create_function(
            raw,
            name.as_ptr(),
            length,
            Some(take),
            ptr::null_mut(),
            &raw mut function
        ))?;
        Ok(Unknown::from_raw_unchecked(raw, function))
    }
}

unsafe extern "C" fn take(env: sys::napi_env, call: sys::napi_callback_info) -> sys::napi_value {
    let (mut given, mut strings) = (MOST, [ptr::null_mut(); MOST]);
    let (this, data): (*mut sys::napi_value, *mut *mut c_void) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: there is room for as many arguments as it is told. It fails for nothing but wrong pointers.
    unsafe { sys::napi_get_cb_info(env, call, &raw mut given, strings.as_mut_ptr(), this, data) };
    let strings = &strings[..given.min(MOST)];
    let mut result = ptr::null_mut();
    // A panic must not unwind into Node.
    let taken = catch_unwind(|| TAKEN.with_borrow_mut(|group| append_all(env, strings, group)))
        .unwrap_or_else(|_| Err(Failure::panic("strings could not be taken over")));
    match taken {
        Ok(taken) if taken == strings.len() => {}
        Ok(taken) => {
            let taken = u32::try_from(taken).unwrap_or(0);
            // SAFETY: the pointer is valid for the call, which fails for nothing else.
            unsafe { sys::napi_create_uint32(env, taken, &raw mut result) };
        }
        // What it gives has nobody to go to.
        Err(failure) => failure.throw(&Env::from_raw(env)),
    }
    result
}

/// Adds strings to a group, up to the first that is none, or does not fit; gives how many.
fn append_all(
    env: sys::napi_env,
    strings: &[sys::napi_value],
    group: &mut Group,
) -> std::result::Result<usize, Failure> {
    if group.is_empty() {
        if group.units.capacity() == 0 {
            *group = Group::spare();
        }
        group.units.try_room(GROUP_UNITS + END)?;
        group.lengths.try_room(GROUP_DOCUMENTS)?;
    }
    Ok(strings.iter().take_while(|&&string| append(env, string, group)).count())
}

/// Adds a string to a group that has the room of one; false if it is none, or does not fit.
fn append(env: sys::napi_env, string: sys::napi_value, group: &mut Group) -> bool {
    let room = GROUP_UNITS + END - group.units.len();
    if group.len() == GROUP_DOCUMENTS {
        return false;
    }
    let mut copied = 0;
    let to = group.units.spare_capacity_mut();
    assert!(to.len() >= room, "a group has its room from the start");
    // SAFETY: there is that much room, and Node-API writes no more than it is told there is.
    let status = unsafe {
        sys::napi_get_value_string_utf16(env, string, to.as_mut_ptr().cast(), room, &raw mut copied)
    };
    if status != sys::Status::napi_ok || copied + END >= room {
        return false;
    }
    // SAFETY: Node-API has written that many.
    unsafe { group.units.set_len(group.units.len() + copied) };
    // Nothing has more units than a group.
    let length = u32::try_from(copied).unwrap_or(u32::MAX);
    #[allow(clippy::disallowed_methods, reason = "there is room for as many as a group has")]
    group.lengths.push(length);
    true
}

/// Hands the strings over that have been taken. Gives whether there is room for another group.
#[napi(no_export)]
fn push_taken(feed: Held<Feed>) -> Result<bool> {
    feed.check(Packed::Text)?;
    Ok(feed.hand_over(TAKEN.take()))
}

/// Forgets what has been taken and not been pushed.
#[napi(no_export)]
fn forget_taken() {
    TAKEN.with_borrow_mut(|group| {
        group.units.clear();
        group.lengths.clear();
    });
}
