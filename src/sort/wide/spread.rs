//! Spreading keys over buckets of a few dozen, which networks sort.
//!
//! For a thousand keys and more this is quicker than the levels of a quicksort that it replaces, if they are spread over
//! their range: where they are in clusters, the buckets are left to the quicksort.
#![allow(unsafe_code, reason = "a bucket is written home over what has been moved already; measured")]

use super::Wide;
use super::network::MOST_ROWS;
use super::quicksort::quicksort;
use crate::sort::key::Key;
use crate::sort::radix::{self, extremes};

/// The buckets at most.
const BUCKETS: usize = 1 << 11;

/// Sorts keys, through scratch memory for as many, to their home or, if there is none, where they are.
#[inline(always)]
pub(super) fn sort<W: Wide>(
    wide: W,
    keys: &mut [W::Key],
    scratch: &mut [W::Key],
    home: Option<&mut [W::Key]>,
) {
    if keys.len() < W::SPREAD {
        quicksort(wide, keys, scratch, radix::sort_home);
        if let Some(home) = home {
            home.copy_from_slice(keys);
        }
        return;
    }
    let (low, high) = extremes(keys);
    let scale = Scale::new(low, high, (keys.len() / W::BUCKET).min(BUCKETS));
    let mut places = [0_u32; BUCKETS];
    for &key in keys.iter() {
        places[scale.bucket(key)] += 1;
    }
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    for &key in keys.iter() {
        let place = &mut places[scale.bucket(key)];
        scratch[*place as usize] = key;
        *place += 1;
    }
    let home = home.unwrap_or(keys);
    assert!(home.len() == scratch.len(), "there is room for all of them at home");
    // Each place is now where its bucket ends.
    let mut start = 0;
    for &end in &places[..scale.buckets] {
        let bucket = start..end as usize;
        start = bucket.end;
        if bucket.len() <= MOST_ROWS * W::LANES {
            let room = home.len() - bucket.start;
            let (from, to) = (&scratch[bucket.start..], &mut home[bucket.start..]);
            // SAFETY: both have this room; and what is behind the bucket at home is written later, from the scratch memory.
            unsafe { wide.sort_few(from.as_ptr(), to.as_mut_ptr(), bucket.len(), room) };
        } else {
            quicksort(wide, &mut scratch[bucket.clone()], &mut home[bucket.clone()], radix::sort_home);
            home[bucket.clone()].copy_from_slice(&scratch[bucket]);
        }
    }
}

/// Even buckets over a range of keys.
#[derive(Clone, Copy)]
struct Scale<K> {
    low: K,
    shift: u32,
    /// Buckets for each step of the shift, times two to the power of 32.
    slope: u64,
    buckets: usize,
}

impl<K: Key> Scale<K> {
    fn new(low: K, high: K, buckets: usize) -> Self {
        let shift = high.above(low).bits().saturating_sub(u32::BITS);
        let steps = high.steps_above(low, shift) as u64 + 1;
        let slope = ((buckets as u64) << u32::BITS) / steps;
        // Of fewer steps than buckets each has its own.
        Self { low, shift, slope: slope.min(1 << u32::BITS), buckets }
    }

    // A multiplication for a division: what is cut off was below two to the power of 11.
    #[allow(clippy::cast_possible_truncation)]
    #[inline(always)]
    fn bucket(self, key: K) -> usize {
        ((key.steps_above(self.low, self.shift) as u64 * self.slope) >> u32::BITS) as usize & (BUCKETS - 1)
    }
}
