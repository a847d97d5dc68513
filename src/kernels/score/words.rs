//! Words: where they start and end in a text.
//!
//! A word is a maximal run without Unicode's `White_Space`. Texts are UTF-8, with lone surrogates as what they would
//! be in it; so two words are the same here if they are in UTF-16.
//!
//! The white space of 64 bytes is marked at a time, a bit a byte, and without branches unless there may be other than
//! ASCII's. The next end of a word is then a count of trailing zeros. Looking for each word's end only when its start
//! is known was tried, and half as fast: every word waited for the one before.

use std::ops::Range;

/// What is known of 64 bytes, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// The white space that is ASCII.
    pub(super) spaces: u64,
    /// Bytes with which other white space may start: C2, E1, E2, E3.
    pub(super) leads: u64,
}

/// Takes words.
///
/// No closure: how one is compiled, and whether it becomes part of the loop, would be anybody's guess.
pub(super) trait Take {
    /// Takes the word from `start` to `end`.
    fn take(&mut self, text: &[u8], start: usize, end: usize);
}

/// Hands over each word of a span, as they stand in the text.
#[inline(always)]
pub(super) fn for_each_word(
    text: &[u8],
    span: Range<usize>,
    mark: impl Fn(&[u8; 64]) -> Marks,
    to: &mut impl Take,
) {
    let Range { start: mut at, end: span_end } = span;
    let mut start = at;
    // Whether the byte before is no part of a word, and how many bytes from here on are part of its character.
    let (mut after_space, mut overhang) = (1_u64, 0);
    while at < span_end {
        let rest = &text[at..];
        let Marks { mut spaces, mut leads } = match rest.first_chunk() {
            Some(block) => mark(block),
            None => mark(&last_block(rest)),
        };
        if span_end - at < 64 {
            let outside = !0 << (span_end - at);
            spaces |= outside;
            leads &= !outside;
        }
        if leads | overhang as u64 != 0 {
            (spaces, overhang) = with_wide_spaces(rest, spaces, leads, overhang);
        }
        let mut edges = spaces ^ (spaces << 1 | after_space);
        // Edges are starts and ends in turn. Without any left, what looks like a start is none.
        let next = |edges: &mut u64| {
            let edge = at + edges.trailing_zeros() as usize;
            *edges &= edges.wrapping_sub(1);
            edge
        };
        if after_space != 0 {
            start = next(&mut edges);
        }
        while edges != 0 {
            to.take(text, start, next(&mut edges));
            start = next(&mut edges);
        }
        after_space = spaces >> 63;
        at += 64;
    }
    if after_space == 0 {
        to.take(text, start, span_end);
    }
}

/// The end of a text that has fewer than 64 bytes left, and white space behind.
#[cold]
fn last_block(rest: &[u8]) -> [u8; 64] {
    let mut block = [b' '; 64];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The white space of the first 64 bytes of a text, given that of ASCII, where other may start, and how many of the
/// bytes belong to white space that started before. And how many bytes behind them belong to theirs.
#[inline(never)]
fn with_wide_spaces(text: &[u8], mut spaces: u64, mut leads: u64, overhang: usize) -> (u64, usize) {
    spaces |= (1 << overhang) - 1;
    let mut end = 0;
    while leads != 0 {
        let at = leads.trailing_zeros() as usize;
        leads &= leads - 1;
        if let Some(len) = wide_space(&text[at..]) {
            spaces |= ((1 << len) - 1) << at;
            end = at + len;
        }
    }
    (spaces, end.saturating_sub(64))
}

/// How many bytes the white space has that a text starts with, if it is not ASCII.
fn wide_space(text: &[u8]) -> Option<usize> {
    match *text {
        [0xC2, 0x85 | 0xA0, ..] => Some(2),
        [0xE1, 0x9A, 0x80, ..]
        | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..]
        | [0xE2, 0x81, 0x9F, ..]
        | [0xE3, 0x80, 0x80, ..] => Some(3),
        _ => None,
    }
}

/// Whether white space may start with this byte.
pub(super) fn may_start_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | 0xC2 | 0xE1..=0xE3)
}

/// How many bytes the white space has that a text starts with.
pub(super) fn space(text: &[u8]) -> Option<usize> {
    match text {
        [b'\t'..=b'\r' | b' ', ..] => Some(1),
        _ => wide_space(text),
    }
}

/// Marks 64 bytes, on any machine: eight at a time.
pub(super) fn mark(block: &[u8; 64]) -> Marks {
    let (eights, _) = block.as_chunks::<8>();
    eights.iter().rev().fold(Marks { spaces: 0, leads: 0 }, |all, eight| {
        let bytes = u64::from_le_bytes(*eight);
        Marks {
            spaces: all.spaces << 8 | high_bits(spaces(bytes)),
            leads: all.leads << 8 | high_bits(leads(bytes)),
        }
    })
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

/// The high bit of each byte that is C2, or one of E1 to E3.
fn leads(bytes: u64) -> u64 {
    let low = bytes & all(0x7F);
    let two_bytes = !((low ^ all(0x42)) + all(0x7F));
    let from_e1 = low + all(0x80 - 0x61);
    let past_e3 = low + all(0x80 - 0x64);
    (two_bytes | from_e1 & !past_e3) & bytes
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Marks, Take, for_each_word, mark, may_start_space, space, wide_space};

    fn naive_marks(block: &[u8; 64]) -> Marks {
        let bits =
            |is: fn(u8) -> bool| block.iter().rev().fold(0, |all, &byte| all << 1 | u64::from(is(byte)));
        Marks {
            spaces: bits(|byte| byte.is_ascii() && char::from(byte).is_whitespace()),
            leads: bits(|byte| [0xC2, 0xE1, 0xE2, 0xE3].contains(&byte)),
        }
    }

    /// Whether all bytes are judged alike at every place, whatever stands beside them.
    pub(in super::super) fn marks_every_byte_at_every_place(mark: impl Fn(&[u8; 64]) -> Marks) {
        for place in 0..64 {
            for byte in 0..=u8::MAX {
                for neighbour in [b'x', b' ', 0x80, 0xE2, 0xFF, 0] {
                    let mut block = [neighbour; 64];
                    block[place] = byte;
                    assert_eq!(
                        mark(&block),
                        naive_marks(&block),
                        "{byte:02X} at {place} among {neighbour:02X}"
                    );
                }
            }
        }
    }

    #[test]
    fn marks_without_wide_instructions() {
        marks_every_byte_at_every_place(mark);
    }

    #[test]
    fn knows_the_white_space_of_unicode() {
        for char in '\0'..=char::MAX {
            let text = char.to_string();
            let mut block = [b'x'; 64];
            block[..text.len()].copy_from_slice(text.as_bytes());
            let Marks { spaces, leads } = mark(&block);
            let wide = if leads & 1 == 1 { wide_space(text.as_bytes()) } else { None };
            let found = spaces & 1 == 1 || wide.is_some();
            assert_eq!(space(text.as_bytes()).is_some(), found);
            assert!(may_start_space(text.as_bytes()[0]) || !found);
            assert_eq!(found, char.is_whitespace(), "{char:?}");
            assert!(wide.is_none_or(|len| len == text.len()));
        }
    }

    struct Found(Vec<String>);

    impl Take for Found {
        fn take(&mut self, text: &[u8], start: usize, end: usize) {
            self.0.push(String::from_utf8_lossy(&text[start..end]).into_owned());
        }
    }

    #[test]
    fn finds_the_words_of_any_span() {
        let text =
            " one two\u{85}three  \t four-and-twenty-blackbirds \u{A0}\u{3000}\u{2028}x—é漢😀 ".repeat(4);
        let borders: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for &from in &borders {
            for &to in borders.iter().filter(|&&to| to >= from) {
                let mut found = Found(Vec::new());
                for_each_word(text.as_bytes(), from..to, mark, &mut found);
                let expected: Vec<&str> = text[from..to].split_whitespace().collect();
                assert_eq!(found.0, expected, "{from}..{to}");
            }
        }
    }
}
