//! Documents from Apache Arrow's variable-size string layout: UTF-8 and n + 1 offsets into it.

use std::ops::{Deref, Range};
use std::sync::Arc;

use super::{PORTION_BYTES, PORTION_DOCUMENTS, Places, Run, Unfit, utf8};
use crate::job::{Job, Stop};
use crate::memory::{NoMemory, TryGrow, collected, exact, with_room};

/// How many offsets are checked in a turn.
const OFFSETS: usize = 1 << 15;
/// How many bytes of text are checked in a turn.
const BYTES: usize = 1 << 19;
/// How many portions are made in a turn.
const PORTIONS: usize = 16;

/// An integer that Arrow has offsets of.
pub trait Offset: Copy + Into<i64> + Send + Sync + 'static {}

impl Offset for i32 {}
impl Offset for i64 {}

/// Where the documents stand in `values`: from each of `offsets` to the next. Without offsets there are none, as with
/// one.
///
/// # Errors
/// The job was cancelled or panicked, or there is too little memory; inside, an offset is out of place (the first is told), or else the text is not
/// UTF-8, or else a document is too long.
pub async fn from_arrow<V, O, P>(job: Job, values: V, offsets: P) -> Result<Result<Places, Unfit>, Stop>
where
    V: Deref<Target = [u8]> + Send + Sync + 'static,
    O: Offset,
    P: Deref<Target = [O]> + Send + Sync + 'static,
{
    let arrow = Arc::new(Arrow { values, offsets });
    let range = arrow.range();
    job.set_total((arrow.offsets.len() + range.len()) as u64);

    let (shared, inner) = (Arc::clone(&arrow), job.clone());
    let check_offsets = move |turn: usize| {
        let part = turn * OFFSETS..shared.offsets.len().min((turn + 1) * OFFSETS);
        inner.advance(part.len() as u64);
        Ok(shared.check_offsets(part))
    };
    let checked = job.map(0..arrow.offsets.len().div_ceil(OFFSETS), check_offsets).await?;
    if let Some(unfit) = checked.into_iter().find_map(Result::err) {
        return Ok(Err(unfit));
    }

    let (shared, inner) = (Arc::clone(&arrow), job.clone());
    let check_text = move |turn: usize| {
        let text = &shared.values[range.clone()];
        let part = turn * BYTES..text.len().min((turn + 1) * BYTES);
        inner.advance(part.len() as u64);
        Ok(utf8::check(text, part))
    };
    let range = arrow.range();
    let checked = job.map(0..range.len().div_ceil(BYTES), check_text).await?;
    if let Some(unfit) = checked.into_iter().find_map(Result::err) {
        return Ok(Err(unfit.further(range.start)));
    }

    let portions = arrow.portions()?;
    let turns = portions.len().div_ceil(PORTIONS);
    let shared = Arc::clone(&arrow);
    let make_runs = move |turn: usize| {
        let portions = &portions[turn * PORTIONS..portions.len().min((turn + 1) * PORTIONS)];
        let mut runs = with_room(portions.len())?;
        for portion in portions {
            runs.try_push(shared.run(portion.clone())?)?;
        }
        Ok(runs)
    };
    let runs = collected(job.map(0..turns, make_runs).await?.into_iter().flatten())?;
    Ok(Places::new(runs, range.len() as u64, false).checked())
}

struct Arrow<V, P> {
    values: V,
    offsets: P,
}

impl<V, O, P> Arrow<V, P>
where
    V: Deref<Target = [u8]>,
    O: Offset,
    P: Deref<Target = [O]>,
{
    /// Where the text of all documents stands; somewhere, if the offsets are out of place.
    fn range(&self) -> Range<usize> {
        let len = self.values.len();
        let place = |offset: Option<&O>| {
            let offset: i64 = offset.map_or(0, |&offset| offset.into());
            usize::try_from(offset).map_or(0, |offset| offset.min(len))
        };
        let (start, end) = (place(self.offsets.first()), place(self.offsets.last()));
        start..end.max(start)
    }

    /// Checks the offsets of a part.
    fn check_offsets(&self, part: Range<usize>) -> Result<(), Unfit> {
        // No memory is larger.
        let most = i64::try_from(self.values.len()).unwrap_or(i64::MAX);
        let mut least = part.start.checked_sub(1).map_or(0, |before| self.offsets[before].into());
        for index in part {
            let value: i64 = self.offsets[index].into();
            if value < least || value > most {
                return Err(Unfit::OutOfBounds { index, value, least, most });
            }
            if utf8::is_within_character(&self.values, self.place(index)) {
                return Err(Unfit::WithinCharacter { index, value });
            }
            least = value;
        }
        Ok(())
    }

    /// An offset that has been checked.
    fn place(&self, index: usize) -> usize {
        // It is within the values.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = self.offsets[index].into() as usize;
        place
    }

    /// The documents, cut in portions.
    fn portions(&self) -> Result<Vec<Range<usize>>, NoMemory> {
        let documents = self.offsets.len().saturating_sub(1);
        let mut portions = Vec::new();
        let mut start = 0;
        while start < documents {
            let most = documents.min(start + PORTION_DOCUMENTS);
            let limit = self.place(start) + PORTION_BYTES;
            let ends = &self.offsets[start + 1..=most];
            let fitting =
                ends.partition_point(|&end| usize::try_from(end.into()).is_ok_and(|end| end <= limit));
            let end = start + fitting.max(1);
            portions.try_push(start..end)?;
            start = end;
        }
        Ok(portions)
    }

    /// Where the documents of a portion stand.
    fn run(&self, documents: Range<usize>) -> Result<Run, NoMemory> {
        let start = self.place(documents.start);
        if documents.len() == 1 {
            return Ok(Run::new(start, self.place(documents.end), exact(collected([0])?)?));
        }
        // A portion with more than one document is not larger.
        #[allow(clippy::cast_possible_truncation)]
        let ends = collected(documents.map(|document| (self.place(document + 1) - start) as u32))?;
        Ok(Run::new(start, start, exact(ends)?))
    }
}
