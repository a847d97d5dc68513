//! What all kinds of machines have to give alike: checked on every kind that this one is.

use proptest::prelude::*;

use super::{Loop, Portable, Wide};
use crate::score::key::{SHORT, short};
use crate::score::pairs::BLOCK;
use crate::score::words::Marks;

/// Runs a loop as it is compiled for each kind of machine that this one is.
pub(in crate::score) fn on_every_kind<L: Loop<Out = ()> + Copy>(of: L) {
    of.run(Portable);
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    {
        if super::avx2::is_there() {
            super::avx2::run(of);
        }
        if super::avx512::is_there() {
            super::avx512::run(of);
        }
    }
    super::run(of);
}

#[test]
fn the_name_is_that_of_the_kind_that_runs() {
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    let expected = match (super::avx512::is_there(), super::avx2::is_there()) {
        (true, _) => "AVX-512",
        (false, true) => "AVX2",
        (false, false) => "SSE2",
    };
    #[cfg(all(target_arch = "x86_64", feature = "portable"))]
    let expected = "SSE2";
    #[cfg(target_arch = "aarch64")]
    let expected = "NEON";
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    assert_eq!(super::name(), expected);
}

fn naive_marks(block: &[u8; 64]) -> Marks {
    let bits = |is: fn(u8) -> bool| block.iter().rev().fold(0, |all, &byte| all << 1 | u64::from(is(byte)));
    Marks {
        spaces: bits(|byte| byte.is_ascii() && char::from(byte).is_whitespace()),
        leads: bits(|byte| [0xC2, 0xE1, 0xE2, 0xE3].contains(&byte)),
    }
}

#[test]
fn marks_every_byte_at_every_place_whatever_stands_beside_it() {
    #[derive(Clone, Copy)]
    struct AllBytes;
    impl Loop for AllBytes {
        type Out = ();
        fn run(self, wide: impl Wide) {
            for place in 0..64 {
                for byte in 0..=u8::MAX {
                    for neighbour in [b'x', b' ', 0x80, 0xE2, 0xFF, 0] {
                        let mut block = [neighbour; 64];
                        block[place] = byte;
                        assert_eq!(
                            wide.mark(&block),
                            naive_marks(&block),
                            "{byte:02X} at {place} among {neighbour:02X}"
                        );
                    }
                }
            }
        }
    }
    on_every_kind(AllBytes);
}

#[test]
fn marks_the_white_space_of_latin_1_at_every_place() {
    #[derive(Clone, Copy)]
    struct AllBytes;
    impl Loop for AllBytes {
        type Out = ();
        fn run(self, wide: impl Wide) {
            for place in 0..64 {
                for byte in 0..=u8::MAX {
                    for neighbour in [b'x', b' ', 0x85, 0x84, 0xA0, 0xFF, 0] {
                        let mut block = [neighbour; 64];
                        block[place] = byte;
                        let bits = block.iter().rev();
                        let expected =
                            bits.fold(0, |all, &byte| all << 1 | u64::from(char::from(byte).is_whitespace()));
                        assert_eq!(wide.mark_latin1(&block), expected, "{byte:02X} at {place}");
                    }
                }
            }
        }
    }
    on_every_kind(AllBytes);
}

#[test]
fn marks_both_bytes_of_every_code_unit_that_is_white_space() {
    #[derive(Clone, Copy)]
    struct AllUnits;
    impl Loop for AllUnits {
        type Out = ();
        fn run(self, wide: impl Wide) {
            for unit in 0..=u16::MAX {
                for neighbour in [u16::from(b'x'), 0x2009, 0x0920, 0xD800, 0xFFFF] {
                    let mut units = [neighbour; 32];
                    let place = usize::from(unit) % units.len();
                    units[place] = unit;
                    let block: Vec<u8> = units.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
                    let is_space = |unit: u16| char::from_u32(unit.into()).is_some_and(char::is_whitespace);
                    let expected = units
                        .iter()
                        .rev()
                        .fold(0, |all, &unit| all << 2 | if is_space(unit) { 0b11 } else { 0 });
                    let block = block.first_chunk().expect("it has 64 bytes");
                    assert_eq!(wide.mark_utf16(block), expected, "U+{unit:04X} at {place}");
                }
            }
        }
    }
    on_every_kind(AllUnits);
}

#[derive(Clone, Copy)]
struct Equal<'a>(&'a [[u64; 2]]);

impl Loop for Equal<'_> {
    type Out = ();

    fn run(self, wide: impl Wide) {
        let Self(keys) = self;
        let expected: usize = keys.iter().map(|key| keys.iter().filter(|&other| other == key).count()).sum();
        assert_eq!(wide.equal_pairs(keys), expected as u64, "{keys:?}");
    }
}

proptest! {
    #[test]
    fn counts_equal_pairs(
        blocks in prop::collection::vec(prop::array::uniform8(prop::array::uniform2(0..3_u64)), 0..=8)
    ) {
        on_every_kind(Equal(blocks.as_flattened()));
    }
}

#[test]
fn counts_pairs_of_words_that_are_all_equal() {
    for blocks in 0..=8 {
        on_every_kind(Equal(&vec![[1, !0]; blocks * BLOCK]));
    }
}

#[test]
fn makes_the_same_keys() {
    #[derive(Clone, Copy)]
    struct Keys;
    impl Loop for Keys {
        type Out = ();
        fn run(self, wide: impl Wide) {
            let bytes = *b"0123456789abcdef";
            for len in (1..=SHORT).chain([17, 255, 256, 257, 272, 65_536]) {
                assert_eq!(wide.key(&bytes, len), short(&bytes, len));
            }
        }
    }
    on_every_kind(Keys);
}
