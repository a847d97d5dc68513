//! Byte strings on their way in.
//!
//! Native threads never read what JavaScript may write, so bytes are copied, in the slices that the facade's hand-over has. It
//! puts short ones one behind the other into an array of its own, which is copied here in one call: to look into a buffer takes
//! longer over Node-API, and what other threads may write to is copied soundly by V8 alone. A long one comes in pieces.

use napi::Env;
use napi::bindgen_prelude::{Result, Unknown};
use napi_derive::napi;

use super::feed::{Feed, Packed, mismatch};
use super::function::Function;
use super::glance::Glance;
use super::opaque::Held;
use super::pool::Pool;
use super::value::thrown;
use crate::documents::Group;
use crate::memory::{TryGrow, collected, with_room};

/// How many bytes may wait or be in work, for each thread, before the facade pauses: as much as of strings.
const BYTES_PER_THREAD: usize = 1 << 20;

pub(super) const FUNCTIONS: &[Function] = &[
    ("openBytes", open_bytes_c_callback),
    ("pushBytes", push_bytes_c_callback),
    ("pushBytesPiece", push_bytes_piece_c_callback),
];

/// An open feed for a job on `pool`, of so many byte strings. It is closed, abandoned and waited for as one of strings.
#[napi(no_export)]
fn open_bytes(pool: Pool, count: u32) -> Held<Feed> {
    Feed::open(&pool, Packed::Bytes, count, BYTES_PER_THREAD)
}

/// Hands byte strings over: `bytes` starts with them, one behind the other, and `lengths` with the length of each. Gives
/// whether there is room for more.
#[napi(no_export)]
fn push_bytes(env: Env, feed: Held<Feed>, bytes: Unknown<'_>, lengths: &[u32], count: u32) -> Result<bool> {
    feed.check(Packed::Bytes)?;
    let lengths = lengths.get(..count as usize).ok_or_else(|| mismatch("fewer lengths than byte strings"))?;
    let total = lengths.iter().map(|&length| length as usize).sum();
    // SAFETY: it is copied before anything else runs.
    let glance = unsafe { Glance::at(&env, &bytes) }?;
    let bytes = glance.numbers::<u8>()?.get(..total);
    let bytes = bytes.ok_or_else(|| mismatch("the lengths add up to more than there are bytes"))?;
    let mut group = Group::spare();
    let filled = group.latin1.try_append(bytes).and_then(|()| group.lengths.try_append(lengths));
    filled.map_err(|error| thrown(env, error))?;
    Ok(feed.hand_over(group))
}

/// Hands over the next piece of a byte string that has `total` bytes. Gives whether there is room for more.
#[napi(no_export)]
fn push_bytes_piece(env: Env, feed: Held<Feed>, piece: Unknown<'_>, total: u32) -> Result<bool> {
    feed.check(Packed::Bytes)?;
    // SAFETY: as above.
    let glance = unsafe { Glance::at(&env, &piece) }?;
    let piece = glance.numbers::<u8>()?;
    let mut group = feed.long(|| {
        let group = with_room(total as usize)
            .and_then(|latin1| Ok(Group { units: Vec::new(), latin1, lengths: collected([total])? }));
        group.map_err(|error| thrown(env, error))
    })?;
    // As it was said with the first piece.
    let total = group.lengths.first().map_or(0, |&total| total as usize);
    if piece.len() > total - group.latin1.len() {
        return Err(mismatch("a byte string has more bytes than it was said to have"));
    }
    group.latin1.try_append(piece).map_err(|error| thrown(env, error))?;
    if group.latin1.len() < total {
        return Ok(true);
    }
    Ok(feed.hand_over(std::mem::take(&mut *group)))
}
