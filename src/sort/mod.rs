//! Sorting numbers in place.
//!
//! Numbers are sorted as unsigned integers of their size (see `key`). Where they lie is found out from a sample, or from all
//! (`steps`). They are spread over buckets of one range each (`spread`), from the memory that they came in to as much memory
//! (`windows`). From there, each bucket's go back (`gather`), sorted by one thread in its own cache (`leaf`): with wide
//! instructions (`wide`) by way of small bins (`bins`), or else by a radix sort (`radix`); where the numbers are nearly
//! sorted, most of them are in order already (`nearly`). A bucket that is too large for that, because its keys are close
//! together, is spread again, now over its own range (`level`).
//!
//! Some numbers need none of that: those that are sorted already, those that never rise (`descending`), and those of few
//! values, as all of 8 or 16 bits are (`counting`).
//!
//! Everything is cut into chunks of about a millisecond. That is why none of the parallel sorts of others is used: they
//! take one call, from which nothing returns before the end, neither for a cancelled job nor for another one's turn. Nor
//! would it pay: `benches/sort.rs` races them, and the table is in bench/README.md.

mod bins;
mod counting;
mod descending;
mod gather;
mod key;
mod leaf;
mod level;
mod nearly;
mod node;
mod radix;
mod scratch;
mod spread;
mod steps;
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod trial;
mod wide;
mod windows;

use std::sync::Arc;

use descending::reversed;
pub use key::{Float, Key, Order, Signed, Unsigned};
use leaf::{AtHome, LEAF};
use level::{Part, Piece, first_level, next_level};
use scratch::Scratch;
use spread::{Buckets, wanted};
use steps::{Extent, sample};

use rayon_pool::block::{Block, chunks, joined};
use rayon_pool::job::{DeferredDrop, Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, with_room};

/// The bytes that a chunk reads at least: about half a millisecond's work.
const CHUNK: usize = 1 << 21;

/// Sorts numbers in the order `O`, and gives them back.
///
/// # Errors
/// There is too little memory, the job was cancelled, or a chunk panicked.
pub async fn sort<K, O, B>(job: Job, mut numbers: B) -> Result<B, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let length = numbers.len();
    let kept = kept_to_the_end(&job, &mut numbers);
    job.set_total(length as u64);
    let sorted = if is_large::<K>(length) {
        sort_large::<K, O, B>(&job, numbers).await?
    } else {
        sort_leaf::<K, O, B>(&job, numbers).await?
    };
    // Half a number's work is lost in rounding here and there, and numbers that are sorted already take none.
    job.advance(length as u64 - job.progress().0);
    drop(kept.into_inner());
    Ok(sorted)
}

/// Keeps a block's memory, if the job is aborted before the value that this gives is taken out, until the job has told its end:
/// pieces of the block are here and there, and freeing hundreds of megabytes takes longer than whoever aborts should wait.
fn kept_to_the_end<K, B: Block<K>>(job: &Job, block: &mut B) -> DeferredDrop<B> {
    // An empty piece does.
    job.deferred_drop(block.split_off(block.len()))
}

/// Whether numbers are so many that more than one thread should sort them.
fn is_large<K>(length: usize) -> bool {
    size_of::<K>() * length > LEAF
}

/// Sorts numbers on one thread.
async fn sort_leaf<K: Key, O: Order<K>, B: Block<K>>(job: &Job, numbers: B) -> Result<B, Stop> {
    let sorted = job.each([numbers].into_iter(), |mut numbers: B| {
        for number in numbers.iter_mut() {
            *number = O::key(*number);
        }
        leaf::sort::<K, O, _>(&AtHome, &mut numbers, &Scratch::default())?;
        Ok(Step::Done(numbers))
    });
    joined(sorted.await?).ok_or(Stop::Cancelled)
}

/// Sorts many numbers.
async fn sort_large<K: Key, O: Order<K>, B: Block<K>>(job: &Job, numbers: B) -> Result<B, Stop> {
    if const { K::BITS <= counting::NARROW } {
        // The constant spares compiling the rest for those.
        return counting::sort_narrow::<K, O, B>(job, numbers).await;
    }
    let numbers = match counting::sort::<K, O, B>(job, numbers).await? {
        counting::Tried::Sorted(sorted) => return Ok(sorted),
        counting::Tried::Unsorted(numbers) => numbers,
    };
    let wanted = wanted(numbers.len());
    let some = sample::<K, O>(&numbers, wanted)?;
    // As a rule the sample spares looking at each.
    let (numbers, extent) = match Extent::told_by(&some) {
        Some(extent) => (numbers, extent),
        None => scanned::<K, O, B>(job, numbers).await?,
    };
    if extent.is_sorted() {
        return Ok(numbers);
    }
    if extent.is_descending() {
        return reversed(job, numbers).await;
    }
    let mut spare = B::of(numbers.len())?;
    let kept = kept_to_the_end(job, &mut spare);
    let steps = extent.steps(&some, wanted)?;
    let counted = collected([steps.counted::<Unsigned>(&some)?])?;
    let mut buckets = Buckets::new(Arc::new(steps), &counted, numbers.len())?;
    if is_mixed(&some) {
        buckets = buckets.parted()?;
    }
    let (part, scratch) = (Part { keys: numbers, spare, buckets }, Arc::default());
    let mut pieces = first_level::<K, O, B>(job, part, &scratch).await?;
    while pieces.iter().any(|piece| matches!(piece, Piece::Unsorted(_))) {
        pieces = next_level::<K, O, B>(job, pieces, &scratch).await?;
    }
    drop(kept.into_inner());
    joined(pieces.into_iter().filter_map(Piece::sorted)).ok_or(Stop::Cancelled)
}

/// Whether many of some keys, from all over the numbers, are less than the one before: if not, most of a window's numbers go to a
/// few buckets, and are spread in rows.
fn is_mixed<K: Key>(some: &[K]) -> bool {
    some.windows(2).filter(|pair| pair[0] > pair[1]).count() > some.len() / 8
}

/// The numbers, and where all of them lie.
async fn scanned<K: Key, O: Order<K>, B: Block<K>>(job: &Job, numbers: B) -> Result<(B, Extent<K>), Stop> {
    let group = collected([((), chunks(numbers, CHUNK / size_of::<K>())?)])?;
    let scanned = each_chunk(job, group, |(), chunk: &mut B| Ok(Extent::of::<O>(chunk)));
    let Some((extents, scanned)) = scanned.await?.pop() else { return Err(Stop::Cancelled) };
    joined(scanned).zip(extents.into_iter().reduce(Extent::and)).ok_or(Stop::Cancelled)
}

/// Does `work` on every chunk of all groups at once; gives the results and the chunks of each group.
async fn each_chunk<C, I, T>(
    job: &Job,
    groups: Vec<(C, Vec<I>)>,
    work: impl Fn(&C, &mut I) -> Result<T, Stop> + Send + Sync + 'static,
) -> Result<Vec<(Vec<T>, Vec<I>)>, Stop>
where
    C: Clone + Send + 'static,
    I: Send + 'static,
    T: Send + 'static,
{
    let counts = collected(groups.iter().map(|(_, chunks)| chunks.len()))?;
    let items = groups
        .into_iter()
        .flat_map(|(context, chunks)| chunks.into_iter().map(move |chunk| (context.clone(), chunk)));
    let worked = job.each(collected(items)?.into_iter(), move |(context, mut chunk): (C, I)| {
        let result = work(&context, &mut chunk)?;
        Ok(Step::Done((result, chunk)))
    });
    let mut worked = worked.await?.into_iter();
    let mut by_group = with_room(counts.len())?;
    for count in counts {
        by_group.try_push(unzipped(worked.by_ref().take(count))?)?;
    }
    Ok(by_group)
}

/// All that stands first in its pair, and all that stands behind.
fn unzipped<A, B>(pairs: impl IntoIterator<Item = (A, B)>) -> Result<(Vec<A>, Vec<B>), NoMemory> {
    let pairs = pairs.into_iter();
    let (mut first, mut behind) = (with_room(pairs.size_hint().0)?, with_room(pairs.size_hint().0)?);
    for (one, other) in pairs {
        first.try_push(one)?;
        behind.try_push(other)?;
    }
    Ok((first, behind))
}
