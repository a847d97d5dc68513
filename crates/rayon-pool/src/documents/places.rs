//! Where documents stand in their text.

use std::iter;
use std::ops::Range;

use super::{LONGEST, Unfit, lines};

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
pub(super) struct Run {
    /// The index of the first.
    first: u64,
    /// Where that starts in the buffer.
    start: usize,
    /// From where on the ends count.
    base: usize,
    /// Where each document ends.
    ends: Box<[u32]>,
}

impl Places {
    /// Those of runs that stand in the order of their documents; `bytes` is how long all documents are together.
    pub(super) fn new(mut runs: Vec<Run>, bytes: u64, line_ends: bool) -> Self {
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
    pub(crate) fn memory(&self) -> usize {
        self.runs.iter().map(|run| size_of::<Run>() + size_of_val(&*run.ends)).sum()
    }

    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The portion of this number, which stands in `buffer`.
    pub(super) fn portion<'a>(&'a self, number: usize, buffer: &'a [u8]) -> Option<Portion<'a>> {
        let run = self.runs.get(number)?;
        Some(Portion {
            text: &buffer[run.start..run.end()],
            first: run.first,
            ends: &run.ends,
            shift: run.base.wrapping_sub(run.start),
            line_ends: self.line_ends,
        })
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
    pub(super) fn checked(self) -> Result<Self, Unfit> {
        match self.too_long() {
            Some(too_long) => Err(too_long),
            None => Ok(self),
        }
    }
}

impl Run {
    /// Documents of which the first starts at `start`, and each ends at `base` and one of `ends`.
    pub(super) fn new(start: usize, base: usize, ends: Box<[u32]>) -> Self {
        Self { first: 0, start, base, ends }
    }

    /// Where the last document ends.
    pub(super) fn end(&self) -> usize {
        self.ends.last().map_or(self.start, |&end| self.base + end as usize)
    }
}

/// Some documents of a corpus: as many as a turn works on, or one that may be long.
#[derive(Clone, Copy)]
pub struct Portion<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) first: u64,
    pub(crate) ends: &'a [u32],
    /// What is added to an end, modulo what a `usize` holds, for where it is in the text.
    pub(crate) shift: usize,
    /// Whether each document has the end of its line behind it, or may have.
    pub(crate) line_ends: bool,
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
        self.first
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none. There always is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Where each document stands in the text.
    pub fn spans(self) -> impl Iterator<Item = Range<usize>> + 'a {
        let starts = iter::once(0).chain(self.ends.iter().map(move |&end| self.within(end)));
        starts.zip(self.ends).map(move |(start, &end)| self.trimmed(start..self.within(end)))
    }

    pub(super) fn span(&self, document: usize) -> Range<usize> {
        let start = document.checked_sub(1).map_or(0, |before| self.within(self.ends[before]));
        self.trimmed(start..self.within(self.ends[document]))
    }

    fn within(&self, end: u32) -> usize {
        (end as usize).wrapping_add(self.shift)
    }

    /// A span without the end of its line.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        if !self.line_ends {
            return span;
        }
        span.start..span.start + lines::trimmed(&self.text[span])
    }
}
