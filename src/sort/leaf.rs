//! Sorting what fits a thread's own cache.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for wide instructions: see `wide`"
)]

use std::iter::{once, zip};

use rayon_pool::memory::NoMemory;

use super::bins::{BINS, Bins};
use super::key::{Key, Order};
use super::scratch::Scratch;
use super::wide::Sorts;
use super::{nearly, radix};

/// Bytes that take one thread less than a millisecond.
pub(super) const LEAF: usize = 1 << 19;

/// Where the keys of a leaf are.
pub(super) trait Source<K: Copy + 'static> {
    /// Memory with some of them each, one behind the other, given the memory that they are sorted to.
    fn fragments<'a>(&'a self, home: &'a [K]) -> impl Iterator<Item = &'a [K]>;

    /// Copies them to the memory that they are sorted to, if they are not there.
    fn gather(&self, home: &mut [K]) {
        let mut at = 0;
        for fragment in self.fragments(&[]) {
            home[at..at + fragment.len()].copy_from_slice(fragment);
            at += fragment.len();
        }
    }
}

/// They are where they are sorted to.
pub(super) struct AtHome;

impl<K: Copy + 'static> Source<K> for AtHome {
    #[inline(always)]
    fn fragments<'a>(&'a self, home: &'a [K]) -> impl Iterator<Item = &'a [K]> {
        once(home)
    }
}

/// Up to so many places, each as far behind the one before, where there are `N` of so many keys in a row.
pub(super) fn sampled<'a, K: 'a, const N: usize>(
    places: usize,
    keys: usize,
    fragments: impl Iterator<Item = &'a [K]>,
) -> impl Iterator<Item = &'a [K; N]> {
    let step = keys.div_ceil(places).max(1);
    let mut ahead = 0;
    fragments.flat_map(move |fragment| {
        let places = (ahead..fragment.len()).step_by(step);
        ahead = (ahead + places.len() * step).saturating_sub(fragment.len());
        places.filter_map(|at| fragment.get(at..)?.first_chunk())
    })
}

/// Sorts keys to the memory that they belong in, and turns them into the numbers that they stand for.
pub(super) fn sort<K: Key, O: Order<K>, S: Source<K>>(
    source: &S,
    home: &mut [K],
    scratch: &Scratch<K>,
) -> Result<(), NoMemory> {
    let wide = K::sorts_wide(home.len());
    if let Some(wide) = wide
        && home.len() >= wide.least
        && !nearly::seem_sorted(home.len(), source.fragments(home))
    {
        spread(wide, source, home, scratch)?;
        turn::<K, O>(home);
        return Ok(());
    }
    source.gather(home);
    if !scratch.keys.with(home.len(), |spare| nearly::sort(home, spare, sort_few))? {
        match wide {
            Some(wide) if home.len() >= wide.least => spread(wide, &AtHome, home, scratch)?,
            Some(wide) => scratch.keys.with(home.len(), |spare| (wide.quicksort)(home, spare))?,
            None => return scratch.keys.with(home.len(), |spare| sort_portably::<K, O>(home, spare)),
        }
    }
    turn::<K, O>(home);
    Ok(())
}

/// Sorts keys without wide instructions, with as much memory to spare, and turns them into numbers.
fn sort_portably<K: Key, O: Order<K>>(keys: &mut [K], spare: &mut [K]) {
    if radix::sort(keys, spare) {
        write::<K, O>(spare, keys);
    } else {
        turn::<K, O>(keys);
    }
}

/// Sorts keys by spreading them over bins.
pub(super) fn spread<K: Key, S: Source<K>>(
    wide: &Sorts<K>,
    source: &S,
    home: &mut [K],
    scratch: &Scratch<K>,
) -> Result<(), NoMemory> {
    let mut places = [0; BINS];
    scratch.keys.with(wide.shape.room::<K>(home.len()), |keys| {
        let bins = Bins::filled(wide.shape, wide.extremes, source, home, &mut places, keys);
        (wide.bins)(bins, home);
    })
}

/// Sorts keys where they are, with as much memory to spare.
fn sort_few<K: Key>(keys: &mut [K], spare: &mut [K]) {
    match K::sorts_wide(keys.len()) {
        Some(wide) => (wide.quicksort)(keys, spare),
        None => radix::sort_home(keys, spare),
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
