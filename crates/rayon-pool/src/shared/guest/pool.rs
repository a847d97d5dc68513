//! A pool of a host's, as this addon has it.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::ptr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::super::table::{
    CANCELLED, CLOSED, DONE, Data, FAILED, GuestTable, HostTable, NotShared, Shown, TAKEN, Table,
};
use crate::pool::{CountsInline, MAX_NICE, Name, Refused, Settings, Verdict, ready_for_low};
use crate::sync::Mutex;

/// A pool of another addon's, which is held.
#[derive(Clone)]
pub(in super::super) struct HostsPool(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) table: HostTable,
    pub(super) pool: Data,
    settings: Settings,
    /// The host's numbers for names of kernels, by the numbers that they have here.
    names: Mutex<Vec<Option<u32>>>,
    /// Whether its threads have a lower priority than others.
    pub(super) is_low: bool,
}

// SAFETY: a host's functions may be called from any thread.
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: `adopt` has retained it.
        unsafe { (self.table.release)(self.pool) };
    }
}

impl HostsPool {
    /// # Safety
    /// A host shows a pool there, and holds it until this returns. Its module stays.
    pub(super) unsafe fn adopt(shown: *const Shown, guest: &'static GuestTable) -> Result<Self, NotShared> {
        // SAFETY: as the caller promises: a table is what its header says, and the host holds the pool meanwhile.
        let (table, pool, settings) = unsafe {
            let Shown { table, pool } = ptr::read(shown);
            let table = HostTable::copied(table)?;
            match (table.needs)(guest) {
                0 => {}
                needed => return Err(NotShared::jobs(needed)),
            }
            let mut settings = Settings::new((table.threads)(pool) as usize);
            settings.name = name_of(&table, pool);
            settings.max_queue = usize::try_from((table.max_queue)(pool)).unwrap_or(usize::MAX);
            settings.nice_increment = i32::try_from((table.nice)(pool)).unwrap_or(MAX_NICE).min(MAX_NICE);
            (table.retain)(pool);
            (table, pool, settings)
        };
        // What its threads do for this addon takes locks of this addon's.
        let is_low = ready_for_low(&settings);
        Ok(Self(Arc::new(Inner { table, pool, settings, names: Mutex::default(), is_low })))
    }

    pub(in super::super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(in super::super) fn check(&self) -> Result<(), Refused> {
        // SAFETY: the pool is held.
        refusal(unsafe { (self.0.table.check)(self.0.pool) }).map_or(Ok(()), Err)
    }

    pub(in super::super) fn is_idle(&self) -> bool {
        // SAFETY: as above.
        unsafe { (self.0.table.is_idle)(self.0.pool) != 0 }
    }

    /// What the host calls a kernel.
    pub(super) fn number_of(&self, name: Name) -> u32 {
        let Inner { table, names, .. } = &*self.0;
        let index = name.number() as usize;
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(number)) = names.get(index) {
            return *number;
        }
        let text = name.text();
        // SAFETY: the text is there.
        let number = unsafe { (table.name_kernel)(text.as_ptr(), text.len()) };
        if index >= names.len() {
            names.resize(index + 1, None);
        }
        names[index] = Some(number);
        number
    }

    /// As [`Pool::here`](crate::pool::Pool::here): whether one may.
    pub(in super::super) fn admits_inline(&self) -> Result<bool, Refused> {
        let HostTable { begin_inline: Some(begin), end_inline: Some(_), .. } = self.0.table else {
            return Ok(false);
        };
        // SAFETY: the pool is held.
        match unsafe { begin(self.0.pool) } {
            TAKEN => Ok(true),
            CLOSED => Err(Refused::Closed),
            _ => Ok(false),
        }
    }
}

impl CountsInline for HostsPool {
    fn ended_inline(&self, name: Name, verdict: Verdict, run: Duration) {
        if let Some(end) = self.0.table.end_inline {
            let nanoseconds = u64::try_from(run.as_nanos()).unwrap_or(u64::MAX);
            // SAFETY: the pool is held.
            unsafe { end(self.0.pool, self.number_of(name), number_of(verdict), nanoseconds) };
        }
    }
}

pub(super) fn number_of(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Completed => DONE,
        Verdict::Failed => FAILED,
        Verdict::Aborted => CANCELLED,
    }
}

/// Why a host refuses a job, if it does.
pub(super) fn refusal(answer: u32) -> Option<Refused> {
    match answer {
        TAKEN => None,
        CLOSED => Some(Refused::Closed),
        // All that it can be; and of what nobody here knows, that it is not for ever is the better guess.
        _ => Some(Refused::QueueFull),
    }
}

/// # Safety
/// The pool is one of the table's, and held.
unsafe fn name_of(table: &HostTable, pool: Data) -> String {
    let mut name = [0; LONGEST_NAME];
    // SAFETY: as the caller promises; there is that much room.
    let length = unsafe { (table.name)(pool, name.as_mut_ptr(), name.len()) };
    String::from_utf8_lossy(&name[..length.min(name.len())]).into_owned()
}

/// Names are for people, in errors: so much of one is enough, in bytes.
const LONGEST_NAME: usize = 256;
