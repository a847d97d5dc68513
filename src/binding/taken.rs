//! Strings as arguments: many in one call, each copied straight into the memory of a group.
//!
//! That leaves no garbage, where joining them leaves a rope and its flat copy, which V8 collects while requests wait. As UTF-16
//! no string has to be looked at first; the pool works on that as it is.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, check_status, sys};
use napi_derive::napi;

use super::documents::DocumentFeed;
use crate::kernels::score::Group;

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

/// The function that takes strings, up to 32 at once: gives how many it has taken, or undefined for all. The first that it
/// has not is no string, or does not fit into this group any more.
#[napi(ts_return_type = "(...strings: readonly unknown[]) => number | undefined")]
pub fn string_taker(env: Env) -> Result<Unknown<'static>> {
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
    let given = given.min(MOST);
    let taken = TAKEN.with_borrow_mut(|group| {
        let fit = |string: &&sys::napi_value| append(env, **string, group);
        strings[..given].iter().take_while(fit).count()
    });
    let mut result = ptr::null_mut();
    if taken < given {
        let taken = u32::try_from(taken).unwrap_or(0);
        // SAFETY: the pointer is valid for the call, which fails for nothing else.
        unsafe { sys::napi_create_uint32(env, taken, &raw mut result) };
    }
    result
}

/// Adds a string to a group; false if it is none, or does not fit.
fn append(env: sys::napi_env, string: sys::napi_value, group: &mut Group) -> bool {
    if group.units.capacity() < GROUP_UNITS + END || group.lengths.capacity() < GROUP_DOCUMENTS {
        let spare = Group::spare();
        debug_assert!(group.is_empty(), "a group has its room from the start");
        *group = spare;
        let units = group.units.try_reserve_exact(GROUP_UNITS + END);
        if units.and_then(|()| group.lengths.try_reserve_exact(GROUP_DOCUMENTS)).is_err() {
            return false;
        }
    }
    let room = GROUP_UNITS + END - group.units.len();
    if group.len() == GROUP_DOCUMENTS {
        return false;
    }
    let mut copied = 0;
    let to = group.units.spare_capacity_mut().as_mut_ptr();
    // SAFETY: there are at least `room` code units behind the last one, for the capacity is no less than that of a group, and
    // Node-API writes no more than it is told there is room for.
    let status = unsafe { sys::napi_get_value_string_utf16(env, string, to.cast(), room, &raw mut copied) };
    if status != sys::Status::napi_ok || copied + END >= room {
        return false;
    }
    // SAFETY: Node-API has written that many.
    unsafe { group.units.set_len(group.units.len() + copied) };
    // No string has more units than a group, and there is room: nothing is allocated.
    group.lengths.push(u32::try_from(copied).unwrap_or(u32::MAX));
    true
}

/// What has been taken since the last time.
fn taken() -> Group {
    TAKEN.take()
}

#[napi]
impl DocumentFeed {
    /// Hands the strings over that have been taken. Gives whether there is room for another group.
    #[napi]
    pub fn push_taken(&self) -> bool {
        self.hand_over(taken())
    }
}

/// Forgets what has been taken.
#[napi]
pub fn forget_taken() {
    taken().recycle();
}
