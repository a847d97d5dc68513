//! Huge pages for memory that has just been allocated.
//!
//! The first touch of fresh memory costs more than what is done with it: the system clears each page of 4 KiB on its own.
//! Where it may give out pages of 2 MiB when asked, copying 80 MB takes a third of the time (13 ms instead of 41).

use std::ptr::NonNull;

use napi::bindgen_prelude::ArrayBuffer;
use napi_derive::napi;

use super::function::Function;

/// Below this many bytes there is little to win.
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

pub(super) const FUNCTIONS: &[Function] = &[("preferHugePages", prefer_huge_pages_c_callback)];

/// Asks for huge pages under a buffer that nobody has written to yet.
#[napi(no_export)]
fn prefer_huge_pages(buffer: ArrayBuffer<'_>) {
    prefer_huge(NonNull::from(&*buffer).cast(), buffer.len());
}

/// Asks for huge pages under some bytes: a wish, which changes nothing of what they hold.
#[cfg(target_os = "linux")]
pub(super) fn prefer_huge(start: NonNull<u8>, bytes: usize) {
    let page = rustix::param::page_size();
    let before = start.align_offset(page);
    if bytes < LARGE.max(before + page) {
        return;
    }
    // SAFETY: whole pages within the bytes. How they are mapped is all that the advice is about.
    let advised = unsafe {
        let pages = (bytes - before) / page * page;
        rustix::mm::madvise(start.add(before).as_ptr().cast(), pages, rustix::mm::Advice::LinuxHugepage)
    };
    // A system without huge pages does without.
    let _ = advised;
}

/// Other systems are not asked.
#[cfg(not(target_os = "linux"))]
pub(super) fn prefer_huge(_: NonNull<u8>, _: usize) {}
