//! Spreading keys window by window: from the memory that they came in to the same place in the spare memory.
//!
//! What a thread reads and writes at a time is in its cache so, and nobody has to find out before where the keys of which
//! window will be. A bucket's keys are a fragment of each window then, and `gather` puts those together.

use std::iter::zip;
use std::ops::Range;
use std::sync::Arc;

use super::key::{Key, Order};
use super::level::Part;
use super::scratch::Scratch;
use super::spread::Buckets;
use super::{each_chunk, unzipped};
use rayon_pool::block::{Block, chunks, joined};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// The bytes of a window for each bucket, and how many it has at least and at most.
const FRAGMENT: usize = 1 << 10;
const LEAST_WINDOW: usize = 1 << 17;
const MOST_WINDOW: usize = 1 << 20;

/// A part whose keys are spread.
pub(super) struct Spread<K, B> {
    /// Room for all of them.
    pub(super) home: B,
    pub(super) windows: Arc<Windows<B>>,
    pub(super) buckets: Arc<Buckets<K>>,
}

/// Keys in the order of their buckets, within each window.
pub(super) struct Windows<B> {
    pub(super) keys: Vec<B>,
    /// Where each bucket ends, in each window.
    ends: Vec<Vec<u32>>,
}

impl<B> Windows<B> {
    /// Where a bucket's keys are in a window.
    pub(super) fn fragment(&self, window: usize, bucket: usize) -> Range<usize> {
        let ends = &self.ends[window];
        let start = bucket.checked_sub(1).map_or(0, |before| ends[before]);
        start as usize..ends[bucket] as usize
    }

    /// How many keys each of some buckets has.
    pub(super) fn lengths(&self, buckets: Range<usize>) -> Result<Vec<usize>, NoMemory> {
        let mut lengths = filled(0, buckets.len())?;
        for ends in &self.ends {
            let mut start = buckets.start.checked_sub(1).map_or(0, |before| ends[before]);
            for (length, &end) in zip(&mut lengths, &ends[buckets.clone()]) {
                *length += (end - start) as usize;
                start = end;
            }
        }
        Ok(lengths)
    }

    /// Windows in groups, in each of which a bucket has at least so many keys, but for the last; and how many. Of several
    /// groups none is without.
    pub(super) fn grouped(
        &self,
        bucket: usize,
        least: usize,
    ) -> Result<Vec<(Range<usize>, usize)>, NoMemory> {
        let mut groups = Vec::new();
        let (mut start, mut count) = (0, 0);
        for window in 0..self.ends.len() {
            count += self.fragment(window, bucket).len();
            let is_last = window + 1 == self.ends.len();
            if count >= least || is_last && (count > 0 || groups.is_empty()) {
                groups.try_push((start..window + 1, count))?;
                (start, count) = (window + 1, 0);
            }
        }
        Ok(groups)
    }
}

/// Spreads the keys of all parts, given as numbers in the order `O`. `told` hears how many have been.
pub(super) async fn spread<K, O, B>(
    job: &Job,
    all: Vec<Part<K, B>>,
    scratch: &Arc<Scratch<K>>,
    told: impl Fn(usize) + Send + Sync + 'static,
) -> Result<Vec<Spread<K, B>>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let buckets = all.iter().map(|part| part.buckets.count()).max().unwrap_or(0);
    let length = (FRAGMENT * buckets).clamp(LEAST_WINDOW, MOST_WINDOW) / size_of::<K>();
    let (mut groups, mut by_part) = (with_room(all.len())?, with_room(all.len())?);
    for Part { keys, spare, buckets } in all {
        let buckets = Arc::new(buckets);
        by_part.try_push(Arc::clone(&buckets))?;
        groups.try_push((buckets, collected(zip(chunks(keys, length)?, chunks(spare, length)?))?))?;
    }
    let scratch = Arc::clone(scratch);
    let spread = each_chunk(job, groups, move |buckets: &Arc<Buckets<K>>, (keys, spare): &mut (B, B)| {
        told(keys.len());
        Ok(buckets.spread::<O>(keys, spare, &scratch)?)
    });
    let mut all = with_room(by_part.len())?;
    for (buckets, (ends, windows)) in zip(by_part, spread.await?) {
        let (home, keys) = unzipped(windows)?;
        let home = joined(home).ok_or(Stop::Cancelled)?;
        all.try_push(Spread { home, windows: Arc::new(Windows { keys, ends }), buckets })?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::Windows;

    /// Two buckets, of which the second has so many keys in each window.
    fn windows(counts: &[u32]) -> Windows<()> {
        Windows { keys: Vec::new(), ends: counts.iter().map(|count| vec![3, 3 + count]).collect() }
    }

    #[test]
    fn fragments_of_a_bucket_make_groups() {
        for (counts, groups) in [
            (&[2, 2, 2, 2, 2][..], &[(0..2, 4), (2..4, 4), (4..5, 2)][..]),
            (&[0, 0, 5, 0, 1, 0], &[(0..3, 5), (3..6, 1)]),
            (&[0, 4, 0, 0], &[(0..2, 4)]),
            (&[7, 9], &[(0..1, 7), (1..2, 9)]),
            (&[0, 0], &[(0..2, 0)]),
        ] {
            let windows = windows(counts);
            assert_eq!(windows.grouped(1, 4).expect("there is memory"), groups, "{counts:?}");
            let all = [3 * counts.len(), counts.iter().sum::<u32>() as usize];
            for some in [0..2, 0..1, 1..2, 2..2] {
                assert_eq!(windows.lengths(some.clone()).expect("there is memory"), all[some]);
            }
        }
        assert_eq!(windows(&[5, 6]).fragment(1, 0), 0..3);
        assert_eq!(windows(&[5, 6]).fragment(1, 1), 3..9);
    }
}
