//! The byte strings of one job, however they come.

use super::each::Reading;
use super::{Documents, Group};

/// A batch of byte strings: the contents of buffers, or texts as their exact bytes.
pub struct Buffers {
    /// What is packed as Latin-1 are bytes, unless these are texts.
    groups: Documents,
    reading: Reading,
}

impl Buffers {
    /// Those in groups, each of which has bytes where others have Latin-1.
    pub(crate) fn new(groups: Documents) -> Self {
        Self { groups, reading: Reading::Bytes }
    }

    /// How many there are, or will be.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.groups.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub(super) fn into_parts(self) -> (Documents, Reading) {
        (self.groups, self.reading)
    }
}

impl From<Documents> for Buffers {
    /// The exact bytes of texts: UTF-8 in which a lone surrogate, which JavaScript's strings may have, is encoded as if it were a
    /// character (WTF-8). So nothing is lost: two texts have the same bytes if and only if they are equal, and bytes that are
    /// UTF-8 are the text itself.
    fn from(texts: Documents) -> Self {
        Self { groups: texts, reading: Reading::Wtf8 }
    }
}

impl<'a> FromIterator<&'a [u8]> for Buffers {
    /// Byte strings that are all there: for tests of kernels.
    ///
    /// # Panics
    /// One of them has 2^32 bytes or more.
    #[allow(clippy::disallowed_methods, reason = "for tests")]
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(all: I) -> Self {
        let mut group = Group::default();
        for bytes in all {
            group.latin1.extend(bytes);
            group.lengths.push(bytes.len().try_into().expect("a byte string is short"));
        }
        Self::new(Documents::Whole(group))
    }
}
