//! Texts in memory: on their way to a job, in a [`Group`] each of some of them; and those that stay, handed over once,
//! worked on by many jobs.
//!
//! A [`Corpus`] is text and where the documents stand in it, in [`Portion`]s of about a turn's work. Cloning it is cheap:
//! every job has its own handle, and the memory goes with the last. It may be that of another addon, which lends it
//! (`Lent`).
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
mod places;
mod strings;
mod texts;
mod utf8;
mod wtf8;

use std::ops::Deref;
use std::sync::Arc;

pub use arrow::{Offset, from_arrow};
pub use batch::Documents;
pub use buffers::Buffers;
pub use each::{Batch, Item, try_batches, try_fold, try_map_init, try_reduce};
pub use group::Group;
pub use lines::from_lines;
use places::Run;
pub use places::{Places, Portion};
pub use strings::from_strings;
pub(crate) use texts::from_texts;
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
pub struct Corpus(Memory);

#[derive(Clone)]
enum Memory {
    Own(Text, Arc<Places>),
    Lent(Arc<dyn Lent>),
}

/// Documents that another addon has in memory. It gives what a [`Corpus`] does.
pub(crate) trait Lent: Send + Sync + 'static {
    /// How many documents there are.
    fn len(&self) -> u64;
    /// How many bytes they have together.
    fn bytes(&self) -> u64;
    /// How many portions there are.
    fn portions(&self) -> usize;
    /// The portion of this number, if there is one.
    fn portion(&self, number: usize) -> Option<Portion<'_>>;
}

/// The bytes of a corpus.
#[derive(Clone)]
pub enum Text {
    /// A buffer for each portion.
    Own(Arc<Vec<Box<[u8]>>>),
    /// One buffer for all portions, of whatever kind.
    One(Arc<dyn Deref<Target = [u8]> + Send + Sync>),
}

impl Corpus {
    /// The documents that stand at `places` of `text`, for which those have been found.
    #[must_use]
    pub fn new(text: Text, places: Arc<Places>) -> Self {
        Self(Memory::Own(text, places))
    }

    /// Documents that another addon lends.
    pub(crate) fn lent(lent: impl Lent) -> Self {
        Self(Memory::Lent(Arc::new(lent)))
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Memory::Own(_, places) => places.documents(),
            Memory::Lent(lent) => lent.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes they have together, without the ends of lines.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match &self.0 {
            Memory::Own(_, places) => places.bytes(),
            Memory::Lent(lent) => lent.bytes(),
        }
    }

    /// How many bytes of memory they take here.
    #[must_use]
    pub(crate) fn memory(&self) -> usize {
        match &self.0 {
            Memory::Own(text, places) => text.memory() + places.memory(),
            Memory::Lent(_) => 0,
        }
    }

    /// How many portions there are.
    #[must_use]
    pub fn portions(&self) -> usize {
        match &self.0 {
            Memory::Own(_, places) => places.runs().len(),
            Memory::Lent(lent) => lent.portions(),
        }
    }

    /// The portion of this number.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn portion(&self, number: usize) -> Portion<'_> {
        let portion = match &self.0 {
            Memory::Own(Text::Own(buffers), places) => {
                buffers.get(number).and_then(|buffer| places.portion(number, buffer))
            }
            Memory::Own(Text::One(buffer), places) => places.portion(number, buffer),
            Memory::Lent(lent) => lent.portion(number),
        };
        portion.unwrap_or_else(|| panic!("there is no portion {number}"))
    }

    /// The bytes of a document.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<&[u8]> {
        if index >= self.len() {
            return None;
        }
        // The last portion whose first document is this one, or one before it.
        let (mut number, mut behind) = (0, self.portions());
        while behind - number > 1 {
            let middle = number.midpoint(behind);
            if self.portion(middle).first() <= index {
                number = middle;
            } else {
                behind = middle;
            }
        }
        let portion = self.portion(number);
        let within = usize::try_from(index - portion.first()).ok()?;
        Some(&portion.text()[portion.span(within)])
    }
}

impl Text {
    /// How many bytes of memory it takes.
    #[must_use]
    pub(crate) fn memory(&self) -> usize {
        match self {
            Self::Own(buffers) => buffers.iter().map(|buffer| buffer.len() + size_of_val(buffer)).sum(),
            Self::One(buffer) => buffer.len(),
        }
    }
}
