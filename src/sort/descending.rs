//! Sorting numbers that never rise: they are turned round.

use std::iter::zip;
use std::mem::swap;

use rayon_pool::block::{Block, joined, parts};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::collected;

use super::{CHUNK, each_chunk, unzipped};

/// The numbers the other way round.
pub(super) async fn reversed<K, B>(job: &Job, numbers: B) -> Result<B, Stop>
where
    K: Copy + Send + Sync + 'static,
    B: Block<K>,
{
    // As many chunks in front of the middle as behind it, each with one of its length on the other side.
    let (half, length) = (numbers.len() / 2, (CHUNK / 2 / size_of::<K>()).max(1));
    let front = collected((0..half).step_by(length).map(|start| length.min(half - start)))?;
    let lengths = front.iter().copied().chain([numbers.len() % 2]).chain(front.iter().rev().copied());
    let count = front.len();
    let mut all = parts(numbers, &collected(lengths)?)?.into_iter();
    let front = collected(all.by_ref().take(count))?;
    let middle = all.next();
    let pairs = collected(zip(front, collected(all)?.into_iter().rev()))?;
    let turned = each_chunk(job, collected([((), pairs)])?, |(), (front, behind): &mut (B, B)| {
        for (one, other) in zip(front.iter_mut(), behind.iter_mut().rev()) {
            swap(one, other);
        }
        Ok(())
    });
    let Some((_, pairs)) = turned.await?.pop() else { return Err(Stop::Cancelled) };
    let (front, behind) = unzipped(pairs)?;
    joined(front.into_iter().chain(middle).chain(behind.into_iter().rev())).ok_or(Stop::Cancelled)
}
