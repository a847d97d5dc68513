//! Sorting what fits a thread's own cache, without wide instructions.
//!
//! A radix sort from the lowest digit up is the fastest then for some ten thousand keys, and its cost is the number of
//! digits. Most of those are spared: the keys of a leaf lie in a narrow range, and among n keys that are spread
//! over it the leading log2(n) bits tell nearly all apart, and eight bits more all but a few. So only those are sorted by,
//! and neighbours that differ in later bits are put in order by insertion. Where that is too much work, for keys in
//! clusters, the standard library's comparison sort finishes: it takes what is sorted as it is.

use std::mem::swap;

use super::key::Key;

/// Below this many keys the standard library's sort is faster.
const RADIX: usize = 192;
/// Bits sorted by beyond those that number the keys.
const SPARE_BITS: u32 = 8;
const DIGIT: u32 = 8;
/// Digits at most: three, of eight bits, number 2^16 keys, and tell those of 2^17 apart well enough.
const DIGITS: u32 = 3;
/// How many places each key may move in the insertion, on average, before it is given up.
const MOVES: usize = 8;

/// Sorts `keys`, with `spare` of the same length. Says whether the sorted keys are in `spare` now.
pub(super) fn sort<K: Key>(keys: &mut [K], spare: &mut [K]) -> bool {
    if keys.len() < RADIX {
        keys.sort_unstable();
        return false;
    }
    let (low, high) = extremes(keys);
    let bits = high.above(low).bits();
    if bits == 0 {
        return false;
    }
    let digits = digits(bits, keys.len());
    let swapped = distribute(keys, spare, low, digits);
    let sorted = if swapped { spare } else { keys };
    if digits.shift > 0 && !insert(sorted) {
        sorted.sort_unstable();
    }
    swapped
}

/// Sorts `keys` where they are, with `spare` of the same length.
pub(super) fn sort_home<K: Key>(keys: &mut [K], spare: &mut [K]) {
    if sort(keys, spare) {
        keys.copy_from_slice(spare);
    }
}

/// The least and the greatest.
#[inline]
fn extremes<K: Key>(keys: &[K]) -> (K, K) {
    keys.iter().fold((K::MAX, K::default()), |(low, high), &key| (low.min(key), high.max(key)))
}

/// Which bits of the distance to the lowest key are sorted by: `count` digits from the bit `shift` up.
#[derive(Clone, Copy)]
struct Digits {
    shift: u32,
    count: u32,
}

fn digits(bits: u32, keys: usize) -> Digits {
    let telling = (usize::BITS - keys.leading_zeros() + SPARE_BITS).min(bits);
    let count = telling.div_ceil(DIGIT).min(DIGITS);
    Digits { shift: bits.saturating_sub(DIGIT * count), count }
}

/// Sorts by the digits, the lowest first. Says whether the keys are in `spare` now.
fn distribute<K: Key>(keys: &mut [K], spare: &mut [K], low: K, digits: Digits) -> bool {
    const RADIX_MASK: usize = (1 << DIGIT) - 1;
    let digit_of = |key: K, digit: u32| key.steps_above(low, digits.shift) >> (digit * DIGIT) & RADIX_MASK;
    let mut counts = [[0_u32; 1 << DIGIT]; DIGITS as usize];
    for &key in keys.iter() {
        for (digit, counts) in (0..digits.count).zip(&mut counts) {
            counts[digit_of(key, digit)] += 1;
        }
    }
    let (mut from, mut to) = (keys, spare);
    let mut swapped = false;
    for (digit, counts) in (0..digits.count).zip(&mut counts) {
        if counts.iter().any(|&count| count as usize == from.len()) {
            continue;
        }
        let mut next = 0;
        for count in counts.iter_mut() {
            next += std::mem::replace(count, next);
        }
        for &key in from.iter() {
            let place = &mut counts[digit_of(key, digit)];
            to[*place as usize] = key;
            *place += 1;
        }
        swap(&mut from, &mut to);
        swapped = !swapped;
    }
    swapped
}

/// Puts nearly sorted keys in order; gives up when that takes too many moves.
fn insert<K: Key>(keys: &mut [K]) -> bool {
    let mut moves = MOVES * keys.len();
    for at in 1..keys.len() {
        let key = keys[at];
        if keys[at - 1] <= key {
            continue;
        }
        let mut to = at;
        while to > 0 && keys[to - 1] > key {
            keys[to] = keys[to - 1];
            to -= 1;
        }
        keys[to] = key;
        let Some(left) = moves.checked_sub(at - to) else {
            return false;
        };
        moves = left;
    }
    true
}
