//! Words as two numbers: they are compared, and kept, in registers.
//!
//! The key of a short word is its bytes, and white space behind them. The key of a long one is its hash and its number:
//! whether two are the same is for others to find out.

use super::hash::halves;

/// How many bytes a short word has at most.
pub(super) const SHORT: usize = 16;

/// 16 bytes, the first the lowest of the first half.
pub(super) type Key = [u64; 2];

/// What stands behind a short word: in UTF-16 a thin space, and in texts of bytes a tab and a space. No word has any.
pub(super) const BEHIND: [u8; 2] = 0x2009_u16.to_ne_bytes();

/// Nothing but that; no word has it as the first half of its key.
pub(super) const NO_WORD: u64 = u64::from_le_bytes([
    BEHIND[0], BEHIND[1], BEHIND[0], BEHIND[1], BEHIND[0], BEHIND[1], BEHIND[0], BEHIND[1],
]);

/// The key of the short word that has the first `len` of these bytes; all of them if there are more.
#[inline(always)]
pub(super) fn short(bytes: &[u8; SHORT], len: usize) -> Key {
    /// The bits of a word of each length.
    #[allow(clippy::cast_possible_truncation)] // one half, then the other
    const WORD: [Key; SHORT + 1] = {
        let mut word = [[0; 2]; SHORT + 1];
        let mut len = 1;
        while len <= SHORT {
            let bits = u128::MAX >> (128 - 8 * len);
            word[len] = [bits as u64, (bits >> 64) as u64];
            len += 1;
        }
        word
    };
    let ([low, high], [word_low, word_high]) = (halves(*bytes), WORD[len.min(SHORT)]);
    [low & word_low | NO_WORD & !word_low, high & word_high | NO_WORD & !word_high]
}

/// The first two bytes and the last one of the second half of a long word's key. Behind a short word with white space
/// there is nothing else.
const MARK: u64 = 0xFE << 56 | NO_WORD & 0xFFFF;
const MARKED: u64 = 0xFF << 56 | 0xFFFF;

/// The key of the long word with this hash, and with this number among the long ones.
#[inline(always)]
pub(super) fn long(hash: u64, number: usize) -> Key {
    [hash, MARK | (number as u64) << 16]
}

/// Whether a key is that of a long word.
#[inline(always)]
pub(super) fn is_long(key: Key) -> bool {
    key[1] & MARKED == MARK
}

/// The number of the long word that has this key.
#[inline(always)]
pub(super) fn number(key: Key) -> usize {
    // It is the number of something in memory.
    #[allow(clippy::cast_possible_truncation)]
    let number = ((key[1] & !MARKED) >> 16) as usize;
    number
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::iter;

    use super::{NO_WORD, SHORT, is_long, long, number, short};

    /// The 16 bytes of a text from here on; zeros behind its end.
    fn bytes_at(text: &[u8], start: usize) -> [u8; SHORT] {
        let mut bytes = [0; SHORT];
        let len = SHORT.min(text.len() - start);
        bytes[..len].copy_from_slice(&text[start..start + len]);
        bytes
    }

    #[test]
    fn short_words_have_keys_of_their_own() {
        let text =
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u{10FFFF}\u{7F}\u{7FF}\u{FFFF}xxxxxxxxxxxxxxxx".as_bytes();
        let mut keys: Vec<_> = Vec::new();
        for start in 0..text.len() {
            for len in 1..=SHORT.min(text.len() - start) {
                let key = short(&bytes_at(text, start), len);
                assert!(!is_long(key) && key[0] != NO_WORD);
                keys.push((key, &text[start..start + len]));
            }
        }
        for (key, word) in &keys {
            for (other_key, other) in &keys {
                assert_eq!(key == other_key, word == other, "{word:?} {other:?}");
            }
        }
    }

    #[test]
    fn short_words_of_code_units_have_keys_of_their_own() {
        // None is white space, but some of their bytes are, alone or with a neighbour's.
        let units = [0x0920_u16, 0x2020, 0x0909, 0x2109, 0x0A20, 0xFFFF, 0xFE09, 0x0000, 0xFEFE];
        let mut keys = HashMap::new();
        for number in 0..units.len().pow(4) {
            let digits = (0..4).map(|place| units[number / units.len().pow(place) % units.len()]);
            // In both halves: words of one to eight units.
            for before in [0, 4] {
                let word: Vec<u8> = iter::repeat_n(units[0], before)
                    .chain(digits.clone())
                    .flat_map(u16::to_ne_bytes)
                    .collect();
                let whole = bytes_at(&word, 0);
                for len in (2..=word.len()).step_by(2) {
                    let key = short(&whole, len);
                    assert!(!is_long(key) && key[0] != NO_WORD);
                    let other = keys.entry(key).or_insert_with(|| word[..len].to_vec());
                    assert_eq!(*other, word[..len]);
                }
            }
        }
    }

    #[test]
    fn long_words_keep_their_number() {
        for (hash, index) in [(0, 0), (u64::MAX, 1), (7, u32::MAX as usize)] {
            let key = long(hash, index);
            assert!(is_long(key));
            assert_eq!((key[0], number(key)), (hash, index));
        }
    }
}
