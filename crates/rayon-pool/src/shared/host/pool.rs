//! A pool of this addon's, as others have it.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::sync::Arc;
use std::time::Duration;
use std::{ptr, slice};

use super::super::table::{BUSY, CANCELLED, CLOSED, DONE, Data, GuestTable, QUEUE_FULL, TAKEN, Table};
use crate::job::stopping_panics;
use crate::pool::{Name, Pool, Refused, Verdict};

/// # Safety
/// The pool was shown by this addon, and is held.
pub(super) unsafe fn pool<'a>(pool: Data) -> &'a Pool {
    // SAFETY: as the caller promises.
    unsafe { &*pool.cast() }
}

pub(super) unsafe extern "C" fn retain(pool: Data) {
    // SAFETY: the caller has a pool that this addon has shown.
    unsafe { Arc::increment_strong_count(pool.cast::<Pool>()) };
}

pub(super) unsafe extern "C" fn release(pool: Data) {
    // SAFETY: the caller gives back what `retain` has given. To drop the last one ends threads.
    stopping_panics((), || unsafe { Arc::decrement_strong_count(pool.cast::<Pool>()) });
}

pub(super) unsafe extern "C" fn threads(shown: Data) -> u32 {
    // SAFETY: the caller holds it, as in all of these.
    let settings = unsafe { pool(shown) }.settings();
    u32::try_from(settings.threads).unwrap_or(u32::MAX)
}

pub(super) unsafe extern "C" fn max_queue(shown: Data) -> u64 {
    // SAFETY: as above.
    unsafe { pool(shown) }.settings().max_queue as u64
}

pub(super) unsafe extern "C" fn nice(shown: Data) -> u32 {
    // SAFETY: as above.
    u32::try_from(unsafe { pool(shown) }.settings().nice_increment).unwrap_or(0)
}

pub(super) unsafe extern "C" fn name(shown: Data, to: *mut u8, room: usize) -> usize {
    // SAFETY: as above.
    let name = unsafe { pool(shown) }.settings().name.as_bytes();
    // SAFETY: the caller has that room.
    unsafe { ptr::copy_nonoverlapping(name.as_ptr(), to, name.len().min(room)) };
    name.len()
}

pub(super) unsafe extern "C" fn check(shown: Data) -> u32 {
    // SAFETY: as above.
    stopping_panics(CLOSED, || unsafe { pool(shown) }.check().map_or_else(answer_of, |()| TAKEN))
}

pub(super) unsafe extern "C" fn is_idle(shown: Data) -> u32 {
    // SAFETY: as above.
    stopping_panics(0, || unsafe { pool(shown) }.is_idle().into())
}

pub(super) fn answer_of(refused: Refused) -> u32 {
    match refused {
        Refused::Closed => CLOSED,
        Refused::QueueFull => QUEUE_FULL,
    }
}

pub(super) unsafe extern "C" fn name_kernel(text: *const u8, length: usize) -> u32 {
    stopping_panics(Name::OTHERS.number(), || {
        // SAFETY: so much stands there.
        let text = unsafe { slice::from_raw_parts(text, length) };
        str::from_utf8(text).map_or(Name::OTHERS, Name::of).number()
    })
}

pub(super) unsafe extern "C" fn needs(table: *const GuestTable) -> u32 {
    // SAFETY: a guest's table is what its header says.
    let understood = unsafe { GuestTable::copied(table) };
    u32::try_from(understood.map_or(GuestTable::NEEDED, |_| 0)).unwrap_or(u32::MAX)
}

pub(super) unsafe extern "C" fn begin_inline(shown: Data) -> u32 {
    // SAFETY: the caller holds it.
    stopping_panics(BUSY, || match unsafe { pool(shown) }.inline(Name::OTHERS) {
        Ok(Some(_)) => TAKEN,
        Ok(None) => BUSY,
        Err(refused) => answer_of(refused),
    })
}

pub(super) unsafe extern "C" fn end_inline(shown: Data, kernel: u32, verdict: u32, nanoseconds: u64) {
    let verdict = match verdict {
        DONE => Verdict::Completed,
        CANCELLED => Verdict::Aborted,
        _ => Verdict::Failed,
    };
    let (name, run) = (Name::numbered(kernel), Duration::from_nanos(nanoseconds));
    // SAFETY: the caller holds it.
    stopping_panics((), || unsafe { pool(shown) }.ended_inline(name, verdict, run));
}
