//! What all kinds of machines have to give alike: checked on every kind that this one is.

use proptest::prelude::*;

use super::{Loop, Portable, Wide};
use crate::kernels::score::key::{SHORT, short};
use crate::kernels::score::pairs::BLOCK;
use crate::kernels::score::words::Marks;

/// Runs a loop as it is compiled for each kind of machine that this one is.
pub(in crate::kernels::score) fn on_every_kind<L: Loop<Out = ()> + Copy>(of: L) {
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
            for len in 1..=SHORT {
                assert_eq!(wide.key(&bytes, len), short(&bytes, len));
            }
        }
    }
    on_every_kind(Keys);
}
