//! Short documents: the sum of the squared counts is the number of ordered pairs of equal words.
//!
//! A word that comes c times is equal to c words, itself included, as often. So nothing has to be looked up: each word
//! is compared with all others, eight at a time, without a hash, a table or a branch that could be mispredicted. That is
//! quadratic in the words, and faster up to a hundred of them where there are wide instructions for it: see [`MOST`].
//! A long word is first looked up among the few others of its document, and is from then on the number that it has there.
//!
//! The words of some documents are gathered before the first of these is compared: what has just been written in parts
//! cannot be read as a whole for some time.

use super::form::Document;
use super::hash::Seed;
use super::key::{self, Key, NO_WORD, SHORT};
use super::wide::Wide;
use super::words::{Take, Window, near, next};
use rayon_pool::memory::{NoMemory, filled, with_room};

/// How many words are compared at a time.
pub(super) const BLOCK: usize = 8;
/// How many words a document may have. Measured with AVX2 and AVX-512 alike: documents of some 25 words take 0.7 of the
/// time that a table needs, of 60 words 0.75, of 120 words 0.9.
const MOST: usize = 128;
/// How many bytes a document may have: few with more have so few words.
const LONGEST: usize = 768;
/// The same where characters have more than one byte.
const LONGEST_WIDE: usize = 2 * LONGEST;
/// How many of its words may be long: finding one is linear in their number.
const MOST_LONG: usize = 48;
/// How many documents are gathered at a time.
pub(super) const DOCUMENTS: usize = 32;
/// How many words are gathered at a time, but for those of the last document.
const WORDS: usize = 512;
/// How many words are gathered at a time without asking whether there are as many. (With AVX2, documents of 25 words
/// take 1.07 of the time with eight, and 1.01 with one.)
const UNROLLED: usize = 4;
/// How many words a document has at most, of whatever length.
const MOST_EVER: usize = LONGEST_WIDE.div_ceil(2);
/// Space for the words of the last document, and behind them a block or what is gathered in excess.
const ROOM: usize = WORDS + MOST_EVER + if BLOCK > UNROLLED { BLOCK } else { UNROLLED };

/// Behind the last word of a document: other than any word, and than each other.
const BEHIND: [Key; BLOCK] = {
    let mut keys = [[NO_WORD; 2]; BLOCK];
    let mut at = 0;
    while at < BLOCK {
        keys[at][1] = at as u64;
        at += 1;
    }
    keys
};

/// Some documents, and the words of those that are short.
pub(super) struct Pairs {
    keys: Box<[Key; ROOM]>,
    /// The long words of the document that is being gathered.
    long: Box<[LongWord; MOST_LONG + 1]>,
    used: usize,
    documents: Vec<Gathered>,
    seed: Seed,
}

#[derive(Clone, Copy)]
struct Gathered {
    /// Where its words stand.
    words: usize,
    /// How many they are; too many to be compared if they are not there.
    count: usize,
}

/// A long word.
#[derive(Clone, Copy, Default)]
struct LongWord {
    /// Where its key stands.
    key: usize,
    /// Where it stands in the text.
    start: usize,
    len: usize,
    hash: u64,
}

/// In place of a number of words.
const NOT_SHORT: usize = usize::MAX;

impl Pairs {
    /// Without any document. No outsider should know the seed.
    pub(super) fn new(seed: Seed) -> Result<Self, NoMemory> {
        // As long as they have to be, so that none is left out.
        let keys = filled([0; 2], ROOM)?.try_into().unwrap_or_else(|_| unreachable!("it has that many keys"));
        let long = filled(LongWord::default(), MOST_LONG + 1)?;
        let long = long.try_into().unwrap_or_else(|_| unreachable!("it has that many words"));
        Ok(Self { keys, long, used: 0, documents: with_room(DOCUMENTS)?, seed })
    }

    /// Whether the documents have to be scored before another is gathered.
    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.used > WORDS || self.documents.len() == DOCUMENTS
    }

    /// Adds a document.
    #[inline(always)]
    pub(super) fn gather<W: Wide>(&mut self, document: &Document<'_>, wide: W) {
        let words = self.used;
        let mut count = NOT_SHORT;
        let len = document.len();
        if W::COMPARES && (len <= LONGEST || len <= LONGEST_WIDE && document.is_wide()) {
            let mut gathering =
                Gathering { wide, keys: &mut self.keys, end: words, long: &mut self.long, longs: 0 };
            document.for_each_word(wide, &mut gathering);
            let Gathering { end, longs, .. } = gathering;
            if longs <= MOST_LONG && end - words <= MOST {
                count = end - words;
                match longs {
                    0 => {}
                    // There is none that it could be the same as.
                    1 => self.keys[self.long[0].key] = key::long(0, 0),
                    _ => self.tell_apart(document.text(), longs),
                }
                self.keys[end..end + BLOCK].copy_from_slice(&BEHIND);
                self.used = words + count.next_multiple_of(BLOCK);
            }
        }
        #[allow(clippy::disallowed_methods, reason = "there is room for all that are gathered at a time")]
        self.documents.push(Gathered { words, count });
    }

    /// Gives the long words keys that are the same if they are.
    #[inline(never)]
    fn tell_apart(&mut self, text: &[u8], longs: usize) {
        for number in 0..longs {
            let LongWord { key, start, len, .. } = self.long[number];
            let word = &text[start..start + len];
            let hash = self.seed.bytes(word, 0);
            self.long[number].hash = hash;
            let is_same =
                |other: &LongWord| other.hash == hash && text[other.start..other.start + other.len] == *word;
            let first = self.long[..number].iter().position(is_same).unwrap_or(number);
            self.keys[key] = key::long(hash, first);
        }
    }

    /// How many documents there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The score of a document; none, if it is not short.
    #[inline(always)]
    pub(super) fn score(&self, index: usize, wide: impl Wide) -> Option<u64> {
        let Gathered { words, count } = self.documents[index];
        if count == NOT_SHORT {
            return None;
        }
        let with_behind = count.next_multiple_of(BLOCK);
        // Each of those behind is equal to itself.
        Some(wide.equal_pairs(&self.keys[words..words + with_behind]) - (with_behind - count) as u64)
    }

    /// Makes room for other documents.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        self.documents.clear();
        self.used = 0;
    }
}

struct Gathering<'a, W> {
    wide: W,
    keys: &'a mut [Key; ROOM],
    end: usize,
    long: &'a mut [LongWord; MOST_LONG + 1],
    longs: usize,
}

impl<W: Wide> Gathering<'_, W> {
    /// A long word is noted as well, as long as there are not too many.
    #[inline(always)]
    fn add(&mut self, bytes: &[u8; SHORT], start: usize, len: usize) {
        if len > SHORT {
            self.long[self.longs.min(MOST_LONG)] = LongWord { key: self.end, start, len, hash: 0 };
            self.longs += 1;
        }
        self.keys[self.end] = self.wide.key(bytes, len);
        self.end += 1;
    }
}

impl<W: Wide> Take for Gathering<'_, W> {
    /// What is gathered behind the last word is overwritten: how many words there are is anybody's guess, and one that
    /// goes wrong costs as much as some of them.
    #[inline(always)]
    fn take_all_near(&mut self, window: &Window, at: usize, mut edges: u64) {
        let end = self.end + edges.count_ones() as usize / 2;
        while edges != 0 {
            for _ in 0..UNROLLED {
                let start = next(&mut edges);
                // Behind the last word there are no edges, and both are the same.
                let len = next(&mut edges) - start;
                self.add(near(window, start), at + start, len);
            }
        }
        self.end = end;
    }

    #[inline(always)]
    fn take_near(&mut self, window: &Window, at: usize, start: usize, len: usize) {
        self.add(near(window, start), at + start, len);
    }

    #[inline(always)]
    fn take_long(&mut self, text: &[u8], start: usize, end: usize) {
        let first = text[start..].first_chunk().expect("a long word has as many bytes");
        self.add(first, start, end - start);
    }
}
