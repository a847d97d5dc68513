//! Texts in memory: on their way to a job, in a [`Group`] each of some of them; and those that stay, handed over once,
//! worked on by many jobs.
//!
//! A [`Corpus`] is text and where the documents stand in it, in [`Portion`]s of about a turn's work. Cloning it is cheap:
//! every job has its own handle, and the memory goes with the last.
//!
//! The text is UTF-8, or WTF-8 where it was made of JavaScript strings: lone surrogates are encoded as if they were
//! characters, and nothing is lost. Either way two documents have the same bytes if and only if they are equal as
//! strings. Against UTF-16 this takes half of the memory for most text, and what comes from a file stays as it is.

// Not `forbid`: wide instructions are behind a check in `wtf8`.
#![deny(unsafe_code)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod arrow;
mod batch;
mod buffers;
mod each;
mod group;
mod lines;
mod strings;
mod utf8;
mod wtf8;

use std::iter;
use std::ops::{Deref, Range};
use std::sync::Arc;

pub use arrow::{Offset, from_arrow};
pub use batch::Documents;
pub use buffers::Buffers;
pub use each::{Batch, Item, try_batches, try_fold, try_map_init, try_reduce};
pub use group::Group;
pub use lines::from_lines;
pub use strings::from_strings;
pub use wtf8::{decode, encode};

/// How many bytes make a portion, if not a single document has more: some tens of microseconds of work.
const PORTION_BYTES: usize = 1 << 16;
/// Empty documents have no bytes: this bounds their portions.
const PORTION_DOCUMENTS: usize = 1 << 14;
/// The longest document, in bytes. Kernels count on places in a document being 32 bits wide.
pub const LONGEST: usize = u32::MAX as usize;

/// Why some text is no documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is not UTF-8.
    InvalidUtf8 {
        /// Where the first byte stands that belongs to no character.
        offset: usize,
        /// That byte.
        byte: u8,
    },
    /// An offset is below the one before, or past the end of the text.
    OutOfBounds {
        /// The index of the first such offset.
        index: usize,
        /// That offset.
        value: i64,
        /// What it must be at least.
        least: i64,
        /// What it must be at most.
        most: i64,
    },
    /// An offset is in the middle of a character.
    WithinCharacter {
        /// The index of the first such offset.
        index: usize,
        /// That offset.
        value: i64,
    },
    /// A document has more than [`LONGEST`] bytes.
    TooLong {
        /// The index of the first such document.
        index: u64,
        /// How many bytes it has.
        bytes: usize,
    },
}

impl Unfit {
    /// The same in a text that has `bytes` more before this one.
    fn further(self, bytes: usize) -> Self {
        match self {
            Self::InvalidUtf8 { offset, byte } => Self::InvalidUtf8 { offset: bytes + offset, byte },
            other => other,
        }
    }
}

/// Documents in memory.
#[derive(Clone)]
pub struct Corpus {
    text: Text,
    places: Arc<Places>,
}

/// The bytes of a corpus.
#[derive(Clone)]
pub enum Text {
    /// A buffer for each portion.
    Own(Arc<Vec<Box<[u8]>>>),
    /// One buffer for all portions, of whatever kind.
    One(Arc<dyn Deref<Target = [u8]> + Send + Sync>),
}

impl Text {
    /// How many bytes of memory it takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        match self {
            Self::Own(buffers) => buffers.iter().map(|buffer| buffer.len() + size_of_val(buffer)).sum(),
            Self::One(buffer) => buffer.len(),
        }
    }
}

/// Where the documents of a corpus stand in its text.
#[derive(Debug)]
pub struct Places {
    runs: Vec<Run>,
    documents: u64,
    bytes: u64,
    line_ends: bool,
}

/// Documents that stand one behind the other in one buffer: those of a portion.
#[derive(Debug)]
struct Run {
    /// The index of the first.
    first: u64,
    /// Where that starts in the buffer.
    start: usize,
    /// From where on the ends count.
    base: usize,
    /// Where each document ends.
    ends: Box<[u32]>,
}

impl Corpus {
    /// The documents that stand at `places` of `text`, for which those have been found.
    #[must_use]
    pub fn new(text: Text, places: Arc<Places>) -> Self {
        Self { text, places }
    }

    /// Where the documents stand.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The text and where the documents stand in it.
    #[must_use]
    pub fn into_parts(self) -> (Text, Arc<Places>) {
        (self.text, self.places)
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.places.documents
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.documents == 0
    }

    /// How many portions there are.
    #[must_use]
    pub fn portions(&self) -> usize {
        self.places.runs.len()
    }

    /// The portion of this number.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn portion(&self, number: usize) -> Portion<'_> {
        let run = &self.places.runs[number];
        let text = match &self.text {
            Text::Own(buffers) => &buffers[number],
            Text::One(buffer) => &***buffer,
        };
        Portion { text: &text[run.start..run.end()], run, line_ends: self.places.line_ends }
    }

    /// The bytes of a document.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<&[u8]> {
        if index >= self.len() {
            return None;
        }
        let number = self.places.runs.partition_point(|run| run.first <= index) - 1;
        let portion = self.portion(number);
        let within = usize::try_from(index - portion.run.first).ok()?;
        Some(&portion.text[portion.span(within)])
    }
}

impl Places {
    /// Those of runs that stand in the order of their documents; `bytes` is how long all documents are together.
    fn new(mut runs: Vec<Run>, bytes: u64, line_ends: bool) -> Self {
        runs.retain(|run| !run.ends.is_empty());
        let mut documents = 0;
        for run in &mut runs {
            run.first = documents;
            documents += run.ends.len() as u64;
        }
        Self { runs, documents, bytes, line_ends }
    }

    /// How many documents there are.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many bytes they have together, without the ends of lines.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes of memory the places themselves take.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.runs.iter().map(|run| size_of::<Run>() + size_of_val(&*run.ends)).sum()
    }

    /// The first document that is too long.
    fn too_long(&self) -> Option<Unfit> {
        // All documents that share a portion are shorter than two of them.
        let singles = self.runs.iter().filter(|run| run.ends.len() == 1);
        let mut lengths = singles.map(|run| (run.first, run.end() - run.start));
        let (index, bytes) = lengths.find(|(_, bytes)| *bytes > LONGEST)?;
        Some(Unfit::TooLong { index, bytes })
    }

    /// They, unless a document is too long.
    fn checked(self) -> Result<Self, Unfit> {
        match self.too_long() {
            Some(too_long) => Err(too_long),
            None => Ok(self),
        }
    }
}

impl Run {
    /// Documents of which the first starts at `start`, and each ends at `base` and one of `ends`.
    fn new(start: usize, base: usize, ends: Box<[u32]>) -> Self {
        Self { first: 0, start, base, ends }
    }

    /// Where the last document ends.
    fn end(&self) -> usize {
        self.ends.last().map_or(self.start, |&end| self.base + end as usize)
    }
}

/// Some documents of a corpus: as many as a turn works on, or one that may be long.
#[derive(Clone, Copy)]
pub struct Portion<'a> {
    text: &'a [u8],
    run: &'a Run,
    line_ends: bool,
}

impl<'a> Portion<'a> {
    /// The text in which the documents stand: they, and the ends of lines between them.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The index of its first document.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.run.first
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.run.ends.len()
    }

    /// Whether there is none. There always is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.run.ends.is_empty()
    }

    /// Where each document stands in the text.
    pub fn spans(self) -> impl Iterator<Item = Range<usize>> + 'a {
        let starts = iter::once(0).chain(self.run.ends.iter().map(move |&end| self.within(end)));
        starts.zip(&self.run.ends).map(move |(start, &end)| self.trimmed(start..self.within(end)))
    }

    fn span(&self, document: usize) -> Range<usize> {
        let start = document.checked_sub(1).map_or(0, |before| self.within(self.run.ends[before]));
        self.trimmed(start..self.within(self.run.ends[document]))
    }

    fn within(&self, end: u32) -> usize {
        self.run.base + end as usize - self.run.start
    }

    /// A span without the end of its line.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        if !self.line_ends {
            return span;
        }
        span.start..span.start + lines::trimmed(&self.text[span])
    }
}
