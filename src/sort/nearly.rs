//! Sorting keys that are nearly sorted: those out of place are taken out, sorted, and merged with the others.
//!
//! Which they are is found as Emil Ernerfeldt's drop-merge sort does (2016): a key that is less than the last one kept is
//! taken out. Only when several in a row were taken out, because of fewer that were kept before, are those taken out instead.
//! It does as well with what a bucket gets of nearly sorted numbers: one long run, and in front of it and behind some keys from
//! elsewhere.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::once;

use super::key::Key;
use super::leaf::sampled;
use super::wide;

/// Pairs of neighbours that are looked at first, and how many of them may fall.
const PAIRS: usize = 64;
const FALLING: usize = 4;
/// One key in so many may be out of place.
const RARE: usize = 1 << 4;
/// The keys that may be kept in one go.
const ROW: usize = 16;
/// After so many keys in a row that were taken out it is first asked what is in their way.
const IN_A_ROW: usize = 8;
/// Fewer keys are not tried: the pairs are a row apart at least.
const LEAST: usize = PAIRS * ROW;

/// Sorts keys, through scratch memory for as many, if they are nearly sorted: those out of place by `sort`, which gets as much
/// scratch memory for them. Says whether they are; if not, they may have changed places.
pub(super) fn sort<K: Key>(keys: &mut [K], scratch: &mut [K], sort: impl FnOnce(&mut [K], &mut [K])) -> bool {
    if !seem_sorted(keys.len(), once(&*keys)) {
        return false;
    }
    let most = keys.len() / RARE;
    let (taken, scratch) = scratch.split_at_mut(most);
    let taken_out = wide::compiled(
        #[inline(always)]
        || take_out(keys, taken),
    );
    let Some(count) = taken_out else { return false };
    let taken = &mut taken[..count];
    sort(taken, &mut scratch[..count]);
    merge(keys, taken);
    true
}

/// Whether hardly any of some pairs of neighbours falls, of so many keys in some fragments.
pub(super) fn seem_sorted<'a, K: Key>(keys: usize, fragments: impl Iterator<Item = &'a [K]>) -> bool {
    if keys < LEAST {
        return false;
    }
    let pairs = sampled(PAIRS, keys, fragments);
    pairs.filter(|[one, next]| one > next).take(FALLING + 1).count() <= FALLING
}

/// Moves keys out, so that those that are kept, at the front, are sorted. Says how many were taken out; nothing if there is
/// no room for them: then all keys are there, in some order.
#[inline(always)]
fn take_out<K: Key>(keys: &mut [K], taken: &mut [K]) -> Option<usize> {
    let (mut at, mut kept, mut count, mut in_a_row) = (0, 0, 0, 0);
    while at < keys.len() {
        if let Some(&row) = keys[at..].first_chunk::<ROW>()
            && follows(keys, kept, row[0])
            && rises(&row)
        {
            keys[kept..kept + ROW].copy_from_slice(&row);
            (at, kept, in_a_row) = (at + ROW, kept + ROW, 0);
            continue;
        }
        let end = keys.len().min(at + ROW);
        while at < end {
            let key = keys[at];
            if follows(keys, kept, key) {
                keys[kept] = key;
                (at, kept, in_a_row) = (at + 1, kept + 1, 0);
                continue;
            }
            if count == taken.len() {
                keys[kept..at].copy_from_slice(taken);
                return None;
            }
            taken[count] = key;
            (at, count, in_a_row) = (at + 1, count + 1, in_a_row + 1);
            // Asked each time that they have doubled, so that the work grows only with the keys out of place.
            if in_a_row >= IN_A_ROW && in_a_row.is_power_of_two() {
                let row = &mut taken[count - in_a_row..count];
                let in_the_way = in_the_way(&keys[..kept], row);
                if in_the_way < in_a_row {
                    // Those in the way are taken out, and these come anew: they still stand where they came from.
                    (at, kept, count) = (at - in_a_row, kept - in_the_way, count - in_a_row + in_the_way);
                    row[..in_the_way].copy_from_slice(&keys[kept..kept + in_the_way]);
                    in_a_row = 0;
                }
            }
        }
    }
    Some(count)
}

/// Whether a key is not less than the last one that was kept.
#[inline(always)]
fn follows<K: Key>(keys: &[K], kept: usize, key: K) -> bool {
    kept == 0 || keys[kept - 1] <= key
}

/// Whether none is less than the one in front of it: without a branch for each.
#[inline(always)]
fn rises<K: Key>(row: &[K; ROW]) -> bool {
    (1..ROW).filter(|&at| row[at - 1] > row[at]).count() == 0
}

/// How many of the last keys that were kept are greater than one of the row; as many as it has at most.
fn in_the_way<K: Key>(kept: &[K], row: &[K]) -> usize {
    let least = row.iter().copied().fold(K::MAX, K::min);
    let latest = &kept[kept.len().saturating_sub(row.len())..];
    latest.len() - latest.partition_point(|&key| key <= least)
}

/// Merges the keys at the front, which are sorted, with those that were taken out, which are sorted and have room behind them.
fn merge<K: Key>(keys: &mut [K], taken: &[K]) {
    let mut kept = keys.len() - taken.len();
    for (below, &key) in taken.iter().enumerate().rev() {
        let mut reach = ROW;
        while reach < kept && keys[kept - reach] > key {
            reach *= 2;
        }
        let start = kept.saturating_sub(reach);
        let place = start + keys[start..kept].partition_point(|&other| other <= key);
        keys.copy_within(place..kept, place + below + 1);
        keys[place + below] = key;
        kept = place;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LEAST, RARE, sort};

    /// Sorts keys if they are nearly sorted; otherwise all of them have to be there still.
    fn sorts(keys: &[u64]) -> bool {
        let mut expected = keys.to_vec();
        expected.sort_unstable();
        let (mut sorted, mut scratch) = (keys.to_vec(), vec![0; keys.len()]);
        let is_sorted = sort(&mut sorted, &mut scratch, |keys, scratch| {
            assert_eq!(keys.len(), scratch.len());
            keys.sort_unstable();
        });
        if !is_sorted {
            sorted.sort_unstable();
        }
        assert!(sorted == expected, "is sorted: {is_sorted}");
        is_sorted
    }

    fn mixed(number: usize) -> u64 {
        (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    #[test]
    fn keys_out_of_place_are_put_there() {
        let rising = |count| (0..count).map(move |at| u64::MAX / count as u64 * at as u64);
        let strangers = |count| (0..count).map(mixed);
        for count in [LEAST, 5000, 40_000] {
            let few = count / RARE / 3;
            let exchanged: Vec<_> = rising(count)
                .enumerate()
                .map(|(at, key)| if at % 50 == 49 { mixed(at) } else { key })
                .collect();
            assert!(sorts(&rising(count).collect::<Vec<_>>()), "{count} in order");
            assert!(sorts(&exchanged), "{count}, some out of place");
            assert!(
                sorts(&strangers(few).chain(rising(count)).collect::<Vec<_>>()),
                "some in front of {count}"
            );
            assert!(sorts(&rising(count).chain(strangers(few)).collect::<Vec<_>>()), "some behind {count}");
            let all = strangers(few).chain(rising(count)).chain(strangers(few));
            assert!(sorts(&all.collect::<Vec<_>>()), "some in front of {count}, and behind");
            let greatest = std::iter::repeat_n(u64::MAX, few).chain(rising(count));
            assert!(sorts(&greatest.collect::<Vec<_>>()), "the greatest in front of {count}");
        }
    }

    #[test]
    fn keys_that_are_not_nearly_sorted_are_left() {
        for count in [0, 1, 2, LEAST - 1, LEAST, 40_000] {
            assert!(!sorts(&(0..count).map(mixed).collect::<Vec<_>>()), "{count} mixed");
            assert!(!sorts(&(0..count as u64).rev().collect::<Vec<_>>()), "{count} falling");
            // Two runs, each as long as the other; pairs that are looked at do not tell.
            let half = count as u64 / 2;
            assert!(!sorts(&(half..2 * half).chain(0..half).collect::<Vec<_>>()), "twice {half}");
        }
    }

    proptest! {
        #[test]
        fn sorts_runs_that_rise_and_fall(
            runs in prop::collection::vec((any::<u64>(), 0_u32..64, 1_usize..3000, any::<bool>(), 0_usize..4), 1..12),
            swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let mut keys = Vec::new();
            for (low, shift, length, falls, repeated) in runs {
                let length = length >> (3 * repeated);
                let mut run: Vec<_> = (0..length as u64).map(|at| (low >> shift).saturating_add(at)).collect();
                if falls {
                    run.reverse();
                }
                keys.extend(run);
            }
            if !keys.is_empty() {
                for (one, other) in swaps {
                    let (one, other) = (one.index(keys.len()), other.index(keys.len()));
                    keys.swap(one, other);
                }
            }
            sorts(&keys);
        }
    }
}
