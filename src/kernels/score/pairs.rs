//! Short documents: the sum of the squared counts is the number of ordered pairs of equal words.
//!
//! A word that comes c times is equal to c words, itself included, as often. So nothing has to be looked up: each word
//! is compared with all others, eight at a time, without a hash, a table or a branch that could be mispredicted. That is
//! quadratic in the words, and faster up to a hundred of them where there are wide instructions for it: see [`MOST`].
//!
//! The words of some documents are gathered before the first of these is compared: what has just been written in parts
//! cannot be read as a whole for some time.

use std::ops::Range;

use super::key::{Key, NO_WORD, SHORT, bytes_at};
use super::wide::Wide;
use super::words::{Take, Window, for_each_word, near};
use crate::memory::{NoMemory, filled, with_room};

/// How many words are compared at a time.
pub(super) const BLOCK: usize = 8;
/// How many words a document may have. Measured with AVX2 and AVX-512 alike: documents of some 25 words take 0.7 of the
/// time that a table needs, of 60 words 0.75, of 120 words 0.9.
const MOST: usize = 128;
/// How many bytes a document may have: few with more have so few words.
const LONGEST: usize = 768;
/// How many documents are gathered at a time.
const DOCUMENTS: usize = 32;
/// How many words are gathered at a time, but for those of the last document.
const WORDS: usize = 512;
/// Space for the words of the last document, and a block behind them.
const ROOM: usize = WORDS + LONGEST.div_ceil(2) + BLOCK;

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
    used: usize,
    documents: Vec<Document>,
}

#[derive(Clone, Copy)]
struct Document {
    /// Where it stands in the text.
    start: usize,
    end: usize,
    /// Where its words stand.
    words: usize,
    /// How many they are; too many to be compared if they are not there.
    count: usize,
}

/// In place of a number of words.
const NOT_SHORT: usize = usize::MAX;

impl Pairs {
    pub(super) fn new() -> Result<Self, NoMemory> {
        // As long as it has to be, so that no key is left out.
        let keys = filled([0; 2], ROOM)?.try_into().unwrap_or_else(|_| unreachable!("it is that long"));
        Ok(Self { keys, used: 0, documents: with_room(DOCUMENTS)? })
    }

    /// Whether the documents have to be scored before another is gathered.
    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.used > WORDS || self.documents.len() == DOCUMENTS
    }

    /// Adds a document.
    #[inline(always)]
    pub(super) fn gather<W: Wide>(&mut self, text: &[u8], span: Range<usize>, wide: W) {
        let words = self.used;
        let (start, end) = (span.start, span.end);
        let mut count = NOT_SHORT;
        if W::COMPARES && end - start <= LONGEST {
            let mut gathering = Gathering { wide, keys: &mut self.keys, end: words, longest: 0 };
            for_each_word(text, span, wide, &mut gathering);
            let Gathering { end, longest, .. } = gathering;
            if longest <= SHORT && end - words <= MOST {
                count = end - words;
                self.keys[end..end + BLOCK].copy_from_slice(&BEHIND);
                self.used = words + count.next_multiple_of(BLOCK);
            }
        }
        #[allow(clippy::disallowed_methods, reason = "there is room for all that are gathered at a time")]
        self.documents.push(Document { start, end, words, count });
    }

    /// How many documents there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The score of a document; where it stands, if it is not short.
    #[inline(always)]
    pub(super) fn score(&self, index: usize, wide: impl Wide) -> Result<u64, Range<usize>> {
        let Document { start, end, words, count } = self.documents[index];
        if count == NOT_SHORT {
            return Err(start..end);
        }
        let with_behind = count.next_multiple_of(BLOCK);
        // Each of those behind is equal to itself.
        Ok(wide.equal_pairs(&self.keys[words..words + with_behind]) - (with_behind - count) as u64)
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
    longest: usize,
}

impl<W: Wide> Gathering<'_, W> {
    /// Without a branch for a long word: whatever its key is, it is not used.
    #[inline(always)]
    fn add(&mut self, bytes: &[u8; SHORT], len: usize) {
        self.longest = self.longest.max(len);
        self.keys[self.end] = self.wide.key(bytes, len);
        self.end += 1;
    }
}

impl<W: Wide> Take for Gathering<'_, W> {
    #[inline(always)]
    fn take_near(&mut self, window: &Window, start: usize, len: usize) {
        self.add(near(window, start), len);
    }

    #[inline(always)]
    fn take(&mut self, text: &[u8], start: usize, end: usize) {
        self.add(&bytes_at(text, start), end - start);
    }
}
