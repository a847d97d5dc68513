//! Any machine: eight bytes at a time in one number.

use super::Wide;
use crate::fastest::LEAST;
use crate::score::key::Key;
use crate::score::words::Marks;

/// A machine of which nothing is known.
#[derive(Clone, Copy)]
pub(in crate::score) struct Portable;

impl Wide for Portable {
    const NAME: &'static str = LEAST;
    // Three times slower than looking words up in a table.
    const COMPARES: bool = false;

    #[inline(always)]
    fn mark(self, block: &[u8; 64]) -> Marks {
        let (eights, _) = block.as_chunks::<8>();
        eights.iter().rev().fold(Marks { spaces: 0, leads: 0 }, |all, eight| {
            let bytes = u64::from_le_bytes(*eight);
            Marks {
                spaces: all.spaces << 8 | high_bits(spaces(bytes)),
                leads: all.leads << 8 | high_bits(leads(bytes)),
            }
        })
    }

    #[inline(always)]
    fn mark_latin1(self, block: &[u8; 64]) -> u64 {
        let (eights, _) = block.as_chunks::<8>();
        eights.iter().rev().fold(0, |all, eight| {
            let bytes = u64::from_le_bytes(*eight);
            all << 8 | high_bits(spaces(bytes) | latin1_spaces(bytes))
        })
    }

    #[inline(always)]
    fn mark_utf16(self, block: &[u8; 64]) -> u64 {
        mark_utf16(block)
    }

    #[inline(always)]
    fn equal_pairs(self, keys: &[Key]) -> u64 {
        equal_pairs(keys)
    }
}

const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Gathers the high bit of each byte, the first byte's lowest.
fn high_bits(bytes: u64) -> u64 {
    ((bytes & all(0x80)) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The high bit of each byte that is one of 09 to 0D, or 20. Sums of 7-bit values never carry into the next byte, so
/// every byte is judged exactly.
fn spaces(bytes: u64) -> u64 {
    let low = bytes & all(0x7F);
    let from_tab = low + all(0x80 - 0x09);
    let past_return = low + all(0x80 - 0x0E);
    let space = !((low ^ all(0x20)) + all(0x7F));
    (from_tab & !past_return | space) & !bytes
}

/// The high bit of each byte that is 85 or A0.
fn latin1_spaces(bytes: u64) -> u64 {
    let low = bytes & all(0x7F);
    let next_line = (low ^ all(0x05)) + all(0x7F);
    let no_break = (low ^ all(0x20)) + all(0x7F);
    !(next_line & no_break) & bytes
}

/// As [`Wide::mark_utf16`].
#[inline(always)]
pub(super) fn mark_utf16(block: &[u8; 64]) -> u64 {
    let (units, _) = block.as_chunks::<2>();
    let mut marks = [0_u8; 64];
    // Without a branch: this way it is a handful of wide instructions on most machines.
    for (mark, unit) in marks.as_chunks_mut::<2>().0.iter_mut().zip(units) {
        let unit = u16::from_ne_bytes(*unit);
        let from = |first: u16, count: u16| u16::from(unit.wrapping_sub(first) < count);
        let is = |space: u16| u16::from(unit == space);
        let narrow = from(0x09, 5) | is(0x20) | is(0x85) | is(0xA0);
        let general = from(0x2000, 11) | from(0x2028, 2) | is(0x202F) | is(0x205F);
        let is_space = narrow | general | is(0x1680) | is(0x3000);
        *mark = is_space.wrapping_neg().to_ne_bytes();
    }
    let (eights, _) = marks.as_chunks::<8>();
    eights.iter().rev().fold(0, |all, eight| all << 8 | high_bits(u64::from_le_bytes(*eight)))
}

/// The high bit of each byte that is C2, or one of E1 to E3.
fn leads(bytes: u64) -> u64 {
    let low = bytes & all(0x7F);
    let two_bytes = !((low ^ all(0x42)) + all(0x7F));
    let from_e1 = low + all(0x80 - 0x61);
    let past_e3 = low + all(0x80 - 0x64);
    (two_bytes | from_e1 & !past_e3) & bytes
}

/// As [`Wide::equal_pairs`].
pub(super) fn equal_pairs(keys: &[Key]) -> u64 {
    let pairs = keys.iter().map(|key| keys.iter().filter(|&other| other == key).count() as u64);
    pairs.sum()
}
