//! The texts of one job, however they come.

use super::{Corpus, Group};
use crate::job::Intake;

/// A batch: all at once, if it is small, or group by group.
pub enum Documents {
    /// One group that has them all.
    Whole(Group),
    /// A way in, and how many are to come.
    Fed(Intake<Group>, u64),
    /// All of them, in memory.
    Kept(Corpus),
}

impl Documents {
    /// How many documents there are, or will be.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(group) => group.len() as u64,
            Self::Fed(_, documents) => *documents,
            Self::Kept(corpus) => corpus.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> FromIterator<&'a str> for Documents {
    /// Texts that are all there: for tests of kernels.
    ///
    /// # Panics
    /// One of them has 2^32 code units or more.
    #[allow(clippy::disallowed_methods, reason = "for tests")]
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut group = Group::default();
        for text in texts {
            let before = group.units.len();
            group.units.extend(text.encode_utf16());
            let length = group.units.len() - before;
            group.lengths.push(length.try_into().expect("a text is short"));
        }
        Self::Whole(group)
    }
}
