//! Documents so long that scoring one takes many turns.
//!
//! Each turn marks the white space of a stretch and counts the words that end in it. Such a document is read as
//! UTF-16 throughout: narrowing it first would be one long turn.

use super::table::Table;
use super::words::{Utf16, mark_utf16};
use super::{Group, SEED};
use crate::job::Step;

/// Documents of more code units than this take several turns.
const LONG: usize = 1 << 18;

/// How many code units a turn goes through: well under a millisecond. Whole words of marks.
const STRETCH: usize = 1 << 16;

/// A long document, as far as it has been scored.
#[derive(Debug)]
pub(super) struct LongDocument {
    group: Group,
    table: Table,
    /// The white space, as far as it has been looked at.
    spaces: Vec<u64>,
    /// Where the first word starts that has not been counted.
    start: usize,
    score: u64,
}

impl LongDocument {
    /// The document of a group that has just this one, if it is long.
    pub(super) fn new(group: Group) -> Result<Self, Group> {
        if group.len() != 1 || group.units.len() <= LONG {
            return Err(group);
        }
        Ok(Self { group, table: Table::new(*SEED), spaces: Vec::new(), start: 0, score: 0 })
    }

    /// The document, as it came.
    pub(super) fn into_group(self) -> Group {
        self.group
    }

    /// A turn's work; then the score, or the rest.
    pub(super) fn turn(mut self: Box<Self>) -> Step<Box<Self>, u64> {
        let units = &self.group.units;
        let from = self.spaces.len() * 64;
        let to = units.len().min(from + STRETCH);
        mark_utf16(&units[from..to], &mut self.spaces);
        let is_last = to == units.len();
        let end = if is_last { to } else { self.last_space(from).unwrap_or(self.start) };
        self.score += self.table.count(&Utf16::new(units, &self.spaces), self.start..end);
        self.start = end;
        if is_last { Step::Done(self.score) } else { Step::More(self) }
    }

    /// The last white space from the character `from` on.
    fn last_space(&self, from: usize) -> Option<usize> {
        let marks = self.spaces.iter().enumerate().skip(from / 64).rev();
        marks.filter(|(_, bits)| **bits != 0).map(|(block, bits)| block * 64 + bits.ilog2() as usize).next()
    }
}
