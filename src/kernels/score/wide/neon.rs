//! 64-bit ARM: a quarter of 64 bytes in one instruction. Every such machine has NEON.
#![allow(unsafe_code, reason = "loads from a pointer; measured")]

use std::arch::aarch64::{
    uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcltq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8, vld1q_u8,
    vorrq_u8, vsubq_u8,
};

use super::{Wide, portable};
use crate::kernels::score::key::Key;
use crate::kernels::score::words::Marks;

/// Any 64-bit ARM.
#[derive(Clone, Copy)]
pub(super) struct Neon;

impl Wide for Neon {
    // Nobody has measured it.
    const COMPARES: bool = false;

    #[inline(always)]
    fn mark(self, block: &[u8; 64]) -> Marks {
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

    #[inline(always)]
    fn equal_pairs(self, keys: &[Key]) -> u64 {
        portable::equal_pairs(keys)
    }
}
