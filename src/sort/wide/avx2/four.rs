//! Rows of four keys of 64 bits.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m256i, _mm256_blend_epi32, _mm256_blendv_epi8, _mm256_castsi256_pd, _mm256_cmpgt_epi64,
    _mm256_loadu_si256, _mm256_max_epu64, _mm256_min_epu64, _mm256_movemask_pd, _mm256_permute2x128_si256,
    _mm256_permute4x64_epi64, _mm256_permutevar8x32_epi32, _mm256_set1_epi64x, _mm256_setr_epi64x,
    _mm256_shuffle_epi32, _mm256_storeu_si256, _mm256_unpackhi_epi64, _mm256_unpacklo_epi64,
    _mm256_xor_si256,
};

use crate::sort::wide::{Wide, network};

/// A machine that has these instructions, and maybe those of AVX-512 for such rows, which find the lesser of two keys in one go
/// and have twice as many registers: there is one only while code runs that is compiled for them.
#[derive(Clone, Copy)]
pub(in crate::sort::wide) struct Four<const MORE: bool>(());

impl<const MORE: bool> Four<MORE> {
    /// # Safety
    /// This machine has these instructions.
    #[inline(always)]
    pub(in crate::sort::wide) unsafe fn new() -> Self {
        Self(())
    }
}

/// For each set of lanes that are put first, where each lane of the result is from, in halves.
const FIRST: [[u32; 8]; 1 << 4] = {
    let mut table = [[0; 8]; 1 << 4];
    let mut set = 0;
    while set < table.len() {
        let (mut first, mut behind, mut lane) = (0, 2 * set.count_ones() as usize, 0);
        while lane < 4 {
            let to = if set >> lane & 1 == 1 { &mut first } else { &mut behind };
            table[set][*to] = 2 * lane;
            table[set][*to + 1] = 2 * lane + 1;
            *to += 2;
            lane += 1;
        }
        set += 1;
    }
    table
};

impl<const MORE: bool> Wide for Four<MORE> {
    type Key = u64;
    /// `ordered` are those with the highest bit turned, as long as only signed integers of 64 bits can be compared.
    type Row = __m256i;
    const LANES: usize = 4;
    const LEAST: usize = 1 << 10;
    const SHARE: usize = 36;

    #[inline(always)]
    unsafe fn load(self, from: *const u64) -> __m256i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions; and the caller has a row there.
        unsafe { _mm256_loadu_si256(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(self, row: __m256i, to: *mut u64) {
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(to.cast(), row) }
    }

    #[inline(always)]
    fn all(self, key: u64) -> __m256i {
        // SAFETY: whoever has `self` runs on a machine that has these instructions.
        unsafe { _mm256_set1_epi64x(key.cast_signed()) }
    }

    #[inline(always)]
    fn split(self, row: __m256i, pivot: __m256i) -> (__m256i, usize) {
        // SAFETY: as above; and a set of lanes has 32 bytes in the table.
        unsafe {
            let greater = _mm256_cmpgt_epi64(turned(row), turned(pivot));
            let greater = _mm256_movemask_pd(_mm256_castsi256_pd(greater)).cast_unsigned();
            let lower = !greater & 0xF;
            let places = _mm256_loadu_si256(FIRST[lower as usize].as_ptr().cast());
            (_mm256_permutevar8x32_epi32(row, places), lower.count_ones() as usize)
        }
    }

    #[inline(always)]
    fn ordered(self, row: __m256i) -> __m256i {
        if MORE {
            return row;
        }
        // SAFETY: as above.
        unsafe { turned(row) }
    }

    #[inline(always)]
    fn padded(self, row: __m256i, count: usize) -> __m256i {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        // SAFETY: as above.
        unsafe {
            let there = _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
            _mm256_blendv_epi8(self.ordered(self.all(u64::MAX)), row, there)
        }
    }

    #[inline(always)]
    fn order(self, a: __m256i, b: __m256i) -> (__m256i, __m256i) {
        // SAFETY: as above; with `MORE`, whoever has `self` runs on a machine that has those instructions.
        unsafe {
            if MORE {
                return (_mm256_min_epu64(a, b), _mm256_max_epu64(a, b));
            }
            let greater = _mm256_cmpgt_epi64(a, b);
            (_mm256_blendv_epi8(a, b, greater), _mm256_blendv_epi8(b, a, greater))
        }
    }

    #[inline(always)]
    fn reversed<const G: usize>(self, row: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_shuffle_epi32::<0b01_00_11_10>(row),
                _ => _mm256_permute4x64_epi64::<0b00_01_10_11>(row),
            }
        }
    }

    #[inline(always)]
    fn swapped<const G: usize>(self, row: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_shuffle_epi32::<0b01_00_11_10>(row),
                _ => _mm256_permute4x64_epi64::<0b01_00_11_10>(row),
            }
        }
    }

    #[inline(always)]
    fn halves<const G: usize>(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: as above.
        unsafe {
            match G {
                2 => _mm256_blend_epi32::<0b1100_1100>(a, b),
                _ => _mm256_blend_epi32::<0b1111_0000>(a, b),
            }
        }
    }

    #[inline(always)]
    unsafe fn store_columns<const R: usize>(self, rows: &[__m256i; R], to: *mut u64) {
        // SAFETY: as above; the keys of so many rows can be written there.
        unsafe {
            if let [a, b] = rows[..] {
                let (even, odd) = (_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
                self.store(self.ordered(_mm256_permute2x128_si256::<0x20>(even, odd)), to.add(0));
                self.store(self.ordered(_mm256_permute2x128_si256::<0x31>(even, odd)), to.add(4));
            }
            for (four, &[a, b, c, d]) in rows.as_chunks::<4>().0.iter().enumerate() {
                let (upper_even, upper_odd) = (_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
                let (lower_even, lower_odd) = (_mm256_unpacklo_epi64(c, d), _mm256_unpackhi_epi64(c, d));
                self.store(
                    self.ordered(_mm256_permute2x128_si256::<0x20>(upper_even, lower_even)),
                    to.add(4 * four),
                );
                self.store(
                    self.ordered(_mm256_permute2x128_si256::<0x20>(upper_odd, lower_odd)),
                    to.add(R + 4 * four),
                );
                self.store(
                    self.ordered(_mm256_permute2x128_si256::<0x31>(upper_even, lower_even)),
                    to.add(2 * R + 4 * four),
                );
                self.store(
                    self.ordered(_mm256_permute2x128_si256::<0x31>(upper_odd, lower_odd)),
                    to.add(3 * R + 4 * four),
                );
            }
        }
    }

    #[inline(always)]
    unsafe fn sort_few(self, from: *const u64, to: *mut u64, count: usize, room: usize) {
        #[target_feature(enable = "avx2,popcnt,bmi1,bmi2")]
        #[inline(never)]
        unsafe fn compiled(wide: Four<false>, from: *const u64, to: *mut u64, count: usize, room: usize) {
            // SAFETY: the caller sees to it.
            unsafe { network::sort(wide, from, to, count, room) };
        }
        #[target_feature(enable = "avx512f,avx512vl,avx2,popcnt,bmi1,bmi2")]
        #[inline(never)]
        unsafe fn compiled_more(wide: Four<true>, from: *const u64, to: *mut u64, count: usize, room: usize) {
            // SAFETY: the caller sees to it.
            unsafe { network::sort(wide, from, to, count, room) };
        }
        // SAFETY: as above; the caller sees to the rest.
        unsafe {
            if MORE {
                compiled_more(Four(()), from, to, count, room);
            } else {
                compiled(Four(()), from, to, count, room);
            }
        }
    }
}

/// # Safety
/// This machine has these instructions.
#[inline(always)]
unsafe fn turned(row: __m256i) -> __m256i {
    // SAFETY: the caller sees to it.
    unsafe { _mm256_xor_si256(row, _mm256_set1_epi64x(i64::MIN)) }
}
