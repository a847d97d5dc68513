//! Spreading a leaf's keys over bins of a few dozen, which networks sort.
//!
//! For some thousand keys this is quicker than the levels of a quicksort that it replaces. A bin has room for all that a network
//! takes, and gets about half to three quarters of that, if keys are spread evenly. So as a rule nobody counts before how many
//! each will get: a key is moved once, from wherever it came. Only where a few of the keys tell that they are in clusters, or
//! where a bin turns out to have had too little room, all are moved to bins of just their size, of which the quicksort takes
//! those that are too large for a network.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::zip;

use super::key::Key;
use super::leaf::{Source, sampled};
use super::wide;

/// The bins at most.
pub(super) const BINS: usize = 1 << 12;
/// The keys whose bins are looked up in one go.
const LOOKED_UP: usize = 64;

/// The keys that are looked at first, and the even groups that they are counted by.
const SAMPLE: usize = 128;
const GROUPS: usize = 1 << 10;
/// The pairs of them at most that share a group. Of random keys there are 8, and as good as never so many; of keys with a hundred
/// values, or in a hundred clusters, 80.
const PAIRS: usize = 26;

/// How keys are spread.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// The keys that a bin has room for: 64, 128 or 256.
    pub(super) capacity: usize,
    /// Those that it gets, if they are spread evenly.
    pub(super) share: usize,
}

/// The bytes of a cache's line. Bins are a line further apart than their keys need: else their lines of one number, which are
/// written to at about the same time, would be in the same few places of the cache.
const LINE: usize = 64;

impl Shape {
    /// How many bins there are for so many keys.
    fn bins(self, keys: usize) -> usize {
        (keys / self.share).clamp(1, BINS)
    }

    /// The room that so many keys take, however they are spread.
    pub(super) fn room<K>(self, keys: usize) -> usize {
        keys.max(self.bins(keys) * self.stride::<K>())
    }

    /// How far apart bins are.
    fn stride<K>(self) -> usize {
        self.capacity + LINE / size_of::<K>()
    }
}

/// Keys that are spread.
pub(super) struct Bins<'a, K> {
    pub(super) keys: &'a mut [K],
    /// How many of them each bin got.
    pub(super) counts: &'a [u32],
    /// How far apart bins are; nothing if each starts where the one before ends.
    pub(super) stride: Option<usize>,
}

impl<'a, K: Key> Bins<'a, K> {
    /// Spreads the keys of a source, as many as `home` has room for, to memory with room for them in this shape. `extremes` gives
    /// the least key and the greatest.
    pub(super) fn filled<S: Source<K>>(
        shape: Shape,
        extremes: impl Fn(&[K]) -> (K, K),
        source: &S,
        home: &[K],
        places: &'a mut [u32; BINS],
        keys: &'a mut [K],
    ) -> Self {
        // This brings them to the cache as well.
        let (mut low, mut high) = (K::MAX, K::default());
        for fragment in source.fragments(home) {
            let (least, greatest) = extremes(fragment);
            (low, high) = (low.min(least), high.max(greatest));
        }
        let scale = Scale::new(low, high, shape.bins(home.len()));
        let stride = shape.stride::<K>();
        let starts = || (0..).step_by(stride);
        if Scale::new(low, high, GROUPS).is_even(source, home) {
            for (place, start) in zip(&mut places[..scale.count], starts()) {
                *place = start;
            }
            fill(scale, source, home, places, keys);
            for (place, start) in zip(&mut places[..scale.count], starts()) {
                *place -= start;
            }
            if places[..scale.count].iter().all(|&count| count as usize <= shape.capacity) {
                return Self { keys, counts: &places[..scale.count], stride: Some(stride) };
            }
            // What was too much for a bin is in the next one's room.
        } else {
            places[..scale.count].fill(0);
            count(scale, source, home, places);
        }
        let mut next = 0;
        for place in &mut places[..scale.count] {
            next += std::mem::replace(place, next);
        }
        fill(scale, source, home, places, keys);
        let mut start = 0;
        for place in &mut places[..scale.count] {
            let end = *place;
            *place -= start;
            start = end;
        }
        Self { keys, counts: &places[..scale.count], stride: None }
    }
}

/// Counts how many keys each bin gets.
fn count<K: Key, S: Source<K>>(scale: Scale<K>, source: &S, home: &[K], counts: &mut [u32; BINS]) {
    wide::compiled(
        #[inline(always)]
        || scale.each(source, home, |bin, _| counts[bin % BINS] += 1),
    );
}

/// Writes each key to its bin's place, which goes up.
fn fill<K: Key, S: Source<K>>(
    scale: Scale<K>,
    source: &S,
    home: &[K],
    places: &mut [u32; BINS],
    keys: &mut [K],
) {
    wide::compiled(
        #[inline(always)]
        || {
            scale.each(source, home, |bin, key| {
                let place = &mut places[bin % BINS];
                if let Some(room) = keys.get_mut(*place as usize) {
                    *room = key;
                }
                *place += 1;
            });
        },
    );
}

/// Even bins over a range of keys.
#[derive(Clone, Copy)]
struct Scale<K> {
    low: K,
    shift: u32,
    /// Bins for each step of the shift, times two to the power of 32.
    slope: u32,
    count: usize,
}

impl<K: Key> Scale<K> {
    fn new(low: K, high: K, bins: usize) -> Self {
        let shift = high.above(low).bits().saturating_sub(u32::BITS);
        let steps = high.steps_above(low, shift) as u64 + 1;
        let slope = ((bins as u64) << u32::BITS) / steps;
        // Of fewer steps than bins each has its own, but for the first two.
        Self { low, shift, slope: slope.try_into().unwrap_or(u32::MAX), count: bins }
    }

    // A multiplication for a division: what is cut off was below two to the power of 12.
    #[allow(clippy::cast_possible_truncation)]
    #[inline(always)]
    fn bin(self, key: K) -> u32 {
        let steps = u64::from(key.steps_above(self.low, self.shift) as u32);
        ((steps * u64::from(self.slope)) >> u32::BITS) as u32
    }

    /// Whether some of the keys, from all over them, are spread about evenly over groups.
    fn is_even<S: Source<K>>(self, source: &S, home: &[K]) -> bool {
        let (mut counts, mut pairs) = ([0_u8; GROUPS], 0);
        for [key] in sampled(SAMPLE, home.len(), source.fragments(home)) {
            let count = &mut counts[self.bin(*key) as usize % GROUPS];
            pairs += usize::from(*count);
            *count = count.saturating_add(1);
        }
        pairs <= PAIRS
    }

    /// Every key, and its bin.
    #[inline(always)]
    fn each<S: Source<K>>(self, source: &S, home: &[K], mut act: impl FnMut(usize, K)) {
        for fragment in source.fragments(home) {
            let (several, rest) = fragment.as_chunks::<LOOKED_UP>();
            for keys in several {
                // In a loop of its own: compilers make wide instructions of it.
                let mut bins = [0; LOOKED_UP];
                for (bin, &key) in zip(&mut bins, keys) {
                    *bin = self.bin(key);
                }
                for (bin, &key) in zip(bins, keys) {
                    act(bin as usize, key);
                }
            }
            for &key in rest {
                act(self.bin(key) as usize, key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BINS, Bins, Scale, Shape};
    use crate::sort::leaf::{Source, sampled};

    const SHAPE: Shape = Shape { capacity: 64, share: 36 };

    struct Fragments<'a>(&'a [Vec<u64>]);

    impl Source<u64> for Fragments<'_> {
        fn fragments<'a>(&'a self, _: &'a [u64]) -> impl Iterator<Item = &'a [u64]> {
            self.0.iter().map(Vec::as_slice)
        }
    }

    fn extremes(keys: &[u64]) -> (u64, u64) {
        keys.iter().fold((u64::MAX, 0), |(low, high), &key| (low.min(key), high.max(key)))
    }

    /// Sorts what is in the bins. Says whether those have room of their own.
    fn sorted(fragments: &[Vec<u64>]) -> (Vec<u64>, bool) {
        let rubbish = vec![7; fragments.iter().map(Vec::len).sum()];
        let mut room = vec![5; SHAPE.room::<u64>(rubbish.len())];
        let mut places = [3; BINS];
        let bins = Bins::filled(SHAPE, extremes, &Fragments(fragments), &rubbish, &mut places, &mut room);
        let (mut sorted, mut start) = (Vec::new(), 0);
        for &count in bins.counts {
            let count = count as usize;
            let keys = &mut bins.keys[start..start + count];
            keys.sort_unstable();
            sorted.extend_from_slice(keys);
            start += bins.stride.unwrap_or(count);
        }
        (sorted, bins.stride.is_some())
    }

    /// As good as random.
    fn mixed(number: u64) -> u64 {
        let mixed = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^ (mixed >> 31)
    }

    #[test]
    fn random_keys_have_room_of_their_own() {
        let counts = 1000..4000_u64;
        let crowded = counts.clone().filter(|&count| {
            let keys: Vec<_> = (0..count).map(|at| mixed(count << 20 | at)).collect();
            !sorted(&[keys]).1
        });
        let (crowded, all) = (crowded.count(), counts.count());
        assert!(crowded < all / 50, "{crowded} of {all} are crowded");
    }

    #[test]
    fn bins_rise_with_the_keys() {
        for bins in [1, 2, 100, BINS] {
            for last in [
                0,
                1,
                4094,
                4095,
                4096,
                (1 << 31) - 1,
                1 << 31,
                (1 << 32) - 2,
                (1 << 32) - 1,
                1 << 32,
                u64::MAX,
            ] {
                for low in [0, 1000, u64::MAX - last] {
                    let Some(high) = low.checked_add(last) else { continue };
                    let scale = Scale::new(low, high, bins);
                    let keys = (0..=10_000)
                        .map(|at| low + u64::try_from(u128::from(last) * at / 10_000).expect("within"));
                    let found: Vec<_> = keys.map(|key| scale.bin(key) as usize).collect();
                    assert!(found.is_sorted() && found[10_000] < bins, "{bins} bins from {low} to {high}");
                    let even = usize::try_from(last).unwrap_or(usize::MAX).saturating_add(1);
                    if last > 0 && bins > 1 {
                        assert!(
                            found[10_000] + 2 >= bins.min(even),
                            "{bins} bins from {low} to {high} are used"
                        );
                    }
                }
            }
        }
    }

    proptest! {
        /// Wherever fragments end, and whatever was in the memory that the keys go to.
        #[test]
        fn fragments_are_put_together(
            lengths in prop::collection::vec(prop_oneof![Just(0), Just(1), 60..68_usize, 0..500_usize], 0..30),
            shift in 0_u32..64,
            same in 0_usize..200,
        ) {
            let mut next = 0;
            let mut fragments: Vec<Vec<_>> = Vec::new();
            for length in lengths {
                fragments.push((next..next + length as u64).map(|at| mixed(at) >> shift).collect());
                next += length as u64;
            }
            fragments.push(vec![1 << 40; same]);
            let all = fragments.concat();
            let mut expected = all.clone();
            expected.sort_unstable();
            prop_assert!(sorted(&fragments).0 == expected);

            for places in [1, 64, 128] {
                let pairs = sampled(places, all.len(), fragments.iter().map(Vec::as_slice));
                let pairs: Vec<&[u64; 2]> = pairs.collect();
                prop_assert!(pairs.len() <= places);
                // In the order of all, and each a neighbour of the other there.
                let mut rest = &all[..];
                for pair in pairs {
                    let at = rest.windows(2).position(|two| two == pair);
                    prop_assert!(at.is_some());
                    rest = &rest[at.unwrap_or(0)..];
                }
            }
            let keys = sampled(128, all.len(), fragments.iter().map(Vec::as_slice)).map(|[key]| *key);
            let step = all.len().div_ceil(128).max(1);
            prop_assert!(keys.eq(all.iter().copied().step_by(step)), "as if they were together");
        }
    }
}
