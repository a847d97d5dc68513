//! Sorting a few rows of keys in registers.
//!
//! First the columns are sorted, all at once, by the networks with the fewest comparisons that are known (Green's for
//! sixteen rows, as in Bert Dobbelaere's list). Then neighbouring columns are merged to one of twice the length, until one
//! is left: a column and the next one the other way round are a sequence that Batcher's bitonic network sorts.
#![allow(unsafe_code, reason = "rows are read and written where the quicksort has room for them; measured")]

use super::{Interleaved, Wide};
use crate::sort::key::Key;

/// The rows that are sorted at once at most.
pub(super) const MOST_ROWS: usize = 16;
/// The keys in those at most.
const MOST: usize = 16 * MOST_ROWS;

/// A loop over half as many numbers as there are rows, written out: what is left a loop keeps the rows in memory, and takes
/// five times as long.
macro_rules! for_rows {
    ($rows:ident: $row:ident => $body:block) => {
        for_rows!(@ $rows, $row, $body, 0 1 2 3 4 5 6 7)
    };
    (@ $rows:ident, $row:ident, $body:block, $($number:literal)*) => {
        $(if $number < $rows / 2 {
            let $row = $number;
            $body
        })*
    };
}

/// Sorts `count` keys, [`MOST_ROWS`] rows at most, from one place to another, which may be the same. What is behind them
/// there may be written over, `room` keys in all.
///
/// # Safety
/// `room` keys, `count` at least, can be read from the one place and written to the other.
#[inline(always)]
pub(super) unsafe fn sort<W: Wide>(wide: W, from: *const W::Key, to: *mut W::Key, count: usize, room: usize) {
    const { assert!(MOST_ROWS * W::LANES <= MOST, "a copy has room for any rows") };
    debug_assert!(count <= room && count <= MOST_ROWS * W::LANES, "few, and all of them within the room");
    let rows = if count <= 2 * W::LANES {
        2
    } else if count <= 4 * W::LANES {
        4
    } else if count <= 8 * W::LANES {
        8
    } else {
        16
    };
    if rows * W::LANES > room {
        let mut copy = [W::Key::default(); MOST];
        let keys = copy.as_mut_ptr();
        // SAFETY: `count` keys can be read from there and written there, and are no more than the copy has room for.
        unsafe {
            keys.copy_from_nonoverlapping(from, count);
            wide.sort_few(keys, keys, count, MOST);
            to.copy_from_nonoverlapping(keys, count);
        }
        return;
    }
    // SAFETY: all of the rows are within the room.
    unsafe {
        match rows {
            2 => sort_rows::<W, 2>(wide, from, to, count),
            4 => sort_rows::<W, 4>(wide, from, to, count),
            8 => sort_rows::<W, 8>(wide, from, to, count),
            _ => sort_rows::<W, 16>(wide, from, to, count),
        }
    }
}

/// # Safety
/// `R` rows can be read from the one place and written to the other.
#[inline(always)]
unsafe fn sort_rows<W: Wide, const R: usize>(wide: W, from: *const W::Key, to: *mut W::Key, count: usize) {
    let mut rows = [wide.ordered(wide.all(W::Key::MAX)); R];
    for_rows!(R: half => {
        for row in [2 * half, 2 * half + 1] {
            // SAFETY: there are as many rows.
            let keys = unsafe { wide.load(from.add(row * W::LANES)) };
            rows[row] = wide.padded(wide.ordered(keys), count.saturating_sub(row * W::LANES));
        }
    });
    sort_columns(wide, &mut rows);
    merge::<W, R, 2>(wide, &mut rows);
    merge::<W, R, 4>(wide, &mut rows);
    if W::LANES >= 8 {
        merge::<W, R, 8>(wide, &mut rows);
    }
    if W::LANES == 16 {
        merge::<W, R, 16>(wide, &mut rows);
    }
    // SAFETY: as above.
    unsafe { wide.store_columns(&rows, to) };
}

/// Writes the keys of rows column by column: the first half of the rows interleaved with the other, until each column
/// stands together.
///
/// # Safety
/// The keys of `R` rows can be written there.
#[inline(always)]
pub(super) unsafe fn store_interleaved<W: Interleaved, const R: usize>(
    wide: W,
    rows: &[W::Row; R],
    to: *mut W::Key,
) {
    let mut rows = interleaved(wide, *rows);
    if R >= 4 {
        rows = interleaved(wide, rows);
    }
    if R >= 8 {
        rows = interleaved(wide, rows);
    }
    if R >= 16 {
        rows = interleaved(wide, rows);
    }
    for_rows!(R: half => {
        for row in [2 * half, 2 * half + 1] {
            // SAFETY: there are as many rows.
            unsafe { wide.store(rows[row], to.add(row * W::LANES)) };
        }
    });
}

#[inline(always)]
fn interleaved<W: Interleaved, const R: usize>(wide: W, columns: [W::Row; R]) -> [W::Row; R] {
    let mut rows = columns;
    for_rows!(R: row => {
        (rows[2 * row], rows[2 * row + 1]) = wide.interleaved(columns[row], columns[row + R / 2]);
    });
    rows
}

/// Puts pairs of rows in order, lane by lane.
macro_rules! order {
    ($wide:ident, $rows:ident: $($a:literal $b:literal),*) => {
        $(($rows[$a], $rows[$b]) = $wide.order($rows[$a], $rows[$b]);)*
    };
}

#[inline(always)]
fn sort_columns<W: Wide, const R: usize>(wide: W, rows: &mut [W::Row; R]) {
    match R {
        2 => {
            order!(wide, rows: 0 1);
        }
        4 => {
            order!(wide, rows: 0 2, 1 3, 0 1, 2 3, 1 2);
        }
        8 => {
            order!(wide, rows:
                0 2, 1 3, 4 6, 5 7, 0 4, 1 5, 2 6, 3 7, 0 1, 2 3, 4 5, 6 7, 2 4, 3 5, 1 4, 3
                6, 1 2, 3 4, 5 6);
        }
        _ => {
            order!(wide, rows:
                0 13, 1 12, 2 15, 3 14, 4 8, 5 6, 7 11, 9 10, 0 5, 1 7, 2 9, 3 4, 6 13, 8 14,
                10 15, 11 12, 0 1, 2 3, 4 5, 6 8, 7 9, 10 11, 12 13, 14 15, 0 2, 1 3, 4 10, 5
                11, 6 7, 8 9, 12 14, 13 15, 1 2, 3 12, 4 6, 5 7, 8 10, 9 11, 13 14, 1 4, 2 6,
                5 8, 7 10, 9 13, 11 14, 2 4, 3 6, 9 12, 11 13, 3 5, 6 8, 7 9, 10 12, 3 4, 5 6,
                7 8, 9 10, 11 12, 6 7, 8 9);
        }
    }
}

/// Merges columns that are sorted: each in the lower half of a group of `G` lanes with one in the upper.
#[inline(always)]
fn merge<W: Wide, const R: usize, const G: usize>(wide: W, rows: &mut [W::Row; R]) {
    for_rows!(R: row => {
        let behind = R - 1 - row;
        let (low, high) = wide.order(rows[row], wide.reversed::<G>(rows[behind]));
        rows[row] = wide.halves::<G>(low, high);
        rows[behind] = wide.reversed::<G>(wide.halves::<G>(high, low));
    });
    if G == 16 {
        order_lanes::<W, R, 8>(wide, rows);
    }
    if G >= 8 {
        order_lanes::<W, R, 4>(wide, rows);
    }
    if G >= 4 {
        order_lanes::<W, R, 2>(wide, rows);
    }
    order_distant::<W, R>(wide, rows);
}

/// Orders each lane of the lower half of a group of `G` with the one of the upper half, two rows at once.
#[inline(always)]
fn order_lanes<W: Wide, const R: usize, const G: usize>(wide: W, rows: &mut [W::Row; R]) {
    for_rows!(R: pair => {
        let (a, b) = (rows[2 * pair], rows[2 * pair + 1]);
        let lower = wide.halves::<G>(a, wide.swapped::<G>(b));
        let upper = wide.halves::<G>(wide.swapped::<G>(a), b);
        let (low, high) = wide.order(lower, upper);
        rows[2 * pair] = wide.halves::<G>(low, wide.swapped::<G>(high));
        rows[2 * pair + 1] = wide.halves::<G>(wide.swapped::<G>(low), high);
    });
}

/// Sorts columns that rise and fall.
#[inline(always)]
fn order_distant<W: Wide, const R: usize>(wide: W, rows: &mut [W::Row; R]) {
    if R >= 16 {
        order!(wide, rows: 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15);
    }
    if R >= 8 {
        order!(wide, rows: 0 4, 1 5, 2 6, 3 7);
    }
    if R >= 16 {
        order!(wide, rows: 8 12, 9 13, 10 14, 11 15);
    }
    if R >= 4 {
        order!(wide, rows: 0 2, 1 3);
    }
    if R >= 8 {
        order!(wide, rows: 4 6, 5 7);
    }
    if R >= 16 {
        order!(wide, rows: 8 10, 9 11, 12 14, 13 15);
    }
    order!(wide, rows: 0 1);
    if R >= 4 {
        order!(wide, rows: 2 3);
    }
    if R >= 8 {
        order!(wide, rows: 4 5, 6 7);
    }
    if R >= 16 {
        order!(wide, rows: 8 9, 10 11, 12 13, 14 15);
    }
}
