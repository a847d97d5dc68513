//! 64-bit ARM: a quarter of 64 bytes in one instruction. Every such machine has NEON.
#![allow(unsafe_code, reason = "loads from a pointer; measured")]

use std::arch::aarch64::{
    uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vceqq_u16, vcltq_u8, vcltq_u16, vdupq_n_u8, vdupq_n_u16,
    vget_high_u8, vget_low_u8, vld1q_u8, vorrq_u8, vorrq_u16, vreinterpretq_u8_u16, vreinterpretq_u16_u8,
    vsubq_u8, vsubq_u16,
};

use super::{Wide, portable};
use crate::fastest::LEAST;
use crate::score::key::Key;
use crate::score::words::Marks;

/// Any 64-bit ARM.
#[derive(Clone, Copy)]
pub(super) struct Neon;

impl Wide for Neon {
    const NAME: &'static str = LEAST;
    // Nobody has measured it.
    const COMPARES: bool = false;

    #[inline(always)]
    fn mark(self, block: &[u8; 64]) -> Marks {
        // SAFETY: every machine of this kind has these instructions, and they touch no memory.
        let spaces = of_quarters(block, |bytes| unsafe {
            let from_tab = vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(0x09)), vdupq_n_u8(5));
            vorrq_u8(from_tab, vceqq_u8(bytes, vdupq_n_u8(0x20)))
        });
        // SAFETY: as above.
        let leads = of_quarters(block, |bytes| unsafe {
            let from_e1 = vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(0xE1)), vdupq_n_u8(3));
            vorrq_u8(from_e1, vceqq_u8(bytes, vdupq_n_u8(0xC2)))
        });
        Marks { spaces, leads }
    }

    #[inline(always)]
    fn mark_latin1(self, block: &[u8; 64]) -> u64 {
        // SAFETY: every machine of this kind has these instructions, and they touch no memory.
        of_quarters(block, |bytes| unsafe {
            let is = |byte| vceqq_u8(bytes, vdupq_n_u8(byte));
            let from_tab = vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(0x09)), vdupq_n_u8(5));
            vorrq_u8(vorrq_u8(from_tab, is(0x20)), vorrq_u8(is(0x85), is(0xA0)))
        })
    }

    #[inline(always)]
    fn mark_utf16(self, block: &[u8; 64]) -> u64 {
        // SAFETY: as above.
        of_quarters(block, |bytes| unsafe {
            let units = vreinterpretq_u16_u8(bytes);
            let is = |unit| vceqq_u16(units, vdupq_n_u16(unit));
            let from = |first, count| vcltq_u16(vsubq_u16(units, vdupq_n_u16(first)), vdupq_n_u16(count));
            let or = |one, other| vorrq_u16(one, other);
            let narrow = or(or(from(0x09, 5), is(0x20)), or(is(0x85), is(0xA0)));
            let general = or(or(from(0x2000, 11), from(0x2028, 2)), or(is(0x202F), is(0x205F)));
            vreinterpretq_u8_u16(or(or(narrow, general), or(is(0x1680), is(0x3000))))
        })
    }

    #[inline(always)]
    fn equal_pairs(self, keys: &[Key]) -> u64 {
        portable::equal_pairs(keys)
    }
}

/// A bit for each byte that `mask` sets, given a quarter of a block at a time.
#[inline(always)]
fn of_quarters(block: &[u8; 64], mask: impl Fn(uint8x16_t) -> uint8x16_t) -> u64 {
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: these are the 16 bytes that are read, and every machine of this kind has the instruction.
    let load = |bytes: &[u8; 16]| unsafe { vld1q_u8(bytes.as_ptr()) };
    let (quarters, _) = block.as_chunks::<16>();
    quarters.iter().rev().fold(0, |all, quarter| {
        let mask = mask(load(quarter));
        // SAFETY: as above, and they touch no memory.
        let bits = unsafe {
            let bits = vandq_u8(mask, load(&BITS));
            u64::from(vaddv_u8(vget_low_u8(bits))) | u64::from(vaddv_u8(vget_high_u8(bits))) << 8
        };
        all << 16 | bits
    })
}
