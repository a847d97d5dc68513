//! Kernels that exist in test builds alone: work of a known length, and bugs of every kind.

use std::time::{Duration, Instant};

use crate::job::{Job, Stop};

/// Keeps one thread busy for `time` in each of `chunks` chunks; gives how many there were.
///
/// # Errors
/// The job was cancelled.
pub async fn spin(job: Job, chunks: usize, time: Duration) -> Result<u64, Stop> {
    job.set_total(chunks as u64);
    let inner = job.clone();
    let work = move |_| {
        let start = Instant::now();
        while start.elapsed() < time {
            std::hint::spin_loop();
        }
        inner.advance(1);
        1
    };
    job.fold(0..chunks, 0, work, |one, other| one + other).await
}

/// Where [`panic_in`] panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the first section.
    Start,
    /// In one of many chunks.
    Chunk,
    /// In the half of a `join` that another thread may have taken over.
    Join,
    /// After the last section.
    End,
}

/// Panics.
///
/// # Errors
/// It does nothing else.
///
/// # Panics
/// That is what it is for.
pub async fn panic_in(job: Job, place: Place) -> Result<u64, Stop> {
    assert!(place != Place::Start, "the probe panics at the start");
    let work = move |chunk| {
        assert!(place != Place::Chunk || chunk != 50, "the probe panics in chunk {chunk}");
    };
    job.map(0..100, work).await?;
    let inner = job.clone();
    job.step(move || inner.join(|| (), || assert!(place != Place::Join, "the probe panics in a join")))
        .await?;
    assert!(place != Place::End, "the probe panics at the end");
    Ok(0)
}
