//! Putting the keys of each bucket together, sorted, in the memory that they came in.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::{once, zip};
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::key::{Key, Order, Unsigned};
use super::leaf::{self, Source};
use super::level::{Piece, Unsorted};
use super::scratch::Scratch;
use super::spread::Buckets;
use super::steps::Extent;
use super::windows::{Spread, Windows};
use super::{CHUNK, each_chunk, unzipped};
use rayon_pool::block::{Block, joined, parts};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, with_room};

/// The most keys of a bucket that one thread sorts: more than buckets should have, so that those of which a sample has told too
/// little need no level of their own. It takes a millisecond, as a rule.
const MOST: usize = 1 << 17;
/// The fragments that are looked at in one go to plan what is done with them: a tenth of a millisecond at most.
const PLANNED: usize = 1 << 13;

/// What becomes of a bucket.
struct Plan {
    length: usize,
    then: Then,
    /// The windows whose fragments one thread puts together at a time, and how many keys those have.
    groups: Vec<(Range<usize>, usize)>,
}

impl Plan {
    /// For some of the buckets.
    fn of<K: Key, B>(
        windows: &Windows<B>,
        buckets: &Buckets<K>,
        some: Range<usize>,
    ) -> Result<Vec<Self>, NoMemory> {
        let mut plans = with_room(some.len())?;
        for (bucket, length) in zip(some.clone(), windows.lengths(some)?) {
            let then = if buckets.is_constant[bucket] {
                Then::Turn
            } else if length <= MOST {
                Then::Sort
            } else {
                Then::Leave
            };
            let groups = if then == Then::Sort {
                collected(once((0..windows.keys.len(), length)))?
            } else {
                windows.grouped(bucket, CHUNK / size_of::<K>())?
            };
            plans.try_push(Self { length, then, groups })?;
        }
        Ok(plans)
    }
}

/// A bucket's keys in some windows.
struct Fragments<B> {
    windows: Arc<Windows<B>>,
    some: Range<usize>,
    bucket: usize,
}

/// Those, where they belong, and what becomes of them.
struct Gathering<B> {
    fragments: Fragments<B>,
    home: B,
    then: Then,
}

/// What becomes of keys that have been put together.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    /// They are all that the bucket has, and few.
    Sort,
    /// They are all the same.
    Turn,
    /// They are too many.
    Leave,
}

impl<K: Copy + 'static, B: Deref<Target = [K]>> Source<K> for Fragments<B> {
    #[inline(always)]
    fn fragments<'a>(&'a self, _: &'a [K]) -> impl Iterator<Item = &'a [K]> {
        self.some.clone().map(|window| &self.windows.keys[window][self.windows.fragment(window, self.bucket)])
    }
}

/// Puts the keys of each bucket together, turned into sorted numbers in the order `O`, if they are few. Gives the
/// pieces of each part.
pub(super) async fn gathered<K, O, B>(
    job: &Job,
    all: Vec<Spread<K, B>>,
    scratch: &Arc<Scratch<K>>,
) -> Result<Vec<Vec<Piece<K, B>>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let (mut groups, mut homes) = (with_room(all.len())?, with_room(all.len())?);
    for Spread { home, windows, buckets } in all {
        let count = buckets.count();
        let length = (PLANNED / windows.keys.len().max(1)).max(1);
        let some = (0..count).step_by(length).map(|start| start..count.min(start + length));
        homes.try_push((home, Arc::clone(&windows)))?;
        groups.try_push(((windows, buckets), collected(some)?))?;
    }
    let planned = each_chunk(job, groups, |(windows, buckets), some: &mut Range<usize>| {
        Ok(Plan::of::<K, B>(windows, buckets, some.clone())?)
    });
    let (mut work, mut plans) = (Vec::new(), with_room(homes.len())?);
    for ((home, windows), (planned, _)) in zip(homes, planned.await?) {
        let planned = collected(planned.into_iter().flatten())?;
        let lengths = collected(planned.iter().map(|plan| plan.length))?;
        let mut counts = with_room(lengths.len())?;
        for (bucket, (home, plan)) in zip(parts(home, &lengths)?, planned).enumerate() {
            let (groups, lengths) = unzipped(plan.groups)?;
            counts.try_push(groups.len())?;
            for (some, home) in zip(groups, parts(home, &lengths)?) {
                let windows = Arc::clone(&windows);
                work.try_push(Gathering {
                    fragments: Fragments { windows, some, bucket },
                    home,
                    then: plan.then,
                })?;
            }
        }
        plans.try_push((windows, lengths, counts))?;
    }

    let (inner, scratch) = (job.clone(), Arc::clone(scratch));
    let gathered = job.each(work.into_iter(), move |gathering: Gathering<B>| {
        let Gathering { fragments, mut home, then } = gathering;
        match then {
            Then::Sort => leaf::sort::<K, O, _>(&fragments, &mut home, &scratch)?,
            Then::Turn => {
                fragments.gather(&mut home);
                leaf::turn::<K, O>(&mut home);
            }
            Then::Leave => {
                fragments.gather(&mut home);
                let extent = Extent::of::<Unsigned>(&home);
                return Ok(Step::Done((home, Some(extent))));
            }
        }
        inner.advance(home.len() as u64 / 2);
        Ok(Step::Done((home, None)))
    });
    let mut gathered = gathered.await?.into_iter();
    let mut all = with_room(plans.len())?;
    for (windows, lengths, counts) in plans {
        let windows = Arc::into_inner(windows).expect("each gathering has given up its share");
        let spare = joined(windows.keys).ok_or(Stop::Cancelled)?;
        let mut pieces = with_room(counts.len())?;
        for (count, spare) in zip(counts, parts(spare, &lengths)?) {
            let (homes, extents) = unzipped(gathered.by_ref().take(count))?;
            let keys = joined(homes).ok_or(Stop::Cancelled)?;
            pieces.try_push(match extents.into_iter().flatten().reduce(Extent::and) {
                Some(extent) => Piece::Unsorted(Unsorted { keys, spare, extent }),
                None => Piece::Sorted(keys),
            })?;
        }
        all.try_push(pieces)?;
    }
    Ok(all)
}
