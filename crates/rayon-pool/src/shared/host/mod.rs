//! The side that has the threads: what other addons see of a pool (`pool`), and jobs of theirs that run there (`job`).
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

mod job;
mod pool;
#[cfg(test)]
mod tests;

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use super::table::{Header, HostTable, Shown};
use crate::pool::Pool;
use job::{join, list, release_job, retain_job, submit, wake};
use pool::{
    begin_inline, check, end_inline, is_idle, max_queue, name, name_kernel, needs, nice, release, retain,
    threads,
};

static TABLE: HostTable = HostTable {
    header: Header::of::<HostTable>(),
    retain,
    release,
    threads,
    max_queue,
    nice,
    name,
    check,
    is_idle,
    name_kernel,
    needs,
    submit,
    retain_job,
    release_job,
    wake,
    list,
    begin_inline: Some(begin_inline),
    end_inline: Some(end_inline),
    join: Some(join),
};

/// A pool that other addons may see, as long as this lives.
pub struct Showing {
    shown: Box<Shown>,
    _pool: Arc<Pool>,
}

impl Showing {
    /// Shows a pool of this addon's own.
    #[must_use]
    pub fn new(pool: Arc<Pool>) -> Self {
        let shown = Box::new(Shown { table: &raw const TABLE, pool: Arc::as_ptr(&pool).cast() });
        Self { shown, _pool: pool }
    }

    /// Where the others find it.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_void {
        ptr::from_ref(&*self.shown).cast()
    }
}

/// The pool itself, if it is one that this very addon shows.
///
/// # Safety
/// `shown` comes from [`Showing::as_ptr`], of this or another addon, and what shows the pool lives until this returns.
#[must_use]
pub unsafe fn own(shown: *const c_void) -> Option<Arc<Pool>> {
    // SAFETY: as the caller promises. What has this table was made above, of an `Arc` that is still held.
    unsafe {
        let Shown { table, pool } = ptr::read(shown.cast());
        ptr::eq(table, &raw const TABLE).then(|| {
            Arc::increment_strong_count(pool.cast::<Pool>());
            Arc::from_raw(pool.cast())
        })
    }
}
