//! Spreading keys over buckets of one range each, by many threads at once.
//!
//! Each chunk counts its keys in thousands of steps over the range of all keys (`steps`). Neighbouring steps are then put
//! together to buckets of about the same size, whatever the distribution: what one step would have to be split for is
//! left to the next round. Each chunk gets the places for its keys of each bucket as blocks of its own, so no thread
//! waits for another, and none can write where it must not.

use std::iter::zip;
use std::sync::Arc;

use super::key::{Key, Order};
use super::steps::{LookUp, STEP_BITS, Steps, Ways};
use super::wide;
use rayon_pool::block::{Block, joined, parts};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// As many as the number of a bucket has values.
const BUCKETS: usize = 1 << u8::BITS;
/// The keys whose buckets are looked up in one go.
const LOOKED_UP: usize = 16;

impl<K: Key> Steps<K> {
    /// How many of the numbers are in each step.
    pub(super) fn counted<O: Order<K>>(&self, numbers: &[K]) -> Result<Vec<u32>, NoMemory> {
        let mut counts = filled(0, 1 << STEP_BITS)?;
        let all = (&mut counts[..]).try_into().expect("a counter for each step");
        match &self.ways {
            Ways::Even(even) => count::<K, O>(*even, numbers, all),
            Ways::Segmented(segmented) => count::<K, O>(segmented.look_up(), numbers, all),
        }
        counts.truncate(self.are_single.len());
        Ok(counts)
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
                    counts[step] += 1;
                }
            }
            for &bits in rest {
                counts[look_up.step(O::key(bits))] += 1;
            }
        },
    );
}

/// Which bucket each step belongs to.
pub(super) struct Buckets<K> {
    steps: Arc<Steps<K>>,
    bucket_of: Vec<u8>,
    /// Whether all keys of a bucket are the same.
    pub(super) is_constant: Vec<bool>,
}

impl<K: Key> Buckets<K> {
    /// Buckets of about `size` keys, `most` at most, from what all chunks counted.
    pub(super) fn new(
        steps: Arc<Steps<K>>,
        counted: &[Vec<u32>],
        size: usize,
        most: usize,
    ) -> Result<Self, NoMemory> {
        let mut totals = filled(0_usize, steps.are_single.len())?;
        for counts in counted {
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += count as usize;
            }
        }
        let all: usize = totals.iter().sum();
        let size = size.max(all.div_ceil(most - 1));
        let (mut bucket_of, mut is_constant) = (with_room(1 << STEP_BITS)?, with_room(most)?);
        let (mut bucket, mut filled, mut width, mut are_constant) = (0_u8, 0, 0, true);
        for (total, &is_single) in zip(totals, &steps.are_single) {
            // A bucket may become half as large again; what would make it larger starts the next one.
            let is_full = filled >= size || filled > 0 && filled + total > size + size / 2;
            if is_full && usize::from(bucket) < most - 1 {
                is_constant.try_push(width == 1 && are_constant)?;
                (bucket, filled, width, are_constant) = (bucket + 1, 0, 0, true);
            }
            bucket_of.try_push(bucket)?;
            filled += total;
            width += usize::from(total > 0);
            are_constant &= is_single || total == 0;
        }
        is_constant.try_push(width == 1 && are_constant)?;
        // Steps that the mask of `spread` could reach have to have a bucket.
        bucket_of.try_resize(1 << STEP_BITS, bucket)?;
        Ok(Self { steps, bucket_of, is_constant })
    }

    /// How many of a chunk's keys each bucket gets.
    pub(super) fn shares(&self, counted: &[u32]) -> Result<Vec<usize>, NoMemory> {
        let mut shares = filled(0, self.is_constant.len())?;
        for (&count, &bucket) in counted.iter().zip(&self.bucket_of) {
            shares[usize::from(bucket)] += count as usize;
        }
        Ok(shares)
    }

    /// Writes the keys of the numbers to the places for them, one block for each bucket.
    pub(super) fn spread<O: Order<K>, B: Block<K>>(&self, numbers: &[K], places: &mut [B]) {
        let bucket_of = self.bucket_of[..].try_into().expect("a bucket for each step");
        match &self.steps.ways {
            Ways::Even(even) => write::<K, O, B>(*even, bucket_of, numbers, places),
            Ways::Segmented(segmented) => write::<K, O, B>(segmented.look_up(), bucket_of, numbers, places),
        }
    }
}

fn write<K: Key, O: Order<K>, B: Block<K>>(
    look_up: impl LookUp<K>,
    bucket_of: &[u8; 1 << STEP_BITS],
    numbers: &[K],
    places: &mut [B],
) {
    // One for every value of a bucket's number spares checking it.
    let mut blocks = places.iter_mut();
    let mut places: [_; BUCKETS] =
        std::array::from_fn(|_| blocks.next().map_or_else(|| [].iter_mut(), |block| block.iter_mut()));
    wide::compiled(
        #[inline(always)]
        || {
            // Some are looked up before the first of them is written: that waits less.
            let (several, rest) = numbers.as_chunks::<LOOKED_UP>();
            for numbers in several {
                let (mut keys, mut buckets) = ([K::default(); LOOKED_UP], [0; LOOKED_UP]);
                for ((key, bucket), &bits) in zip(zip(&mut keys, &mut buckets), numbers) {
                    *key = O::key(bits);
                    *bucket = usize::from(bucket_of[look_up.step(*key)]);
                }
                if buckets.iter().fold(0, |others, bucket| others | (bucket ^ buckets[0])) == 0 {
                    // As a rule where numbers are nearly sorted: each would wait for the place of the one before.
                    for (key, place) in zip(keys, places[buckets[0]].by_ref()) {
                        *place = key;
                    }
                    continue;
                }
                for (key, bucket) in zip(keys, buckets) {
                    if let Some(place) = places[bucket].next() {
                        *place = key;
                    }
                }
            }
            for &bits in rest {
                let key = O::key(bits);
                if let Some(place) = places[usize::from(bucket_of[look_up.step(key)])].next() {
                    *place = key;
                }
            }
        },
    );
}

/// The places for each chunk's share of each bucket, out of the memory for all: by chunk, then by bucket.
pub(super) fn places<K, B: Block<K>>(memory: B, shares: &[Vec<usize>]) -> Result<Vec<Vec<B>>, NoMemory> {
    let buckets = shares.first().map_or(0, Vec::len);
    let lengths = collected((0..buckets).flat_map(|bucket| shares.iter().map(move |shares| shares[bucket])))?;
    let mut blocks = parts(memory, &lengths)?.into_iter();
    let mut places = with_room(shares.len())?;
    for _ in shares {
        places.try_push(with_room(buckets)?)?;
    }
    for _ in 0..buckets {
        for places in &mut places {
            places.try_extend(blocks.next())?;
        }
    }
    Ok(places)
}

/// The buckets, out of each chunk's share of them.
pub(super) fn gathered<K, B: Block<K>>(chunks: Vec<Vec<B>>) -> Result<Vec<B>, NoMemory> {
    let buckets = chunks.first().map_or(0, Vec::len);
    let mut chunks = collected(chunks.into_iter().map(Vec::into_iter))?;
    collected((0..buckets).filter_map(|_| joined(chunks.iter_mut().filter_map(Iterator::next))))
}
