//! Words as two numbers: they are compared, and kept, in registers.
//!
//! The key of a short word is its bytes, and behind them FF, which is in no text. The key of a long one is its hash and
//! its number: whether two are the same is for others to find out.

use super::hash::halves;

/// How many bytes a short word has at most.
pub(super) const SHORT: usize = 16;

/// 16 bytes, the first the lowest of the first half.
pub(super) type Key = [u64; 2];

/// What no word has as the first half of its key.
pub(super) const NO_WORD: u64 = !0;

/// The key of the short word that has the first `len` of these bytes; all of them if there are more.
#[inline(always)]
pub(super) fn short(bytes: &[u8; SHORT], len: usize) -> Key {
    /// The bits behind a word of each length.
    #[allow(clippy::cast_possible_truncation)] // one half, then the other
    const BEHIND: [Key; SHORT + 1] = {
        let mut behind = [[!0; 2]; SHORT + 1];
        let mut len = 1;
        while len <= SHORT {
            let bits = !(u128::MAX >> (128 - 8 * len));
            behind[len] = [bits as u64, (bits >> 64) as u64];
            len += 1;
        }
        behind
    };
    let ([low, high], [behind_low, behind_high]) = (halves(*bytes), BEHIND[len.min(SHORT)]);
    [low | behind_low, high | behind_high]
}

/// The 16 bytes of a text from here on; zeros behind its end.
#[inline(always)]
pub(super) fn bytes_at(text: &[u8], start: usize) -> [u8; SHORT] {
    let rest = &text[start..];
    rest.first_chunk().copied().unwrap_or_else(|| last_bytes(rest))
}

/// The end of a text that has fewer than 16 bytes left.
#[cold]
fn last_bytes(rest: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

/// The first and the last byte of the second half of a long word's key. A short word with FF there has no other byte
/// behind it.
const MARK: u64 = 0xFE << 56 | 0xFF;
const MARKED: u64 = 0xFF << 56 | 0xFF;

/// The key of the long word with this hash, and with this number among the long ones.
#[inline(always)]
pub(super) fn long(hash: u64, number: usize) -> Key {
    [hash, MARK | (number as u64) << 8]
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
    let number = ((key[1] & !MARKED) >> 8) as usize;
    number
}

#[cfg(test)]
mod tests {
    use super::{NO_WORD, SHORT, bytes_at, is_long, long, number, short};

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
    fn long_words_keep_their_number() {
        for (hash, index) in [(0, 0), (u64::MAX, 1), (7, u32::MAX as usize)] {
            let key = long(hash, index);
            assert!(is_long(key));
            assert_eq!((key[0], number(key)), (hash, index));
        }
    }
}
