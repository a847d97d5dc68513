//! Strings on their way in.
//!
//! The facade joins short documents into groups (V8 does that far faster than Node-API can hand strings over one by
//! one) and each group crosses in one call, as UTF-16 or, where the facade has found that nothing is lost, as Latin-1:
//! V8 keeps strings as either, so mostly that is a copy and no transcoding. A document longer than a group crosses in
//! pieces.

use std::cell::{RefCell, RefMut};

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, JsValue, Status, check_status, sys};
use napi_derive::napi;

use super::environment::Environment;
use super::function::Function;
use super::opaque::{Held, Opaque};
use super::pool::Pool;
use super::value::{Promise, thrown};
use crate::documents::{Documents, Group};
use crate::job::{self, Intake};
use crate::memory::{NoMemory, TryGrow, collected, with_room};

/// How many code units may wait or be in work, for each thread, before the facade pauses: eight groups of the facade's,
/// so that no thread runs dry while the event loop has its turn.
const UNITS_PER_THREAD: usize = 1 << 19;

/// What groups have in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    Text,
    /// Byte strings, where texts have Latin-1.
    Bytes,
}

/// A batch of documents that reaches a job group by group.
pub(super) struct Feed {
    packed: Packed,
    way_in: job::Feed<Group>,
    intake: RefCell<Option<Intake<Group>>>,
    documents: u32,
    /// A long document, as far as it has come.
    long: RefCell<Group>,
}

impl Opaque for Feed {
    const NAME: &'static str = "DocumentFeed";
}

impl Feed {
    /// V8 does not see what it weighs, and would be in no hurry to collect it.
    fn forget_long(&self) {
        self.long.take();
    }

    /// One with nothing in it, for a job on `pool`, that has room for so many units a thread.
    pub(super) fn open(pool: &Pool, packed: Packed, documents: u32, units_per_thread: usize) -> Held<Self> {
        let (way_in, intake) = job::feed(units_per_thread * pool.pool().settings().threads);
        let (intake, long) = (RefCell::new(Some(intake)), RefCell::default());
        Held::new(Self { packed, way_in, intake, documents, long })
    }

    /// Fails unless groups have that in them.
    pub(super) fn check(&self, packed: Packed) -> Result<()> {
        match (self.packed == packed, packed) {
            (true, _) => Ok(()),
            (false, Packed::Text) => Err(mismatch("this feed is one of byte strings")),
            (false, Packed::Bytes) => Err(mismatch("this feed is one of texts")),
        }
    }

    /// The long document that is under way; `begin` makes its group before the first piece.
    pub(super) fn long(&self, begin: impl FnOnce() -> Result<Group>) -> Result<RefMut<'_, Group>> {
        let mut document = self.long.borrow_mut();
        if document.is_empty() {
            *document = begin()?;
        }
        Ok(document)
    }

    pub(super) fn hand_over(&self, group: Group) -> bool {
        // Empty documents weigh something, too.
        let weight = group.text_len() + group.len();
        self.way_in.push(group, weight)
    }

    /// The far end, for the one job that reads this feed, and expects that.
    pub(super) fn take(&self, packed: Packed) -> Result<Documents> {
        self.check(packed)?;
        let intake = self.intake.take();
        let intake = intake.ok_or_else(|| Error::new(Status::InvalidArg, "a feed has one reader"))?;
        Ok(Documents::Fed(intake, self.documents.into()))
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("openFeed", open_feed_c_callback),
    ("pushGroup", push_group_c_callback),
    ("pushPiece", push_piece_c_callback),
    ("roomIn", room_in_c_callback),
    ("isWanted", is_wanted_c_callback),
    ("closeFeed", close_feed_c_callback),
    ("abandonFeed", abandon_feed_c_callback),
];

/// An open feed for a job on `pool`, of so many documents.
#[napi(no_export)]
fn open_feed(pool: Pool, documents: u32) -> Held<Feed> {
    Feed::open(&pool, Packed::Text, documents, UNITS_PER_THREAD)
}

/// Hands a group over: `text` is its documents joined, `lengths` starts with the length of each of them; `isLatin1`
/// says that no character is above U+00FF. Gives whether there is room for another group.
#[napi(no_export)]
fn push_group(
    env: Env,
    feed: Held<Feed>,
    text: Unknown<'_>,
    is_latin1: bool,
    lengths: &[u32],
    documents: u32,
) -> Result<bool> {
    feed.check(Packed::Text)?;
    let lengths =
        lengths.get(..documents as usize).ok_or_else(|| mismatch("fewer lengths than documents"))?;
    Ok(feed.hand_over(group(env, &text, is_latin1, lengths)?))
}

/// Hands over the next piece, of `length` units, of a document that has `total`. Gives whether there is room for
/// another piece or group.
#[napi(no_export)]
fn push_piece(env: Env, feed: Held<Feed>, piece: Unknown<'_>, length: u32, total: u32) -> Result<bool> {
    feed.check(Packed::Text)?;
    let mut document = feed.long(|| long_document(total).map_err(|error| thrown(env, error)))?;
    append_utf16(env, &piece, length as usize, &mut document.units)?;
    if document.units.len() < total as usize {
        return Ok(true);
    }
    Ok(feed.hand_over(std::mem::take(&mut *document)))
}

/// Resolves once there is room for another group.
#[napi(no_export)]
fn room_in(env: Env, feed: Held<Feed>) -> Result<Promise> {
    let (promise, resolve) = Environment::of(&env)?.signal(|_| {})?;
    feed.way_in.when_room(resolve);
    Ok(promise)
}

/// Whether anybody still reads what is handed over.
#[napi(no_export)]
fn is_wanted(feed: Held<Feed>) -> bool {
    feed.way_in.is_wanted()
}

/// Says that all groups have been handed over.
#[napi(no_export)]
fn close_feed(feed: Held<Feed>) {
    feed.forget_long();
    feed.way_in.close();
}

/// Gives up: the job that reads the feed ends without a result. Where none ever will, nobody waits for room any more.
#[napi(no_export)]
fn abandon_feed(feed: Held<Feed>) {
    feed.forget_long();
    feed.way_in.abandon();
    drop(feed.intake.take());
}

/// Copies a group of documents: `text` is they joined, `lengths` are those of each of them. Of characters above U+00FF,
/// Latin-1 loses a part.
pub(super) fn group(env: Env, text: &Unknown<'_>, is_latin1: bool, lengths: &[u32]) -> Result<Group> {
    let units = lengths.iter().map(|&length| length as usize).sum();
    let mut group = Group::spare();
    if is_latin1 {
        append_latin1(env, text, units, &mut group.latin1)?;
    } else {
        append_utf16(env, text, units, &mut group.units)?;
    }
    group.lengths.try_append(lengths).map_err(|error| thrown(env, error))?;
    Ok(group)
}

/// A group for one document of `total` code units.
fn long_document(total: u32) -> std::result::Result<Group, NoMemory> {
    let units = with_room(total as usize + END)?;
    Ok(Group { units, latin1: Vec::new(), lengths: collected([total])? })
}

pub(super) fn mismatch(what: &str) -> Error {
    Error::new(Status::InvalidArg, what)
}

/// Node-API ends what it writes with a zero; one unit more tells a longer string from one of the right length.
const END: usize = 2;

/// Copies a string of `length` UTF-16 code units to the end of `units`.
fn append_utf16(env: Env, text: &Unknown<'_>, length: usize, units: &mut Vec<u16>) -> Result<()> {
    append(env, length, units, |room, size, copied| {
        // SAFETY: `append` sees to the room, and the other pointer is valid for the call.
        unsafe { sys::napi_get_value_string_utf16(env.raw(), text.raw(), room.cast(), size, copied) }
    })
}

/// Copies a string of `length` characters up to U+00FF to the end of `bytes`.
fn append_latin1(env: Env, text: &Unknown<'_>, length: usize, bytes: &mut Vec<u8>) -> Result<()> {
    append(env, length, bytes, |room, size, copied| {
        // SAFETY: as above.
        unsafe { sys::napi_get_value_string_latin1(env.raw(), text.raw(), room.cast(), size, copied) }
    })
}

/// Adds a string of `length` characters to `to`. `copy` is given the place, how many characters may be written there, and
/// where to say how many were.
fn append<C: Copy>(
    env: Env,
    length: usize,
    to: &mut Vec<C>,
    copy: impl FnOnce(*mut C, usize, *mut usize) -> sys::napi_status,
) -> Result<()> {
    to.try_room(length + END).map_err(|error| thrown(env, error))?;
    let mut copied = 0;
    check_status!(copy(to.spare_capacity_mut().as_mut_ptr().cast(), length + END, &raw mut copied))?;
    // SAFETY: there is space for `length + END` characters, and Node-API writes no more than it is told there is space
    // for: at most one less and a zero. So the first `copied` are initialized.
    unsafe { to.set_len(to.len() + copied) };
    if copied == length { Ok(()) } else { Err(mismatch("the lengths do not add up to that of the text")) }
}
