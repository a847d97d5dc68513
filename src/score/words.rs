//! Words: where they start and end in a text.
//!
//! A word is a maximal run without Unicode's `White_Space`. Whatever the [`Form`] of a text, places are those of bytes,
//! and two words of it are the same if their bytes are.
//!
//! The white space of 64 bytes is marked at a time, a bit a byte, and without branches unless there may be other than
//! ASCII's. The next end of a word is then a count of trailing zeros. Looking for each word's end only when its start
//! is known was tried, and half as fast: every word waited for the one before. A word that reaches out of its 64 bytes
//! is read again as the first of others: telling the two parts of it together took books a tenth longer.

use std::hint::select_unpredictable;
use std::ops::Range;

use super::form::Form;
use super::key::SHORT;
use super::wide::Wide;

/// What is known of 64 bytes, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// The white space that is ASCII.
    pub(super) spaces: u64,
    /// Bytes with which other white space may start: C2, E1, E2, E3.
    pub(super) leads: u64,
}

/// 64 bytes of text, and as many behind them as a short word has.
pub(super) type Window = [u8; 64 + SHORT];

/// Takes words.
///
/// No closure: how one is compiled, and whether it becomes part of the loop, would be anybody's guess.
pub(super) trait Take {
    /// Takes a word that lies within the first 64 bytes of a window, which stands at the place `at` of the text.
    fn take_near(&mut self, window: &Window, at: usize, start: usize, len: usize);

    /// Takes the words whose starts and ends, in turn, are bits of `edges`.
    #[inline(always)]
    fn take_all_near(&mut self, window: &Window, at: usize, mut edges: u64) {
        while edges != 0 {
            let start = next(&mut edges);
            self.take_near(window, at, start, next(&mut edges) - start);
        }
    }

    /// Takes the word from `start` to `end`, which has 64 bytes or more.
    fn take_long(&mut self, text: &[u8], start: usize, end: usize);
}

/// Takes the lowest bit away and says which it was: 64 if there is none.
#[inline(always)]
pub(super) fn next(edges: &mut u64) -> usize {
    let edge = edges.trailing_zeros() as usize;
    *edges &= edges.wrapping_sub(1);
    edge
}

/// Hands over each word of a span, as they stand in the text.
#[inline(always)]
pub(super) fn for_each_word<F: Form>(text: &[u8], span: Range<usize>, wide: impl Wide, to: &mut impl Take) {
    let Range { start: mut at, end: span_end } = span;
    // How many bytes from here on belong to white space that started before.
    let mut overhang = 0;
    while at < span_end {
        let rest = &text[at..];
        let padded;
        let window: &Window = if let Some(window) = rest.first_chunk() {
            window
        } else {
            padded = last_window(rest);
            &padded
        };
        let Marks { mut spaces, mut leads } = F::mark(wide, block(window));
        if span_end - at < 64 {
            let outside = !0 << (span_end - at);
            spaces |= outside;
            leads &= !outside;
        }
        if leads | overhang as u64 != 0 {
            (spaces, overhang) = with_wide_spaces(rest, spaces, leads, overhang);
        }
        // Starts and ends of words, in turn: none reaches into this block.
        let edges = spaces ^ (spaces << 1 | 1);
        // The next block starts with the word that reaches out of this one.
        let last = (edges | 1).ilog2() as usize;
        let done = select_unpredictable(spaces >> 63 == 0, last, 64);
        if done == 0 {
            let end = behind_word::<F>(text, at..span_end, wide);
            to.take_long(text, at, end);
            at = end;
        } else {
            to.take_all_near(window, at, edges & !0 >> (64 - done));
            at += done;
        }
    }
}

/// Where the word ends that a span starts with.
#[inline(always)]
fn behind_word<F: Form>(text: &[u8], span: Range<usize>, wide: impl Wide) -> usize {
    let Range { start: mut at, end } = span;
    while at < end {
        let rest = &text[at..];
        let block = rest.first_chunk().copied().unwrap_or_else(|| *block(&last_window(rest)));
        let Marks { mut spaces, leads } = F::mark(wide, &block);
        if leads != 0 {
            (spaces, _) = with_wide_spaces(rest, spaces, leads, 0);
        }
        if spaces != 0 {
            return end.min(at + spaces.trailing_zeros() as usize);
        }
        at += 64;
    }
    end
}

fn block(window: &Window) -> &[u8; 64] {
    let (blocks, _) = window.as_chunks();
    &blocks[0]
}

/// The 16 bytes from a place on among the first 64 of a window.
#[inline(always)]
pub(super) fn near(window: &Window, start: usize) -> &[u8; SHORT] {
    // Nothing is cut off; this way it is known that there are as many bytes.
    let (from, _) = window[start % 64..].split_first_chunk().expect("there are as many behind the 64");
    from
}

/// The end of a text that has fewer bytes left than a window, and white space behind.
#[cold]
fn last_window(rest: &[u8]) -> Window {
    let mut window = [b' '; 64 + SHORT];
    window[..rest.len()].copy_from_slice(rest);
    window
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

#[cfg(test)]
mod tests {
    use super::{Marks, Take, Window, for_each_word, may_start_space, space, wide_space};
    use crate::score::form::{Utf16, Wtf8};
    use crate::score::wide::{Portable, Wide as _};

    #[test]
    fn knows_the_white_space_of_unicode() {
        for char in '\0'..=char::MAX {
            let text = char.to_string();
            let mut block = [b'x'; 64];
            block[..text.len()].copy_from_slice(text.as_bytes());
            let Marks { spaces, leads } = Portable.mark(&block);
            let wide = if leads & 1 == 1 { wide_space(text.as_bytes()) } else { None };
            let found = spaces & 1 == 1 || wide.is_some();
            assert_eq!(space(text.as_bytes()).is_some(), found);
            assert!(may_start_space(text.as_bytes()[0]) || !found);
            assert_eq!(found, char.is_whitespace(), "{char:?}");
            assert!(wide.is_none_or(|len| len == text.len()));
        }
    }

    /// Words, and where each starts.
    struct Found(Vec<(usize, Vec<u8>)>);

    impl Take for Found {
        fn take_near(&mut self, window: &Window, at: usize, start: usize, len: usize) {
            self.0.push((at + start, window[start..start + len].to_vec()));
        }

        fn take_long(&mut self, text: &[u8], start: usize, end: usize) {
            assert!(end - start >= 64);
            self.0.push((start, text[start..end].to_vec()));
        }
    }

    fn place(text: &str, word: &str) -> usize {
        word.as_ptr().addr() - text.as_ptr().addr()
    }

    #[test]
    fn finds_the_words_of_any_span() {
        let text =
            " one two\u{85}three  \t four-and-twenty-blackbirds \u{A0}\u{3000}\u{2028}x—é漢😀 ".repeat(4);
        let borders: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for &from in &borders {
            for &to in borders.iter().filter(|&&to| to >= from) {
                let mut found = Found(Vec::new());
                for_each_word::<Wtf8>(text.as_bytes(), from..to, Portable, &mut found);
                let words = text[from..to].split_whitespace();
                let expected: Vec<_> = words.map(|word| (place(&text, word), word.into())).collect();
                assert_eq!(found.0, expected, "{from}..{to}");
            }
        }
    }
    #[test]
    fn finds_the_words_of_any_span_of_code_units() {
        let text =
            " one two\u{85}three \t four-and-twenty-blackbirds \u{A0}\u{3000}\u{2028}xé漢\u{920}\u{2020}😀 ";
        let units: Vec<u16> = text.repeat(3).encode_utf16().collect();
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
        for from in 0..=units.len() {
            for to in from..=units.len() {
                let mut found = Found(Vec::new());
                for_each_word::<Utf16>(&bytes, 2 * from..2 * to, Portable, &mut found);
                let is_space = |unit: &u16| char::from_u32((*unit).into()).is_some_and(char::is_whitespace);
                let (mut expected, mut start) = (Vec::new(), from);
                for word in units[from..to].split(is_space) {
                    let end = start + word.len();
                    if !word.is_empty() {
                        expected.push((2 * start, bytes[2 * start..2 * end].to_vec()));
                    }
                    start = end + 1;
                }
                assert_eq!(found.0, expected, "{from}..{to}");
            }
        }
    }
}
