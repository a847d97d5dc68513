//! The text of a long document, in whatever form it came: parts of it are read at a time.

use std::fmt;
use std::ops::{Deref, Range};

use super::words;
use rayon_pool::documents::encode;
use rayon_pool::memory::NoMemory;

/// A text. Its places are numbered in units of its form.
pub(super) enum LongText {
    /// UTF-16, as from JavaScript.
    Units(Vec<u16>),
    /// WTF-8, as in memory.
    Bytes(Box<dyn Deref<Target = [u8]> + Send + Sync>),
}

impl LongText {
    /// How many places it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Units(units) => units.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// The first place from this one on that is not within a character, as far as white space is concerned.
    pub(super) fn border(&self, at: usize) -> usize {
        match self {
            // No pair of surrogates is white space.
            Self::Units(units) => at.min(units.len()),
            Self::Bytes(bytes) => {
                let is_within = |at: &usize| bytes.get(*at).is_some_and(|byte| (0x80..0xC0).contains(byte));
                (at..bytes.len()).find(|at| !is_within(at)).unwrap_or(bytes.len())
            }
        }
    }

    /// Where the first white space of a range starts.
    pub(super) fn first_space(&self, range: Range<usize>) -> Option<usize> {
        match self {
            Self::Units(units) => {
                units[range.clone()].iter().position(|&unit| is_space(unit)).map(|at| range.start + at)
            }
            Self::Bytes(bytes) => {
                let mut starts = range.filter(|&at| words::may_start_space(bytes[at]));
                starts.find(|&at| words::space(&bytes[at..]).is_some())
            }
        }
    }

    /// Where the last white space of a range ends; the range is not to end within a character.
    pub(super) fn behind_last_space(&self, range: Range<usize>) -> Option<usize> {
        match self {
            Self::Units(units) => {
                units[range.clone()].iter().rposition(|&unit| is_space(unit)).map(|at| range.start + at + 1)
            }
            Self::Bytes(bytes) => range.rev().find_map(|at| words::space(&bytes[at..]).map(|len| at + len)),
        }
    }

    /// Whether white space ends here.
    pub(super) fn is_behind_space(&self, at: usize) -> bool {
        // No white space has more than three bytes.
        self.behind_last_space(at.saturating_sub(3)..at) == Some(at)
    }

    /// A part of the text as WTF-8, with the memory of `bytes` if it needs some.
    pub(super) fn wtf8<'a>(
        &'a self,
        range: Range<usize>,
        bytes: &'a mut Vec<u8>,
    ) -> Result<&'a [u8], NoMemory> {
        match self {
            Self::Units(units) => {
                bytes.clear();
                encode(&units[range], bytes)?;
                Ok(bytes)
            }
            Self::Bytes(bytes) => Ok(&bytes[range]),
        }
    }

    /// Whether two parts of the same length are the same.
    pub(super) fn is_same(&self, one: usize, other: usize, len: usize) -> bool {
        match self {
            Self::Units(units) => units[one..one + len] == units[other..other + len],
            Self::Bytes(bytes) => bytes[one..one + len] == bytes[other..other + len],
        }
    }
}

fn is_space(unit: u16) -> bool {
    char::from_u32(unit.into()).is_some_and(char::is_whitespace)
}

impl fmt::Debug for LongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LongText({} places)", self.len())
    }
}
