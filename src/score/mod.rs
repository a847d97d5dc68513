//! Word-frequency scores: for each document, the sum of the squared counts of its words.
//!
//! Linear in the text. Documents come in [`Group`]s through a feed, so that the first are scored while the last are
//! still on their way. A group is one turn's work, but for a very long document, which takes many.

// What runs for every word is to be compiled for each kind of machine: see `wide`.
#![allow(clippy::inline_always)]

mod form;
mod giants;
mod hash;
mod key;
mod long;
mod node;
mod pairs;
mod portion;
mod scorer;
mod table;
mod text;
mod wide;
mod words;

use std::cell::RefCell;
use std::sync::LazyLock;

use form::Text;
use hash::Seed;
use portion::Portion;
use scorer::Scorer;

use rayon_pool::documents::{self, Documents, Group};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, with_room};

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
/// The job was cancelled or panicked, or there is too little memory; inside, the first document whose score is [`TooLarge`].
pub async fn score(job: Job, documents: Documents) -> Result<Result<Vec<Vec<f64>>, TooLarge>, Stop> {
    let documents = match documents {
        Documents::Whole(group) if !is_long(&group) => {
            return match whole_group(&job, group, numbers)? {
                Ok(scores) => Ok(Ok(collected([scores])?)),
                Err(too_large) => Ok(Err(too_large)),
            };
        }
        more => more,
    };
    match group_by_group(job, documents, numbers).await? {
        Ok(groups) => Ok(Ok(collected(groups.into_iter().map(|(_, scores)| scores))?)),
        Err(too_large) => Ok(Err(too_large)),
    }
}

/// Scores as JavaScript has numbers.
fn numbers(scores: Vec<u64>) -> Vec<f64> {
    // Exact: none of them is too large.
    #[allow(clippy::cast_precision_loss)]
    #[allow(
        clippy::disallowed_methods,
        reason = "they take the places of the scores, which have the same size"
    )]
    scores.into_iter().map(|score| score as f64).collect()
}

/// The scores of all documents, reduced on the pool.
///
/// # Errors
/// The job was cancelled or panicked, or there is too little memory; inside, the first score that is [`TooLarge`], else the total that is.
pub async fn summarize(job: Job, documents: Documents) -> Result<Result<Summary, TooLarge>, Stop> {
    let then = |scores: Vec<u64>| reduce(&scores);
    let documents = match documents {
        Documents::Whole(group) if !is_long(&group) => {
            return Ok(whole_group(&job, group, then)?.and_then(|reduced| merge([(0, reduced)])));
        }
        more => more,
    };
    Ok(group_by_group(job, documents, then).await?.and_then(merge))
}

/// What the instructions are called that texts are scored with on this machine.
pub(crate) fn instructions() -> &'static str {
    wide::name()
}

/// What came of some documents: how many they were, and their value, or the first that scores too much.
type Checked<T> = (u64, Result<T, (u64, u64)>);

/// What `then` gives for the scores of a group that is not long: within this turn, for what is small should end soon.
fn whole_group<T>(
    job: &Job,
    group: Group,
    then: impl Fn(Vec<u64>) -> T,
) -> Result<Result<T, TooLarge>, NoMemory> {
    job.set_total(group.len() as u64);
    let (documents, value) = checked(score_group(group)?, then);
    job.advance(documents);
    Ok(value.map_err(|(index, score)| TooLarge::Score { index, score }))
}

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
        // One document.
        Documents::Whole(group) => {
            job.set_total(1);
            let threads = job.threads();
            let whole = [Portion::from(group)].into_iter();
            job.each(whole, move |portion| Ok(portion.turn(threads)?.map(&judged))).await?
        }
        Documents::Fed(intake, documents) => {
            job.set_total(documents);
            let threads = job.threads();
            job.drain(intake, move |portion: Portion| Ok(portion.turn(threads)?.map(&judged))).await?
        }
        Documents::Kept(corpus) => {
            job.set_total(corpus.len());
            let (portions, threads) = (corpus.portions(), job.threads());
            let portions = (0..portions).map(move |number| Portion::kept(corpus.clone(), number));
            job.each(portions, move |portion| Ok(portion.turn(threads)?.map(&judged))).await?
        }
    };
    let mut offset = 0;
    let mut values = with_room(all.len())?;
    for (documents, checked) in all {
        match checked {
            Ok(value) => values.try_push((offset, value))?,
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
    /// Made when it is first needed.
    scorer: Option<Scorer>,
    bytes: Vec<u8>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> =
        const { RefCell::new(Scratch { scorer: None, bytes: Vec::new() }) };
}

fn ready(scorer: &mut Option<Scorer>) -> Result<&mut Scorer, NoMemory> {
    match scorer {
        Some(scorer) => Ok(scorer),
        none => Ok(none.insert(Scorer::new(*SEED)?)),
    }
}

/// Words that fall on the same slot cost time. Nobody outside this process can know which do.
static SEED: LazyLock<Seed> = LazyLock::new(Seed::random);

/// A document with more places than this takes several turns.
const LONG: usize = 3 << 16;

/// Whether this is a document that takes several turns.
fn is_long(group: &Group) -> bool {
    group.len() == 1 && group.units.len() > LONG
}

fn score_group(group: Group) -> Result<Vec<u64>, NoMemory> {
    SCRATCH.with_borrow_mut(|Scratch { scorer, bytes }| {
        let scores = ready(scorer)?.scores(Text::of(&group, bytes)?, group.spans());
        group.recycle();
        scores
    })
}

fn score_kept(portion: documents::Portion<'_>) -> Result<Vec<u64>, NoMemory> {
    let text = Text::Wtf8(portion.text());
    SCRATCH.with_borrow_mut(|scratch| ready(&mut scratch.scorer)?.scores(text, portion.spans()))
}

/// Does `work` with the thread's memory for text.
fn with_bytes<R>(work: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    SCRATCH.with_borrow_mut(|scratch| work(&mut scratch.bytes))
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
