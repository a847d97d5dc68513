//! Rows of eight keys of 64 bits.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m512i, _mm512_cmple_epu64_mask, _mm512_loadu_si512, _mm512_mask_blend_epi64, _mm512_mask_expand_epi64,
    _mm512_maskz_compress_epi64, _mm512_max_epu64, _mm512_min_epu64, _mm512_permutex_epi64,
    _mm512_permutex2var_epi64, _mm512_permutexvar_epi64, _mm512_set1_epi64, _mm512_setr_epi64,
    _mm512_shuffle_i64x2, _mm512_storeu_si512,
};

use crate::sort::wide::{Interleaved, Wide, network};

/// A machine that has these instructions: there is one only while code runs that is compiled for them.
#[derive(Clone, Copy)]
pub(in crate::sort::wide) struct Eight(());

impl Eight {
    /// # Safety
    /// This machine has these instructions.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        Self(())
    }
}

impl Wide for Eight {
    type Key = u64;
    type Row = __m512i;
    const LANES: usize = 8;
    const LEAST: usize = 1 << 10;
    const SHARE: usize = 84;

    #[inline(always)]
    unsafe fn load(self, from: *const u64) -> __m512i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions; and the caller has a row there.
        unsafe { _mm512_loadu_si512(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(self, row: __m512i, to: *mut u64) {
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(to.cast(), row) }
    }

    #[inline(always)]
    fn all(self, key: u64) -> __m512i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions.
        unsafe { _mm512_set1_epi64(key.cast_signed()) }
    }

    #[inline(always)]
    fn split(self, row: __m512i, pivot: __m512i) -> (__m512i, usize) {
        // SAFETY: as above.
        unsafe {
            let lower = _mm512_cmple_epu64_mask(row, pivot);
            let count = lower.count_ones();
            let greater = _mm512_maskz_compress_epi64(!lower, row);
            let row = _mm512_maskz_compress_epi64(lower, row);
            (_mm512_mask_expand_epi64(row, u8::MAX.checked_shl(count).unwrap_or(0), greater), count as usize)
        }
    }

    #[inline(always)]
    fn padded(self, row: __m512i, count: usize) -> __m512i {
        let there = if count < 8 { (1 << count) - 1 } else { u8::MAX };
        // SAFETY: as above.
        unsafe { _mm512_mask_blend_epi64(there, _mm512_set1_epi64(-1), row) }
    }

    #[inline(always)]
    fn order(self, a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: as above.
        unsafe { (_mm512_min_epu64(a, b), _mm512_max_epu64(a, b)) }
    }

    #[inline(always)]
    fn reversed<const G: usize>(self, row: __m512i) -> __m512i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm512_permutex_epi64::<0b10_11_00_01>(row),
                4 => _mm512_permutex_epi64::<0b00_01_10_11>(row),
                _ => _mm512_permutexvar_epi64(_mm512_setr_epi64(7, 6, 5, 4, 3, 2, 1, 0), row),
            }
        }
    }

    #[inline(always)]
    fn swapped<const G: usize>(self, row: __m512i) -> __m512i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm512_permutex_epi64::<0b10_11_00_01>(row),
                4 => _mm512_permutex_epi64::<0b01_00_11_10>(row),
                _ => _mm512_shuffle_i64x2::<0b01_00_11_10>(row, row),
            }
        }
    }

    #[inline(always)]
    fn halves<const G: usize>(self, a: __m512i, b: __m512i) -> __m512i {
        let upper = match G {
            2 => 0b1010_1010,
            4 => 0b1100_1100,
            _ => 0b1111_0000,
        };
        // SAFETY: as above.
        unsafe { _mm512_mask_blend_epi64(upper, a, b) }
    }

    #[inline(always)]
    unsafe fn store_columns<const R: usize>(self, rows: &[__m512i; R], to: *mut u64) {
        // SAFETY: the caller sees to it.
        unsafe { network::store_interleaved(self, rows, to) };
    }

    #[inline(always)]
    unsafe fn sort_few(self, from: *const u64, to: *mut u64, count: usize, room: usize) {
        #[target_feature(enable = "avx512f,avx512vl,avx2,popcnt,bmi1,bmi2")]
        #[inline(never)]
        unsafe fn compiled(wide: Eight, from: *const u64, to: *mut u64, count: usize, room: usize) {
            // SAFETY: the caller sees to it.
            unsafe { network::sort(wide, from, to, count, room) };
        }
        // SAFETY: as above; the caller sees to the rest.
        unsafe { compiled(self, from, to, count, room) };
    }
}

impl Interleaved for Eight {
    #[inline(always)]
    fn interleaved(self, a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: as above.
        unsafe {
            let first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
            let behind = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
            (_mm512_permutex2var_epi64(a, first, b), _mm512_permutex2var_epi64(a, behind, b))
        }
    }
}
