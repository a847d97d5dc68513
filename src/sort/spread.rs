//! Spreading keys over buckets of one range each.
//!
//! Thousands of steps over the range of all keys (`steps`) are put together to buckets of about the same size, whatever the
//! distribution: what one step would have to be split for is left to the next level. Spreading takes two passes over numbers
//! that are in the cache after the first: each is tagged with its bucket, and moved to a place for that. Where a trial on this
//! machine says that it is quicker, mixed numbers are parted around the buckets' bounds instead.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::zip;
use std::sync::Arc;

use super::key::{Key, Order};
use super::scratch::Scratch;
use super::steps::{LookUp, STEP_BITS, STEP_MASK, Steps, Ways};
use super::wide::{self, Part};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// The number of a bucket.
pub(super) type Tag = u16;
/// There are no more: half as many are wanted at most.
const BUCKETS: usize = 1 << (STEP_BITS - 2);
/// The keys that a bucket gets, if those are enough: on Zen 4 half or twice as many take as long, on a Xeon of the fourth
/// generation up to half as long again.
pub(super) const BUCKET: usize = 1 << 15;
/// The keys whose buckets are looked up in one go.
const ROW: u32 = 16;
const LOOKED_UP: usize = ROW as usize;
/// Counters for each bucket.
const COUNTERS: usize = 2;

impl<K: Key> Steps<K> {
    /// How many of the numbers are in each step.
    pub(super) fn counted<O: Order<K>>(&self, numbers: &[K]) -> Result<Vec<u32>, NoMemory> {
        let mut counts = filled(0, 1 << STEP_BITS)?;
        let all = (&mut counts[..]).try_into().expect("a counter for each step");
        match &self.ways {
            Ways::Even(even) => count::<K, O>(*even, numbers, all),
            Ways::Segmented(segmented) => count::<K, O>(segmented.look_up(), numbers, all),
        }
        collected(counts[..self.are_single.len()].iter().copied())
    }
}

fn count<K: Key, O: Order<K>>(look_up: impl LookUp<K>, numbers: &[K], counts: &mut [u32; 1 << STEP_BITS]) {
    wide::compiled(
        #[inline(always)]
        || {
            let (several, rest) = numbers.as_chunks::<LOOKED_UP>();
            for numbers in several {
                let mut steps = [0; LOOKED_UP];
                for (step, &bits) in zip(&mut steps, numbers) {
                    *step = look_up.step(O::key(bits));
                }
                for step in steps {
                    counts[usize::from(step) & STEP_MASK] += 1;
                }
            }
            for &bits in rest {
                counts[usize::from(look_up.step(O::key(bits))) & STEP_MASK] += 1;
            }
        },
    );
}

/// How many buckets so many keys should have.
pub(super) fn wanted(keys: usize) -> usize {
    (keys / BUCKET).clamp(2, BUCKETS / 2 - 1)
}

/// Which bucket each step belongs to.
pub(super) struct Buckets<K> {
    steps: Arc<Steps<K>>,
    bucket_of: Vec<Tag>,
    /// Whether all keys of a bucket are the same.
    pub(super) is_constant: Vec<bool>,
    /// How numbers are parted around the greatest key of each bucket but the last, and those.
    parting: Option<(Part<K>, Vec<K>)>,
}

impl<K: Key> Buckets<K> {
    /// Buckets for so many keys, from what has been counted of them, or of a sample.
    pub(super) fn new(steps: Arc<Steps<K>>, counted: &[Vec<u32>], keys: usize) -> Result<Self, NoMemory> {
        let mut totals = filled(0_usize, steps.are_single.len())?;
        for counts in counted {
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += count as usize;
            }
        }
        let all: usize = totals.iter().sum();
        let size = all.div_ceil(wanted(keys)).max(1);
        let (mut bucket_of, mut is_constant) = (with_room(1 << STEP_BITS)?, with_room(BUCKETS)?);
        let (mut bucket, mut filled, mut width, mut are_single) = (0, 0, 0, true);
        for (total, &is_single) in zip(totals, &steps.are_single) {
            // A bucket may become half as large again; what would make it larger starts the next one. So a step of many keys
            // has one to itself. And any two that follow one another have as many as one should have, or more: no more than
            // twice as many become of it as are wanted, and one.
            if width > 0 && (filled >= size || filled + total > size + size / 2) {
                is_constant.try_push(width == 1 && are_single)?;
                (bucket, filled, width, are_single) = (bucket + 1, 0, 0, true);
            }
            bucket_of.try_push(bucket)?;
            filled += total;
            width += 1;
            are_single &= is_single;
        }
        is_constant.try_push(width == 1 && are_single)?;
        // Steps that the mask of a look-up could reach have to have a bucket.
        bucket_of.try_resize(1 << STEP_BITS, bucket)?;
        Ok(Self { steps, bucket_of, is_constant, parting: None })
    }

    /// The same, for numbers that are mixed: where that is quicker on this machine, they are parted around the buckets' bounds.
    pub(super) fn parted(mut self) -> Result<Self, NoMemory> {
        // Making keys of the numbers takes no longer than a level.
        #[allow(clippy::cast_precision_loss, reason = "there are but thousands")]
        let levels = 1.0 + (self.count() as f64).log2();
        if let Some(parting) = K::parting_wide()
            && levels < parting.levels
        {
            self.parting = Some((parting.part, self.pivots()?));
        }
        Ok(self)
    }

    /// The greatest key of each bucket but the last.
    fn pivots(&self) -> Result<Vec<K>, NoMemory> {
        let mut pivots = with_room(self.count())?;
        let buckets = self.bucket_of.windows(2).map(|pair| pair[0] != pair[1]);
        for (is_first, key) in zip(buckets, self.steps.least_keys()?.into_iter().skip(1)) {
            if is_first {
                pivots.try_push(key.before().expect("the first step starts lower"))?;
            }
        }
        Ok(pivots)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.is_constant.len()
    }

    /// Writes the keys of the numbers to memory for as many, in the order of their buckets. Gives where each bucket ends. What is
    /// where the numbers were may be rubbish then.
    pub(super) fn spread<R: Order<K>>(
        &self,
        numbers: &mut [K],
        to: &mut [K],
        scratch: &Scratch<K>,
    ) -> Result<Vec<u32>, NoMemory> {
        match &self.parting {
            Some((part, pivots)) => {
                wide::compiled(
                    #[inline(always)]
                    || {
                        for number in numbers.iter_mut() {
                            *number = R::key(*number);
                        }
                    },
                );
                let mut ends = filled(0, self.count())?;
                #[allow(clippy::cast_possible_truncation, reason = "a window has so few keys")]
                if let Some((last, ends)) = ends.split_last_mut() {
                    part(numbers, to, pivots, ends);
                    *last = numbers.len() as u32;
                }
                Ok(ends)
            }
            None => scratch.tags.with(numbers.len(), |tags| self.spread_by_tags::<R>(numbers, to, tags))?,
        }
    }

    /// The same, with a tag for each.
    pub(super) fn spread_by_tags<R: Order<K>>(
        &self,
        numbers: &[K],
        to: &mut [K],
        tags: &mut [Tag],
    ) -> Result<Vec<u32>, NoMemory> {
        let mut ends = with_room(self.count())?;
        let bucket_of = self.bucket_of[..].try_into().expect("a bucket for each step");
        let counts = match &self.steps.ways {
            Ways::Even(even) => tag::<K, R>(*even, bucket_of, numbers, tags),
            Ways::Segmented(segmented) => tag::<K, R>(segmented.look_up(), bucket_of, numbers, tags),
        };
        let mut next = 0;
        let mut places = counts.map(|count| {
            next += count;
            next - count
        });
        write::<K, R>(numbers, tags, &mut places, to);
        ends.try_append(&places[..self.count()])?;
        Ok(ends)
    }
}

/// Tags each number with its bucket, and counts them.
fn tag<K: Key, R: Order<K>>(
    look_up: impl LookUp<K>,
    bucket_of: &[Tag; 1 << STEP_BITS],
    numbers: &[K],
    tags: &mut [Tag],
) -> [u32; BUCKETS] {
    // They take turns: adding to one twice in a row has to wait.
    let mut counts = [[0_u32; BUCKETS]; COUNTERS];
    wide::compiled(
        #[inline(always)]
        || {
            let (several, rest) = numbers.as_chunks::<LOOKED_UP>();
            let (several_tags, rest_tags) = tags.as_chunks_mut::<LOOKED_UP>();
            for (numbers, tags) in zip(several, several_tags) {
                // In loops of their own: compilers make wide instructions of the first.
                let mut steps = [0; LOOKED_UP];
                for (step, &bits) in zip(&mut steps, numbers) {
                    *step = look_up.step(R::key(bits));
                }
                for (tag, step) in zip(tags.iter_mut(), steps) {
                    *tag = bucket_of[usize::from(step) & STEP_MASK];
                }
                for (at, &tag) in tags.iter().enumerate() {
                    counts[at % COUNTERS][usize::from(tag) % BUCKETS] += 1;
                }
            }
            for (tag, &bits) in zip(rest_tags, rest) {
                *tag = bucket_of[usize::from(look_up.step(R::key(bits))) & STEP_MASK];
                counts[0][usize::from(*tag) % BUCKETS] += 1;
            }
        },
    );
    std::array::from_fn(|bucket| counts.iter().map(|counts| counts[bucket]).sum())
}

/// Writes keys to the places for their tags, which go up.
fn write<K: Key, R: Order<K>>(numbers: &[K], tags: &[Tag], places: &mut [u32; BUCKETS], to: &mut [K]) {
    wide::compiled(
        #[inline(always)]
        || {
            let (several, rest) = numbers.as_chunks::<LOOKED_UP>();
            let (several_tags, rest_tags) = tags.as_chunks::<LOOKED_UP>();
            for (numbers, tags) in zip(several, several_tags) {
                if *tags == [tags[0]; LOOKED_UP] {
                    // As a rule where numbers are nearly sorted: each would wait for the place of the one before.
                    let place = &mut places[usize::from(tags[0]) % BUCKETS];
                    let start = *place as usize;
                    for (key, &bits) in zip(&mut to[start..start + LOOKED_UP], numbers) {
                        *key = R::key(bits);
                    }
                    *place += ROW;
                    continue;
                }
                for (&tag, &bits) in zip(tags, numbers) {
                    let place = &mut places[usize::from(tag) % BUCKETS];
                    to[*place as usize] = R::key(bits);
                    *place += 1;
                }
            }
            for (&tag, &bits) in zip(rest_tags, rest) {
                let place = &mut places[usize::from(tag) % BUCKETS];
                to[*place as usize] = R::key(bits);
                *place += 1;
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{BUCKET, BUCKETS, Buckets, wanted};
    use crate::sort::key::{Float, Key, Order, Unsigned};
    use crate::sort::scratch::Scratch;
    use crate::sort::steps::{Extent, sample};

    /// What any way to part keys does.
    fn part(keys: &mut [u64], to: &mut [u64], pivots: &[u64], ends: &mut [u32]) {
        keys.sort_unstable();
        to.copy_from_slice(keys);
        for (end, &pivot) in ends.iter_mut().zip(pivots) {
            *end = keys.partition_point(|&key| key <= pivot).try_into().expect("few");
        }
    }

    proptest! {
        /// Parting around the bounds and spreading by tags put the same keys into each bucket.
        #[test]
        fn both_ways_fill_buckets_alike(
            clusters in prop::collection::vec((any::<u64>(), 0_u32..64, 1_usize..1000), 1..8),
            known in 2_usize..100,
            wanted in 2_usize..40,
        ) {
            let numbers: Vec<_> = clusters
                .iter()
                .flat_map(|&(low, shift, count)| {
                    (0..count as u64).map(move |at| low.wrapping_add(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift))
                })
                .collect();
            // The first of them alone tell where they lie.
            let some = sample::<u64, Float>(&numbers[..numbers.len().min(known)], wanted).expect("there is memory");
            let extent = Extent::told_by(&some).unwrap_or_else(|| Extent::of::<Float>(&numbers));
            let steps = Arc::new(extent.steps(&some, wanted).expect("there is memory"));
            let counted = steps.counted::<Unsigned>(&some).expect("there is memory");
            let mut buckets = Buckets::new(steps, &[counted], BUCKET * wanted).expect("there is memory");
            let filled = |buckets: &Buckets<u64>| {
                let mut to = vec![0; numbers.len()];
                let ends = buckets.spread::<Float>(&mut numbers.clone(), &mut to, &Scratch::default());
                let ends = ends.expect("there is memory");
                let mut start = 0;
                for &end in &ends {
                    to[start..end as usize].sort_unstable();
                    start = end as usize;
                }
                (to, ends)
            };
            let by_tags = filled(&buckets);
            let pivots = buckets.pivots().expect("there is memory");
            prop_assert_eq!(pivots.len() + 1, buckets.count());
            let wide = u64::parting_wide().map(|parting| parting.part);
            for part in wide.into_iter().chain([part as super::Part<u64>]) {
                buckets.parting = Some((part, pivots.clone()));
                prop_assert!(filled(&buckets) == by_tags);
            }
            let mut keys: Vec<_> = numbers.iter().map(|&bits| <Float as Order<u64>>::key(bits)).collect();
            keys.sort_unstable();
            prop_assert!(by_tags.0 == keys, "buckets are in order");
        }

        /// Whatever has been counted: what is not one step alone is hardly larger than what all should be, so that levels end.
        #[test]
        fn large_buckets_are_single_steps(
            counts in prop::collection::vec(prop_oneof![3 => Just(0), 3 => 1_u32..50, 1 => any::<u32>()], 2..1 << 13),
            keys in (0_u32..40).prop_map(|bits| 1_usize << bits),
        ) {
            let keys_of_steps: Vec<_> = (0..counts.len() as u64).collect();
            let steps = Extent::of::<Unsigned>(&keys_of_steps).even_steps().expect("there is memory");
            let all: usize = counts.iter().map(|&count| count as usize).sum();
            let size = all.div_ceil(wanted(keys)).max(1);
            let buckets = Buckets::new(Arc::new(steps), std::slice::from_ref(&counts), keys).expect("there is memory");
            prop_assert!(buckets.count() <= BUCKETS, "there are {}", buckets.count());
            let mut totals = vec![(0_usize, 0); buckets.count()];
            for (&bucket, &count) in buckets.bucket_of.iter().zip(&counts) {
                let (total, width) = &mut totals[usize::from(bucket)];
                (*total, *width) = (*total + count as usize, *width + 1);
            }
            prop_assert!(buckets.bucket_of.is_sorted());
            for ((total, width), &is_constant) in totals.into_iter().zip(&buckets.is_constant) {
                prop_assert!(width == 1 || total <= size + size / 2, "{width} steps have {total}, not {size}");
                prop_assert_eq!(is_constant, width == 1, "each step is a single key");
            }
        }
    }
}
