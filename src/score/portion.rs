//! What the turns of a batch work on.

use std::ops::Deref;

use rayon_pool::documents::{Corpus, Group};
use rayon_pool::job::Step;
use rayon_pool::memory::{NoMemory, TryGrow};

use super::long::{self, Part};
use super::text::LongText;
use super::{LONG, is_long, score_group, score_kept};

/// Some documents, or a part of one: what is left of them.
pub(super) struct Portion(Work);

enum Work {
    /// Documents as they come from JavaScript.
    Group(Group),
    /// Documents in memory.
    Kept(Kept),
    /// Some turns of a document so long that it takes many.
    Part(Box<Part>),
}

impl From<Group> for Portion {
    fn from(group: Group) -> Self {
        Self(Work::Group(group))
    }
}

impl Portion {
    /// The documents of a portion in memory.
    pub(super) fn kept(corpus: Corpus, number: usize) -> Self {
        Self(Work::Kept(Kept { corpus, number }))
    }

    /// A turn's work. Then the scores of the documents, or what is left of them, with work for so many threads.
    pub(super) fn turn(self, threads: usize) -> Result<Step<Self, Vec<u64>>, NoMemory> {
        let part = |part| Self(Work::Part(Box::new(part)));
        let split = |text| {
            let mut parts = Vec::new();
            for made in long::parts(text, threads) {
                parts.try_push(part(made?))?;
            }
            Ok(Step::Split(parts))
        };
        match self.0 {
            Work::Group(group) if is_long(&group) => split(LongText::Units(group.units)),
            Work::Group(group) => score_group(group).map(Step::Done),
            Work::Kept(kept) if kept.is_long() => split(LongText::Bytes(Box::new(kept))),
            Work::Kept(Kept { corpus, number }) => score_kept(corpus.portion(number)).map(Step::Done),
            #[allow(clippy::disallowed_macros, reason = "one number")]
            Work::Part(long) => Ok(long.turn()?.map_items(part).map(|score| vec![score])),
        }
    }
}

/// A portion in memory; if it is a document by itself, its text (with the end of its line, which is white space).
struct Kept {
    corpus: Corpus,
    number: usize,
}

impl Kept {
    fn is_long(&self) -> bool {
        self.corpus.portion(self.number).len() == 1 && self.len() > LONG
    }
}

impl Deref for Kept {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.corpus.portion(self.number).text()
    }
}
