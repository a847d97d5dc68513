//! Sorting what fits a thread's own cache, and writing it home as the numbers that the keys stand for.

use std::iter::zip;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon_pool::block::{Block, chunks};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled};

use super::Part;
use super::key::{Key, Order};
use super::radix;

/// Bytes that take one thread less than a millisecond.
pub(super) const LEAF: usize = 1 << 19;

/// What can be finished in one turn each: a part that is sorted already may have any size.
pub(super) fn leaves_of<K: Key, B: Block<K>>(part: Part<B>) -> Result<Vec<Part<B>>, NoMemory> {
    if !part.is_sorted {
        return collected([part]);
    }
    let Part { keys, spare, is_home, is_sorted } = part;
    let length = LEAF / size_of::<K>();
    let both = zip(chunks(keys, length)?, chunks(spare, length)?);
    collected(both.map(move |(keys, spare)| Part { keys, spare, is_home, is_sorted }))
}

/// Memory that leaves are moved through, as many times one's as there are threads at it. It is the same from leaf to leaf,
/// and so in a thread's cache: with the memory that a leaf has to spare, which is not, spreading its keys would take half
/// as long again.
pub(super) struct Scratch<K> {
    length: usize,
    unused: Mutex<Vec<Vec<K>>>,
}

impl<K: Key> Scratch<K> {
    /// For leaves of so many keys, or fewer.
    pub(super) fn new(length: usize) -> Self {
        Self { length, unused: Mutex::default() }
    }

    fn with<T>(&self, length: usize, work: impl FnOnce(&mut [K]) -> T) -> Result<T, NoMemory> {
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

/// Sorts the keys of a part, and writes them home as the numbers that they stand for.
pub(super) fn finished<K: Key, O: Order<K>, B: Block<K>>(
    part: Part<B>,
    scratch: &Scratch<K>,
) -> Result<B, NoMemory> {
    let Part { mut keys, mut spare, is_home, is_sorted } = part;
    if is_sorted {
        if is_home {
            turn::<K, O>(&mut keys);
            return Ok(keys);
        }
        write::<K, O>(&keys, &mut spare);
        return Ok(spare);
    }
    scratch.with(keys.len(), |scratch| {
        if K::sort_wide(&mut keys, scratch, (!is_home).then_some(&mut spare)) {
            let mut home = if is_home { keys } else { spare };
            turn::<K, O>(&mut home);
            return home;
        }
        if radix::sort(&mut keys, scratch) {
            let mut home = if is_home { keys } else { spare };
            write::<K, O>(scratch, &mut home);
            return home;
        }
        if is_home {
            turn::<K, O>(&mut keys);
            return keys;
        }
        write::<K, O>(&keys, &mut spare);
        spare
    })
}

/// Turns keys into the numbers that they stand for.
fn turn<K: Key, O: Order<K>>(keys: &mut [K]) {
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
