//! Sorting what fits a thread's own cache, with wide instructions: without a branch on a key, but for the loops' ends.
//!
//! A thousand keys and more are spread over buckets of a few dozen (`spread`). Fewer, and buckets that became too large, are
//! parted around pivots (`quicksort`): a row of keys is compared with the pivot at once, and those that are not greater are
//! put first, with AVX2 by a permutation out of a table, with AVX-512 by a compression. Bramas does it with AVX-512 ("A Novel
//! Hybrid Quicksort Algorithm Vectorized using AVX-512 on Intel Skylake", 2017), Blacher, Giesen and Kühne with AVX2 ("Fast
//! and Robust Vectorized In-Place Sorting of Primitive Types", 2021). Here is memory to spare, which makes it simpler: the
//! lower keys move up in place, the greater ones go to the spare memory. What is left is sorted in registers (`network`).
//!
//! Ten million doubles take one thread of Zen 4 74 ms so, and 102 with the radix sort; integers of 32 bits 54 and 111. It is
//! for these sizes only: narrower numbers are counted where they are many (`counting`), and sorted by one digit or two where
//! they are few. With AVX-512, of which a row has twice as many keys, ten million doubles take a Xeon of the fourth generation
//! 0.92 times as long as with AVX2, and Zen 4 as long.
#![allow(unsafe_code, reason = "whoever calls it says what memory there is; measured")]
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for wide instructions")]
#![cfg_attr(
    not(all(target_arch = "x86_64", not(feature = "portable"))),
    allow(dead_code, reason = "there are wide instructions of x86-64 alone; the tests have plain rows")
)]

/// The sorts of a module that has rows for some instructions, and says whether they are there.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
macro_rules! sorts {
    ($features:literal: $($name:ident, $key:ty, $wide:ident);*) => {
        $(
            /// Sorts keys, as `spread::sort` does, on such a machine.
            #[allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]
            pub(super) fn $name(keys: &mut [$key], scratch: &mut [$key]) {
                #[target_feature(enable = $features)]
                fn compiled(keys: &mut [$key], scratch: &mut [$key]) {
                    // SAFETY: this is compiled for these instructions, so it runs where they are.
                    super::spread::sort(unsafe { $wide::new() }, keys, scratch);
                }
                assert!(is_there(), concat!("the machine must have ", $features));
                // SAFETY: this machine has these instructions.
                unsafe { compiled(keys, scratch) }
            }
        )*
    };
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx2;
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx512;
mod network;
mod quicksort;
mod spread;
#[cfg(test)]
mod tests;

use super::key::Key;

macro_rules! dispatched {
    ($($name:ident, $key:ty);*) => {
        $(
            /// Sorts keys, through scratch memory for as many. Says whether there are wide instructions for it.
            pub(super) fn $name(keys: &mut [$key], scratch: &mut [$key]) -> bool {
                #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
                if avx512::is_there() {
                    avx512::$name(keys, scratch);
                    return true;
                } else if avx2::is_there() {
                    avx2::$name(keys, scratch);
                    return true;
                }
                let _ = (keys, scratch);
                false
            }
        )*
    };
}
dispatched!(sort_u32, u32; sort_u64, u64);

/// Does work with code that is compiled for wide instructions, where this machine has them.
#[inline(always)]
pub(super) fn compiled<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    if avx2::is_there() {
        return avx2::compiled(work);
    }
    work()
}

/// A processor's instructions for rows of keys: there is a value only where there are these instructions.
trait Wide: Copy {
    /// What is sorted.
    type Key: Key;
    /// Some keys, in the order of their lanes.
    type Row: Copy;
    /// How many: 4, 8 or 16.
    const LANES: usize;
    /// From so many keys on it pays to spread them.
    const SPREAD: usize;
    /// The keys that each bucket gets then, where they are spread evenly.
    const BUCKET: usize;

    /// # Safety
    /// A row of keys can be read from there.
    unsafe fn load(self, from: *const Self::Key) -> Self::Row;
    /// # Safety
    /// A row of keys can be written there.
    unsafe fn store(self, row: Self::Row, to: *mut Self::Key);
    /// The same key in every lane.
    fn all(self, key: Self::Key) -> Self::Row;
    /// The lanes that are not greater than the pivot first, then the others; and how many the first are.
    fn split(self, row: Self::Row, pivot: Self::Row) -> (Self::Row, usize);

    /// The keys in the form that the following take, and give.
    #[inline(always)]
    fn ordered(self, row: Self::Row) -> Self::Row {
        row
    }

    /// The greatest key in every lane from `count` on.
    fn padded(self, row: Self::Row, count: usize) -> Self::Row;
    /// The lesser of each lane, and the greater.
    fn order(self, a: Self::Row, b: Self::Row) -> (Self::Row, Self::Row);
    /// Each group of `G` lanes the other way round.
    fn reversed<const G: usize>(self, row: Self::Row) -> Self::Row;
    /// The halves of each group of `G` lanes exchanged.
    fn swapped<const G: usize>(self, row: Self::Row) -> Self::Row;
    /// The lower half of each group of `G` lanes from `a`, the upper from `b`.
    fn halves<const G: usize>(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// Writes the keys column by column.
    ///
    /// # Safety
    /// The keys of `R` rows can be written there.
    unsafe fn store_columns<const R: usize>(self, rows: &[Self::Row; R], to: *mut Self::Key);

    /// What `network::sort` does, compiled for these instructions once: it is large.
    ///
    /// # Safety
    /// As there.
    unsafe fn sort_few(self, from: *const Self::Key, to: *mut Self::Key, count: usize, room: usize);
}

/// Rows that can be mixed as the cards of two halves are.
trait Interleaved: Wide {
    /// The first keys of both rows, in turns, and those behind them.
    fn interleaved(self, a: Self::Row, b: Self::Row) -> (Self::Row, Self::Row);
}

/// Sorts the first `count` keys in place, as many as a network can at most. What is behind them may be written over.
#[inline(always)]
fn few<W: Wide>(wide: W, keys: &mut [W::Key], count: usize) {
    assert!(count <= keys.len(), "there are so many");
    let (place, room) = (keys.as_mut_ptr(), keys.len());
    // SAFETY: all of these keys can be read and written.
    unsafe { wide.sort_few(place, place, count, room) };
}
