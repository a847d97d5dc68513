//! The loop over documents, in the widest instructions of the machine that it runs on.
//!
//! Which those are is found out at run time. All that differs is how 64 bytes are [marked](Marks); but the whole loop
//! is compiled once for each kind of machine, since newer ones also count zeros and clear bits in one instruction.
//! Measured on one Zen 4 thread against the portable loop: see `benches/score.rs`.
#![allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]

use super::words::Marks;
#[cfg(not(target_arch = "aarch64"))]
use super::words::mark;

/// A loop over text.
pub(super) trait Loop {
    /// What it gives.
    type Out;

    /// Runs it, with a way to mark 64 bytes. This must be inlined, and so must what it calls for every word: only then
    /// is it compiled for the machine in question.
    fn run(self, mark: impl Fn(&[u8; 64]) -> Marks + Copy) -> Self::Out;
}

/// Runs a loop as fast as this machine can.
pub(super) fn run<L: Loop>(of: L) -> L::Out {
    #[cfg(target_arch = "x86_64")]
    {
        let is_recent = is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2");
        if is_recent && is_x86_feature_detected!("avx512bw") {
            // SAFETY: this machine has these instructions.
            return unsafe { run_avx512(of) };
        }
        if is_recent && is_x86_feature_detected!("avx2") {
            // SAFETY: this machine has these instructions.
            return unsafe { run_avx2(of) };
        }
    }
    #[cfg(target_arch = "aarch64")]
    let mark = mark_neon;
    of.run(mark)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512bw,bmi1,bmi2")]
fn run_avx512<L: Loop>(of: L) -> L::Out {
    of.run(|block| mark_avx512(block))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn run_avx2<L: Loop>(of: L) -> L::Out {
    of.run(|block| mark_avx2(block))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512bw")]
fn mark_avx512(block: &[u8; 64]) -> Marks {
    use std::arch::x86_64::{
        _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_loadu_si512, _mm512_set1_epi8, _mm512_sub_epi8,
    };
    // SAFETY: a block has the 64 bytes that are read, and no alignment is asked for.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let from = |first: u8, count: u8| _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, all(first)), all(count));
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte));
    Marks { spaces: from(0x09, 5) | is(0x20), leads: from(0xE1, 3) | is(0xC2) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn mark_avx2(block: &[u8; 64]) -> Marks {
    use std::arch::x86_64::{
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8, _mm256_sub_epi8,
    };
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

#[cfg(target_arch = "aarch64")]
fn mark_neon(block: &[u8; 64]) -> Marks {
    use std::arch::aarch64::{
        uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcltq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8, vld1q_u8,
        vorrq_u8, vsubq_u8,
    };
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: these are the 16 bytes that are read, and every machine of this kind has the instruction.
    let load = |bytes: &[u8; 16]| unsafe { vld1q_u8(bytes.as_ptr()) };
    // SAFETY: every machine of this kind has these instructions, and they touch no memory.
    let marks = |bytes: uint8x16_t| unsafe {
        let from = |first, count| vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(count));
        let is = |byte| vceqq_u8(bytes, vdupq_n_u8(byte));
        let bits = |mask: uint8x16_t| {
            let bits = vandq_u8(mask, load(&BITS));
            u64::from(vaddv_u8(vget_low_u8(bits))) | u64::from(vaddv_u8(vget_high_u8(bits))) << 8
        };
        (bits(vorrq_u8(from(0x09, 5), is(0x20))), bits(vorrq_u8(from(0xE1, 3), is(0xC2))))
    };
    let (quarters, _) = block.as_chunks::<16>();
    quarters.iter().rev().fold(Marks { spaces: 0, leads: 0 }, |all, quarter| {
        let (spaces, leads) = marks(load(quarter));
        Marks { spaces: all.spaces << 16 | spaces, leads: all.leads << 16 | leads }
    })
}

#[cfg(test)]
mod tests {
    use crate::kernels::score::words::tests::marks_every_byte_at_every_place;

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn marks_with_wide_instructions() {
        if is_x86_feature_detected!("avx512bw") {
            // SAFETY: this machine has these instructions.
            marks_every_byte_at_every_place(|block| unsafe { super::mark_avx512(block) });
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: this machine has these instructions.
            marks_every_byte_at_every_place(|block| unsafe { super::mark_avx2(block) });
        }
    }

    #[cfg(target_arch = "aarch64")]
    #[test]
    fn marks_with_wide_instructions() {
        marks_every_byte_at_every_place(super::mark_neon);
    }
}
