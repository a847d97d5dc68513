//! Word-frequency scores: for each document, the sum of the squared counts of its words.
//!
//! Linear in the text. Documents come in [`Group`]s through a feed, so that the first are scored while the last are
//! still on their way. A group is one turn's work, but for a very long document, which takes many.

mod group;
mod long;
mod table;
mod words;

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::LazyLock;

pub use group::Group;
use long::LongDocument;
use table::Table;
use words::{Latin1, Text, Utf16, is_latin1, mark_utf16};

use super::documents::{self, Corpus, decode};
use crate::job::{Intake, Job, Step, Stop, feed};

/// The largest integer that a JavaScript number holds exactly, with all below it.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A score or a total that a JavaScript number cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLarge {
    /// The score of the document with this index.
    Score {
        /// Its index in the batch.
        index: u64,
        /// Its score.
        score: u64,
    },
    /// The sum of all scores.
    Total {
        /// That sum.
        total: u128,
    },
}

/// What is left of all scores once they are reduced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many documents there were.
    pub documents: u64,
    /// The sum of their scores.
    pub total: u64,
    /// The largest score; 0 without documents.
    pub max: u64,
    /// The first document that has it; nothing without documents.
    pub max_index: Option<u64>,
}

/// The score of every document, in their order, group by group.
///
/// # Errors
/// The job was cancelled or panicked; inside, the first document whose score is [`TooLarge`].
pub async fn score(job: Job, documents: Documents) -> Result<Result<Vec<Vec<f64>>, TooLarge>, Stop> {
    let scored = group_by_group(job, documents, numbers);
    Ok(scored.await?.map(|groups| groups.into_iter().map(|(_, scores)| scores).collect()))
}

/// The score of every document of a group, on the calling thread.
///
/// # Errors
/// The first document whose score is [`TooLarge`].
pub fn score_here(group: Group) -> Result<Vec<f64>, TooLarge> {
    let (_, scores) = checked(score_group(group), numbers);
    scores.map_err(|(index, score)| TooLarge::Score { index, score })
}

/// Scores as JavaScript has numbers.
fn numbers(scores: Vec<u64>) -> Vec<f64> {
    // Exact: none of them is too large.
    #[allow(clippy::cast_precision_loss)]
    scores.into_iter().map(|score| score as f64).collect()
}

/// The scores of all documents, reduced on the pool.
///
/// # Errors
/// The job was cancelled or panicked; inside, the first score that is [`TooLarge`], else the total that is.
pub async fn summarize(job: Job, documents: Documents) -> Result<Result<Summary, TooLarge>, Stop> {
    let reduced = match group_by_group(job, documents, |scores| reduce(&scores)).await? {
        Ok(reduced) => reduced,
        Err(too_large) => return Ok(Err(too_large)),
    };
    Ok(merge(reduced))
}

/// The scores of all documents of a group, reduced on the calling thread.
///
/// # Errors
/// The first score that is [`TooLarge`], else the total that is.
pub fn summarize_here(group: Group) -> Result<Summary, TooLarge> {
    let (_, reduced) = checked(score_group(group), |scores| reduce(&scores));
    merge([(0, reduced.map_err(|(index, score)| TooLarge::Score { index, score })?)])
}

/// What a turn works on: a group, or what is left of a long document.
#[derive(Debug)]
pub struct Portion(Work);

#[derive(Debug)]
enum Work {
    Group(Group),
    Long(Box<LongDocument>),
}

impl From<Group> for Portion {
    fn from(group: Group) -> Self {
        Self(match LongDocument::new(group) {
            Ok(long) => Work::Long(Box::new(long)),
            Err(group) => Work::Group(group),
        })
    }
}

impl Portion {
    /// The documents, before any turn.
    pub(in crate::kernels) fn into_group(self) -> Group {
        match self.0 {
            Work::Group(group) => group,
            Work::Long(long) => long.into_group(),
        }
    }

    /// The scores of its documents, or what is left of it after a turn.
    fn turn(self) -> Step<Self, Vec<u64>> {
        match self.0 {
            Work::Group(group) => Step::Done(score_group(group)),
            Work::Long(long) => match long.turn() {
                Step::More(long) => Step::More(Self(Work::Long(long))),
                Step::Done(score) => Step::Done(vec![score]),
            },
        }
    }
}

/// A batch: all at once, if it is small, or portion by portion.
pub enum Documents {
    /// One group that has them all.
    Whole(Group),
    /// A way in, and how many are to come.
    Fed(Intake<Portion>, u64),
    /// All of them, in memory.
    Kept(Corpus),
}

impl From<Group> for Documents {
    fn from(group: Group) -> Self {
        match Portion::from(group) {
            Portion(Work::Group(group)) => Self::Whole(group),
            long => {
                let (feed, intake) = feed(1);
                feed.push(long, 1);
                feed.close();
                Self::Fed(intake, 1)
            }
        }
    }
}

/// What came of some documents: how many they were, and their value, or the first that scores too much.
type Checked<T> = (u64, Result<T, (u64, u64)>);

/// Scores every portion and does `then` with its scores, on the pool; gives what came of each, with the index of its
/// first document.
async fn group_by_group<T: Send + 'static>(
    job: Job,
    documents: Documents,
    then: impl Fn(Vec<u64>) -> T + Send + Sync + 'static,
) -> Result<Result<Vec<(u64, T)>, TooLarge>, Stop> {
    let inner = job.clone();
    let judged = move |scores: Vec<u64>| {
        inner.advance(scores.len() as u64);
        checked(scores, &then)
    };
    let all = match documents {
        // Within this turn: what is small should end soon.
        Documents::Whole(group) => {
            job.set_total(group.len() as u64);
            vec![judged(score_group(group))]
        }
        Documents::Fed(intake, documents) => {
            job.set_total(documents);
            let work = move |portion: Portion| match portion.turn() {
                Step::More(portion) => Step::More(portion),
                Step::Done(scores) => Step::Done(judged(scores)),
            };
            job.drain(intake, work).await?
        }
        Documents::Kept(corpus) => {
            job.set_total(corpus.len());
            let (portions, inner) = (corpus.portions(), job.clone());
            let work = move |number| judged(score_kept(&inner, &corpus.portion(number)));
            job.map(0..portions, work).await?
        }
    };
    let mut offset = 0;
    let mut values = Vec::with_capacity(all.len());
    for (documents, checked) in all {
        match checked {
            Ok(value) => values.push((offset, value)),
            Err((index, score)) => return Ok(Err(TooLarge::Score { index: offset + index, score })),
        }
        offset += documents;
    }
    Ok(Ok(values))
}

/// What comes of some scores: `then` with them, unless one is too large.
fn checked<T>(scores: Vec<u64>, then: impl Fn(Vec<u64>) -> T) -> Checked<T> {
    let documents = scores.len() as u64;
    let value = match scores.iter().position(|&score| score > MAX_SAFE_INTEGER) {
        Some(index) => Err((index as u64, scores[index])),
        None => Ok(then(scores)),
    };
    (documents, value)
}

/// One summary of all, from those of groups with the index of their first document.
fn merge(groups: impl IntoIterator<Item = (u64, (Summary, u128))>) -> Result<Summary, TooLarge> {
    let (mut all, mut total) = (Summary::default(), 0);
    for (offset, (group, group_total)) in groups {
        if let Some(index) = group.max_index
            && (all.max_index.is_none() || group.max > all.max)
        {
            all.max = group.max;
            all.max_index = Some(offset + index);
        }
        all.documents += group.documents;
        total += group_total;
    }
    match u64::try_from(total) {
        Ok(total) if total <= MAX_SAFE_INTEGER => Ok(Summary { total, ..all }),
        _ => Err(TooLarge::Total { total }),
    }
}

/// The summary of some scores but for its total, which may be larger than a summary's can be.
fn reduce(scores: &[u64]) -> (Summary, u128) {
    let max = scores.iter().copied().max().unwrap_or_default();
    let max_index = scores.iter().position(|&score| score == max).map(|index| index as u64);
    let total = scores.iter().copied().map(u128::from).sum();
    (Summary { documents: scores.len() as u64, total: 0, max, max_index }, total)
}

/// What each thread keeps from one group to the next.
struct Scratch {
    table: Table,
    bytes: Vec<u8>,
    spaces: Vec<u64>,
}

impl Scratch {
    fn new() -> Self {
        Self { table: Table::new(*SEED), bytes: Vec::new(), spaces: Vec::new() }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
}

/// Words that fall on the same slot cost time. Nobody outside this process can know which do.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

fn score_group(group: Group) -> Vec<u64> {
    SCRATCH.with_borrow_mut(|Scratch { table, bytes, spaces }| {
        let scores = if is_latin1(&group.units) {
            let text = Latin1::narrow(&group.units, bytes, spaces);
            group.spans().map(|span| score_document(&text, span, table)).collect()
        } else {
            // One document that is not Latin-1 must not make its neighbours slow.
            let score = |span: Range<usize>| {
                let (length, units) = (span.len(), &group.units[span]);
                if is_latin1(units) {
                    return score_document(&Latin1::narrow(units, bytes, spaces), 0..length, table);
                }
                spaces.clear();
                mark_utf16(units, spaces);
                score_document(&Utf16::new(units, spaces), 0..length, table)
            };
            group.spans().map(score).collect()
        };
        group.recycle();
        scores
    })
}

/// The scores of documents in memory; something else once the job is cancelled.
fn score_kept(job: &Job, portion: &documents::Portion<'_>) -> Vec<u64> {
    let mut group = Group::spare();
    for span in portion.spans() {
        let units = decode(&portion.text()[span]);
        group.lengths.push(units.len().try_into().unwrap_or(u32::MAX));
        group.units.extend(units);
    }
    let mut portion = Portion::from(group);
    loop {
        match portion.turn() {
            Step::Done(scores) => return scores,
            Step::More(_) if job.is_cancelled() => return Vec::new(),
            Step::More(more) => portion = more,
        }
    }
}

fn score_document(text: &impl Text, span: Range<usize>, table: &mut Table) -> u64 {
    table.clear();
    table.count(text, span)
}

#[cfg(test)]
mod tests {
    use super::{MAX_SAFE_INTEGER, reduce};

    #[test]
    fn a_total_is_added_up_past_the_safe_integers() {
        let (summary, total) = reduce(&[MAX_SAFE_INTEGER, MAX_SAFE_INTEGER]);
        assert_eq!((summary.max, total), (MAX_SAFE_INTEGER, 2 * u128::from(MAX_SAFE_INTEGER)));
    }
}
