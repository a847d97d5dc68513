//! Putting the keys of each bucket together, in the memory that they came in; and sorting them there.

use std::iter::{once, zip};
use std::ops::{DerefMut, Range};
use std::sync::Arc;

use super::key::{Key, Order, Unsigned};
use super::leaf;
use super::level::{Piece, Unsorted};
use super::scratch::Scratch;
use super::steps::Extent;
use super::windows::{Spread, Windows};
use super::{CHUNK, unzipped};
use rayon_pool::block::{Block, joined, parts};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{TryGrow, collected, with_room};

/// The most keys of a bucket that one thread sorts: more than buckets should have, so that those of which a sample has told too
/// little need no level of their own. It takes a millisecond, as a rule.
const MOST: usize = 1 << 17;

/// A bucket's keys in some windows, and where they belong.
struct Gathering<B> {
    windows: Arc<Windows<B>>,
    some: Range<usize>,
    bucket: usize,
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

impl<B> Gathering<B> {
    fn gather<K>(&mut self)
    where
        K: Copy,
        B: DerefMut<Target = [K]>,
    {
        let mut at = 0;
        for window in self.some.clone() {
            let fragment = &self.windows.keys[window][self.windows.fragment(window, self.bucket)];
            self.home[at..at + fragment.len()].copy_from_slice(fragment);
            at += fragment.len();
        }
    }
}

/// Puts the keys of each bucket together, and turns them into sorted numbers in the order `O`, if they are few. Gives the
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
    let (mut work, mut plans) = (Vec::new(), with_room(all.len())?);
    for Spread { home, windows, buckets } in all {
        let lengths = windows.lengths(buckets.count())?;
        let mut counts = with_room(lengths.len())?;
        for (bucket, home) in parts(home, &lengths)?.into_iter().enumerate() {
            let then = if buckets.is_constant[bucket] {
                Then::Turn
            } else if home.len() <= MOST {
                Then::Sort
            } else {
                Then::Leave
            };
            let groups = if then == Then::Sort {
                collected(once((0..windows.keys.len(), home.len())))?
            } else {
                windows.grouped(bucket, CHUNK / size_of::<K>())?
            };
            let (groups, lengths) = unzipped(groups)?;
            counts.try_push(groups.len())?;
            for (some, home) in zip(groups, parts(home, &lengths)?) {
                work.try_push(Gathering { windows: Arc::clone(&windows), some, bucket, home, then })?;
            }
        }
        plans.try_push((windows, lengths, counts))?;
    }

    let (inner, scratch) = (job.clone(), Arc::clone(scratch));
    let gathered = job.each(work.into_iter(), move |mut gathering: Gathering<B>| {
        gathering.gather();
        let Gathering { mut home, then, .. } = gathering;
        match then {
            Then::Sort => leaf::sort::<K, O>(&mut home, &scratch)?,
            Then::Turn => leaf::turn::<K, O>(&mut home),
            Then::Leave => {
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
