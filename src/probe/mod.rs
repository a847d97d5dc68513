//! Kernels that exist in test builds alone: work of a known length, bugs of every kind, and an algorithm that is the
//! same in JavaScript.

mod node;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rayon_pool::job::{Job, Step, Stop};

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
        Ok(1)
    };
    job.fold(0..chunks, 0, work, |one, other| one + other).await
}

/// Where [`panic_in`] panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the first region.
    Start,
    /// In one of many chunks.
    Chunk,
    /// In the half of a `join` that another thread may have taken over.
    Join,
    /// After the last region.
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
        Ok(())
    };
    job.map(0..100, work).await?;
    let inner = job.clone();
    job.step(move || {
        inner.join(|| (), || assert!(place != Place::Join, "the probe panics in a join"));
        Ok(())
    })
    .await?;
    assert!(place != Place::End, "the probe panics at the end");
    Ok(0)
}

/// The score of each document as one writes it first, the whole batch in one go: for benchmarks.
///
/// # Errors
/// The job was cancelled before it began.
#[allow(
    clippy::disallowed_methods,
    reason = "what one writes first ends the process where there is no memory"
)]
pub async fn naive_scores(job: Job, documents: Vec<String>) -> Result<Vec<f64>, Stop> {
    job.step(move || Ok(documents.par_iter().map(|document| naive_score(document)).collect())).await
}

/// The same of documents that came joined, as the UTF-16 of `text`, in `lengths` code units each.
///
/// # Errors
/// The job was cancelled before it began.
#[allow(clippy::disallowed_methods, reason = "as above")]
pub async fn naive_group_scores(job: Job, text: Vec<u16>, lengths: Vec<u32>) -> Result<Vec<f64>, Stop> {
    job.step(move || {
        let mut rest = &text[..];
        let mut scores = Vec::with_capacity(lengths.len());
        for length in lengths {
            let (document, others) = rest.split_at(length as usize);
            scores.push(naive_score(&String::from_utf16_lossy(document)));
            rest = others;
        }
        Ok(scores)
    })
    .await
}

#[allow(clippy::disallowed_methods, reason = "as above")]
#[allow(clippy::cast_precision_loss, reason = "the benchmarks' scores are small")]
fn naive_score(document: &str) -> f64 {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for word in document.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    counts.values().map(|count| count * count).sum::<u64>() as f64
}

/// Numbers in a chunk of [`count_by_division`]: less than a millisecond's work below some ten million.
const CHUNK: u32 = 1 << 12;

/// How many primes are below `limit`, by trial division: what `bench/kernels/division.mjs` does, step by step, so that
/// who compares the two compares pools and languages, and no algorithms.
///
/// # Errors
/// The job was cancelled.
pub async fn count_by_division(job: Job, limit: u32) -> Result<u32, Stop> {
    job.set_total(u64::from(limit));
    let inner = job.clone();
    let work = move |low: u32| {
        let high = low.saturating_add(CHUNK).min(limit);
        let count: u32 = (low..high).map(|number| u32::from(is_prime(number))).sum();
        inner.advance(u64::from(high - low));
        Ok(Step::Done(count))
    };
    Ok(job.each((0..limit).step_by(CHUNK as usize), work).await?.into_iter().sum())
}

fn is_prime(number: u32) -> bool {
    if number < 4 {
        return number >= 2;
    }
    if number.is_multiple_of(2) {
        return false;
    }
    let mut divisor: u32 = 3;
    while divisor.saturating_mul(divisor) <= number {
        if number.is_multiple_of(divisor) {
            return false;
        }
        divisor += 2;
    }
    true
}
