//! What crosses: tables of functions, as C has them, and pointers that only their makers look behind.
//!
//! A table begins with a [`Header`], which is read alone; then as much is copied as both sides know. Tables grow at their ends,
//! and what stands there once keeps its place and its meaning. What a side cannot do without must be there; what it can, and
//! all that comes later, is an `Option`. So an older guest finds all that it knows in the table of a newer host; a host that
//! lacks what a guest has to call is refused, in words.
//!
//! Nothing unwinds through these functions. Any of them may be called from any thread, if it does not say otherwise.
#![allow(unsafe_code, reason = "tables come from other addons")]

use std::ffi::c_void;
use std::fmt;
use std::mem::{MaybeUninit, offset_of};
use std::ptr;

/// Raised where tables would no longer say what they said: then nobody who knows another number can read them.
pub(super) const ABI: u32 = 1;

/// Something that has reference counts on the side that made it.
pub(super) type Data = *const c_void;

/// How every table begins.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// A table.
///
/// # Safety
/// It is laid out as C has it, and begins with a header. Behind the first [`NEEDED`](Self::NEEDED) bytes there are functions in
/// `Option`s, and nothing else.
pub(super) unsafe trait Table: Copy {
    /// How many bytes of it must be there.
    const NEEDED: usize;
    /// Whose functions they are.
    const OF: &'static str;

    /// A copy of another addon's table, without what it lacks.
    ///
    /// # Errors
    /// It lacks what must be there.
    ///
    /// # Safety
    /// As many bytes as its header says stand there, and are what the version that it says has there.
    unsafe fn copied(table: *const Self) -> Result<Self, NotShared> {
        // SAFETY: a table begins with a header, in all versions.
        let header = unsafe { ptr::read(table.cast::<Header>()) };
        let size = header.size as usize;
        if header.abi != ABI || size < Self::NEEDED {
            return Err(NotShared { of: Self::OF, needed: Self::NEEDED, header });
        }
        let mut copy = MaybeUninit::<Self>::zeroed();
        // SAFETY: so much there is on both sides. What is left is zeros, which are functions that are missing.
        unsafe {
            let (from, to) = (table.cast::<u8>(), copy.as_mut_ptr().cast::<u8>());
            ptr::copy_nonoverlapping(from, to, size.min(size_of::<Self>()));
            Ok(copy.assume_init())
        }
    }
}

/// Something of another addon's is shown in a way that this one does not understand.
#[derive(Debug, PartialEq, Eq)]
pub struct NotShared {
    of: &'static str,
    needed: usize,
    header: Header,
}

impl NotShared {
    /// Jobs of this addon, of a host that wants so many bytes of functions for them.
    pub(super) fn jobs(needed: u32) -> Self {
        Self { of: GuestTable::OF, needed: needed as usize, header: Header::of::<GuestTable>() }
    }
}

impl fmt::Display for NotShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, needed, header: Header { abi, size } } = self;
        write!(
            f,
            "expected {of} of version {ABI} with {needed} bytes of functions or more, got version {abi} with {size}: the addon \
             that shares this is older than the one that wants to use it, or much newer"
        )
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
#[derive(Clone, Copy)]
pub(super) struct HostTable {
    pub(super) header: Header,

    // With a pool.
    pub(super) retain: unsafe extern "C" fn(pool: Data),
    pub(super) release: unsafe extern "C" fn(pool: Data),
    pub(super) threads: unsafe extern "C" fn(pool: Data) -> u32,
    pub(super) max_queue: unsafe extern "C" fn(pool: Data) -> u64,
    /// By how much the priority of its threads is lowered, as `nice` has it.
    pub(super) nice: unsafe extern "C" fn(pool: Data) -> u32,
    /// Writes as much of its name, which is UTF-8, as there is room for; gives how long it is.
    pub(super) name: unsafe extern "C" fn(pool: Data, to: *mut u8, room: usize) -> usize,
    /// One of the numbers below: whether a job that came now would be taken.
    pub(super) check: unsafe extern "C" fn(pool: Data) -> u32,
    /// Whether it has no job: 1, or 0.
    pub(super) is_idle: unsafe extern "C" fn(pool: Data) -> u32,
    /// The number of a kernel's name, which is UTF-8, for all pools of the host: what jobs count under. 0 is what has none.
    pub(super) name_kernel: unsafe extern "C" fn(text: *const u8, length: usize) -> u32,
    /// 0 if jobs with this table can be taken; otherwise how long a table must be, in bytes, and of this side's version.
    pub(super) needs: unsafe extern "C" fn(table: *const GuestTable) -> u32,
    /// Takes a job of a guest's, whose one reference it then has, or refuses it and lets go of it: one of the numbers below.
    /// Of one whose table cannot be read it could not let go: that stays the guest's.
    /// What the guest may do with a job that was taken goes by what is written to `hosted`, of which the guest has one
    /// reference. The job may begin before that.
    pub(super) submit: unsafe extern "C" fn(
        pool: Data,
        kernel: u32,
        table: *const GuestTable,
        job: Data,
        hosted: *mut Data,
    ) -> u32,

    // With a job that was taken.
    pub(super) retain_job: unsafe extern "C" fn(hosted: Data),
    pub(super) release_job: unsafe extern "C" fn(hosted: Data),
    /// Has it polled again. In the queue it is one that was cancelled, and leaves that.
    pub(super) wake: unsafe extern "C" fn(hosted: Data),
    /// Lists a turn of the guest's, `steady` for one that is not quick, and has its one reference from then on.
    pub(super) list: unsafe extern "C" fn(hosted: Data, turn: Data, steady: u32),

    // What a guest can do without.
    /// Whether a job may be done at once, on the calling thread: one of the numbers below. One that was is ended by
    /// `end_inline`, with the number of its kernel's name, how it counts, and how many nanoseconds it took.
    pub(super) begin_inline: Option<unsafe extern "C" fn(pool: Data) -> u32>,
    pub(super) end_inline:
        Option<unsafe extern "C" fn(pool: Data, kernel: u32, verdict: u32, nanoseconds: u64)>,
    /// Calls `half` with `a` and with `b`, one of them on another thread if one is free, and returns once both have. On a thread
    /// that takes a turn of the job.
    pub(super) join:
        Option<unsafe extern "C" fn(hosted: Data, half: unsafe extern "C" fn(Data), a: Data, b: Data)>,
}

// SAFETY: so it is.
unsafe impl Table for HostTable {
    const NEEDED: usize = offset_of!(Self, begin_inline);
    const OF: &'static str = "a pool";
}

/// What becomes of a job that is asked for.
pub(super) const TAKEN: u32 = 0;
pub(super) const CLOSED: u32 = 1;
pub(super) const QUEUE_FULL: u32 = 2;
/// It may not be done at once; it may be submitted.
pub(super) const BUSY: u32 = 3;

/// The job's table is not understood: it is still the guest's.
pub(super) const NOT_UNDERSTOOD: u32 = 4;

/// What a guest's jobs and turns can.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct GuestTable {
    pub(super) header: Header,

    // With a job.
    /// Goes on with it, on a thread of the pool: one of the numbers below. `hosted` is valid for the call.
    pub(super) poll: unsafe extern "C" fn(job: Data, hosted: Data) -> u32,
    /// Asks it to stop: once at most, from any thread, and perhaps while it ends.
    pub(super) cancel: unsafe extern "C" fn(job: Data),
    /// It counts as ended, and how: whoever waits for it may be told, also of one that was never polled, or not to its end.
    /// Once, of each job that was taken.
    pub(super) end: unsafe extern "C" fn(job: Data, verdict: u32),
    /// Lets go of memory that it has kept until its end, which may take long: of a job that was polled, once it counts as ended and
    /// the next one has begun. Of one that has failed before `end`, for whoever is told may need some.
    pub(super) drop_left: unsafe extern "C" fn(job: Data),
    pub(super) release: unsafe extern "C" fn(job: Data),

    // With a turn.
    /// Takes it, which uses its reference up.
    pub(super) take_turn: unsafe extern "C" fn(turn: Data),
    /// It will not be taken.
    pub(super) drop_turn: unsafe extern "C" fn(turn: Data),
}

// SAFETY: so it is.
unsafe impl Table for GuestTable {
    // So it stays where functions come behind that.
    const NEEDED: usize = offset_of!(Self, drop_turn) + size_of::<unsafe extern "C" fn(Data)>();
    const OF: &'static str = "jobs";
}

/// What comes of [`GuestTable::poll`], and how a job counts.
pub(super) const PENDING: u32 = 0;
pub(super) const DONE: u32 = 1;
pub(super) const FAILED: u32 = 2;
pub(super) const CANCELLED: u32 = 3;

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::{ABI, GuestTable, Header, HostTable, NotShared, Shown, Table};

    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Grown {
        header: Header,
        first: extern "C" fn() -> u32,
        later: Option<extern "C" fn() -> u32>,
        latest: Option<extern "C" fn() -> u32>,
    }

    // SAFETY: so it is.
    unsafe impl Table for Grown {
        const NEEDED: usize = std::mem::offset_of!(Grown, later);
        const OF: &'static str = "numbers";
    }

    extern "C" fn seven() -> u32 {
        7
    }

    fn copied(abi: u32, size: u32) -> Result<Grown, NotShared> {
        let header = Header { abi, size };
        let table = Grown { header, first: seven, later: Some(seven), latest: Some(seven) };
        // SAFETY: all of it stands there.
        unsafe { Grown::copied(&raw const table) }
    }

    /// Once there is a release, nothing here may change but by lines at the ends, and by sizes.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn what_stands_in_a_table_keeps_its_place() {
        macro_rules! offsets {
            ($table:ty: $($field:ident)*) => { [$((stringify!($field), offset_of!($table, $field))),*] };
        }
        assert_eq!((size_of::<Header>(), offset_of!(Header, abi), offset_of!(Header, size)), (8, 0, 4));
        assert_eq!(offsets!(Shown: table pool), [("table", 0), ("pool", 8)]);
        let host = offsets!(HostTable: header retain release threads max_queue nice name check is_idle
            name_kernel needs submit retain_job release_job wake list begin_inline end_inline join);
        assert_eq!(
            host,
            [
                ("header", 0),
                ("retain", 8),
                ("release", 16),
                ("threads", 24),
                ("max_queue", 32),
                ("nice", 40),
                ("name", 48),
                ("check", 56),
                ("is_idle", 64),
                ("name_kernel", 72),
                ("needs", 80),
                ("submit", 88),
                ("retain_job", 96),
                ("release_job", 104),
                ("wake", 112),
                ("list", 120),
                ("begin_inline", 128),
                ("end_inline", 136),
                ("join", 144),
            ]
        );
        assert_eq!((HostTable::NEEDED, size_of::<HostTable>()), (128, 152));
        let guest = offsets!(GuestTable: header poll cancel end drop_left release take_turn drop_turn);
        assert_eq!(
            guest,
            [
                ("header", 0),
                ("poll", 8),
                ("cancel", 16),
                ("end", 24),
                ("drop_left", 32),
                ("release", 40),
                ("take_turn", 48),
                ("drop_turn", 56),
            ]
        );
        assert_eq!((GuestTable::NEEDED, size_of::<GuestTable>()), (64, 64));
    }

    #[test]
    fn as_much_of_a_table_is_read_as_there_is() {
        for size in [0, 8] {
            let refused = copied(ABI, size).err().expect("it lacks a function").to_string();
            let words = format!(
                "expected numbers of version {ABI} with 16 bytes of functions or more, got version {ABI} with {size}: "
            );
            assert!(refused.starts_with(&words), "{refused}");
        }
        for size in [16, 24, 32] {
            let table = copied(ABI, size).expect("all that is needed is there");
            assert_eq!((table.first)(), 7);
            let there = [table.later, table.latest].map(|function| function.is_some());
            assert_eq!(there, [size >= 24, size >= 32], "{size}");
        }
        assert!(copied(ABI + 1, 32).is_err());
    }

    #[test]
    fn what_stands_behind_a_table_is_not_read() {
        #[repr(C)]
        struct Longer(Grown, u64);

        let header = Header { abi: ABI, size: 40 };
        let longer = Longer(Grown { header, first: seven, later: None, latest: None }, u64::MAX);
        // SAFETY: all of it stands there.
        let table = unsafe { Grown::copied((&raw const longer).cast()) }.expect("all is there");
        assert!(table.later.is_none() && table.latest.is_none());
    }
}
