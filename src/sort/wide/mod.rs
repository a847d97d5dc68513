//! Sorting what fits a thread's own cache, with wide instructions: without a branch on a key, but for the loops' ends.
//!
//! Keys of a leaf are spread over bins of a few dozen (`bins`), which are sorted in registers (`network`). Fewer, and those of
//! bins that became too large, are parted around pivots before (`quicksort`), as are those of a window around the bounds of its
//! buckets (`parting`): a row of keys is compared with the pivot at once, and those that are not greater are put first, by a
//! permutation out of a table, or, in rows of 512 bits, by a compression. Bramas does it with AVX-512 ("A Novel Hybrid
//! Quicksort Algorithm Vectorized using AVX-512 on Intel Skylake", 2017), Blacher, Giesen and Kühne with AVX2 ("Fast and Robust
//! Vectorized In-Place Sorting of Primitive Types", 2021). Here is memory to spare, which makes it simpler: the lower keys move
//! up in place, the greater ones go to the spare memory.
//!
//! It is for these sizes only: narrower numbers are counted where they are many (`counting`), and sorted by one digit or two
//! where they are few. Which instructions of a machine are the quickest is found out there (`trial`).
#![allow(unsafe_code, reason = "whoever calls it says what memory there is; measured")]
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for wide instructions")]
#![cfg_attr(
    not(all(target_arch = "x86_64", not(feature = "portable"))),
    allow(dead_code, reason = "there are wide instructions of x86-64 alone; the tests have plain rows")
)]

/// Parts keys around pivots: see `parting`.
pub(super) type Part<K> = fn(&mut [K], &mut [K], &[K], &mut [u32]);

/// How keys are parted on this machine.
pub struct Parting<K> {
    pub(super) part: Part<K>,
    /// So many levels of it take as long as spreading the keys.
    pub(super) levels: f64,
}

/// How keys are sorted with some instructions.
pub struct Sorts<K: 'static> {
    /// From so many keys on it pays to spread them over bins.
    pub(super) least: usize,
    pub(super) shape: Shape,
    /// The least key and the greatest.
    pub(super) extremes: fn(&[K]) -> (K, K),
    pub(super) part: Part<K>,
    /// Sorts keys where they are, with as much memory to spare.
    pub(super) quicksort: fn(&mut [K], &mut [K]),
    /// Sorts the keys of bins to memory for all of them.
    pub(super) bins: fn(Bins<'_, K>, &mut [K]),
}

/// A function that is compiled for some instructions, of a module that says whether they are there.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
macro_rules! compiled {
    ($features:literal, |$($name:ident: $type:ty),*| $(-> $result:ty)? $body:block) => {
        |$($name),*| {
            #[target_feature(enable = $features)]
            fn compiled($($name: $type),*) $(-> $result)? $body
            assert!(is_there(), concat!("the machine must have ", $features));
            // SAFETY: this machine has these instructions.
            unsafe { compiled($($name),*) }
        }
    };
}

/// The sorts of such a module, for each kind of rows that it has.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
macro_rules! sorts {
    ($features:literal: $($name:ident, $key:ty, $wide:ty);*) => {
        $(
            /// On such a machine.
            #[allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]
            pub(super) static $name: super::Sorts<$key> = super::Sorts {
                least: <$wide as super::Wide>::LEAST,
                shape: super::shape::<$wide>(),
                extremes: compiled!($features, |keys: &[$key]| -> ($key, $key) {
                    // SAFETY: this is compiled for these instructions, so it runs where they are.
                    super::extremes(unsafe { <$wide>::new() }, keys)
                }),
                part: compiled!($features, |keys: &mut [$key], to: &mut [$key], pivots: &[$key], ends: &mut [u32]| {
                    // SAFETY: as above.
                    super::parting::part(unsafe { <$wide>::new() }, keys, to, pivots, ends);
                }),
                quicksort: compiled!($features, |keys: &mut [$key], spare: &mut [$key]| {
                    // SAFETY: as above.
                    super::quicksort::quicksort(unsafe { <$wide>::new() }, keys, spare, super::radix::sort_home);
                }),
                bins: compiled!($features, |bins: super::Bins<'_, $key>, home: &mut [$key]| {
                    // SAFETY: as above.
                    super::sort_bins(unsafe { <$wide>::new() }, bins, home);
                }),
            };
        )*
    };
}

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx2;
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx512;
mod network;
mod parting;
mod quicksort;
#[cfg(test)]
mod tests;

use super::bins::{Bins, Shape};
use super::key::Key;
use super::radix;
use network::MOST_ROWS;
use quicksort::quicksort;

/// So many keys are not spread over bins by any instructions.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
const FEW: usize = 1 << 10;

macro_rules! dispatched {
    ($($sorts:ident, $parting:ident, $key:ty: avx2 $avx2:ident; avx512 $($avx512:ident),*);* $(;)?) => {
        $(
            /// How so many of such keys are sorted on this machine, if it has wide instructions for it. A few are not worth the
            /// trial.
            pub(super) fn $sorts(keys: usize) -> Option<&'static Sorts<$key>> {
                #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
                if avx2::is_there() {
                    static QUICKEST: std::sync::OnceLock<&Sorts<$key>> = std::sync::OnceLock::new();
                    if keys < FEW {
                        return Some(QUICKEST.get().unwrap_or(&&avx2::$avx2));
                    }
                    let quickest = || match avx512::is_there() {
                        true => super::trial::quickest([&avx2::$avx2, $(&avx512::$avx512),*]),
                        false => super::trial::quickest([&avx2::$avx2]),
                    };
                    return Some(QUICKEST.get_or_init(|| quickest().unwrap_or(&avx2::$avx2)));
                }
                let _ = keys;
                None
            }

            /// How such keys are parted on this machine, if it has wide instructions for it.
            pub(super) fn $parting() -> Option<&'static Parting<$key>> {
                #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
                if avx2::is_there() {
                    static QUICKEST: std::sync::OnceLock<Option<Parting<$key>>> = std::sync::OnceLock::new();
                    let quickest = || match avx512::is_there() {
                        true => super::trial::parting([&avx2::$avx2, $(&avx512::$avx512),*]),
                        false => super::trial::parting([&avx2::$avx2]),
                    };
                    return QUICKEST.get_or_init(|| quickest().ok()).as_ref();
                }
                None
            }
        )*
    };
}
dispatched!(
    sorts_u32, parting_u32, u32: avx2 U32; avx512 U32;
    sorts_u64, parting_u64, u64: avx2 U64; avx512 U64_IN_FOURS, U64;
);

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
    /// From so many keys on it pays to spread them over bins.
    const LEAST: usize;
    /// The keys that each bin gets then, where they are spread evenly.
    const SHARE: usize;

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

/// Bins that have room for as many keys as a network sorts.
const fn shape<W: Wide>() -> Shape {
    Shape { capacity: MOST_ROWS * W::LANES, share: W::SHARE }
}

/// Sorts the keys of bins to memory for all of them.
#[inline(always)]
fn sort_bins<W: Wide>(wide: W, bins: Bins<'_, W::Key>, home: &mut [W::Key]) {
    let (mut keys, mut home) = (bins.keys, home);
    for &count in bins.counts {
        let count = count as usize;
        assert!(count <= keys.len() && count <= home.len(), "there is room for all of them");
        if count <= MOST_ROWS * W::LANES {
            let room = keys.len().min(home.len());
            // SAFETY: both have this room. What is behind the keys is written later.
            unsafe { wide.sort_few(keys.as_ptr(), home.as_mut_ptr(), count, room) };
        } else {
            quicksort(wide, &mut keys[..count], &mut home[..count], radix::sort_home);
            home[..count].copy_from_slice(&keys[..count]);
        }
        keys = &mut keys[bins.stride.unwrap_or(count)..];
        home = &mut home[count..];
    }
    debug_assert!(home.is_empty(), "each key is there");
}

/// The least key and the greatest.
#[inline(always)]
fn extremes<W: Wide>(wide: W, keys: &[W::Key]) -> (W::Key, W::Key) {
    let mut extremes = [wide.ordered(wide.all(W::Key::MAX)), wide.ordered(wide.all(W::Key::default()))];
    let [mut lows, mut highs] = [[extremes[0]; 4], [extremes[1]; 4]];
    // What is not inlined would not be compiled for the wide instructions.
    macro_rules! with_row {
        ($number:expr, $at:expr) => {
            let at = $at * W::LANES;
            debug_assert!(at + W::LANES <= keys.len());
            // SAFETY: there is a row.
            let row = wide.ordered(unsafe { wide.load(keys.as_ptr().add(at)) });
            lows[$number] = wide.order(lows[$number], row).0;
            highs[$number] = wide.order(highs[$number], row).1;
        };
    }
    let rows = keys.len() / W::LANES;
    for four in 0..rows / 4 {
        // Written out, so that none need wait for another.
        with_row!(0, 4 * four);
        with_row!(1, 4 * four + 1);
        with_row!(2, 4 * four + 2);
        with_row!(3, 4 * four + 3);
    }
    for row in rows / 4 * 4..rows {
        with_row!(0, row);
    }
    for number in 0..lows.len() {
        extremes[0] = wide.order(extremes[0], lows[number]).0;
        extremes[1] = wide.order(extremes[1], highs[number]).1;
    }
    const { assert!(W::LANES <= MOST_ROWS, "there is room for a row") };
    let (mut low, mut high) = ([W::Key::default(); MOST_ROWS], [W::Key::default(); MOST_ROWS]);
    // SAFETY: there is room for a row in each.
    unsafe {
        wide.store(wide.ordered(extremes[0]), low.as_mut_ptr());
        wide.store(wide.ordered(extremes[1]), high.as_mut_ptr());
    }
    let others = &keys[rows * W::LANES..];
    let low = low[..W::LANES].iter().chain(others).min();
    let high = high[..W::LANES].iter().chain(others).max();
    (*low.expect("of a row"), *high.expect("of a row"))
}
