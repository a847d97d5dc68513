//! What crosses: tables of functions, as C has them, and pointers that only their makers look behind.
//!
//! A table begins with a [`Header`], which is read alone before anything behind it. Tables grow at their ends, and what stands
//! there once keeps its place and its meaning. So an older guest, whose table is shorter, finds all that it knows in the table
//! of a newer host; a host that is older than a guest lacks what the guest may call, and is refused.
//!
//! Nothing unwinds through these functions. Any of them may be called from any thread.

use std::ffi::c_void;

/// Raised where tables would no longer say what they said: then nobody who knows another number can read them.
pub(super) const ABI: u32 = 1;

/// Something that has reference counts on the side that made it.
pub(super) type Data = *const c_void;

/// How every table begins.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) abi: u32,
    /// Of the whole table, in bytes.
    pub(super) size: u32,
}

impl Header {
    /// That of a table of the type `T`.
    pub(super) const fn of<T>() -> Self {
        // No table is that long.
        #[allow(clippy::cast_possible_truncation)]
        let size = size_of::<T>() as u32;
        Self { abi: ABI, size }
    }

    /// Whether all of a `T` stands there.
    pub(super) fn has<T>(self) -> bool {
        self.abi == ABI && self.size as usize >= size_of::<T>()
    }
}

/// A pool, as its host shows it.
#[repr(C)]
pub(super) struct Shown {
    pub(super) table: *const HostTable,
    /// The pool. The object that shows it holds it.
    pub(super) pool: Data,
}

/// What a host does for its guests.
#[repr(C)]
pub(super) struct HostTable {
    pub(super) header: Header,

    // With a pool.
    pub(super) retain: unsafe extern "C" fn(pool: Data),
    pub(super) release: unsafe extern "C" fn(pool: Data),
    pub(super) threads: unsafe extern "C" fn(pool: Data) -> u32,
    pub(super) max_queue: unsafe extern "C" fn(pool: Data) -> u64,
    /// Writes as much of its name, which is UTF-8, as there is room for; gives how long it is.
    pub(super) name: unsafe extern "C" fn(pool: Data, to: *mut u8, room: usize) -> usize,
    /// One of the numbers below: whether a job that came now would be taken.
    pub(super) check: unsafe extern "C" fn(pool: Data) -> u32,
    /// Whether it has no job: 1, or 0.
    pub(super) is_idle: unsafe extern "C" fn(pool: Data) -> u32,
    /// Takes a job of a guest's, whose one reference it then has, or refuses it and lets go of it: one of the numbers below.
    /// What the guest may do with a job that was taken goes by what is written to `hosted`, of which the guest has one
    /// reference. The job may begin before that.
    pub(super) submit:
        unsafe extern "C" fn(pool: Data, table: *const GuestTable, job: Data, hosted: *mut Data) -> u32,

    // With a job that was taken.
    pub(super) retain_job: unsafe extern "C" fn(hosted: Data) -> Data,
    pub(super) release_job: unsafe extern "C" fn(hosted: Data),
    /// So much more of it is done, and so much work it has.
    pub(super) advance: unsafe extern "C" fn(hosted: Data, units: u64),
    pub(super) set_total: unsafe extern "C" fn(hosted: Data, total: u64),
    /// Has the job polled again.
    pub(super) wake: unsafe extern "C" fn(hosted: Data),
    /// Lists a turn of the guest's, `steady` for one that is not quick, and has its one reference from then on.
    pub(super) list: unsafe extern "C" fn(hosted: Data, table: *const GuestTable, turn: Data, steady: u32),
}

/// What comes of [`HostTable::submit`].
pub(super) const TAKEN: u32 = 0;
pub(super) const CLOSED: u32 = 1;
pub(super) const QUEUE_FULL: u32 = 2;

/// What a guest's jobs and turns can.
#[repr(C)]
pub(super) struct GuestTable {
    pub(super) header: Header,

    // With a job.
    /// Goes on with it, on a thread of the pool: one of the numbers below. `hosted` is valid for the call.
    pub(super) poll: unsafe extern "C" fn(job: Data, hosted: Data) -> u32,
    /// Asks it to stop.
    pub(super) cancel: unsafe extern "C" fn(job: Data),
    /// It counts as ended: whoever waits for it may be told, also of one that was never polled, or not to its end. Once, of
    /// each job that was taken.
    pub(super) end: unsafe extern "C" fn(job: Data),
    pub(super) release: unsafe extern "C" fn(job: Data),

    // With a turn.
    /// Takes it, which uses its reference up.
    pub(super) take_turn: unsafe extern "C" fn(turn: Data),
    /// It will not be taken.
    pub(super) drop_turn: unsafe extern "C" fn(turn: Data),
}

/// What comes of [`GuestTable::poll`].
pub(super) const PENDING: u32 = 0;
pub(super) const DONE: u32 = 1;
pub(super) const FAILED: u32 = 2;
pub(super) const CANCELLED: u32 = 3;
