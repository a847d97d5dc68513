//! Spreading keys over buckets of a few dozen, which networks sort.
//!
//! For a thousand keys and more this is quicker than the levels of a quicksort that it replaces, if they are spread over
//! their range: where they are in clusters, the buckets are left to the quicksort.
#![allow(unsafe_code, reason = "a bucket is written over what has been moved already; measured")]

use std::iter::zip;

use super::Wide;
use super::network::MOST_ROWS;
use super::quicksort::quicksort;
use crate::sort::key::Key;
use crate::sort::radix::{self, extremes};

/// The buckets at most.
const BUCKETS: usize = 1 << 11;
/// The keys whose buckets are looked up in one go.
const LOOKED_UP: usize = 64;

/// Sorts keys, through scratch memory for as many.
#[inline(always)]
pub(super) fn sort<W: Wide>(wide: W, keys: &mut [W::Key], scratch: &mut [W::Key]) {
    if keys.len() < W::SPREAD {
        return quicksort(wide, keys, scratch, radix::sort_home);
    }
    let (low, high) = extremes(keys);
    let scale = Scale::new(low, high, (keys.len() / W::BUCKET).min(BUCKETS));
    let mut places = [0_u32; BUCKETS];
    let (several, rest) = keys.as_chunks::<LOOKED_UP>();
    for keys in several {
        for bucket in scale.buckets(keys) {
            places[bucket as usize % BUCKETS] += 1;
        }
    }
    for &key in rest {
        places[scale.bucket(key) as usize % BUCKETS] += 1;
    }
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    for keys in several {
        for (bucket, &key) in zip(scale.buckets(keys), keys) {
            let place = &mut places[bucket as usize % BUCKETS];
            scratch[*place as usize] = key;
            *place += 1;
        }
    }
    for &key in rest {
        let place = &mut places[scale.bucket(key) as usize % BUCKETS];
        scratch[*place as usize] = key;
        *place += 1;
    }
    assert!(keys.len() == scratch.len(), "there is room for all of them");
    // Each place is now where its bucket ends.
    let mut start = 0;
    for &end in &places[..scale.count] {
        let bucket = start..end as usize;
        start = bucket.end;
        if bucket.len() <= MOST_ROWS * W::LANES {
            let room = keys.len() - bucket.start;
            let (from, to) = (&scratch[bucket.start..], &mut keys[bucket.start..]);
            // SAFETY: both have this room; and what is behind the bucket is written later, from the scratch memory.
            unsafe { wide.sort_few(from.as_ptr(), to.as_mut_ptr(), bucket.len(), room) };
        } else {
            quicksort(wide, &mut scratch[bucket.clone()], &mut keys[bucket.clone()], radix::sort_home);
            keys[bucket.clone()].copy_from_slice(&scratch[bucket]);
        }
    }
}

/// Even buckets over a range of keys.
#[derive(Clone, Copy)]
struct Scale<K> {
    low: K,
    shift: u32,
    /// Buckets for each step of the shift, times two to the power of 32.
    slope: u32,
    count: usize,
}

impl<K: Key> Scale<K> {
    fn new(low: K, high: K, buckets: usize) -> Self {
        let shift = high.above(low).bits().saturating_sub(u32::BITS);
        let steps = high.steps_above(low, shift) as u64 + 1;
        let slope = ((buckets as u64) << u32::BITS) / steps;
        // Of fewer steps than buckets each has its own, but for the first two.
        Self { low, shift, slope: slope.try_into().unwrap_or(u32::MAX), count: buckets }
    }

    // A multiplication for a division: what is cut off was below two to the power of 11.
    #[allow(clippy::cast_possible_truncation)]
    #[inline(always)]
    fn bucket(self, key: K) -> u32 {
        let steps = u64::from(key.steps_above(self.low, self.shift) as u32);
        ((steps * u64::from(self.slope)) >> u32::BITS) as u32
    }

    /// Those of several keys: compilers make wide instructions of it.
    #[inline(always)]
    fn buckets(self, keys: &[K; LOOKED_UP]) -> [u32; LOOKED_UP] {
        let mut buckets = [0; LOOKED_UP];
        for (bucket, &key) in zip(&mut buckets, keys) {
            *bucket = self.bucket(key);
        }
        buckets
    }
}
