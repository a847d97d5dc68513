//! Hosts of other versions.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::sync::Arc;

use super::super::table::{
    ABI, Data, GuestTable, Header, HostTable, NOT_UNDERSTOOD, NotShared, Shown, Table,
};
use super::{HostsPool, TABLE};
use crate::job::Job;
use crate::pool::{Name, Pool, Refused, Settings};
use crate::shared::Showing;

/// What comes of a pool whose table says this of itself.
fn adopted(header: Header) -> Result<HostsPool, NotShared> {
    let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
    let showing = Showing::new(pool);
    // SAFETY: the pool is shown, and as much of its table is read as there is, and no more than that.
    unsafe {
        let Shown { table, pool } = showing.as_ptr().cast::<Shown>().read();
        let table = HostTable { header, ..table.read() };
        HostsPool::adopt(&Shown { table: &raw const table, pool }, &TABLE)
    }
}

#[test]
fn a_longer_table_is_understood_and_a_shorter_or_another_one_refused() {
    let Header { abi, size } = Header::of::<HostTable>();
    let needed = u32::try_from(HostTable::NEEDED).expect("it is short");
    let longer = adopted(Header { abi, size: size + 8 }).expect("it has all that is wanted");
    assert!(longer.is_idle() && longer.settings().threads == 1);
    assert_eq!(longer.admits_inline(), Ok(true));
    let shorter = adopted(Header { abi, size: needed }).expect("it has all that is needed");
    assert_eq!(shorter.admits_inline(), Ok(false), "it lacks what would do it");
    let refused = adopted(Header { abi, size: needed - 8 }).err().expect("it lacks a function");
    assert!(refused.to_string().contains(&format!("got version {ABI} with {}", needed - 8)));
    let newer = adopted(Header { abi: ABI + 1, size }).err().expect("nobody knows what it has");
    assert!(newer.to_string().starts_with("expected a pool of version 1 "));
}

/// Adopts a pool of a host that has functions of its own.
fn adopted_of(change: impl FnOnce(HostTable) -> HostTable) -> Result<HostsPool, NotShared> {
    let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
    let showing = Showing::new(pool);
    // SAFETY: the pool is shown.
    unsafe {
        let Shown { table, pool } = showing.as_ptr().cast::<Shown>().read();
        let table = change(table.read());
        HostsPool::adopt(&Shown { table: &raw const table, pool }, &TABLE)
    }
}

#[test]
fn a_host_that_does_not_understand_jobs_of_this_addon_is_refused_in_words() {
    unsafe extern "C" fn needs(_: *const GuestTable) -> u32 {
        1000
    }
    let refused = adopted_of(|table| HostTable { needs, ..table }).err().expect("it wants more");
    let words = "expected jobs of version 1 with 1000 bytes of functions or more, got version 1 with ";
    assert!(refused.to_string().starts_with(words), "{refused}");
}

#[test]
fn a_job_that_is_not_understood_is_let_go_of() {
    unsafe extern "C" fn submit(_: Data, _: u32, _: *const GuestTable, _: Data, _: *mut Data) -> u32 {
        NOT_UNDERSTOOD
    }
    let pool = adopted_of(|table| HostTable { submit, ..table }).expect("it is as it was");
    let input = Arc::new(());
    let held = Arc::clone(&input);
    let kernel = |_: Job| async move {
        drop(held);
        Ok(Ok::<(), ()>(()))
    };
    let refused = pool.submit(Name::OTHERS, kernel, |_| panic!("it must not run"));
    assert_eq!(refused.map(drop), Err(Refused::Closed));
    assert_eq!(Arc::strong_count(&input), 1);
}
