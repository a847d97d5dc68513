//! Rows of eight keys of 32 bits.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m256i, _mm_cvtsi64_si128, _mm256_blend_epi32, _mm256_blendv_epi8, _mm256_castsi256_ps,
    _mm256_cmpeq_epi32, _mm256_cmpgt_epi32, _mm256_cvtepu8_epi32, _mm256_loadu_si256, _mm256_max_epu32,
    _mm256_min_epu32, _mm256_movemask_ps, _mm256_permute2x128_si256, _mm256_permute4x64_epi64,
    _mm256_permutevar8x32_epi32, _mm256_set1_epi32, _mm256_setr_epi32, _mm256_shuffle_epi32,
    _mm256_storeu_si256, _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi32,
    _mm256_unpacklo_epi64,
};

use crate::sort::wide::{Wide, network};

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

/// For each set of lanes that are put first, which lane each of the result is from: a byte each.
const FIRST: [u64; 1 << 8] = {
    let mut table = [0; 1 << 8];
    let mut set = 0;
    while set < table.len() {
        let (mut first, mut behind, mut lane) = (0, set.count_ones(), 0);
        while lane < 8 {
            let to = if set >> lane & 1 == 1 { &mut first } else { &mut behind };
            table[set] |= lane << (u8::BITS * *to);
            *to += 1;
            lane += 1;
        }
        set += 1;
    }
    table
};

impl Wide for Eight {
    type Key = u32;
    type Row = __m256i;
    const LANES: usize = 8;
    const LEAST: usize = 3 << 10;
    const SHARE: usize = 84;

    #[inline(always)]
    unsafe fn load(self, from: *const u32) -> __m256i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions; and the caller has a row there.
        unsafe { _mm256_loadu_si256(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(self, row: __m256i, to: *mut u32) {
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(to.cast(), row) }
    }

    #[inline(always)]
    fn all(self, key: u32) -> __m256i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions.
        unsafe { _mm256_set1_epi32(key.cast_signed()) }
    }

    #[inline(always)]
    fn split(self, row: __m256i, pivot: __m256i) -> (__m256i, usize) {
        // SAFETY: as above.
        unsafe {
            let lower = _mm256_cmpeq_epi32(_mm256_min_epu32(row, pivot), row);
            let lower = _mm256_movemask_ps(_mm256_castsi256_ps(lower)).cast_unsigned() & 0xFF;
            let places = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(FIRST[lower as usize].cast_signed()));
            (_mm256_permutevar8x32_epi32(row, places), lower.count_ones() as usize)
        }
    }

    #[inline(always)]
    fn padded(self, row: __m256i, count: usize) -> __m256i {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        // SAFETY: as above.
        unsafe {
            let lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
            let there = _mm256_cmpgt_epi32(_mm256_set1_epi32(count), lanes);
            _mm256_blendv_epi8(_mm256_set1_epi32(-1), row, there)
        }
    }

    #[inline(always)]
    fn order(self, a: __m256i, b: __m256i) -> (__m256i, __m256i) {
        // SAFETY: as above.
        unsafe { (_mm256_min_epu32(a, b), _mm256_max_epu32(a, b)) }
    }

    #[inline(always)]
    fn reversed<const G: usize>(self, row: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_shuffle_epi32::<0b10_11_00_01>(row),
                4 => _mm256_shuffle_epi32::<0b00_01_10_11>(row),
                _ => _mm256_permutevar8x32_epi32(row, _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0)),
            }
        }
    }

    #[inline(always)]
    fn swapped<const G: usize>(self, row: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_shuffle_epi32::<0b10_11_00_01>(row),
                4 => _mm256_shuffle_epi32::<0b01_00_11_10>(row),
                _ => _mm256_permute4x64_epi64::<0b01_00_11_10>(row),
            }
        }
    }

    #[inline(always)]
    fn halves<const G: usize>(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_blend_epi32::<0b1010_1010>(a, b),
                4 => _mm256_blend_epi32::<0b1100_1100>(a, b),
                _ => _mm256_blend_epi32::<0b1111_0000>(a, b),
            }
        }
    }

    #[inline(always)]
    unsafe fn store_columns<const R: usize>(self, rows: &[__m256i; R], to: *mut u32) {
        // SAFETY: as above; the keys of so many rows can be written there.
        unsafe {
            if R < 8 {
                let mut by_row = [[0; 8]; R];
                for (keys, &row) in by_row.iter_mut().zip(rows) {
                    self.store(row, keys.as_mut_ptr());
                }
                for column in 0..8 {
                    for (row, keys) in by_row.iter().enumerate() {
                        *to.add(R * column + row) = keys[column];
                    }
                }
                return;
            }
            for (eight, &[a, b, c, d, e, f, g, h]) in rows.as_chunks::<8>().0.iter().enumerate() {
                let (ab, ab_behind) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
                let (cd, cd_behind) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
                let (ef, ef_behind) = (_mm256_unpacklo_epi32(e, f), _mm256_unpackhi_epi32(e, f));
                let (gh, gh_behind) = (_mm256_unpacklo_epi32(g, h), _mm256_unpackhi_epi32(g, h));
                let columns = [
                    (_mm256_unpacklo_epi64(ab, cd), _mm256_unpacklo_epi64(ef, gh)),
                    (_mm256_unpackhi_epi64(ab, cd), _mm256_unpackhi_epi64(ef, gh)),
                    (
                        _mm256_unpacklo_epi64(ab_behind, cd_behind),
                        _mm256_unpacklo_epi64(ef_behind, gh_behind),
                    ),
                    (
                        _mm256_unpackhi_epi64(ab_behind, cd_behind),
                        _mm256_unpackhi_epi64(ef_behind, gh_behind),
                    ),
                ];
                // Each has half of a column, and half of the fourth one behind it.
                for (column, (upper, lower)) in columns.into_iter().enumerate() {
                    let to = to.add(R * column + 8 * eight);
                    self.store(_mm256_permute2x128_si256::<0x20>(upper, lower), to);
                    self.store(_mm256_permute2x128_si256::<0x31>(upper, lower), to.add(4 * R));
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn sort_few(self, from: *const u32, to: *mut u32, count: usize, room: usize) {
        #[target_feature(enable = "avx2,popcnt,bmi1,bmi2")]
        #[inline(never)]
        unsafe fn compiled(wide: Eight, from: *const u32, to: *mut u32, count: usize, room: usize) {
            // SAFETY: the caller sees to it.
            unsafe { network::sort(wide, from, to, count, room) };
        }
        // SAFETY: as above; the caller sees to the rest.
        unsafe { compiled(self, from, to, count, room) };
    }
}
