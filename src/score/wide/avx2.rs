//! x86-64 with AVX2: half of 64 bytes, or four halves of keys, in one instruction.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use std::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_cmpeq_epi16, _mm256_cmpeq_epi64,
    _mm256_extract_epi64, _mm256_loadu_si256, _mm256_min_epu8, _mm256_min_epu16, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_sub_epi8, _mm256_sub_epi16, _mm256_sub_epi64, _mm256_unpackhi_epi64, _mm256_unpacklo_epi64,
};

use super::{Loop, Wide};
use crate::fastest::AVX2;
use crate::score::key::Key;
use crate::score::words::Marks;

/// A machine that has these instructions: there is one only while `run` runs.
#[derive(Clone, Copy)]
struct Avx2(());

/// Whether this machine is of the kind.
pub(super) fn is_there() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// Runs a loop on such a machine.
pub(super) fn run<L: Loop>(of: L) -> L::Out {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn compiled<L: Loop>(of: L) -> L::Out {
        of.run(Avx2(()))
    }
    assert!(is_there(), "the machine must have AVX2");
    // SAFETY: this machine has these instructions.
    unsafe { compiled(of) }
}

impl Wide for Avx2 {
    const NAME: &'static str = AVX2;
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
        // SAFETY: as above.
        unsafe { mark_utf16(block) }
    }

    #[inline(always)]
    fn equal_pairs(self, keys: &[Key]) -> u64 {
        // SAFETY: as above.
        unsafe { equal_pairs(keys) }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn mark(block: &[u8; 64]) -> Marks {
    let (halves, _) = block.as_chunks::<32>();
    let marks = |half: &[u8; 32]| {
        // SAFETY: half a block has the 32 bytes that are read, and no alignment is asked for.
        let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
        let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
        let from = |first: u8, count: u8| {
            let offset = _mm256_sub_epi8(bytes, all(first));
            _mm256_cmpeq_epi8(_mm256_min_epu8(offset, all(count - 1)), offset)
        };
        let is = |byte: u8| _mm256_cmpeq_epi8(bytes, all(byte));
        let bits = |mask| u64::from(_mm256_movemask_epi8(mask).cast_unsigned());
        (bits(_mm256_or_si256(from(0x09, 5), is(0x20))), bits(_mm256_or_si256(from(0xE1, 3), is(0xC2))))
    };
    let ((spaces, leads), (spaces_behind, leads_behind)) = (marks(&halves[0]), marks(&halves[1]));
    Marks { spaces: spaces | spaces_behind << 32, leads: leads | leads_behind << 32 }
}

#[inline]
#[target_feature(enable = "avx2")]
fn mark_latin1(block: &[u8; 64]) -> u64 {
    of_halves(block, |bytes| {
        let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
        let is = |byte: u8| _mm256_cmpeq_epi8(bytes, all(byte));
        let offset = _mm256_sub_epi8(bytes, all(0x09));
        let from_tab = _mm256_cmpeq_epi8(_mm256_min_epu8(offset, all(4)), offset);
        _mm256_or_si256(_mm256_or_si256(from_tab, is(0x20)), _mm256_or_si256(is(0x85), is(0xA0)))
    })
}

/// As [`Wide::mark_utf16`].
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn mark_utf16(block: &[u8; 64]) -> u64 {
    of_halves(block, |units| {
        let all = |unit: u16| _mm256_set1_epi16(unit.cast_signed());
        let is = |unit: u16| _mm256_cmpeq_epi16(units, all(unit));
        let from = |first: u16, count: u16| {
            let offset = _mm256_sub_epi16(units, all(first));
            _mm256_cmpeq_epi16(_mm256_min_epu16(offset, all(count - 1)), offset)
        };
        let or = |one, other| _mm256_or_si256(one, other);
        let narrow = or(or(from(0x09, 5), is(0x20)), or(is(0x85), is(0xA0)));
        let general = or(or(from(0x2000, 11), from(0x2028, 2)), or(is(0x202F), is(0x205F)));
        or(or(narrow, general), or(is(0x1680), is(0x3000)))
    })
}

/// The high bits of the bytes that `mask` gives for each half of a block.
#[inline]
#[target_feature(enable = "avx2")]
fn of_halves(block: &[u8; 64], mask: impl Fn(__m256i) -> __m256i) -> u64 {
    let (halves, _) = block.as_chunks::<32>();
    let bits = |half: &[u8; 32]| {
        // SAFETY: half a block has the 32 bytes that are read, and no alignment is asked for.
        let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
        u64::from(_mm256_movemask_epi8(mask(bytes)).cast_unsigned())
    };
    bits(&halves[0]) | bits(&halves[1]) << 32
}

/// Half a block of keys, its halves apart, in an order of their own.
#[inline]
#[target_feature(enable = "avx2")]
fn halves(keys: &[Key; 4]) -> (__m256i, __m256i) {
    let (pairs, _) = keys.as_chunks::<2>();
    let load = |pair: &[Key; 2]| {
        // SAFETY: two keys have the 32 bytes that are read, and no alignment is asked for.
        unsafe { _mm256_loadu_si256(pair.as_ptr().cast()) }
    };
    let (first, second) = (load(&pairs[0]), load(&pairs[1]));
    (_mm256_unpacklo_epi64(first, second), _mm256_unpackhi_epi64(first, second))
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal_pairs(keys: &[Key]) -> u64 {
    let (quads, _) = keys.as_chunks::<4>();
    let (mut within, mut across) = (_mm256_setzero_si256(), _mm256_setzero_si256());
    for (number, quad) in quads.iter().enumerate() {
        let (lows, highs) = halves(quad);
        let add_equal = |counts: __m256i, [low, high]: Key| {
            let same_low = _mm256_cmpeq_epi64(lows, _mm256_set1_epi64x(low.cast_signed()));
            let same_high = _mm256_cmpeq_epi64(highs, _mm256_set1_epi64x(high.cast_signed()));
            // Where they are the same, all bits are set: that is -1.
            _mm256_sub_epi64(counts, _mm256_and_si256(same_low, same_high))
        };
        // A word of these four is met from both sides, one of others from one.
        within = quad.iter().fold(within, |counts, &key| add_equal(counts, key));
        for quad in &quads[number + 1..] {
            across = quad.iter().fold(across, |counts, &key| add_equal(counts, key));
        }
    }
    let pairs = _mm256_add_epi64(within, _mm256_add_epi64(across, across));
    let lanes = [
        _mm256_extract_epi64::<0>(pairs),
        _mm256_extract_epi64::<1>(pairs),
        _mm256_extract_epi64::<2>(pairs),
        _mm256_extract_epi64::<3>(pairs),
    ];
    lanes.iter().sum::<i64>().cast_unsigned()
}
