//! Documents on their way to a kernel: packed one behind the other, as UTF-16 or Latin-1.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// How many emptied groups wait to be filled again.
const SPARE_GROUPS: usize = 32;
/// What a spare group may hold on to, in code units: a group that carried one long document is not kept.
const SPARE_UNITS: usize = 1 << 17;

/// The emptied groups. The first touch of fresh pages costs more than the copy into them.
static SPARE: Mutex<Vec<Group>> = Mutex::new(Vec::new());

/// Some documents of a batch.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// The UTF-16 code units of all documents, without separators; lone surrogates are kept.
    pub units: Vec<u16>,
    /// Or all of them as Latin-1, a byte each; then there are no `units`. Those of [`Buffers`](super::Buffers) are bytes.
    pub latin1: Vec<u8>,
    /// How many code units each document has.
    pub lengths: Vec<u32>,
}

impl Group {
    /// An empty group, with the memory of an earlier one where there is one.
    #[must_use]
    pub fn spare() -> Self {
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Gives the memory back for another group.
    pub fn recycle(mut self) {
        let largest = self.units.capacity().max(self.latin1.capacity()).max(self.lengths.capacity());
        if largest <= SPARE_UNITS {
            self.units.clear();
            self.latin1.clear();
            self.lengths.clear();
            let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
            if spare.len() < SPARE_GROUPS {
                #[allow(clippy::disallowed_methods, reason = "there are never more than SPARE_GROUPS")]
                spare.push(self);
            }
        }
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// How many code units the documents have together.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.units.len() + self.latin1.len()
    }

    /// Where each document stands in the code units.
    pub fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        self.lengths.iter().scan(0, |end, &length| {
            let start = *end;
            *end += length as usize;
            Some(start..*end)
        })
    }
}
