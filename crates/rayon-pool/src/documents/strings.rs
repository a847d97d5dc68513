//! Documents from JavaScript strings: groups of UTF-16 or Latin-1 become WTF-8, as they come.

use std::sync::Arc;

use super::wtf8::{encode, encode_latin1, may_go_on};
use super::{Corpus, Documents, Group, Places, Run, Text};
use crate::job::{Job, Step, Stop, feed};
use crate::memory::{NoMemory, TryGrow, exact, with_room};

/// How many code units a turn goes through: well under a millisecond, whatever they are. More than a group has, unless
/// it is a single document.
const STRETCH: usize = 1 << 18;

/// The documents, in their order.
///
/// # Errors
/// The job was cancelled or panicked, or there is too little memory.
pub async fn from_strings(job: Job, documents: Documents) -> Result<Corpus, Stop> {
    let (intake, count) = match documents {
        Documents::Whole(group) => {
            let (feed, intake) = feed(1);
            let count = group.len() as u64;
            feed.push(group, 1);
            feed.close();
            (intake, count)
        }
        Documents::Fed(intake, count) => (intake, count),
        Documents::Kept(corpus) => return Ok(corpus),
    };
    job.set_total(count);
    let inner = job.clone();
    let encoded = move |coming: Coming| {
        Ok(coming.turn()?.map(|encoded| {
            inner.advance(encoded.ends.len() as u64);
            encoded
        }))
    };
    let all = job.drain(intake, encoded).await?;
    let bytes = all.iter().map(|group| group.bytes.len() as u64).sum();
    let (mut buffers, mut runs) = (with_room(all.len())?, with_room(all.len())?);
    for Encoded { bytes, ends } in all.into_iter().filter(|group| !group.ends.is_empty()) {
        buffers.try_push(bytes)?;
        runs.try_push(Run::new(0, 0, ends))?;
    }
    Ok(Corpus::new(Text::Own(Arc::new(buffers)), Arc::new(Places::new(runs, bytes, false))))
}

/// The documents of a group.
struct Encoded {
    bytes: Box<[u8]>,
    ends: Box<[u32]>,
}

/// A group, as far as it has been encoded.
struct Coming {
    group: Group,
    /// Where the document starts that comes next, or is under way.
    start: usize,
    /// Up to where its units are encoded.
    at: usize,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl From<Group> for Coming {
    fn from(group: Group) -> Self {
        Self { group, start: 0, at: 0, bytes: Vec::new(), ends: Vec::new() }
    }
}

impl Coming {
    /// A turn's work; then all documents, or the rest.
    fn turn(mut self) -> Result<Step<Self, Encoded>, NoMemory> {
        if !self.group.latin1.is_empty() {
            return of_latin1(self.group).map(Step::Done);
        }
        let limit = self.at + STRETCH;
        self.bytes.try_room(self.group.units.len().saturating_sub(self.bytes.len()))?;
        self.ends.try_room(self.group.len() - self.ends.len())?;
        // One by one: halves of a pair in two documents are no pair.
        while let Some(&length) = self.group.lengths.get(self.ends.len()) {
            let end = self.start + length as usize;
            let stretch = stretch(&self.group.units[self.at..end]);
            if self.at + stretch.len() > limit {
                return Ok(Step::More(self));
            }
            encode(stretch, &mut self.bytes)?;
            self.at += stretch.len();
            if self.at == end {
                // A string has fewer than 2^30 units of at most three bytes, and a group is much smaller.
                #[allow(clippy::cast_possible_truncation)]
                self.ends.try_push(self.bytes.len() as u32)?;
                self.start = end;
            }
        }
        self.group.recycle();
        Ok(Step::Done(Encoded { bytes: exact(self.bytes)?, ends: exact(self.ends)? }))
    }
}

/// The documents of a group that came as Latin-1: no long one does.
fn of_latin1(group: Group) -> Result<Encoded, NoMemory> {
    let (mut bytes, mut ends) = (with_room(group.latin1.len())?, with_room(group.len())?);
    for span in group.spans() {
        encode_latin1(&group.latin1[span], &mut bytes)?;
        // A group is small.
        #[allow(clippy::cast_possible_truncation)]
        ends.try_push(bytes.len() as u32)?;
    }
    group.recycle();
    Ok(Encoded { bytes: exact(bytes)?, ends: exact(ends)? })
}

/// The start of a text, as long as a turn has time for, that no pair of surrogates lies across the end of.
fn stretch(units: &[u16]) -> &[u16] {
    match units.get(STRETCH - 1) {
        Some(&last) if units.len() > STRETCH && may_go_on(last) => &units[..STRETCH - 1],
        _ => &units[..units.len().min(STRETCH)],
    }
}
