//! Encoding on x86-64 with AVX-512 VBMI2: sixteen code units at once.
//!
//! Each unit becomes its one, two or three bytes in a lane of four, and the lanes are pushed together. When text was
//! still encoded to be scored, that took the pool two thirds of what it took one unit after the other, where many
//! characters were not ASCII.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    _mm256_loadu_si256, _mm512_and_si512, _mm512_cmpeq_epi32_mask, _mm512_cmpge_epu32_mask,
    _mm512_cvtepu16_epi32, _mm512_mask_blend_epi32, _mm512_maskz_compress_epi8, _mm512_or_si512,
    _mm512_set1_epi32, _mm512_slli_epi32, _mm512_srli_epi32, _mm512_storeu_si512, _pdep_u64,
};

use super::encode_by;
use crate::memory::NoMemory;

/// As [`super::encode`], if this machine can do it.
pub(super) fn encode(units: &[u16], bytes: &mut Vec<u8>) -> Option<Result<(), NoMemory>> {
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi2,popcnt")]
    fn compiled(units: &[u16], bytes: &mut Vec<u8>) -> Result<(), NoMemory> {
        encode_by(units, bytes, |units, to| sixteen(units, to))
    }
    let is_there = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("popcnt");
    // SAFETY: this machine has these instructions.
    is_there.then(|| unsafe { compiled(units, bytes) })
}

/// Encodes sixteen units; gives how many bytes they have. Nothing if there is a surrogate among them.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi2,popcnt")]
fn sixteen(units: &[u16; 16], to: &mut [u8; 64]) -> Option<usize> {
    let all = |bits: u32| _mm512_set1_epi32(bits.cast_signed());
    // SAFETY: these are the 32 bytes that are read, and no alignment is asked for.
    let units = _mm512_cvtepu16_epi32(unsafe { _mm256_loadu_si256(units.as_ptr().cast()) });
    if _mm512_cmpeq_epi32_mask(_mm512_and_si512(units, all(0xF800)), all(0xD800)) != 0 {
        return None;
    }
    let more_than_one = _mm512_cmpge_epu32_mask(units, all(0x80));
    let more_than_two = _mm512_cmpge_epu32_mask(units, all(0x800));
    let last = _mm512_and_si512(units, all(0x3F));
    let above = _mm512_srli_epi32::<6>(units);
    let two = _mm512_or_si512(_mm512_or_si512(above, _mm512_slli_epi32::<8>(last)), all(0x80C0));
    let middle = _mm512_slli_epi32::<8>(_mm512_and_si512(above, all(0x3F)));
    let ends = _mm512_or_si512(_mm512_srli_epi32::<12>(units), _mm512_slli_epi32::<16>(last));
    let three = _mm512_or_si512(_mm512_or_si512(ends, middle), all(0x80_80E0));
    let lanes = _mm512_mask_blend_epi32(more_than_one, units, two);
    let lanes = _mm512_mask_blend_epi32(more_than_two, lanes, three);
    // Of each lane the first byte, and the second and third where there are as many.
    let kept = 0x1111_1111_1111_1111
        | _pdep_u64(more_than_one.into(), 0x2222_2222_2222_2222)
        | _pdep_u64(more_than_two.into(), 0x4444_4444_4444_4444);
    let bytes = _mm512_maskz_compress_epi8(kept, lanes);
    // SAFETY: these are the 64 bytes that are written, and no alignment is asked for.
    unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), bytes) };
    Some(kept.count_ones() as usize)
}
