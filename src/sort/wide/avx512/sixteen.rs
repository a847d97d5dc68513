//! Rows of sixteen keys of 32 bits.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m512i, _mm512_cmple_epu32_mask, _mm512_loadu_si512, _mm512_mask_blend_epi32, _mm512_mask_expand_epi32,
    _mm512_maskz_compress_epi32, _mm512_max_epu32, _mm512_min_epu32, _mm512_permutex_epi64,
    _mm512_permutex2var_epi32, _mm512_permutexvar_epi32, _mm512_set1_epi32, _mm512_setr_epi32,
    _mm512_shuffle_epi32, _mm512_shuffle_i32x4, _mm512_storeu_si512,
};

use crate::sort::wide::{Interleaved, Wide, network};

/// A machine that has these instructions: there is one only while code runs that is compiled for them.
#[derive(Clone, Copy)]
pub(in crate::sort::wide) struct Sixteen(());

impl Sixteen {
    /// # Safety
    /// This machine has these instructions.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        Self(())
    }
}

impl Wide for Sixteen {
    type Key = u32;
    type Row = __m512i;
    const LANES: usize = 16;
    const LEAST: usize = 3 << 10;
    const SHARE: usize = 190;

    #[inline(always)]
    unsafe fn load(self, from: *const u32) -> __m512i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions; and the caller has a row there.
        unsafe { _mm512_loadu_si512(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(self, row: __m512i, to: *mut u32) {
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(to.cast(), row) }
    }

    #[inline(always)]
    fn all(self, key: u32) -> __m512i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions.
        unsafe { _mm512_set1_epi32(key.cast_signed()) }
    }

    #[inline(always)]
    fn split(self, row: __m512i, pivot: __m512i) -> (__m512i, usize) {
        // SAFETY: as above.
        unsafe {
            let lower = _mm512_cmple_epu32_mask(row, pivot);
            let count = lower.count_ones();
            let greater = _mm512_maskz_compress_epi32(!lower, row);
            let row = _mm512_maskz_compress_epi32(lower, row);
            (_mm512_mask_expand_epi32(row, u16::MAX.checked_shl(count).unwrap_or(0), greater), count as usize)
        }
    }

    #[inline(always)]
    fn padded(self, row: __m512i, count: usize) -> __m512i {
        let there = if count < 16 { (1 << count) - 1 } else { u16::MAX };
        // SAFETY: as above.
        unsafe { _mm512_mask_blend_epi32(there, _mm512_set1_epi32(-1), row) }
    }

    #[inline(always)]
    fn order(self, a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: as above.
        unsafe { (_mm512_min_epu32(a, b), _mm512_max_epu32(a, b)) }
    }

    #[inline(always)]
    fn reversed<const G: usize>(self, row: __m512i) -> __m512i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm512_shuffle_epi32::<0b10_11_00_01>(row),
                4 => _mm512_shuffle_epi32::<0b00_01_10_11>(row),
                8 => {
                    let lanes = _mm512_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
                    _mm512_permutexvar_epi32(lanes, row)
                }
                _ => {
                    let lanes = _mm512_setr_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
                    _mm512_permutexvar_epi32(lanes, row)
                }
            }
        }
    }

    #[inline(always)]
    fn swapped<const G: usize>(self, row: __m512i) -> __m512i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm512_shuffle_epi32::<0b10_11_00_01>(row),
                4 => _mm512_shuffle_epi32::<0b01_00_11_10>(row),
                8 => _mm512_permutex_epi64::<0b01_00_11_10>(row),
                _ => _mm512_shuffle_i32x4::<0b01_00_11_10>(row, row),
            }
        }
    }

    #[inline(always)]
    fn halves<const G: usize>(self, a: __m512i, b: __m512i) -> __m512i {
        let upper = match G {
            2 => 0b1010_1010_1010_1010,
            4 => 0b1100_1100_1100_1100,
            8 => 0b1111_0000_1111_0000,
            _ => 0b1111_1111_0000_0000,
        };
        // SAFETY: as above.
        unsafe { _mm512_mask_blend_epi32(upper, a, b) }
    }

    #[inline(always)]
    unsafe fn store_columns<const R: usize>(self, rows: &[__m512i; R], to: *mut u32) {
        // SAFETY: the caller sees to it.
        unsafe { network::store_interleaved(self, rows, to) };
    }

    #[inline(always)]
    unsafe fn sort_few(self, from: *const u32, to: *mut u32, count: usize, room: usize) {
        #[target_feature(enable = "avx512f,avx512vl,avx2,popcnt,bmi1,bmi2")]
        #[inline(never)]
        unsafe fn compiled(wide: Sixteen, from: *const u32, to: *mut u32, count: usize, room: usize) {
            // SAFETY: the caller sees to it.
            unsafe { network::sort(wide, from, to, count, room) };
        }
        // SAFETY: as above; the caller sees to the rest.
        unsafe { compiled(self, from, to, count, room) };
    }
}

impl Interleaved for Sixteen {
    #[inline(always)]
    fn interleaved(self, a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        // SAFETY: as above.
        unsafe {
            let first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let behind = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            (_mm512_permutex2var_epi32(a, first, b), _mm512_permutex2var_epi32(a, behind, b))
        }
    }
}
