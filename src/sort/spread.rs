//! Spreading keys over buckets of one range each, by many threads at once.
//!
//! Each chunk counts its keys in thousands of even steps over the range of all keys. Neighbouring steps are then put
//! together to buckets of about the same size, whatever the distribution: what one step would have to be split for is
//! left to the next round. Each chunk gets the places for its keys of each bucket as blocks of its own, so no thread
//! waits for another, and none can write where it must not.

use super::key::{Key, Order};
use rayon_pool::block::{Block, joined, parts};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// The steps that keys are counted in are up to two to this power.
pub(super) const STEP_BITS: u32 = 13;
/// Buckets at most: so many places to write to are as fast as few ones.
const BUCKETS: usize = 256;
/// The keys whose buckets are looked up in one go.
const LOOKED_UP: usize = 16;

/// What there is to know of some keys before they are spread.
#[derive(Clone, Copy)]
pub(super) struct Extent<K> {
    low: K,
    high: K,
    first: K,
    last: K,
    is_sorted: bool,
    is_descending: bool,
}

impl<K: Key> Extent<K> {
    /// Of numbers, which are not empty, in the order `O`.
    pub(super) fn of<O: Order<K>>(numbers: &[K]) -> Self {
        let (first, last) = (O::key(numbers[0]), O::key(numbers[numbers.len() - 1]));
        let (mut low, mut high, mut previous) = (first, first, first);
        let (mut is_sorted, mut is_descending) = (true, true);
        for &bits in numbers {
            let key = O::key(bits);
            low = low.min(key);
            high = high.max(key);
            is_sorted &= previous <= key;
            is_descending &= previous >= key;
            previous = key;
        }
        Self { low, high, first, last, is_sorted, is_descending }
    }

    /// Of these and of those that follow.
    pub(super) fn and(self, next: Self) -> Self {
        Self {
            low: self.low.min(next.low),
            high: self.high.max(next.high),
            first: self.first,
            last: next.last,
            is_sorted: self.is_sorted && next.is_sorted && self.last <= next.first,
            is_descending: self.is_descending && next.is_descending && self.last >= next.first,
        }
    }

    pub(super) fn is_sorted(&self) -> bool {
        self.is_sorted
    }

    /// Whether no key is greater than the one in front of it.
    pub(super) fn is_descending(&self) -> bool {
        self.is_descending
    }

    /// The steps from the lowest key to the highest.
    pub(super) fn steps(&self) -> Steps<K> {
        let shift = self.high.above(self.low).bits().saturating_sub(STEP_BITS);
        Steps { low: self.low, shift, count: self.high.steps_above(self.low, shift) + 1 }
    }
}

/// Even steps over a range of keys.
#[derive(Clone, Copy)]
pub(super) struct Steps<K> {
    low: K,
    shift: u32,
    count: usize,
}

impl<K: Key> Steps<K> {
    fn of(&self, key: K) -> usize {
        key.steps_above(self.low, self.shift)
    }

    /// How many of the numbers are in each step.
    pub(super) fn count<O: Order<K>>(&self, numbers: &[K]) -> Result<Vec<u32>, NoMemory> {
        let mut counts = filled(0, 1 << STEP_BITS)?;
        for &bits in numbers {
            counts[self.of(O::key(bits)) & ((1 << STEP_BITS) - 1)] += 1;
        }
        counts.truncate(self.count);
        Ok(counts)
    }
}

/// Which bucket each step belongs to.
pub(super) struct Buckets<K> {
    steps: Steps<K>,
    bucket_of: Vec<u8>,
    /// Whether all keys of a bucket are the same.
    pub(super) is_constant: Vec<bool>,
}

impl<K: Key> Buckets<K> {
    /// Buckets of about `size` keys, from what all chunks counted.
    pub(super) fn new(steps: Steps<K>, counted: &[Vec<u32>], size: usize) -> Result<Self, NoMemory> {
        let mut totals = filled(0_usize, steps.count)?;
        for counts in counted {
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += count as usize;
            }
        }
        let all: usize = totals.iter().sum();
        let size = size.max(all.div_ceil(BUCKETS - 1));
        let (mut bucket_of, mut is_constant) = (with_room(1 << STEP_BITS)?, with_room(BUCKETS)?);
        let (mut bucket, mut filled, mut width) = (0_u8, 0, 0);
        for total in totals {
            // A bucket may become half as large again; what would make it larger starts the next one.
            let is_full = filled >= size || filled > 0 && filled + total > size + size / 2;
            if is_full && usize::from(bucket) < BUCKETS - 1 {
                is_constant.try_push(width == 1 && steps.shift == 0)?;
                (bucket, filled, width) = (bucket + 1, 0, 0);
            }
            bucket_of.try_push(bucket)?;
            filled += total;
            width += usize::from(total > 0);
        }
        is_constant.try_push(width == 1 && steps.shift == 0)?;
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
        let bucket_of: &[u8; 1 << STEP_BITS] = self.bucket_of[..].try_into().expect("a bucket for each step");
        // One for every value of a bucket's number spares checking it.
        let mut blocks = places.iter_mut();
        let mut places: [_; 1 << 8] =
            std::array::from_fn(|_| blocks.next().map_or_else(|| [].iter_mut(), |block| block.iter_mut()));
        let bucket_of = |key: K| bucket_of[self.steps.of(key) & ((1 << STEP_BITS) - 1)];
        // Some are looked up before the first of them is written: that waits less.
        let (several, rest) = numbers.as_chunks::<LOOKED_UP>();
        for numbers in several {
            let keys = numbers.map(O::key);
            let buckets = keys.map(bucket_of);
            if buckets == [buckets[0]; LOOKED_UP] {
                // As a rule where numbers are nearly sorted: each would wait for the place of the one before.
                for (key, place) in keys.into_iter().zip(places[usize::from(buckets[0])].by_ref()) {
                    *place = key;
                }
                continue;
            }
            for (key, bucket) in keys.into_iter().zip(buckets) {
                if let Some(place) = places[usize::from(bucket)].next() {
                    *place = key;
                }
            }
        }
        for &bits in rest {
            let key = O::key(bits);
            if let Some(place) = places[usize::from(bucket_of(key))].next() {
                *place = key;
            }
        }
    }
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
