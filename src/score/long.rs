//! Documents so long that scoring one takes many turns, on as many threads as there are.
//!
//! The [text](LongText) is cut into stretches. Each thread claims one after another and counts their words in a table
//! of its own. A table that has many words is emptied into common ones: a thousand of them, each for the words of some
//! hashes and with a lock of its own, so that threads seldom meet, and none has to grow by more at once than a turn has
//! time for. In the end all tables are emptied there, and the score is the sum of theirs. Most long documents have the
//! vocabulary of a natural language: their text is counted in the nearer caches, and the common tables see each word
//! once a thread.
//!
//! Every word belongs to the stretch in which it starts. [Giants](super::giants), which go far beyond theirs, are not
//! for tables.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::giants::{Census, GIANT, Giant};
use super::hash::Seed;
use super::table::Table;
use super::text::LongText;
use super::{SEED, with_bytes};
use rayon_pool::job::Step;
use rayon_pool::memory::{Kept, NoMemory, TryGrow, with_room};

/// How many places of the text a turn goes through: well under a millisecond.
const STRETCH: usize = 1 << 16;
/// How many stretches are worth a thread more.
const SHARE: usize = 8;
/// A table is emptied when it has a word for so many places of a stretch.
const FULL: usize = 4;
/// How many of its slots are emptied in a turn: some of the common tables may have to grow for that.
const EMPTIED: usize = 1 << 11;
/// How many common tables there are, as a power of two.
const TABLES: u32 = 10;
/// How many of them are added up, and given back, in a turn.
const ADDED: usize = 1 << 4;

/// How many slots each of them starts with.
const SMALLEST: usize = 1 << 4;

/// Not that of the parts' tables: the words of a common table have the same hash there, as far as it decides on slots.
static COMMON_SEED: LazyLock<Seed> = LazyLock::new(Seed::random);

/// What all parts of a document share.
#[derive(Debug)]
struct Document {
    text: LongText,
    /// How long a stretch is.
    stretch: usize,
    /// Where the next one starts.
    next: AtomicUsize,
    /// How many parts there are, and how many of them have not ended.
    parts: usize,
    at_work: AtomicUsize,
    tables: Kept<Vec<Mutex<Table>>>,
    giants: Mutex<Vec<Giant>>,
}

/// A thread's part in the scoring of a document.
#[derive(Debug)]
pub(super) struct Part {
    document: Arc<Document>,
    table: Table,
    next: Next,
}

/// What a part does next.
#[derive(Debug)]
enum Next {
    /// Counts the words of a stretch.
    Count,
    /// Reads on in a giant.
    Measure(Giant),
    /// Empties its table, from this slot on; then goes on.
    Empty(usize),
    /// The text is over: empties its table, from this slot on; then ends.
    EmptyLast(usize),
    /// All others have ended: counts the giants.
    Compare(Census),
    /// Adds up the common tables, from this one on, to the score of the giants and of those before.
    AddUp(usize, u64),
}

/// The parts of a document, for so many threads: one or more.
pub(super) fn parts(text: LongText, threads: usize) -> impl Iterator<Item = Result<Part, NoMemory>> {
    parts_with(text, threads, STRETCH)
}

fn parts_with(
    text: LongText,
    threads: usize,
    stretch: usize,
) -> impl Iterator<Item = Result<Part, NoMemory>> {
    let parts = text.len().div_ceil(SHARE * stretch).clamp(1, threads.max(1));
    let document = Arc::new(Document {
        text,
        stretch,
        next: AtomicUsize::new(0),
        parts,
        at_work: AtomicUsize::new(parts),
        tables: Kept::new(),
        giants: Mutex::default(),
    });
    let part = move |_| {
        let table = Table::for_documents(*SEED)?;
        Ok(Part { document: Arc::clone(&document), table, next: Next::Count })
    };
    (0..parts).map(part)
}

impl Part {
    /// A turn's work; then what is left, or the score, if this part has the last word.
    pub(super) fn turn(mut self) -> Result<Step<Self, u64>, NoMemory> {
        let document = Arc::clone(&self.document);
        self.next = match self.next {
            Next::Count => match document.claim() {
                Some(stretch) => match document.count(stretch, &mut self.table)? {
                    Some(giant) => Next::Measure(giant),
                    None if self.table.used() > document.stretch / FULL => Next::Empty(0),
                    None => Next::Count,
                },
                None if document.is_in_one_table() => document.compare(),
                None => Next::EmptyLast(0),
            },
            Next::Measure(mut giant) => {
                if giant.read(&document.text, document.stretch)? {
                    lock(&document.giants).try_push(giant)?;
                    Next::Count
                } else {
                    Next::Measure(giant)
                }
            }
            Next::Empty(slot) => match document.empty(&mut self.table, slot)? {
                Some(slot) => Next::Empty(slot),
                None => Next::Count,
            },
            Next::EmptyLast(slot) => match document.empty(&mut self.table, slot)? {
                Some(slot) => Next::EmptyLast(slot),
                // What the others have done before they ended is to be seen.
                None if document.at_work.fetch_sub(1, Ordering::AcqRel) > 1 => {
                    return Ok(Step::Split(Vec::new()));
                }
                None => document.compare(),
            },
            Next::Compare(mut census) => match census.go_on(&document.text, document.stretch)? {
                Some(score) => Next::AddUp(0, score),
                None => Next::Compare(census),
            },
            Next::AddUp(table, score) => match document.add_up(table)? {
                Some((next, more)) => Next::AddUp(next, score + more),
                None => return Ok(Step::Done(score + self.table.score())),
            },
        };
        Ok(Step::More(self))
    }
}

impl Document {
    /// The next stretch.
    fn claim(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(self.stretch, Ordering::Relaxed);
        (start < self.text.len()).then(|| self.text.border(start)..self.text.border(start + self.stretch))
    }

    /// Counts the words that start in a stretch, but for a giant: that is given back.
    fn count(&self, stretch: Range<usize>, table: &mut Table) -> Result<Option<Giant>, NoMemory> {
        let text = &self.text;
        let start = if text.is_behind_space(stretch.start) || stretch.start == 0 {
            Some(stretch.start)
        } else {
            text.first_space(stretch.clone())
        };
        let Some(start) = start else { return Ok(None) };
        let last_word = text.behind_last_space(start..stretch.end).unwrap_or(start);
        let longest = GIANT * self.stretch;
        // Without an end in here, that word is a giant.
        let reach = stretch.end..text.len().min(last_word + longest + 1).max(stretch.end);
        let end = text.first_space(reach.clone()).or((reach.end == text.len()).then_some(reach.end));
        let (end, giant) = match end {
            _ if last_word == stretch.end => (last_word, None),
            Some(end) if end - last_word <= longest => (end, None),
            _ => (last_word, Some(Giant::starting(last_word))),
        };
        with_bytes(|bytes| table.count_words(text.wtf8(start..end, bytes)?))?;
        Ok(giant)
    }

    /// Whether all words are in the table of its one part.
    fn is_in_one_table(&self) -> bool {
        self.parts == 1 && self.tables.get().is_none()
    }

    /// What is next when all stretches have been counted.
    fn compare(&self) -> Next {
        Next::Compare(Census::of(std::mem::take(&mut *lock(&self.giants))))
    }

    /// Empties a table, from this slot on, into the common ones; gives where to go on.
    fn empty(&self, table: &mut Table, slot: usize) -> Result<Option<usize>, NoMemory> {
        let tables = self.tables.get_or_make(|| {
            let mut tables = with_room(1 << TABLES)?;
            for _ in 0..1 << TABLES {
                tables.try_push(Mutex::new(Table::new(*COMMON_SEED, SMALLEST)?))?;
            }
            Ok(tables)
        })?;
        let end = slot + EMPTIED;
        for counted in table.words(slot..end) {
            // There are as many as these bits can tell.
            #[allow(clippy::cast_possible_truncation)]
            let number = (counted.hash >> (64 - TABLES)) as usize;
            lock(&tables[number]).add(&counted)?;
        }
        if end < table.slots() {
            return Ok(Some(end));
        }
        table.clear();
        Ok(None)
    }

    /// The scores of some common tables, from this one on, which are not needed any more; and which is next.
    fn add_up(&self, table: usize) -> Result<Option<(usize, u64)>, NoMemory> {
        let Some(tables) = self.tables.get().filter(|tables| table < tables.len()) else {
            return Ok(None);
        };
        let some = &tables[table..tables.len().min(table + ADDED)];
        let mut score = 0;
        for table in some {
            score += lock(table).give_back()?;
        }
        Ok(Some((table + some.len(), score)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::super::text::LongText;
    use super::{Part, parts_with};
    use rayon_pool::job::Step;

    /// The score of a text cut in such stretches, with parts that have their turns in some order.
    fn score(text: LongText, threads: usize, stretch: usize, mut order: impl Iterator<Item = usize>) -> u64 {
        let parts: Result<Vec<Part>, _> = parts_with(text, threads, stretch).collect();
        let mut parts = parts.expect("there is memory");
        loop {
            let part = parts.swap_remove(order.next().expect("the order has no end") % parts.len());
            match part.turn().expect("there is memory") {
                Step::More(part) => parts.push(part),
                Step::Split(more) => parts.extend(more),
                Step::Done(score) | Step::Last(score) => {
                    assert!(parts.is_empty(), "the score is the last word");
                    return score;
                }
            }
        }
    }

    fn oracle(text: &str) -> u64 {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for word in text.split_whitespace() {
            *counts.entry(word).or_default() += 1;
        }
        counts.values().map(|count| count * count).sum()
    }

    proptest! {
        #[test]
        fn agrees_with_the_oracle_however_the_text_is_cut(
            text in "([ab]{1,9}|[ab]{30,70}|[a-zé]{1,4}|(abcd){4,6}|漢|😀|[ \u{85}\u{A0}\u{2003}\u{3000}\n]){0,150}",
            threads in 1_usize..5,
            stretch in 1_usize..24,
            order in prop::collection::vec(any::<usize>(), 1..50),
        ) {
            let expected = oracle(&text);
            let units = LongText::Units(text.encode_utf16().collect());
            prop_assert_eq!(score(units, threads, stretch, order.iter().copied().cycle()), expected);
            let bytes = LongText::Bytes(Box::new(text.into_bytes()));
            prop_assert_eq!(score(bytes, threads, stretch, order.iter().copied().cycle()), expected);
        }
    }

    #[test]
    fn counts_more_words_than_one_table_takes() {
        let words: Vec<String> = (0..200_000).map(|n| format!("{n}")).collect();
        let text = format!("{0} {0}", words.join("\n"));
        for threads in [1, 3] {
            let text = LongText::Bytes(Box::new(text.clone().into_bytes()));
            assert_eq!(score(text, threads, 1 << 14, 0..), 4 * 200_000);
        }
    }
}
