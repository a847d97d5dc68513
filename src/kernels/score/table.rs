//! The word table: open addressing, one table kept per thread, emptied by a number.
//!
//! Each slot says which generation it belongs to, so a new document starts by counting one up, whatever the size of
//! the table. There is no final pass either: a word whose count goes from c to c + 1 adds 2c + 1 to the sum of
//! squares. Against a fresh `HashMap` per document this saves the allocation, the clearing, the `SipHash` and the walk
//! over the values.

use std::ops::Range;

use super::words::{Text, for_each_word, mix};

const SMALLEST: usize = 1 << 8;
/// A table that grew beyond this for one long document is given back after it.
const LARGEST_KEPT: usize = 1 << 16;

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    generation: u32,
    count: u32,
    start: u32,
    len: u32,
}

/// How often each word of a document has come so far.
#[derive(Debug)]
pub(super) struct Table {
    slots: Vec<Slot>,
    generation: u32,
    used: usize,
    seed: u64,
}

impl Table {
    /// An empty table. `seed` decides which words fall on the same slot; no outsider should know it.
    pub(super) fn new(seed: u64) -> Self {
        Self { slots: vec![Slot::default(); SMALLEST], generation: 1, used: 0, seed }
    }

    /// Forgets the last document.
    pub(super) fn clear(&mut self) {
        if self.slots.len() > LARGEST_KEPT || self.generation == u32::MAX {
            *self = Self::new(self.seed);
            return;
        }
        self.generation += 1;
        self.used = 0;
    }

    /// Counts the words of `span`; gives what they add to the sum of squared counts.
    pub(super) fn count(&mut self, text: &impl Text, span: Range<usize>) -> u64 {
        let mut sum = 0;
        for_each_word(text, span, |start, len| sum += self.count_word(text, start, len));
        sum
    }

    /// Counts a word; gives what that adds to the sum of squared counts.
    fn count_word(&mut self, text: &impl Text, start: usize, len: usize) -> u64 {
        let (key, is_long) = text.key(start, len, self.seed);
        let mut at = self.first_place(key);
        loop {
            let slot = &mut self.slots[at];
            if slot.generation != self.generation {
                // Documents are strings, and no string is longer than 2^30 units.
                #[allow(clippy::cast_possible_truncation)]
                let (start, len) = (start as u32, len as u32);
                *slot = Slot { key, generation: self.generation, count: 1, start, len };
                self.used += 1;
                if self.used > self.slots.len() / 2 {
                    self.grow();
                }
                return 1;
            }
            let same = |slot: &Slot| slot.len as usize == len && text.same(slot.start as usize, start, len);
            if slot.key == key && (!is_long || same(slot)) {
                slot.count += 1;
                return 2 * u64::from(slot.count) - 1;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Where the search for a key starts: the hash's high bits, which every bit of the key has reached.
    fn first_place(&self, key: u64) -> usize {
        let bits = self.slots.len().trailing_zeros();
        // A table has fewer than 2^32 slots.
        #[allow(clippy::cast_possible_truncation)]
        let place = (mix(key, self.seed) >> (64 - bits)) as usize;
        place
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 4];
        let slots = std::mem::replace(&mut self.slots, larger);
        for slot in slots.into_iter().filter(|slot| slot.generation == self.generation) {
            let mut at = self.first_place(slot.key);
            while self.slots[at].generation == self.generation {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SMALLEST, Table};
    use crate::kernels::score::words::{Utf16, mark_utf16};

    fn count(table: &mut Table, text: &str) -> u64 {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut spaces = Vec::new();
        mark_utf16(&units, &mut spaces);
        table.count(&Utf16::new(&units, &spaces), 0..units.len())
    }

    #[test]
    fn adds_up_squared_counts() {
        let mut table = Table::new(1);
        assert_eq!(count(&mut table, "doc 7 alpha beta beta gamma gamma gamma"), 16);
    }

    #[test]
    fn forgets_a_document_at_every_clear() {
        let mut table = Table::new(1);
        for _ in 0..3 {
            assert_eq!(count(&mut table, "one two one"), 5);
            table.clear();
        }
    }

    #[test]
    fn starts_afresh_when_the_generations_run_out() {
        let mut table = Table::new(1);
        count(&mut table, "old old");
        table.generation = u32::MAX;
        count(&mut table, "new");
        table.clear();
        assert_eq!(table.generation, 1);
        assert_eq!(count(&mut table, "old new"), 2);
    }

    #[test]
    fn grows_and_keeps_the_counts() {
        let mut table = Table::new(1);
        let words: Vec<String> = (0..SMALLEST * 40).map(|n| format!("word-{n}")).collect();
        let text = words.join(" ");
        assert_eq!(count(&mut table, &format!("{text} {text}")), 4 * words.len() as u64);
    }
}
