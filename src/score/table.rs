//! The word table: open addressing, one table kept per thread, emptied by a number.
//!
//! A slot says how often its word has been seen, counted on from what all documents before had: so a new document
//! starts by raising the number that stands for zero, whatever the size of the table. There is no final pass either: a
//! word whose count goes from c to c + n adds n (2c + n) to the sum of squares. Against a fresh `HashMap` per document
//! this saves the allocation, the clearing, the `SipHash` and the walk over the values.
//!
//! A word of up to 16 bytes is its own key and is compared in registers. Finding it and adding it are the same
//! instructions, without a branch that could be mispredicted: in a sentence, which words come again is anybody's guess.

use std::ops::Range;

use super::form::{Document, Wtf8};
use super::hash::Seed;
use super::key::{self, Key, SHORT, is_long, short};
use super::wide::{self, Loop, Wide};
use super::words::{Take, Window, for_each_word, near};
use rayon_pool::memory::{NoMemory, TryGrow, filled, with_room};

/// How many slots a short document uses: few enough that they stay in the nearest cache.
const SMALLEST: usize = 1 << 9;
/// How many slots a long one starts with at most. It starts with one for so many bytes that few documents make it grow:
/// growing out of one size after another took a sixth of the time of text in English.
const LARGEST_START: usize = 1 << 14;
/// For how many bytes of a document it starts with a slot.
const BYTES_A_SLOT: usize = 4;
/// A table that grew beyond this is given back when the next document comes.
const LARGEST_KEPT: usize = 1 << 16;

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    /// How often the word came, counted from [`Table::zero`]; anything up to that if the slot is free.
    seen: u64,
}

/// A word of a table.
#[derive(Debug)]
enum Word<'a> {
    Short(Key),
    Long(&'a [u8]),
}

/// A word of a table, its hash there, and how often it came.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    word: Word<'a>,
    pub(super) hash: u64,
    times: u64,
}

/// What there is to say of a table as a whole.
///
/// While text is counted it is no part of the table, but of the loop: in registers.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// How many words have been counted.
    words: u64,
    /// How many of them were different.
    used: usize,
    /// The sum of the squared counts.
    score: u64,
}

impl Tally {
    /// A word that had come `before` comes so many times more.
    #[inline(always)]
    fn add(&mut self, Before { times: before, is_new }: Before, times: u64) {
        self.words += times;
        self.used += usize::from(is_new);
        self.score += times * (2 * before + times);
    }
}

/// How often a word had come so far.
#[derive(Debug, Clone, Copy)]
struct Before {
    times: u64,
    is_new: bool,
}

/// How often each word of a document has come so far.
#[derive(Debug)]
pub(super) struct Table {
    slots: Vec<Slot>,
    /// How far a hash is shifted down to the slots that are in use: the first power of two of them.
    shift: u32,
    /// What [`Slot::seen`] is counted from.
    zero: u64,
    /// How many slots may be used before there must be more of them.
    most: usize,
    tally: Tally,
    /// The long words, one behind the other.
    long: Vec<u8>,
    /// Where each of them ends.
    long_ends: Vec<usize>,
    seed: Seed,
    /// There was no memory to grow, some time since the last document began: what has been counted since means nothing.
    failure: Option<NoMemory>,
}

impl Table {
    /// An empty table. `seed` decides which words fall on the same slot; no outsider should know it.
    pub(super) fn new(seed: Seed, slots: usize) -> Result<Self, NoMemory> {
        Ok(Self {
            slots: filled(Slot::default(), slots)?,
            shift: shift_to(slots),
            zero: 0,
            most: slots / 2,
            tally: Tally::default(),
            long: Vec::new(),
            long_ends: Vec::new(),
            seed,
            failure: None,
        })
    }

    /// A table for document after document.
    pub(super) fn for_documents(seed: Seed) -> Result<Self, NoMemory> {
        Self::new(seed, SMALLEST)
    }

    /// Forgets all words: a document of `len` bytes is next.
    #[inline(always)]
    pub(super) fn start(&mut self, len: usize) -> Result<(), NoMemory> {
        if self.slots.len() > LARGEST_KEPT {
            *self = Self::for_documents(self.seed)?;
        }
        self.clear();
        // Mostly it is the number that it was.
        if self.most != SMALLEST / 2 || len > BYTES_A_SLOT * SMALLEST {
            let slots = (len / BYTES_A_SLOT).next_power_of_two().clamp(SMALLEST, LARGEST_START);
            // If there is no memory for that many, it starts with as many as it has.
            let _ = self.use_slots(slots);
        }
        Ok(())
    }

    fn use_slots(&mut self, slots: usize) -> Result<(), NoMemory> {
        if self.slots.len() < slots {
            self.slots.try_resize(slots, Slot::default())?;
        }
        self.shift = shift_to(slots);
        self.most = slots / 2;
        Ok(())
    }

    /// Forgets all words.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        // No count is higher.
        self.zero += self.tally.words;
        self.tally = Tally::default();
        self.long.clear();
        self.long_ends.clear();
    }

    /// Whether all that was counted is there.
    #[inline(always)]
    fn checked(&mut self) -> Result<(), NoMemory> {
        match self.failure {
            None => Ok(()),
            Some(no_memory) => {
                self.failure = None;
                Err(no_memory)
            }
        }
    }

    /// The sum of the squared counts.
    pub(super) fn score(&self) -> u64 {
        self.tally.score
    }

    /// How many different words there are.
    pub(super) fn used(&self) -> usize {
        self.tally.used
    }

    /// Counts the words of a text.
    pub(super) fn count_words(&mut self, text: &[u8]) -> Result<(), NoMemory> {
        struct Count<'a>(&'a mut Table, &'a [u8]);
        impl Loop for Count<'_> {
            type Out = ();
            #[inline(always)]
            fn run(self, wide: impl Wide) {
                let Self(table, text) = self;
                let mut counting = Counting { tally: table.tally, table };
                for_each_word::<Wtf8>(text, 0..text.len(), wide, &mut counting);
                let Counting { tally, table } = counting;
                table.tally = tally;
            }
        }
        wide::run(Count(self, text));
        self.checked()
    }

    /// Counts the words of a document by itself; gives its score.
    #[inline(always)]
    pub(super) fn score_document(
        &mut self,
        document: &Document<'_>,
        wide: impl Wide,
    ) -> Result<u64, NoMemory> {
        self.start(document.len())?;
        let mut counting = Counting { tally: self.tally, table: self };
        document.for_each_word(wide, &mut counting);
        let Counting { tally, .. } = counting;
        self.tally = tally;
        self.checked()?;
        Ok(self.score())
    }

    /// The words in some slots, with their counts.
    pub(super) fn words(&self, slots: Range<usize>) -> impl Iterator<Item = Counted<'_>> {
        let slots = &self.slots[slots.start..self.slots.len().min(slots.end)];
        slots.iter().filter(|slot| slot.seen > self.zero).map(|slot| {
            let word = if is_long(slot.key) {
                Word::Long(long_word(&self.long, &self.long_ends, slot.key))
            } else {
                Word::Short(slot.key)
            };
            Counted { word, hash: self.hash(slot.key), times: slot.seen - self.zero }
        })
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// Counts a word of another table as often as that has it.
    pub(super) fn add(&mut self, counted: &Counted<'_>) -> Result<(), NoMemory> {
        let before = match counted.word {
            Word::Short(key) => self.count_short(key, counted.times),
            Word::Long(word) => self.count_long(word, counted.times),
        };
        self.tally.add(before, counted.times);
        if self.tally.used > self.most {
            self.grow()?;
        }
        self.checked()
    }

    /// Gives the memory back; the score is all that is left.
    pub(super) fn give_back(&mut self) -> Result<u64, NoMemory> {
        let score = self.score();
        *self = Self::new(self.seed, 1)?;
        Ok(score)
    }

    #[inline(always)]
    fn count_short(&mut self, key: Key, times: u64) -> Before {
        let mut at = self.place(self.seed.pair(key));
        loop {
            let Some(slot) = self.slots.get_mut(at) else {
                at = 0;
                continue;
            };
            let seen = slot.seen.max(self.zero);
            let before = seen - self.zero;
            let difference = (slot.key[0] ^ key[0]) | (slot.key[1] ^ key[1]);
            // Zero if the slot is free, or has this word. As a choice between the two, even one that is said to be
            // unpredictable, this was compiled to a branch for each: half of the time went to those guessed wrong.
            if difference.min(before) == 0 {
                *slot = Slot { key, seen: seen + times };
                return Before { times: before, is_new: before == 0 };
            }
            at += 1;
        }
    }

    #[inline(never)]
    fn count_long(&mut self, word: &[u8], times: u64) -> Before {
        let hash = self.seed.bytes(word, 0);
        let mut at = self.place(self.hash(key::long(hash, 0)));
        loop {
            let Some(slot) = self.slots.get_mut(at) else {
                at = 0;
                continue;
            };
            if slot.seen <= self.zero {
                let key = key::long(hash, self.long_ends.len());
                let kept = self.long.try_append(word).and_then(|()| self.long_ends.try_push(self.long.len()));
                if let Err(no_memory) = kept {
                    // Nobody will ask for the count.
                    self.failure = Some(no_memory);
                    return Before { times: 0, is_new: false };
                }
                *slot = Slot { key, seen: self.zero + times };
                return Before { times: 0, is_new: true };
            }
            if slot.key[0] == hash
                && is_long(slot.key)
                && long_word(&self.long, &self.long_ends, slot.key) == word
            {
                let seen = slot.seen;
                slot.seen += times;
                return Before { times: seen - self.zero, is_new: false };
            }
            at += 1;
        }
    }

    /// The hash of the word that a key stands for.
    fn hash(&self, key: Key) -> u64 {
        // The number of a long word says nothing of it.
        self.seed.pair(if is_long(key) { key::long(key[0], 0) } else { key })
    }

    /// Where the search for a hash starts.
    #[inline(always)]
    fn place(&self, hash: u64) -> usize {
        // A table has fewer slots than there is memory.
        #[allow(clippy::cast_possible_truncation)]
        let place = (hash >> self.shift) as usize;
        place
    }

    #[cold]
    fn grow(&mut self) -> Result<(), NoMemory> {
        let zero = self.zero;
        let mut live = with_room(self.most + 1)?;
        live.try_extend(self.slots.iter_mut().filter(|slot| slot.seen > zero).map(std::mem::take))?;
        self.use_slots(4 * self.most)?;
        for slot in live {
            let mut at = self.place(self.hash(slot.key));
            while self.slots.get(at).is_none_or(|slot| slot.seen > zero) {
                at = if at < self.slots.len() { at + 1 } else { 0 };
            }
            self.slots[at] = slot;
        }
        Ok(())
    }
}

/// A table whose tally is kept apart.
struct Counting<'a> {
    tally: Tally,
    table: &'a mut Table,
}

impl Counting<'_> {
    #[inline(always)]
    fn add(&mut self, before: Before) {
        self.tally.add(before, 1);
        if self.tally.used > self.table.most {
            self.grow();
        }
    }

    /// Without memory the count goes on in a table that is emptied, and means nothing: the loop knows no errors.
    #[cold]
    fn grow(&mut self) {
        if let Err(no_memory) = self.table.grow() {
            self.table.failure = Some(no_memory);
            self.table.tally = self.tally;
            self.table.clear();
            self.tally = Tally::default();
        }
    }
}

impl Take for Counting<'_> {
    #[inline(always)]
    fn take_near(&mut self, window: &Window, _: usize, start: usize, len: usize) {
        let before = if len <= SHORT {
            self.table.count_short(short(near(window, start), len), 1)
        } else {
            self.table.count_long(&window[start..start + len], 1)
        };
        self.add(before);
    }

    #[inline(always)]
    fn take_long(&mut self, text: &[u8], start: usize, end: usize) {
        let before = self.table.count_long(&text[start..end], 1);
        self.add(before);
    }
}

/// How far to shift a hash down to so many slots.
fn shift_to(slots: usize) -> u32 {
    64 - slots.ilog2()
}

/// The long word that a key stands for.
fn long_word<'a>(long: &'a [u8], ends: &[usize], key: Key) -> &'a [u8] {
    let number = key::number(key);
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &long[start..ends[number]]
}

#[cfg(test)]
mod tests;
