//! Sorting what fits a thread's own cache.

use std::iter::zip;

use rayon_pool::memory::NoMemory;

use super::key::{Key, Order};
use super::scratch::Scratch;
use super::{nearly, radix};

/// Bytes that take one thread less than a millisecond.
pub(super) const LEAF: usize = 1 << 19;

/// Sorts keys, and turns them into the numbers that they stand for.
pub(super) fn sort<K: Key, O: Order<K>>(keys: &mut [K], scratch: &Scratch<K>) -> Result<(), NoMemory> {
    scratch.keys.with(keys.len(), |scratch| {
        let are_at_home = nearly::sort(keys, scratch, sort_few) || K::sort_wide(keys, scratch);
        if !are_at_home && radix::sort(keys, scratch) {
            write::<K, O>(scratch, keys);
        } else {
            turn::<K, O>(keys);
        }
    })
}

/// Sorts keys where they are, with as much memory to spare.
fn sort_few<K: Key>(keys: &mut [K], spare: &mut [K]) {
    if !K::sort_wide(keys, spare) {
        radix::sort_home(keys, spare);
    }
}

/// Turns keys into the numbers that they stand for.
pub(super) fn turn<K: Key, O: Order<K>>(keys: &mut [K]) {
    for number in keys {
        *number = O::bits(*number);
    }
}

/// Writes the numbers that keys stand for.
fn write<K: Key, O: Order<K>>(keys: &[K], home: &mut [K]) {
    for (number, &key) in zip(home, keys) {
        *number = O::bits(key);
    }
}
