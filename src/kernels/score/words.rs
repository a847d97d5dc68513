//! Words: where they start and end, and a key that stands for each.
//!
//! A word is a maximal run without Unicode's `White_Space`. All of `White_Space` lies in the Basic Multilingual Plane,
//! so looking at single UTF-16 code units is exact, lone surrogates included.
//!
//! The white space of a text is marked first, a bit a character: without branches, eight characters at a time where
//! the text fits in Latin-1 (nearly all of it, in most batches). Finding the next word is then a count of trailing
//! zeros. Looking for each word's end only when its start is known was tried, and half as fast: every word waited for
//! the one before.

use std::ops::Range;

/// A text, its characters and their white space.
pub(super) trait Text {
    /// Where the white space is: bit `i % 64` of word `i / 64` stands for the character `i`.
    fn spaces(&self) -> &[u64];
    /// The key of a word, and whether it is a long one. Different short words have different keys; long words with
    /// the same key need a look at the text.
    fn key(&self, start: usize, len: usize, seed: u64) -> (u64, bool);
    /// Whether the same `len` characters stand at two places.
    fn same(&self, one: usize, other: usize, len: usize) -> bool;
}

/// Calls `word` with the start and the length of each word of a span. Words end with the span at the latest.
pub(super) fn for_each_word(text: &impl Text, span: Range<usize>, mut word: impl FnMut(usize, usize)) {
    let Range { mut start, end } = span;
    let spaces = text.spaces();
    let mut block = start / 64;
    let mut bits = spaces.get(block).map_or(0, |bits| bits & !0 << (start % 64));
    while start < end {
        while bits == 0 && (block + 1) * 64 < end {
            block += 1;
            bits = spaces[block];
        }
        let space = if bits == 0 { end } else { end.min(block * 64 + bits.trailing_zeros() as usize) };
        bits &= bits.wrapping_sub(1);
        if space > start {
            word(start, space - start);
        }
        start = space + 1;
    }
}

/// A multiplication of which both halves count: every bit of the key reaches every bit of the result.
pub(super) fn mix(key: u64, seed: u64) -> u64 {
    let product = u128::from(key ^ seed) * 0x9E37_79B9_7F4A_7C15_u128;
    #[allow(clippy::cast_possible_truncation)] // the two halves are what is wanted
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// The mark of a long word's key: no short word is that long.
const LONG: u64 = 0xFF << 56;

/// Latin-1 text, one byte a character.
pub(super) struct Latin1<'a> {
    /// The text, and [`Latin1::PADDING`] bytes more.
    bytes: &'a [u8],
    spaces: &'a [u64],
}

impl<'a> Latin1<'a> {
    /// How many bytes can be read past the end of the text.
    const PADDING: usize = 8;

    /// Narrows text that [fits](is_latin1), with the memory of `bytes` and `spaces`.
    pub(super) fn narrow(units: &[u16], bytes: &'a mut Vec<u8>, spaces: &'a mut Vec<u64>) -> Self {
        bytes.clear();
        // Nothing is lost: the text is Latin-1.
        #[allow(clippy::cast_possible_truncation)]
        bytes.extend(units.iter().map(|&unit| unit as u8));
        // To whole words of marks, and the padding.
        bytes.resize(units.len().next_multiple_of(64) + Self::PADDING, b' ');
        spaces.clear();
        let (blocks, _) = bytes.as_chunks::<64>();
        spaces.extend(blocks.iter().map(mark_latin1));
        Self { bytes, spaces }
    }

    fn load(&self, at: usize) -> u64 {
        self.bytes[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

/// Whether all units stand for characters of Latin-1.
pub(super) fn is_latin1(units: &[u16]) -> bool {
    // No early end: this way it is a handful of wide instructions.
    units.iter().fold(0, |seen, unit| seen | unit) < 0x100
}

fn mark_latin1(block: &[u8; 64]) -> u64 {
    let (eights, _) = block.as_chunks::<8>();
    let marks = |eight: &[u8; 8]| {
        // Gathers the high bit of each byte, the first byte's lowest.
        (spaces(u64::from_le_bytes(*eight)) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    };
    eights.iter().rev().fold(0, |all, eight| all << 8 | marks(eight))
}

/// The high bit of each byte that is a `White_Space` character of Latin-1: U+0009 to U+000D, U+0020, U+0085, U+00A0.
fn spaces(bytes: u64) -> u64 {
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // Sums of 7-bit values never carry into the next byte, so every byte is judged exactly.
    let low = bytes & all(0x7F);
    let from_tab = low + all(0x80 - 0x09);
    let past_return = low + all(0x80 - 0x0E);
    let controls = from_tab & !past_return & !bytes;
    let space_or_nbsp = !((low ^ all(0x20)) + all(0x7F));
    let next_line = !((low ^ all(0x05)) + all(0x7F)) & bytes;
    (controls | space_or_nbsp | next_line) & all(0x80)
}

/// The low `len` bytes, for `len` below 8.
fn low_bytes(bytes: u64, len: usize) -> u64 {
    bytes & ((1 << (8 * len)) - 1)
}

impl Text for Latin1<'_> {
    fn spaces(&self) -> &[u64] {
        self.spaces
    }

    fn key(&self, start: usize, len: usize, seed: u64) -> (u64, bool) {
        if len < 8 {
            return (low_bytes(self.load(start), len) | (len as u64) << 56, false);
        }
        let whole = start..start + len - len % 8;
        let hash = whole.step_by(8).fold(0, |hash, at| mix(hash ^ self.load(at), seed));
        (mix(hash ^ low_bytes(self.load(start + len - len % 8), len % 8), seed) | LONG, true)
    }

    fn same(&self, one: usize, other: usize, len: usize) -> bool {
        self.bytes[one..one + len] == self.bytes[other..other + len]
    }
}

/// Any text, one UTF-16 code unit a character.
pub(super) struct Utf16<'a> {
    units: &'a [u16],
    spaces: &'a [u64],
}

impl<'a> Utf16<'a> {
    /// Text whose white space is [marked](mark_utf16) as far as it is going to be looked at.
    pub(super) fn new(units: &'a [u16], spaces: &'a [u64]) -> Self {
        Self { units, spaces }
    }
}

/// Adds the marks of `units` to `spaces`; those before them must fill whole words.
pub(super) fn mark_utf16(units: &[u16], spaces: &mut Vec<u64>) {
    let mark = |block: &[u16]| block.iter().rev().fold(0, |all, &unit| all << 1 | u64::from(is_space(unit)));
    spaces.extend(units.chunks(64).map(mark));
}

fn is_space(unit: u16) -> bool {
    match unit {
        0x09..=0x0D | 0x20 | 0x85 | 0xA0 => true,
        0..0x1680 => false,
        _ => matches!(unit, 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000),
    }
}

impl Text for Utf16<'_> {
    fn spaces(&self) -> &[u64] {
        self.spaces
    }

    fn key(&self, start: usize, len: usize, seed: u64) -> (u64, bool) {
        let pack = |units: &[u16]| units.iter().fold(0, |packed, &unit| packed << 16 | u64::from(unit));
        let word = &self.units[start..start + len];
        if len < 4 {
            return (pack(word) | (len as u64) << 56, false);
        }
        (word.chunks(4).fold(0, |hash, units| mix(hash ^ pack(units), seed)) | LONG, true)
    }

    fn same(&self, one: usize, other: usize, len: usize) -> bool {
        self.units[one..one + len] == self.units[other..other + len]
    }
}

#[cfg(test)]
mod tests {
    use super::{Latin1, Text, Utf16, for_each_word, is_space, mark_latin1, mark_utf16, spaces};

    #[test]
    fn knows_the_white_space_of_unicode() {
        for unit in 0..=u16::MAX {
            let expected = char::from_u32(unit.into()).is_some_and(char::is_whitespace);
            assert_eq!(is_space(unit), expected, "U+{unit:04X}");
        }
    }

    #[test]
    fn no_white_space_lies_outside_the_basic_plane() {
        assert!(('\u{10000}'..=char::MAX).all(|c| !c.is_whitespace()));
    }

    #[test]
    fn judges_every_byte_of_eight_alike() {
        for place in 0..8 {
            for byte in 0..=u8::MAX {
                for neighbour in [b'x', b' ', 0x80, 0xFF, 0] {
                    let mut bytes = [neighbour; 8];
                    bytes[place] = byte;
                    let expected = bytes.map(|byte| if char::from(byte).is_whitespace() { 0x80 } else { 0 });
                    assert_eq!(spaces(u64::from_le_bytes(bytes)).to_le_bytes(), expected);
                }
            }
        }
    }

    #[test]
    fn marks_the_place_of_each_space() {
        for place in 0..64 {
            let mut block = [b'x'; 64];
            block[place] = b'\n';
            assert_eq!(mark_latin1(&block), 1 << place);
        }
    }

    /// All words of a span, as they stand in `text`.
    fn words(text: &str, from: usize, to: usize) -> Vec<Vec<String>> {
        fn of(text: &impl Text, units: &[u16], from: usize, to: usize) -> Vec<String> {
            let mut words = Vec::new();
            for_each_word(text, from..to, |start, len| {
                words.push(String::from_utf16(&units[start..start + len]).expect("no surrogate is cut"));
            });
            words
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        let (mut bytes, mut narrow, mut wide) = (Vec::new(), Vec::new(), Vec::new());
        let narrow = Latin1::narrow(&units, &mut bytes, &mut narrow);
        mark_utf16(&units, &mut wide);
        vec![of(&narrow, &units, from, to), of(&Utf16::new(&units, &wide), &units, from, to)]
    }

    #[test]
    fn finds_the_words_of_any_span_in_either_form() {
        let text = " one two\u{85}three  \t four-and-twenty-blackbirds \u{A0} ".repeat(4);
        let chars: Vec<char> = text.chars().collect();
        for from in 0..chars.len() {
            for to in from..chars.len() {
                let span: String = chars[from..to].iter().collect();
                let expected: Vec<&str> = span.split_whitespace().collect();
                for found in words(&text, from, to) {
                    assert_eq!(found, expected, "{from}..{to}");
                }
            }
        }
    }

    #[test]
    fn keys_tell_short_words_apart() {
        let text = "a\0 a \0a aaaaaaa aaaaaaa\0";
        let units: Vec<u16> = text.encode_utf16().collect();
        let (mut bytes, mut narrow, mut wide) = (Vec::new(), Vec::new(), Vec::new());
        let latin1 = Latin1::narrow(&units, &mut bytes, &mut narrow);
        mark_utf16(&units, &mut wide);
        let utf16 = Utf16::new(&units, &wide);
        let (mut narrow_keys, mut wide_keys) = (Vec::new(), Vec::new());
        for_each_word(&latin1, 0..units.len(), |start, len| {
            narrow_keys.push(latin1.key(start, len, 7));
            wide_keys.push(utf16.key(start, len, 7));
        });
        assert_eq!(
            narrow_keys.iter().map(|key| key.1).collect::<Vec<_>>(),
            [false, false, false, false, true]
        );
        for mut keys in [narrow_keys, wide_keys] {
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), 5);
        }
    }
}
