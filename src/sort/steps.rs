//! Where keys lie: their range, cut into thousands of steps.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::{repeat_n, zip};

use super::key::{Key, Order, Unsigned};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

/// There are up to two to this power.
pub(super) const STEP_BITS: u32 = 13;
pub(super) const STEP_MASK: usize = (1 << STEP_BITS) - 1;
/// The segments that steps are in, if they are not even, are up to two to this power.
const SEGMENT_BITS: u32 = 10;
/// The steps that segments get by their shares of a sample. Rounded up to powers of two, and with one for each segment that
/// has no share, they are fewer than there can be.
const SHARED_STEPS: usize = 3 << (STEP_BITS - 3);
/// The bits that say by how much keys are shifted.
const SHIFT_BITS: u32 = 6;
/// A step with so many times a bucket's share is too large.
const LARGE: usize = 2;
/// The numbers that are looked at for each bucket to learn where all of them lie.
const SAMPLED: usize = 1 << 5;
/// No fewer are looked at in all.
const SAMPLE: usize = 1 << 12;

/// The keys of some numbers, from all over them: for so many buckets.
pub(super) fn sample<K: Key, O: Order<K>>(numbers: &[K], buckets: usize) -> Result<Vec<K>, NoMemory> {
    let step = numbers.len() / (SAMPLED * buckets).max(SAMPLE);
    collected(numbers.iter().step_by(step.max(1)).map(|&bits| O::key(bits)))
}

/// What there is to know of some keys before they are spread.
#[derive(Clone, Copy)]
pub(super) struct Extent<K> {
    low: K,
    high: K,
    first: K,
    last: K,
    is_sorted: bool,
    is_descending: bool,
    is_exact: bool,
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
        Self { low, high, first, last, is_sorted, is_descending, is_exact: true }
    }

    /// Of many numbers, as far as a sample tells, if it is neither sorted nor descending: there may be keys beyond.
    pub(super) fn told_by(sample: &[K]) -> Option<Self> {
        let extent = Self::of::<Unsigned>(sample);
        (!extent.is_sorted && !extent.is_descending).then_some(Self { is_exact: false, ..extent })
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
            is_exact: self.is_exact && next.is_exact,
        }
    }

    pub(super) fn is_sorted(&self) -> bool {
        self.is_sorted
    }

    /// Whether no key is greater than the one in front of it.
    pub(super) fn is_descending(&self) -> bool {
        self.is_descending
    }

    /// Steps from the lowest key to the highest that are all as long.
    pub(super) fn even_steps(self) -> Result<Steps<K>, NoMemory> {
        let shift = self.high.above(self.low).bits().saturating_sub(STEP_BITS);
        let even = Even { extent: self, shift };
        Ok(self.ended(Ways::Even(even), filled(shift == 0, usize::from(even.step(self.high)) + 1)?))
    }

    /// Steps from the lowest key to the highest for so many buckets: in segments, if a sample says that even ones do worse.
    pub(super) fn steps(self, sample: &[K], buckets: usize) -> Result<Steps<K>, NoMemory> {
        let most = sample.len() * LARGE / buckets.max(2 * LARGE);
        let has_large = |steps: &Steps<K>| -> Result<bool, NoMemory> {
            Ok(steps.counted::<Unsigned>(sample)?.iter().any(|&count| count as usize > most))
        };
        let even = self.even_steps()?;
        if has_large(&even)? {
            let (segmented, are_single) = self.segmented(sample)?;
            let segmented = self.ended(Ways::Segmented(segmented), are_single);
            if !has_large(&segmented)? {
                return Ok(segmented);
            }
        }
        Ok(even)
    }

    fn ended(self, ways: Ways<K>, mut are_single: Vec<bool>) -> Steps<K> {
        if !self.is_exact {
            // The keys beyond are in the first and in the last.
            for end in [0, are_single.len() - 1] {
                are_single[end] = false;
            }
        }
        Steps { ways, are_single }
    }

    /// Steps by a sample; and whether each is a single key.
    #[allow(clippy::cast_possible_truncation, reason = "there are but so many bits")]
    fn segmented(self, sample: &[K]) -> Result<(Segmented<K>, Vec<bool>), NoMemory> {
        let segment_bits = self.high.above(self.low).bits().saturating_sub(SEGMENT_BITS);
        let segment_of = |key| self.within(key).steps_above(self.low, segment_bits);
        let mut counts = filled(0, segment_of(self.high) + 1)?;
        for &key in sample {
            counts[segment_of(key)] += 1;
        }
        let (mut segments, mut are_single) = (filled(0, 1 << SEGMENT_BITS)?, with_room(1 << STEP_BITS)?);
        for (number, (segment, count)) in zip(&mut segments, counts).enumerate() {
            let share = (count * SHARED_STEPS).div_ceil(sample.len().max(1)).max(1);
            let bits = share.next_power_of_two().ilog2().min(segment_bits);
            let shift = segment_bits - bits;
            // If all steps up to here were as long, the segment's first would have this number.
            let evenly = number << bits;
            let offset = are_single.len().wrapping_sub(evenly) & STEP_MASK;
            *segment = (offset as u32) << SHIFT_BITS | shift;
            are_single.try_extend(repeat_n(shift == 0, 1 << bits))?;
        }
        let segmented = Segmented { extent: self, segment_bits, segments };
        // The last segment may go on behind the highest key.
        are_single.truncate(usize::from(segmented.look_up().step(self.high)) + 1);
        Ok((segmented, are_single))
    }

    /// The nearest key that is not beyond.
    #[inline(always)]
    fn within(&self, key: K) -> K {
        key.max(self.low).min(self.high)
    }
}

/// Steps over a range of keys. What lies below it belongs to the first step, what lies above to the last.
pub(super) struct Steps<K> {
    pub(super) ways: Ways<K>,
    /// Whether each step is a single key.
    pub(super) are_single: Vec<bool>,
}

impl<K: Key> Steps<K> {
    /// The least key of each step; of the first, the least that it was made for.
    pub(super) fn least_keys(&self) -> Result<Vec<K>, NoMemory> {
        let count = self.are_single.len();
        match &self.ways {
            Ways::Even(Even { extent, shift }) => {
                collected((0..count).map(|step| extent.low.raised(step, *shift)))
            }
            Ways::Segmented(Segmented { extent, segment_bits, segments }) => {
                let least_keys = segments.iter().enumerate().flat_map(|(number, &segment)| {
                    let shift = segment & ((1 << SHIFT_BITS) - 1);
                    let first = extent.low.raised(number, *segment_bits);
                    (0..1 << (segment_bits - shift)).map(move |step| first.raised(step, shift))
                });
                collected(least_keys.take(count))
            }
        }
    }
}

/// How the step of a key is looked up.
pub(super) enum Ways<K> {
    Even(Even<K>),
    Segmented(Segmented<K>),
}

/// Tells the step of a key.
pub(super) trait LookUp<K>: Copy {
    /// Below two to the power of [`STEP_BITS`].
    fn step(self, key: K) -> u16;
}

/// Steps that are all as long.
#[derive(Clone, Copy)]
pub(super) struct Even<K> {
    extent: Extent<K>,
    shift: u32,
}

impl<K: Key> LookUp<K> for Even<K> {
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "there are so few")]
    fn step(self, key: K) -> u16 {
        (self.extent.within(key).steps_above(self.extent.low, self.shift) & STEP_MASK) as u16
    }
}

/// Even segments of a range, each of which is cut into even steps: into the more, the more keys it has. So steps have about
/// as many keys each also where these are much closer together in one place than in another; as doubles of both signs are,
/// most of which have one of a few exponents.
pub(super) struct Segmented<K> {
    extent: Extent<K>,
    segment_bits: u32,
    /// By how much a key's distance to the lowest is shifted in each segment; and, above these [`SHIFT_BITS`], what is
    /// added to it then.
    segments: Vec<u32>,
}

impl<K> Segmented<K> {
    pub(super) fn look_up(&self) -> impl LookUp<K>
    where
        K: Key,
    {
        let segments = self.segments[..].try_into().expect("an entry for each segment");
        InSegments { extent: &self.extent, segment_bits: self.segment_bits, segments }
    }
}

#[derive(Clone, Copy)]
struct InSegments<'a, K> {
    extent: &'a Extent<K>,
    segment_bits: u32,
    segments: &'a [u32; 1 << SEGMENT_BITS],
}

impl<K: Key> LookUp<K> for InSegments<'_, K> {
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "there are so few")]
    fn step(self, key: K) -> u16 {
        let (key, low) = (self.extent.within(key), self.extent.low);
        let segment = self.segments[key.steps_above(low, self.segment_bits) & ((1 << SEGMENT_BITS) - 1)];
        let evenly = key.steps_above(low, segment & ((1 << SHIFT_BITS) - 1));
        (evenly.wrapping_add((segment >> SHIFT_BITS) as usize) & STEP_MASK) as u16
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Extent, LookUp, STEP_BITS, Steps, Ways, sample};
    use crate::sort::key::{Float, Key, Order, Unsigned};

    const BUCKETS: usize = 100;

    fn step<K: Key>(steps: &Steps<K>, key: K) -> usize {
        usize::from(match &steps.ways {
            Ways::Even(even) => even.step(key),
            Ways::Segmented(segmented) => segmented.look_up().step(key),
        })
    }

    /// Steps that rise with the keys, and what they say of themselves.
    fn check<K: Key + std::fmt::Debug>(keys: &mut [K], steps: &Steps<K>) {
        keys.sort_unstable();
        assert!(steps.are_single.len() <= 1 << STEP_BITS, "there are not too many");
        for pair in keys.windows(2) {
            let [low, high] = [0, 1].map(|at| step(steps, pair[at]));
            assert!(low <= high && high < steps.are_single.len(), "{pair:?} are in {low} and {high}");
            let is_single = pair[0] == pair[1];
            assert!(low != high || is_single || !steps.are_single[low], "{pair:?} are in {low}, one key");
        }
        let least_keys = steps.least_keys().expect("there is memory");
        assert_eq!(least_keys.len(), steps.are_single.len());
        for (at, &key) in least_keys.iter().enumerate().skip(1) {
            let before = key.before().expect("there is one below");
            assert_eq!(
                (step(steps, before), step(steps, key)),
                (at - 1, at),
                "{key:?} is the first of its step"
            );
        }
    }

    /// By a sample of all, by one of those up to a bound alone, and by none.
    fn check_all<K: Key + std::fmt::Debug>(keys: &[K], bound: usize) {
        let exact = Extent::of::<Unsigned>(keys);
        let mut rising = keys.to_vec();
        rising.sort_unstable();
        let bound = rising[bound % rising.len()];
        let below: Vec<_> = keys.iter().copied().filter(|&key| key <= bound).collect();
        for numbers in [keys, &below[..]] {
            let some = sample::<K, Unsigned>(numbers, BUCKETS).expect("there is memory");
            for extent in [Some(exact), Extent::told_by(&some)].into_iter().flatten() {
                check(&mut rising, &extent.steps(&some, BUCKETS).expect("there is memory"));
                check(&mut rising, &extent.even_steps().expect("there is memory"));
            }
        }
    }

    proptest! {
        #[test]
        fn steps_rise_with_the_keys(
            low in any::<u64>(),
            bits in 4_u32..=64,
            clusters in prop::collection::vec((any::<u64>(), 0_u32..64, 1_usize..2000), 1..8),
            bound in any::<usize>(),
        ) {
            let keys: Vec<_> = clusters
                .iter()
                .flat_map(|&(above, shift, count)| {
                    let first = low.saturating_add(above >> (64 - bits));
                    (0..count as u64).map(move |at| {
                        first.saturating_add(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift.max(64 - bits))
                    })
                })
                .collect();
            check_all(&keys, bound);
            #[allow(clippy::cast_possible_truncation)]
            let halves: Vec<_> = keys.iter().map(|&key| key as u32).collect();
            check_all(&halves, bound);
            #[allow(clippy::cast_possible_truncation)]
            let upper: Vec<_> = keys.iter().map(|&key| (key >> 32) as u32).collect();
            check_all(&upper, bound);
        }
    }

    #[test]
    fn doubles_of_both_signs_are_told_apart() {
        let mixed = |at: u32| {
            let mixed = at.wrapping_mul(0x9E37_79B1).rotate_left(13).wrapping_mul(0x85EB_CA6B);
            f64::from(mixed ^ mixed >> 15) / f64::from(1_u32 << 31) - 1.0
        };
        let largest = |numbers: &[u64]| {
            let some = sample::<u64, Float>(numbers, BUCKETS).expect("there is memory");
            let extent = Extent::told_by(&some).expect("they are not sorted");
            let steps = extent.steps(&some, BUCKETS).expect("there is memory");
            let mut counts = vec![0; steps.are_single.len()];
            for &bits in numbers {
                counts[step(&steps, <Float as Order<u64>>::key(bits))] += 1;
            }
            (matches!(steps.ways, Ways::Even(_)), counts.into_iter().max())
        };
        let count = 1 << 18;
        let both: Vec<_> = (0..count).map(|at| mixed(at).to_bits()).collect();
        let (is_even, most) = largest(&both);
        assert!(!is_even && most < Some(count / 100), "at most {most:?} of {count} are in one step");
        let positive: Vec<_> = (0..count).map(|at| (3.0 + mixed(at)).to_bits()).collect();
        let (is_even, most) = largest(&positive);
        assert!(is_even && most < Some(count / 100), "at most {most:?} of {count} are in one step");
    }
}
