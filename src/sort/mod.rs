//! Sorting numbers in place.
//!
//! Numbers are sorted as unsigned integers of their size (see `key`). Where they lie is found out from a sample, or from all
//! (`steps`). They are spread over buckets of one range each, from the memory that they came in to memory of the same size
//! (`spread`), until a bucket fits a thread's own cache (`cache`). There one thread sorts it (`leaf`, by `wide`, or `radix`
//! where there are no wide instructions for it), and writes it back to its place. A bucket that is still too large, because
//! its keys are close together, is spread again, now over its own range.
//!
//! Some numbers need none of that: those that are sorted already, those that never rise (`descending`), and those of few
//! values, as all of 8 or 16 bits are (`counting`).
//!
//! Everything is cut into chunks of about a millisecond. That is why none of the parallel sorts of others is used: they
//! take one call, from which nothing returns before the end, neither for a cancelled job nor for another one's turn. Nor
//! would it pay for most numbers: `benches/sort.rs` races them, and bench/README.md says where this one loses.

mod cache;
mod counting;
mod descending;
mod key;
mod leaf;
mod node;
mod radix;
mod spread;
mod steps;
mod wide;

use std::iter::zip;
use std::sync::Arc;

use descending::reversed;
pub use key::{Float, Key, Order, Signed, Unsigned};
use leaf::{LEAF, Scratch, finished, leaves_of};
use spread::{Buckets, gathered, places};
use steps::{Extent, Steps, sample};

use rayon_pool::block::{Block, chunks, joined, parts};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, with_room};

/// The bytes that a chunk reads at least: about half a millisecond's work.
const CHUNK: usize = 1 << 21;
/// The chunks that the memory is cut into at most: each has places in each bucket, and somebody has to hand them out.
const CHUNKS: usize = 512;

/// Memory is mapped in pages of this many bytes, or of more.
const PAGE: usize = 1 << 12;

/// Some of the keys, all of which belong in this place.
struct Part<B> {
    keys: B,
    /// As much memory again, if the keys are not where the sorted numbers belong, at home, or have to be spread.
    spare: B,
    is_home: bool,
    is_sorted: bool,
}

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
    job.set_total(length as u64);
    let mut parts = if !is_large::<K>(length) {
        for number in numbers.iter_mut() {
            *number = O::key(*number);
        }
        collected([Part { keys: numbers, spare: B::of(0)?, is_home: true, is_sorted: false }])?
    } else if const { K::BITS <= counting::NARROW } {
        // The constant spares compiling the rest for those.
        return counting::sort_narrow::<K, O, B>(&job, numbers).await;
    } else {
        match counting::sort::<K, O, B>(&job, numbers).await? {
            counting::Tried::Sorted(sorted) => return Ok(sorted),
            counting::Tried::Unsorted(numbers) => parted::<K, O, B>(&job, numbers).await?,
        }
    };
    if let [Part { is_home: true, is_sorted: true, .. }] = parts[..] {
        // They were sorted, or have been turned round, and have not become keys.
        job.advance(length as u64 - job.progress().0);
        return parts.pop().map(|part| part.keys).ok_or(Stop::Cancelled);
    }
    let mut leaves = with_room(parts.len())?;
    for part in parts {
        leaves.try_extend(leaves_of::<K, B>(part)?)?;
    }
    let unsorted = leaves.iter().filter(|leaf: &&Part<B>| !leaf.is_sorted);
    let scratch = Scratch::new(unsorted.map(|leaf| leaf.keys.len()).max().unwrap_or(0));
    let inner = job.clone();
    let home = job.each(leaves.into_iter(), move |part: Part<B>| {
        inner.advance(part.keys.len() as u64 / 2);
        Ok(Step::Done(finished::<K, O, B>(part, &scratch)?))
    });
    let sorted = joined(home.await?);
    // Half a number's work is lost in rounding here and there.
    job.advance(length as u64 - job.progress().0);
    // Of nothing there is nothing to put together, but no array is cut into that.
    sorted.ok_or(Stop::Cancelled)
}

/// Many numbers as parts of keys, in their order, each of which one thread can sort; or as one part of numbers that are
/// sorted, at home.
async fn parted<K: Key, O: Order<K>, B: Block<K>>(job: &Job, numbers: B) -> Result<Vec<Part<B>>, Stop> {
    let whole = Part { spare: B::of(numbers.len())?, keys: numbers, is_home: true, is_sorted: false };
    let mut parts = round::<K, O, B>(job, collected([whole])?, true).await?;
    while parts.iter().any(has_to_be_spread::<K, B>) {
        parts = round::<K, Unsigned, B>(job, parts, false).await?;
    }
    Ok(parts)
}

/// Whether one more round is to be had for a part.
fn has_to_be_spread<K: Key, B: Block<K>>(part: &Part<B>) -> bool {
    !part.is_sorted && size_of::<K>() * part.keys.len() > cache::sizes().leaf
}

/// Whether numbers are so many that more than one thread should sort them.
fn is_large<K>(length: usize) -> bool {
    size_of::<K>() * length > LEAF
}

/// A round: each large part, of numbers in the order `O`, is replaced by buckets of their keys. A part that turns out to
/// be sorted stays as it is.
async fn round<K, O, B>(job: &Job, all: Vec<Part<B>>, is_first: bool) -> Result<Vec<Part<B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let is_spread = |part: &Part<B>| is_first || has_to_be_spread(part);
    let large: usize = all.iter().filter(|part| is_spread(part)).map(|part| part.keys.len()).sum();
    let length = (CHUNK / size_of::<K>()).max(large / CHUNKS);
    // What becomes of each part, and those of which it has to be found out.
    let (mut became, mut numbers, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    let mut some = Vec::new();
    for (at, part) in all.into_iter().enumerate() {
        if is_spread(&part) {
            if is_first {
                some = sample::<K, O>(&part.keys)?;
            }
            became.try_push(Vec::new())?;
            numbers.try_push(((), chunks(part.keys, length)?))?;
            memory.try_push((at, part.spare, part.is_home))?;
        } else {
            became.try_push(collected([part])?)?;
        }
    }

    // A quarter of the work goes into finding out where to, a quarter into spreading them, and half into the leaves.
    let told = |share: u64| {
        let job = job.clone();
        move |chunk: &[K]| {
            if is_first {
                job.advance(chunk.len() as u64 / share);
            }
        }
    };

    // A sample of the numbers spares looking at each, if they are not sorted there already.
    let (mut scanned, mut left) = (Vec::new(), 4);
    if let Some(extent) = is_first.then(|| Extent::told_by(&some)).flatten() {
        for ((), in_chunks) in numbers {
            scanned.try_push((collected([extent])?, in_chunks))?;
        }
    } else {
        left = 8;
        let tell = told(8);
        let scan = each_chunk(job, numbers, move |(), chunk: &mut B| {
            tell(chunk);
            Ok(Extent::of::<O>(chunk))
        });
        scanned = scan.await?;
    }
    let (mut counted, mut spread_over) = (Vec::new(), Vec::new());
    for ((at, spare, is_home), (extents, in_chunks)) in zip(memory, scanned) {
        let Some(extent) = extents.into_iter().reduce(Extent::and) else { continue };
        if extent.is_sorted() || is_first && extent.is_descending() {
            let mut sorted = joined(in_chunks);
            if let Some(numbers) = sorted.take_if(|_| !extent.is_sorted()) {
                sorted = Some(reversed(job, numbers).await?);
            }
            let sorted = sorted.map(|keys| Part { keys, spare, is_home, is_sorted: true });
            became[at] = collected(sorted)?;
        } else {
            let steps = Arc::new(extent.steps(&some)?);
            counted.try_push((Arc::clone(&steps), collected(zip(in_chunks, chunks(spare, length)?))?))?;
            spread_over.try_push((at, is_home, steps))?;
        }
    }

    let tell = told(left);
    let counted = each_chunk(job, counted, move |steps: &Arc<Steps<K>>, (chunk, spare): &mut (B, B)| {
        tell(chunk);
        touch(spare);
        Ok(steps.counted::<O>(chunk)?)
    });
    let (mut plans, mut targets) = (Vec::new(), Vec::new());
    for ((at, is_home, steps), (counts, in_chunks)) in zip(spread_over, counted.await?) {
        let (in_chunks, spare) = unzipped(in_chunks)?;
        let Some(spare) = joined(spare) else { continue };
        let (size, most) = (LEAF / 2 / size_of::<K>(), cache::sizes().buckets);
        let buckets = Arc::new(Buckets::new(steps, &counts, size, most)?);
        let mut shares = with_room(counts.len())?;
        for counts in &counts {
            shares.try_push(buckets.shares(counts)?)?;
        }
        plans.try_push((Arc::clone(&buckets), collected(zip(in_chunks, places(spare, &shares)?))?))?;
        targets.try_push((at, is_home, buckets))?;
    }

    let tell = told(4);
    let spread = each_chunk(job, plans, move |buckets, (chunk, places): &mut (B, Vec<B>)| {
        tell(chunk);
        buckets.spread::<O, B>(chunk, places);
        Ok(())
    });
    for ((at, is_home, buckets), (_, chunks)) in zip(targets, spread.await?) {
        let (old, new) = unzipped(chunks)?;
        let new = gathered(new)?;
        let lengths = collected(new.iter().map(|bucket| bucket.len()))?;
        let Some(old) = joined(old) else { continue };
        let buckets = zip(zip(new, parts(old, &lengths)?), &buckets.is_constant)
            .map(|((keys, spare), &is_sorted)| Part { keys, spare, is_home: !is_home, is_sorted });
        became[at] = collected(buckets)?;
    }
    Ok(collected(became.into_iter().flatten())?)
}

/// Has the system map fresh memory, a chunk's worth in each turn. Else the first turn that spreads keys would find all of
/// it unmapped, and take ten milliseconds or more of one thread.
fn touch<K: Key>(spare: &mut [K]) {
    for number in spare.iter_mut().step_by(PAGE / size_of::<K>()) {
        *number = K::default();
    }
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
