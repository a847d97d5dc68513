//! Guests of other versions.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::super::table::{ABI, DONE, Data, GuestTable, Header, NOT_UNDERSTOOD, PENDING, TAKEN, Table};
use super::{needs, release_job, submit};
use crate::pool::{Pool, Settings};

/// A job of a guest's: how it was ended, and how often it was let go of.
#[derive(Default)]
struct Job {
    verdict: AtomicU32,
    releases: AtomicU32,
}

unsafe fn job<'a>(job: Data) -> &'a Job {
    // SAFETY: the test keeps it.
    unsafe { &*job.cast() }
}

unsafe extern "C" fn poll(_: Data, _: Data) -> u32 {
    DONE
}

unsafe extern "C" fn nothing(_: Data) {}

unsafe extern "C" fn end(ended: Data, verdict: u32) {
    // SAFETY: as above.
    unsafe { job(ended) }.verdict.store(verdict, Ordering::SeqCst);
}

unsafe extern "C" fn release(released: Data) {
    // SAFETY: as above.
    unsafe { job(released) }.releases.fetch_add(1, Ordering::SeqCst);
}

/// The table of a guest that is newer than this, or says that it is older.
#[repr(C)]
struct Other(GuestTable, u64);

fn of_size(size: usize) -> Other {
    let header = Header { abi: ABI, size: u32::try_from(size).expect("it is short") };
    let [cancel, drop_left, take_turn, drop_turn] = [nothing as unsafe extern "C" fn(Data); 4];
    Other(GuestTable { header, poll, cancel, end, drop_left, release, take_turn, drop_turn }, u64::MAX)
}

#[test]
fn a_guest_with_a_longer_table_is_understood_and_one_with_a_shorter_keeps_its_job() {
    let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
    let shown: Data = Arc::as_ptr(&pool).cast();
    let submitted = |size, job: &Job| {
        let (table, mut hosted) = (of_size(size), ptr::null());
        let table = (&raw const table).cast::<GuestTable>();
        // SAFETY: as much of a table is read as there is, and the pool and the job are kept.
        unsafe {
            let answers = (needs(table), submit(shown, 0, table, ptr::from_ref(job).cast(), &raw mut hosted));
            if !hosted.is_null() {
                release_job(hosted);
            }
            answers
        }
    };
    for size in [size_of::<GuestTable>(), size_of::<Other>()] {
        let taken = Job::default();
        assert_eq!(submitted(size, &taken), (0, TAKEN));
        while taken.releases.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        assert_eq!(taken.verdict.load(Ordering::SeqCst), DONE);
    }
    let kept = Job::default();
    let needed = u32::try_from(GuestTable::NEEDED).expect("it is short");
    assert_eq!(submitted(GuestTable::NEEDED - 8, &kept), (needed, NOT_UNDERSTOOD));
    assert_eq!(kept.verdict.load(Ordering::SeqCst), PENDING, "nobody has ended it");
    assert_eq!(kept.releases.load(Ordering::SeqCst), 0, "it is the guest's");
    assert!(pool.is_idle());
}
