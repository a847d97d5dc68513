//! x86-64 with AVX-512: all of 64 bytes, or eight halves of keys, in one instruction.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m512i, _bzhi_u32, _mm_loadu_si128, _mm_mask_blend_epi8, _mm_set1_epi16, _mm512_add_epi64,
    _mm512_cmpeq_epi8_mask, _mm512_cmpeq_epi64_mask, _mm512_cmplt_epu8_mask, _mm512_loadu_si512,
    _mm512_mask_add_epi64, _mm512_mask_cmpeq_epi64_mask, _mm512_permutex2var_epi64, _mm512_reduce_add_epi64,
    _mm512_set1_epi8, _mm512_set1_epi64, _mm512_setr_epi64, _mm512_setzero_si512, _mm512_sub_epi8,
};

use super::{Loop, Wide, avx2};
use crate::fastest::AVX512;
use crate::score::key::{BEHIND, Key, SHORT};
use crate::score::pairs::BLOCK;
use crate::score::words::Marks;

/// A machine that has these instructions: there is one only while `run` runs.
#[derive(Clone, Copy)]
struct Avx512(());

/// Whether this machine is of the kind.
pub(super) fn is_there() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// Runs a loop on such a machine.
pub(super) fn run<L: Loop>(of: L) -> L::Out {
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
    fn compiled<L: Loop>(of: L) -> L::Out {
        of.run(Avx512(()))
    }
    assert!(is_there(), "the machine must have AVX-512");
    // SAFETY: this machine has these instructions.
    unsafe { compiled(of) }
}

impl Wide for Avx512 {
    const NAME: &'static str = AVX512;
    const COMPARES: bool = true;

    #[inline(always)]
    fn mark(self, block: &[u8; 64]) -> Marks {
        // SAFETY: whoever has `self` runs on a machine that has these instructions.
        unsafe { mark(block) }
    }

    #[inline(always)]
    fn mark_latin1(self, block: &[u8; 64]) -> u64 {
        // SAFETY: as above.
        unsafe { mark_latin1(block) }
    }

    #[inline(always)]
    fn mark_utf16(self, block: &[u8; 64]) -> u64 {
        // SAFETY: as above, and such a machine has AVX2.
        unsafe { avx2::mark_utf16(block) }
    }

    #[inline(always)]
    fn key(self, bytes: &[u8; SHORT], len: usize) -> Key {
        // SAFETY: as above.
        unsafe { key(bytes, len) }
    }

    #[inline(always)]
    fn equal_pairs(self, keys: &[Key]) -> u64 {
        // SAFETY: as above.
        unsafe { equal_pairs(keys) }
    }
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn mark(block: &[u8; 64]) -> Marks {
    // SAFETY: a block has the 64 bytes that are read, and no alignment is asked for.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let from = |first: u8, count: u8| _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, all(first)), all(count));
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte));
    Marks { spaces: from(0x09, 5) | is(0x20), leads: from(0xE1, 3) | is(0xC2) }
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn mark_latin1(block: &[u8; 64]) -> u64 {
    // SAFETY: as above.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte));
    let from_tab = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, all(0x09)), all(5));
    from_tab | is(0x20) | is(0x85) | is(0xA0)
}

/// Without a mask from memory.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,bmi2")]
fn key(bytes: &[u8; SHORT], len: usize) -> Key {
    // The instruction reads no more than 8 bits of a length.
    #[allow(clippy::cast_possible_truncation)]
    let word = _bzhi_u32(!0, len.min(SHORT) as u32) as u16;
    // SAFETY: the 16 bytes are there, and no alignment is asked for.
    let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
    let key = _mm_mask_blend_epi8(word, _mm_set1_epi16(i16::from_le_bytes(BEHIND)), bytes);
    // SAFETY: both are 16 bytes without a meaning of their own.
    unsafe { std::mem::transmute(key) }
}

/// A block of keys, its halves apart.
#[inline]
#[target_feature(enable = "avx512f")]
fn halves(keys: &[Key; BLOCK]) -> (__m512i, __m512i) {
    let (quads, _) = keys.as_chunks::<4>();
    let load = |quad: &[Key; 4]| {
        // SAFETY: four keys have the 64 bytes that are read, and no alignment is asked for.
        unsafe { _mm512_loadu_si512(quad.as_ptr().cast()) }
    };
    let (first, second) = (load(&quads[0]), load(&quads[1]));
    let low = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
    let high = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
    (_mm512_permutex2var_epi64(first, low, second), _mm512_permutex2var_epi64(first, high, second))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn equal_pairs(keys: &[Key]) -> u64 {
    let one = _mm512_set1_epi64(1);
    let (blocks, _) = keys.as_chunks::<BLOCK>();
    let (mut within, mut across) = (_mm512_setzero_si512(), _mm512_setzero_si512());
    for (number, block) in blocks.iter().enumerate() {
        let (lows, highs) = halves(block);
        let add_equal = |counts: __m512i, [low, high]: Key| {
            let same_low = _mm512_cmpeq_epi64_mask(lows, _mm512_set1_epi64(low.cast_signed()));
            let high = _mm512_set1_epi64(high.cast_signed());
            _mm512_mask_add_epi64(counts, _mm512_mask_cmpeq_epi64_mask(same_low, highs, high), counts, one)
        };
        // A word of this block is met from both sides, one of another from one.
        within = block.iter().fold(within, |counts, &key| add_equal(counts, key));
        for block in &blocks[number + 1..] {
            across = block.iter().fold(across, |counts, &key| add_equal(counts, key));
        }
    }
    let pairs = _mm512_add_epi64(within, _mm512_add_epi64(across, across));
    _mm512_reduce_add_epi64(pairs).cast_unsigned()
}
