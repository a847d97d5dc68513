//! Between UTF-16, as JavaScript has it, and WTF-8: UTF-8 in which surrogates without a partner are encoded as if they
//! were characters. Nothing is lost either way.

// What encodes is to be compiled for each kind of machine.
#![allow(clippy::inline_always)]

#[cfg(target_arch = "x86_64")]
mod wide;

use std::hint::select_unpredictable;

use crate::memory::{NoMemory, TryGrow, with_room};

/// How many code units are looked at together: mostly all of them are ASCII.
const BLOCK: usize = 64;

const HIGH: std::ops::RangeInclusive<u16> = 0xD800..=0xDBFF;
const LOW: std::ops::RangeInclusive<u16> = 0xDC00..=0xDFFF;

/// Whether text cannot be cut behind this code unit: the next may belong to the same character.
pub(super) fn may_go_on(unit: u16) -> bool {
    HIGH.contains(&unit)
}

/// Adds the bytes of `units` to `bytes`.
///
/// # Errors
/// There is too little memory.
pub fn encode(units: &[u16], bytes: &mut Vec<u8>) -> Result<(), NoMemory> {
    #[cfg(target_arch = "x86_64")]
    if let Some(encoded) = wide::encode(units, bytes) {
        return encoded;
    }
    encode_by(units, bytes, |_, _| None)
}

/// The same, where `sixteen` may encode sixteen units at once, and gives how many bytes they have.
#[inline(always)]
fn encode_by(
    units: &[u16],
    bytes: &mut Vec<u8>,
    sixteen: impl Fn(&[u16; 16], &mut [u8; 64]) -> Option<usize>,
) -> Result<(), NoMemory> {
    bytes.try_room(units.len())?;
    let mut at = 0;
    while at < units.len() {
        let blocks = units[at..].chunks(BLOCK);
        let ascii: usize = blocks.take_while(|block| is_ascii(block)).map(<[u16]>::len).sum();
        bytes.try_extend(units[at..at + ascii].iter().map(|&unit| narrow(unit)))?;
        at = encode_mixed(units, at + ascii, bytes, &sixteen)?;
    }
    Ok(())
}

/// Adds the UTF-8 of Latin-1 text to `bytes`.
pub(super) fn encode_latin1(latin1: &[u8], bytes: &mut Vec<u8>) -> Result<(), NoMemory> {
    let mut rest = latin1;
    while !rest.is_empty() {
        let ascii = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (before, from) = rest.split_at(ascii);
        bytes.try_append(before)?;
        let others = from.iter().take_while(|byte| !byte.is_ascii()).count();
        bytes.try_extend(from[..others].iter().flat_map(|byte| [0xC0 | byte >> 6, 0x80 | byte & 0x3F]))?;
        rest = &from[others..];
    }
    Ok(())
}

/// Adds the bytes of a block from `at` on; gives where it ended. In such text it is anybody's guess how many bytes the next
/// unit has, so there is no branch for that.
#[inline(always)]
fn encode_mixed(
    units: &[u16],
    mut at: usize,
    bytes: &mut Vec<u8>,
    sixteen: impl Fn(&[u16; 16], &mut [u8; 64]) -> Option<usize>,
) -> Result<usize, NoMemory> {
    let end = units.len().min(at + BLOCK);
    // Three bytes for each, and what is written behind the last: in place, since a vector asks for room each time.
    let mut block = [0; 3 * BLOCK + 64];
    let mut len = 0;
    while at < end {
        if let Some(from) = units[at..end].first_chunk()
            && let Some(to) = block[len..].first_chunk_mut()
            && let Some(count) = sixteen(from, to)
        {
            (at, len) = (at + 16, len + count);
            continue;
        }
        let stop = end.min(at + 16);
        while at < stop {
            let unit = units[at];
            at += 1;
            if HIGH.contains(&unit)
                && let Some(&low) = units.get(at)
                && LOW.contains(&low)
            {
                at += 1;
                let point = 0x1_0000 + (u32::from(unit - HIGH.start()) << 10 | u32::from(low - LOW.start()));
                len += put(&mut block, len, four_bytes(point), 4);
            } else {
                let (bytes, count) = bytes_of(unit.into());
                len += put(&mut block, len, bytes, count);
            }
        }
    }
    bytes.try_append(&block[..len])?;
    Ok(at)
}

/// Writes four bytes at a place, of which so many count.
fn put(block: &mut [u8], at: usize, bytes: u32, count: usize) -> usize {
    block[at..at + 4].copy_from_slice(&bytes.to_le_bytes());
    count
}

/// The bytes of a code unit that begins no pair, the first the lowest, and how many they are.
fn bytes_of(unit: u32) -> (u32, usize) {
    let behind = |shift: u32| 0x80 | (unit >> shift) & 0x3F;
    let two = (0xC0 | unit >> 6) | behind(0) << 8;
    let three = (0xE0 | unit >> 12) | behind(6) << 8 | behind(0) << 16;
    let more_than_one = unit >= 0x80;
    let more_than_two = unit >= 0x800;
    let bytes = select_unpredictable(more_than_two, three, select_unpredictable(more_than_one, two, unit));
    (bytes, 1 + usize::from(more_than_one) + usize::from(more_than_two))
}

/// The bytes of a code point above U+FFFF.
fn four_bytes(point: u32) -> u32 {
    let behind = |shift: u32| 0x80 | (point >> shift) & 0x3F;
    (0xF0 | point >> 18) | behind(12) << 8 | behind(6) << 16 | behind(0) << 24
}

fn is_ascii(units: &[u16]) -> bool {
    // No early end: this way it is a handful of wide instructions.
    units.iter().fold(0, |seen, unit| seen | unit) < 0x80
}

/// Of ASCII nothing is lost.
#[allow(clippy::cast_possible_truncation)]
fn narrow(unit: u16) -> u8 {
    unit as u8
}

/// The code units of `bytes`, which are UTF-8 or WTF-8.
///
/// # Errors
/// There is too little memory.
pub fn decode(bytes: &[u8]) -> Result<Vec<u16>, NoMemory> {
    // One for each character, and one more for those of four bytes.
    let units: usize =
        bytes.iter().map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum();
    let mut units = with_room(units)?;
    let mut rest = bytes;
    while let [first, behind @ ..] = rest {
        let (length, high) = match first {
            0..0x80 => (0, *first),
            0x80..0xE0 => (1, first & 0x1F),
            0xE0..0xF0 => (2, first & 0x0F),
            _ => (3, first & 0x07),
        };
        // What is cut off would not be WTF-8.
        let (behind, after) = behind.split_at(length.min(behind.len()));
        let point = behind.iter().fold(u32::from(high), |point, byte| point << 6 | u32::from(byte & 0x3F));
        // Each unit takes some of the bits.
        #[allow(clippy::cast_possible_truncation)]
        match point.checked_sub(0x1_0000) {
            None => units.try_push(point as u16)?,
            Some(above) => {
                units.try_append(&[
                    HIGH.start() + (above >> 10) as u16,
                    LOW.start() + (above & 0x3FF) as u16,
                ])?;
            }
        }
        rest = after;
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, decode, encode, encode_by, encode_latin1};

    fn encoded(units: &[u16]) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(units, &mut bytes).expect("there is memory");
        bytes
    }

    fn decoded(bytes: &[u8]) -> Vec<u16> {
        decode(bytes).expect("there is memory")
    }

    #[test]
    fn every_code_unit_comes_back_at_every_place() {
        for unit in 0..=u16::MAX {
            let mut units = vec![u16::from(b'x'); 2 * BLOCK + 1];
            let place = usize::from(unit) % units.len();
            units[place] = unit;
            assert_eq!(decoded(&encoded(&units)), units, "U+{unit:04X} at {place}");
        }
    }

    #[test]
    fn every_character_is_encoded_as_in_utf8() {
        for character in '\0'..=char::MAX {
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            assert_eq!(encoded(&units), character.to_string().as_bytes());
            assert_eq!(decoded(character.to_string().as_bytes()), units);
        }
    }

    #[test]
    fn latin_1_is_encoded_as_the_same_characters() {
        let all: Vec<u8> = (0..=u8::MAX).chain(0x20..0x40).chain([0xE9]).collect();
        for start in 0..all.len() {
            let mut bytes = b"before".to_vec();
            encode_latin1(&all[start..], &mut bytes).expect("there is memory");
            let text: String = all[start..].iter().copied().map(char::from).collect();
            assert_eq!(bytes, [b"before", text.as_bytes()].concat());
        }
    }

    #[test]
    fn surrogates_without_a_partner_have_three_bytes() {
        assert_eq!(encoded(&[0xD800]), [0xED, 0xA0, 0x80]);
        assert_eq!(encoded(&[0xDFFF, 0xD800]), [0xED, 0xBF, 0xBF, 0xED, 0xA0, 0x80]);
    }

    proptest! {
        #[test]
        fn every_machine_encodes_alike(
            units in prop::collection::vec(
                prop_oneof![0_u16..0x80, 0x80_u16..0x800, any::<u16>(), 0xD7F0_u16..0xE010],
                0..3 * BLOCK,
            ),
        ) {
            let mut portably = Vec::new();
            encode_by(&units, &mut portably, |_, _| None).expect("there is memory");
            prop_assert_eq!(encoded(&units), portably);
        }

        #[test]
        fn agrees_with_the_standard_library(text in ".{0,80}") {
            let units: Vec<u16> = text.encode_utf16().collect();
            prop_assert_eq!(encoded(&units), text.as_bytes());
            prop_assert_eq!(decoded(text.as_bytes()), units);
        }

        #[test]
        fn anything_comes_back(units in proptest::collection::vec(prop_oneof![0xD7F0..0xE010_u16, 0..0x100_u16, any::<u16>()], 0..80)) {
            prop_assert_eq!(decoded(&encoded(&units)), units);
        }
    }
}
