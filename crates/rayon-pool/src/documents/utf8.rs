//! Is it UTF-8? Asked of a large text, in parts that are looked at side by side.

use std::ops::Range;

use super::Unfit;

/// How many bytes of a character may stand behind its first.
const MOST_BEHIND: usize = 3;

/// Whether a character may start with this byte, in text that is UTF-8.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Whether a character that starts before `at` reaches over it. Nothing does at the ends of a text, nor where a byte
/// that continues a character has none to continue: that is no UTF-8 at all.
pub(super) fn is_within_character(text: &[u8], at: usize) -> bool {
    if text.get(at).is_none_or(|&byte| is_start(byte)) {
        return false;
    }
    let lead = (1..=MOST_BEHIND.min(at)).find(|&back| is_start(text[at - back]));
    lead.is_some_and(|back| {
        let behind = match text[at - back] {
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => 0,
        };
        back <= behind
    })
}

/// Checks the characters that start in `part`, the last of which may end behind it.
///
/// A text whose parts, one behind the other, are all UTF-8 is UTF-8. If not, the first part that is not has the first
/// invalid byte of the text, as if it had been read from its start.
pub(super) fn check(text: &[u8], part: Range<usize>) -> Result<(), Unfit> {
    let range = first_start(text, part.start)..first_start(text, part.end);
    let start = range.start;
    simdutf8::compat::from_utf8(&text[range]).map(drop).map_err(|error| {
        let offset = start + error.valid_up_to();
        Unfit::InvalidUtf8 { offset, byte: text[offset] }
    })
}

/// Where the first character starts from `at` on; somewhere in the middle of what is not UTF-8.
fn first_start(text: &[u8], at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let end = text.len().min(at + MOST_BEHIND);
    (at..end).find(|&at| is_start(text[at])).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::{Unfit, check, is_within_character};

    /// Checks a text in parts of `size` bytes.
    fn in_parts(text: &[u8], size: usize) -> Result<(), Unfit> {
        let mut starts = (0..text.len()).step_by(size);
        starts.try_for_each(|start| check(text, start..text.len().min(start + size)))
    }

    fn at_once(text: &[u8]) -> Result<(), Unfit> {
        std::str::from_utf8(text).map(drop).map_err(|error| {
            let offset = error.valid_up_to();
            Unfit::InvalidUtf8 { offset, byte: text[offset] }
        })
    }

    #[test]
    fn parts_find_what_the_whole_finds() {
        let text = "aß漢𝄞zéé漢漢𝄞𝄞 the rest is plain".as_bytes();
        for size in 1..=text.len() {
            assert_eq!(in_parts(text, size), Ok(()), "parts of {size}");
            for at in 0..text.len() {
                for byte in [b'x', 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xFF] {
                    let mut text = text.to_vec();
                    text[at] = byte;
                    assert_eq!(in_parts(&text, size), at_once(&text), "parts of {size}, {byte:x} at {at}");
                    text.truncate(at + 1);
                    assert_eq!(in_parts(&text, size), at_once(&text), "parts of {size}, cut after {at}");
                }
            }
        }
    }

    #[test]
    fn within_a_character_is_where_no_string_may_be_cut() {
        let text = "aß漢𝄞zéé漢漢𝄞𝄞";
        for at in 0..=text.len() + 1 {
            let within = at < text.len() && !text.is_char_boundary(at);
            assert_eq!(is_within_character(text.as_bytes(), at), within, "at {at}");
        }
    }

    #[test]
    fn what_continues_no_character_is_within_none() {
        for before in [
            &b""[..],
            b"a",
            b"\x80\x80\x80",
            "ß".as_bytes(),
            "漢".as_bytes(),
            "𝄞".as_bytes(),
            b"\xC1",
            b"\xF5",
            b"\xFF",
        ] {
            let text = [before, &[0x80]].concat();
            assert!(!is_within_character(&text, before.len()), "{text:x?}");
        }
    }

    #[test]
    fn every_short_text_of_odd_bytes_is_judged_as_by_the_whole() {
        let bytes = [b'a', 0x80, 0xC3, 0xE2, 0xED, 0xF0];
        for number in 0..6_usize.pow(6) {
            let text: Vec<u8> = (0..6).map(|place| bytes[number / 6_usize.pow(place) % 6]).collect();
            for size in 1..=3 {
                assert_eq!(in_parts(&text, size), at_once(&text), "{text:x?} in parts of {size}");
            }
        }
    }
}
