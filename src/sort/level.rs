//! The levels of a sort: what is not sorted after one is spread again, over its own range.
//!
//! The buckets of the first are made from a sample. Whoever knew which numbers that takes could make all others fall into one
//! bucket. So from the second level on keys are counted: a bucket that is too large then is one step alone, thousands of times
//! narrower than the range that it comes from, or has a few of a thousand keys. That is why there are few levels: up to a
//! gigabyte six.

use std::iter::zip;
use std::sync::Arc;

use super::gather::gathered;
use super::key::{Key, Order, Unsigned};
use super::scratch::Scratch;
use super::spread::Buckets;
use super::steps::{Extent, Steps};
use super::windows::spread;
use super::{CHUNK, each_chunk, leaf, unzipped};
use rayon_pool::block::{Block, chunks, joined};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{TryGrow, collected, with_room};

/// The chunks at most that are counted: each has thousands of counters.
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
pub(super) async fn first_level<K, O, B>(
    job: &Job,
    whole: Part<K, B>,
    scratch: &Arc<Scratch<K>>,
) -> Result<Vec<Piece<K, B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    // Half the work is to spread them.
    let inner = job.clone();
    let told = move |numbers| inner.advance(numbers as u64 / 2);
    let spread = spread::<K, O, B>(job, collected([whole])?, scratch, told).await?;
    Ok(collected(gathered::<K, O, B>(job, spread, scratch).await?.into_iter().flatten())?)
}

/// Sorts the keys of all pieces that are not sorted yet to numbers in the order `O`, as far as one more level does.
pub(super) async fn next_level<K, O, B>(
    job: &Job,
    pieces: Vec<Piece<K, B>>,
    scratch: &Arc<Scratch<K>>,
) -> Result<Vec<Piece<K, B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let mut became = with_room(pieces.len())?;
    let (mut unsorted, mut sorted) = (Vec::new(), Vec::new());
    for piece in pieces {
        let mut numbers = Vec::new();
        match piece {
            Piece::Sorted(_) => numbers.try_push(piece)?,
            Piece::Unsorted(keys) if keys.extent.is_sorted() => sorted.try_push((became.len(), keys))?,
            Piece::Unsorted(keys) => unsorted.try_push((became.len(), keys))?,
        }
        became.try_push(numbers)?;
    }
    let (places, sorted) = unzipped(sorted)?;
    for (place, numbers) in zip(places, turned::<K, O, B>(job, sorted).await?) {
        became[place].try_push(Piece::Sorted(numbers))?;
    }
    let (places, unsorted) = unzipped(unsorted)?;
    let parts = counted(job, unsorted).await?;
    let spread = spread::<K, Unsigned, B>(job, parts, scratch, |_| ()).await?;
    for (place, pieces) in zip(places, gathered::<K, O, B>(job, spread, scratch).await?) {
        became[place] = pieces;
    }
    Ok(collected(became.into_iter().flatten())?)
}

/// The numbers in the order `O` of keys that are sorted already.
async fn turned<K, O, B>(job: &Job, all: Vec<Unsorted<K, B>>) -> Result<Vec<B>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let mut groups = with_room(all.len())?;
    for Unsorted { keys, .. } in all {
        groups.try_push(((), chunks(keys, CHUNK / size_of::<K>())?))?;
    }
    let inner = job.clone();
    let turned = each_chunk(job, groups, move |(), chunk: &mut B| {
        leaf::turn::<K, O>(chunk);
        inner.advance(chunk.len() as u64 / 2);
        Ok(())
    });
    let mut all = Vec::new();
    for (_, in_chunks) in turned.await? {
        all.try_push(joined(in_chunks).ok_or(Stop::Cancelled)?)?;
    }
    Ok(all)
}

/// Counts the keys of each piece, to find out which buckets to spread them over.
async fn counted<K: Key, B: Block<K>>(job: &Job, all: Vec<Unsorted<K, B>>) -> Result<Vec<Part<K, B>>, Stop> {
    let keys: usize = all.iter().map(|piece| piece.keys.len()).sum();
    let length = (CHUNK / size_of::<K>()).max(keys / CHUNKS);
    let (mut groups, mut rest) = (with_room(all.len())?, with_room(all.len())?);
    for Unsorted { keys, spare, extent } in all {
        let steps = Arc::new(extent.even_steps()?);
        groups.try_push((Arc::clone(&steps), chunks(keys, length)?))?;
        rest.try_push((steps, spare))?;
    }
    let counted =
        each_chunk(job, groups, |steps: &Arc<Steps<K>>, chunk: &mut B| Ok(steps.counted::<Unsigned>(chunk)?));
    let counted = collected(zip(rest, counted.await?))?;
    // There may be a thousand pieces.
    let parts = job.each(counted.into_iter(), |((steps, spare), (counts, in_chunks)): (_, (_, Vec<B>))| {
        let keys = joined(in_chunks).ok_or(Stop::Cancelled)?;
        let counts: Vec<Vec<u32>> = counts;
        let buckets = Buckets::new(steps, &counts, keys.len())?;
        Ok(Step::Done(Part { keys, spare, buckets }))
    });
    parts.await
}
