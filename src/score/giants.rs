//! Words that are longer than a turn can read.
//!
//! A giant is read, hashed and compared in pieces, and never copied. There are so few of them in any text that they
//! need no table of slots.

use std::collections::HashMap;

use super::text::LongText;
use super::{SEED, with_bytes};
use rayon_pool::memory::{NoMemory, TryGrow};

/// A word that is longer than so many stretches is a giant.
pub(super) const GIANT: usize = 2;

/// A giant, as far as it has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Giant {
    start: usize,
    end: usize,
    hash: u64,
}

impl Giant {
    /// The giant that starts here, unread.
    pub(super) fn starting(start: usize) -> Self {
        Self { start, end: start, hash: 0 }
    }

    /// Reads a piece of this length more; says whether that was the last. All pieces must have the same length.
    pub(super) fn read(&mut self, text: &LongText, piece: usize) -> Result<bool, NoMemory> {
        let piece = self.end..text.len().min(self.end + piece);
        let space = text.first_space(piece.clone());
        let start = self.end;
        self.end = space.unwrap_or(piece.end);
        // Pieces are counted from the start of the word: the same word has the same ones wherever it stands.
        if self.end > start {
            let hash = |bytes: &mut Vec<u8>| Ok(SEED.bytes(text.wtf8(start..self.end, bytes)?, self.hash));
            self.hash = with_bytes(hash)?;
        }
        Ok(space.is_some() || self.end == text.len())
    }

    fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The giants of a text, as far as they have been counted.
#[derive(Debug)]
pub(super) struct Census {
    uncounted: Vec<Giant>,
    /// Different giants and how often they came, by length and hash.
    counts: HashMap<(usize, u64), Vec<(Giant, u64)>>,
    /// Which of those like it the next one is being compared with, and how far they are the same.
    like: usize,
    same: usize,
}

impl Census {
    /// A census of these giants.
    pub(super) fn of(giants: Vec<Giant>) -> Self {
        Self { uncounted: giants, counts: HashMap::new(), like: 0, same: 0 }
    }

    /// Compares a piece of this length more; gives the sum of the squared counts once all are counted.
    pub(super) fn go_on(&mut self, text: &LongText, piece: usize) -> Result<Option<u64>, NoMemory> {
        let Some(giant) = self.uncounted.last() else {
            return Ok(Some(self.counts.values().flatten().map(|(_, count)| count * count).sum()));
        };
        self.counts.try_reserve(1).map_err(|_| NoMemory::of::<Giant>(self.counts.len()))?;
        #[allow(clippy::disallowed_methods, reason = "there is room")]
        let alike = self.counts.entry((giant.len(), giant.hash)).or_default();
        let is_counted = match alike.get_mut(self.like) {
            None => {
                alike.try_push((*giant, 1))?;
                true
            }
            Some((other, count)) => {
                let piece = self.same..giant.len().min(self.same + piece);
                if text.is_same(other.start + piece.start, giant.start + piece.start, piece.len()) {
                    self.same = piece.end;
                } else {
                    (self.like, self.same) = (self.like + 1, 0);
                }
                let is_same = self.same == giant.len();
                *count += u64::from(is_same);
                is_same
            }
        };
        if is_counted {
            self.uncounted.pop();
            (self.like, self.same) = (0, 0);
        }
        Ok(None)
    }
}
