//! Sorting what fits a thread's own cache.

use std::iter::zip;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon_pool::memory::{NoMemory, TryGrow, filled};

use super::key::{Key, Order};
use super::radix;

/// Bytes that take one thread less than a millisecond.
pub(super) const LEAF: usize = 1 << 19;

/// Memory that threads move keys through, one each. It is the same from turn to turn, and so in a thread's cache: with memory
/// that is not, spreading a leaf's keys would take half as long again.
pub(super) struct Scratch<K> {
    length: usize,
    unused: Mutex<Vec<Vec<K>>>,
}

impl<K: Copy + Default> Scratch<K> {
    /// For so many keys, or fewer.
    pub(super) fn new(length: usize) -> Self {
        Self { length, unused: Mutex::default() }
    }

    pub(super) fn with<T>(&self, length: usize, work: impl FnOnce(&mut [K]) -> T) -> Result<T, NoMemory> {
        let unused = self.unused().pop();
        let mut scratch = unused.map_or_else(|| filled(K::default(), self.length), Ok)?;
        let result = work(&mut scratch[..length]);
        self.unused().try_push(scratch)?;
        Ok(result)
    }

    fn unused(&self) -> MutexGuard<'_, Vec<Vec<K>>> {
        self.unused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sorts keys, and turns them into the numbers that they stand for.
pub(super) fn sort<K: Key, O: Order<K>>(keys: &mut [K], scratch: &Scratch<K>) -> Result<(), NoMemory> {
    scratch.with(keys.len(), |scratch| {
        if !K::sort_wide(keys, scratch) && radix::sort(keys, scratch) {
            write::<K, O>(scratch, keys);
        } else {
            turn::<K, O>(keys);
        }
    })
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
