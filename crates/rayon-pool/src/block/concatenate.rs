//! The results of many chunks, put together on the pool: on the JS thread the copy, and above all the first touch of
//! fresh memory, would cost the event loop several nanoseconds a number.

use std::mem::take;

use super::{Block, joined, parts as blocks_of};
use crate::job::{Job, Step, Stop};
use crate::memory::{NoMemory, TryGrow, collected};

/// The least that is copied in a turn: some tens of microseconds of work, when the memory is fresh.
const CHUNK: usize = 1 << 15;

/// Copies `parts` one behind the other into `to`, which has room for exactly that, and gives it back.
///
/// # Errors
/// The job was cancelled, a chunk panicked, or there is too little memory.
///
/// # Panics
/// There is more or less room.
pub async fn concatenate<T, B>(job: Job, parts: Vec<Vec<T>>, to: B) -> Result<B, Stop>
where
    T: Copy + Send + 'static,
    B: Block<T>,
{
    let chunks = chunks(parts)?;
    let lengths = collected(chunks.iter().map(|parts| length(parts)))?;
    assert_eq!(lengths.iter().sum::<usize>(), to.len(), "there must be as much room as there are numbers");
    if chunks.is_empty() {
        return Ok(to);
    }
    let work = collected(chunks.into_iter().zip(blocks_of(to, &lengths)?))?;
    let copied = job.each(work.into_iter(), |(parts, mut block): (Vec<Vec<T>>, B)| {
        let mut at = 0;
        for part in parts {
            block[at..at + part.len()].copy_from_slice(&part);
            at += part.len();
        }
        Ok(Step::Done(block))
    });
    joined(copied.await?).ok_or(Stop::Cancelled)
}

/// The parts in chunks of at least that size, but for the last.
fn chunks<T>(parts: Vec<Vec<T>>) -> Result<Vec<Vec<Vec<T>>>, NoMemory> {
    let (mut chunks, mut chunk, mut numbers) = (Vec::new(), Vec::new(), 0);
    for part in parts {
        numbers += part.len();
        chunk.try_push(part)?;
        if numbers >= CHUNK {
            chunks.try_push(take(&mut chunk))?;
            numbers = 0;
        }
    }
    if !chunk.is_empty() {
        chunks.try_push(chunk)?;
    }
    Ok(chunks)
}

fn length<T>(parts: &[Vec<T>]) -> usize {
    parts.iter().map(Vec::len).sum()
}
