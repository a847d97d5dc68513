//! The levels of a sort: what is not sorted after one is spread again, over its own range.
//!
//! The buckets of the first are made from a sample. Whoever knew which numbers that takes could make all others fall into one
//! bucket. So from the second level on keys are counted: a bucket that is too large then is one step alone, thousands of times
//! narrower than the range that it comes from, and there are six levels at most.

use std::iter::zip;
use std::sync::Arc;

use super::gather::gathered;
use super::key::{Key, Order, Unsigned};
use super::spread::Buckets;
use super::steps::{Extent, Steps};
use super::windows::spread;
use super::{CHUNK, each_chunk, unzipped};
use rayon_pool::block::{Block, chunks, joined};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{TryGrow, collected, with_room};

/// The chunks at most that keys are counted in: each has thousands of counters.
const CHUNKS: usize = 512;

/// Many keys, or numbers, and what there is to spread them.
pub(super) struct Part<K, B> {
    pub(super) keys: B,
    /// As much memory again.
    pub(super) spare: B,
    pub(super) buckets: Buckets<K>,
}

/// Some of what is sorted, at home.
pub(super) enum Piece<K, B> {
    /// Numbers.
    Sorted(B),
    /// Keys.
    Unsorted(Unsorted<K, B>),
}

impl<K, B> Piece<K, B> {
    /// The numbers, if they are sorted.
    pub(super) fn sorted(self) -> Option<B> {
        match self {
            Self::Sorted(numbers) => Some(numbers),
            Self::Unsorted(_) => None,
        }
    }
}

/// Too many keys for one thread, as much memory again, and where they lie.
pub(super) struct Unsorted<K, B> {
    pub(super) keys: B,
    pub(super) spare: B,
    pub(super) extent: Extent<K>,
}

/// Sorts numbers in the order `O`, as far as one level does.
pub(super) async fn first_level<K, O, B>(job: &Job, whole: Part<K, B>) -> Result<Vec<Piece<K, B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    // Half the work is to spread them.
    let inner = job.clone();
    let told = move |numbers| inner.advance(numbers as u64 / 2);
    let spread = spread::<K, O, B>(job, collected([whole])?, told).await?;
    Ok(collected(gathered::<K, O, B>(job, spread).await?.into_iter().flatten())?)
}

/// Sorts the keys of all pieces that are not sorted yet to numbers in the order `O`, as far as one more level does.
pub(super) async fn next_level<K, O, B>(job: &Job, pieces: Vec<Piece<K, B>>) -> Result<Vec<Piece<K, B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let (mut became, mut unsorted) = (with_room(pieces.len())?, Vec::new());
    for piece in pieces {
        let mut sorted = Vec::new();
        match piece {
            Piece::Sorted(_) => sorted.try_push(piece)?,
            Piece::Unsorted(piece) => unsorted.try_push((became.len(), piece))?,
        }
        became.try_push(sorted)?;
    }
    let (places, unsorted) = unzipped(unsorted)?;
    let parts = counted(job, unsorted).await?;
    let spread = spread::<K, Unsigned, B>(job, parts, |_| ()).await?;
    for (place, pieces) in zip(places, gathered::<K, O, B>(job, spread).await?) {
        became[place] = pieces;
    }
    Ok(collected(became.into_iter().flatten())?)
}

/// Counts the keys of each piece, to find out which buckets to spread them over.
async fn counted<K: Key, B: Block<K>>(job: &Job, all: Vec<Unsorted<K, B>>) -> Result<Vec<Part<K, B>>, Stop> {
    let count: usize = all.iter().map(|piece| piece.keys.len()).sum();
    let length = (CHUNK / size_of::<K>()).max(count / CHUNKS);
    let (mut groups, mut rest) = (with_room(all.len())?, with_room(all.len())?);
    for Unsorted { keys, spare, extent } in all {
        let steps = Arc::new(extent.even_steps()?);
        groups.try_push((Arc::clone(&steps), chunks(keys, length)?))?;
        rest.try_push((steps, spare))?;
    }
    let counted =
        each_chunk(job, groups, |steps: &Arc<Steps<K>>, chunk: &mut B| Ok(steps.counted::<Unsigned>(chunk)?));
    let mut parts = with_room(rest.len())?;
    for ((steps, spare), (counts, in_chunks)) in zip(rest, counted.await?) {
        let keys = joined(in_chunks).ok_or(Stop::Cancelled)?;
        let buckets = Buckets::new(steps, &counts, keys.len())?;
        parts.try_push(Part { keys, spare, buckets })?;
    }
    Ok(parts)
}
