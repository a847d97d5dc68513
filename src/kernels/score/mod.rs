//! Word-frequency scores: for each document, the sum of the squared counts of its words.
//!
//! Linear in the text. Documents come in [`Group`]s through a feed, so that the first are scored while the last are
//! still on their way.

mod group;
mod table;
mod words;

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::LazyLock;

pub use group::Group;
use table::Table;
use words::{Latin1, Text, Utf16, is_latin1};

use crate::job::{Intake, Job, Stop};

/// The largest integer that a JavaScript number holds exactly, with all below it.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// How many units of a long document are looked at between two looks at the job: well under a millisecond's work.
const STRIDE: usize = 1 << 16;

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
pub async fn score(job: Job, intake: Intake<Group>) -> Result<Result<Vec<Vec<f64>>, TooLarge>, Stop> {
    let scored = group_by_group(job, intake, |scores| {
        // Exact: none of them is too large.
        #[allow(clippy::cast_precision_loss)]
        scores.into_iter().map(|score| score as f64).collect()
    });
    Ok(scored.await?.map(|groups| groups.into_iter().map(|(_, scores)| scores).collect()))
}

/// The scores of all documents, reduced on the pool.
///
/// # Errors
/// The job was cancelled or panicked; inside, the first score that is [`TooLarge`], else the total that is.
pub async fn summarize(job: Job, intake: Intake<Group>) -> Result<Result<Summary, TooLarge>, Stop> {
    let reduced = match group_by_group(job, intake, |scores| reduce(&scores)).await? {
        Ok(reduced) => reduced,
        Err(too_large) => return Ok(Err(too_large)),
    };
    let (mut all, mut total) = (Summary::default(), 0);
    for (offset, (group, group_total)) in reduced {
        if let Some(index) = group.max_index
            && (all.max_index.is_none() || group.max > all.max)
        {
            all.max = group.max;
            all.max_index = Some(offset + index);
        }
        all.documents += group.documents;
        total += group_total;
    }
    Ok(match u64::try_from(total) {
        Ok(total) if total <= MAX_SAFE_INTEGER => Ok(Summary { total, ..all }),
        _ => Err(TooLarge::Total { total }),
    })
}

/// Scores every group and does `then` with its scores, on the pool; gives what came of each, with the index of its
/// first document.
async fn group_by_group<T: Send + 'static>(
    job: Job,
    intake: Intake<Group>,
    then: impl Fn(Vec<u64>) -> T + Send + Sync + 'static,
) -> Result<Result<Vec<(u64, T)>, TooLarge>, Stop> {
    let inner = job.clone();
    let work = move |group| {
        let scores = score_group(group, &inner)?;
        let documents = scores.len() as u64;
        let checked = match scores.iter().position(|&score| score > MAX_SAFE_INTEGER) {
            Some(index) => Err((index as u64, scores[index])),
            None => Ok(then(scores)),
        };
        Ok((documents, checked))
    };
    let mut offset = 0;
    let mut all = Vec::new();
    for group in job.drain(intake, work).await? {
        let (documents, checked) = group?;
        match checked {
            Ok(value) => all.push((offset, value)),
            Err((index, score)) => return Ok(Err(TooLarge::Score { index: offset + index, score })),
        }
        offset += documents;
    }
    Ok(Ok(all))
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

/// What a thread keeps of its byte buffer once a long document is done.
const BYTES_KEPT: usize = 1 << 17;

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
}

/// Words that fall on the same slot cost time. Nobody outside this process can know which do.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

fn score_group(group: Group, job: &Job) -> Result<Vec<u64>, Stop> {
    SCRATCH.with_borrow_mut(|Scratch { table, bytes, spaces }| {
        let scores: Result<Vec<u64>, Stop> = if is_latin1(&group.units) {
            let text = Latin1::narrow(&group.units, bytes, spaces);
            group.spans().map(|span| score_document(&text, span, table, job)).collect()
        } else {
            // One document that is not Latin-1 must not make its neighbours slow.
            let score = |span: Range<usize>| {
                let (length, units) = (span.len(), &group.units[span]);
                if is_latin1(units) {
                    score_document(&Latin1::narrow(units, bytes, spaces), 0..length, table, job)
                } else {
                    score_document(&Utf16::new(units, spaces), 0..length, table, job)
                }
            };
            group.spans().map(score).collect()
        };
        bytes.shrink_to(BYTES_KEPT);
        spaces.shrink_to(BYTES_KEPT / 64);
        job.advance(group.len() as u64);
        group.recycle();
        scores
    })
}

fn score_document(text: &impl Text, span: Range<usize>, table: &mut Table, job: &Job) -> Result<u64, Stop> {
    table.clear();
    let (mut score, mut rest) = table.count(text, span, STRIDE);
    while !rest.is_empty() {
        job.checkpoint()?;
        let (added, left) = table.count(text, rest, STRIDE);
        score += added;
        rest = left;
    }
    Ok(score)
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
