//! A quicksort whose partition does not branch on the keys.
#![allow(unsafe_code, reason = "a row is written over what has been read already; measured")]

use super::network::MOST_ROWS;
use super::{Wide, few};
use crate::sort::key::Key;

/// The keys that a pivot is the median of: so many, or of many keys more.
const SAMPLE: usize = 16;
const LARGE_SAMPLE: usize = 64;
const LARGE: usize = 1 << 11;
/// The levels that there are at most, and so the parts that can wait at once: each is from a level of its own.
const MOST_LEVELS: usize = 64;

/// Sorts keys, with as many to spare, down to twice as many levels as halving takes. What is not sorted then is left to
/// `rest`, in the same memory: whoever knows where pivots are looked for can have all of them chosen badly.
#[inline(always)]
pub(super) fn quicksort<W: Wide>(
    wide: W,
    keys: &mut [W::Key],
    spare: &mut [W::Key],
    mut rest: impl FnMut(&mut [W::Key], &mut [W::Key]),
) {
    // Greater keys, which wait in the spare memory for those below them; the nearest last.
    let mut waiting = [Waiting::default(); MOST_LEVELS];
    let (mut start, mut end, mut level, mut count) = (0, keys.len(), 0, 0);
    let levels = (2 * keys.len().max(1).ilog2() as usize).min(MOST_LEVELS);
    loop {
        let (part, spare_part) = (&mut keys[start..end], &mut spare[start..end]);
        if part.len() <= MOST_ROWS * W::LANES {
            // What is behind it waits in the spare memory, so that here it may be written over.
            few(wide, &mut keys[start..], end - start);
        } else if level == levels {
            rest(part, spare_part);
        } else {
            let pivot = pivot(wide, part);
            let mut lower = partition(wide, part, spare_part, pivot);
            let is_sorted = lower == part.len();
            if is_sorted {
                // None is greater than the pivot: so those that are as great are split off.
                lower = match pivot.before() {
                    Some(below) => partition(wide, part, spare_part, below),
                    None => 0,
                };
                spare_part[lower..].fill(pivot);
            }
            level += 1;
            waiting[count] = Waiting { start: start + lower, end, level, is_sorted };
            count += 1;
            end = start + lower;
            continue;
        }
        loop {
            let Some(nearest) = count.checked_sub(1) else { return };
            count = nearest;
            let is_sorted;
            Waiting { start, end, level, is_sorted } = waiting[nearest];
            keys[start..end].copy_from_slice(&spare[start..end]);
            if !is_sorted {
                break;
            }
        }
    }
}

/// A part that waits in the spare memory.
#[derive(Clone, Copy, Default)]
struct Waiting {
    start: usize,
    end: usize,
    level: usize,
    is_sorted: bool,
}

/// About the median.
#[inline(always)]
pub(super) fn pivot<W: Wide>(wide: W, keys: &[W::Key]) -> W::Key {
    let mut sample = [W::Key::default(); LARGE_SAMPLE];
    let mut count = 0;
    for (one, at) in sample.iter_mut().zip(sampled(keys.len())) {
        *one = keys[at];
        count += 1;
    }
    few(wide, &mut sample, count);
    sample[count / 2]
}

/// The places of the keys that a pivot is the median of.
#[inline(always)]
pub(super) fn sampled(keys: usize) -> impl Iterator<Item = usize> {
    let count = if keys < LARGE { SAMPLE } else { LARGE_SAMPLE };
    let step = keys / count;
    (0..count).map(move |number| step / 2 + number * step)
}

/// Moves the keys that are not greater than the pivot to the front, and the others to the places behind those in the spare
/// memory, which has as many. Says how many the first are.
#[inline(always)]
pub(super) fn partition<W: Wide>(wide: W, keys: &mut [W::Key], spare: &mut [W::Key], pivot: W::Key) -> usize {
    let count = keys.len();
    assert!(spare.len() == count, "there is as much memory to spare");
    let (keys, spare) = (keys.as_mut_ptr(), spare.as_mut_ptr());
    let pivots = wide.all(pivot);
    let (mut at, mut lower) = (0, 0);
    // What is not inlined would not be compiled for the wide instructions.
    macro_rules! row_at {
        ($at:expr) => {
            let at = $at;
            debug_assert!(lower <= at && at + W::LANES <= count);
            // SAFETY: there is a row, read before it is written. Of the `at` keys before it `lower` were lower: a row from
            // there on ends within what has been read. The `at - lower` greater ones fill the spare memory from its end,
            // and leave room for a row, since all of its lanes have been read as well.
            unsafe {
                let (row, below) = wide.split(wide.load(keys.add(at)), pivots);
                wide.store(row, keys.add(lower));
                wide.store(row, spare.add(count - (at - lower) - W::LANES));
                lower += below;
            }
        };
    }
    while at + 4 * W::LANES <= count {
        // Written out, so that their comparisons need not wait for one another.
        row_at!(at);
        row_at!(at + W::LANES);
        row_at!(at + 2 * W::LANES);
        row_at!(at + 3 * W::LANES);
        at += 4 * W::LANES;
    }
    while at + W::LANES <= count {
        row_at!(at);
        at += W::LANES;
    }
    while at < count {
        // SAFETY: as above, with a single key for a row.
        unsafe {
            let key = *keys.add(at);
            *keys.add(lower) = key;
            *spare.add(count - (at - lower) - 1) = key;
            lower += usize::from(key <= pivot);
        }
        at += 1;
    }
    lower
}
