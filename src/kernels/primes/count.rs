//! How many primes lie below a limit.

use super::{round, sieve, wheel_primes};
use crate::job::{Job, Stop};

/// How many primes are below `limit`.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn count_below(job: Job, limit: u64) -> Result<u64, Stop> {
    job.set_total(limit);
    let mut count = wheel_primes(limit).count() as u64;
    let mut start = 0;
    while start < limit {
        let round = round(&job, start, limit).await?;
        start = round.range.end;
        let (chunks, numbers) = round.chunks();
        let inner = job.clone();
        let work = move |chunk| {
            let numbers = numbers(chunk);
            let length = numbers.end - numbers.start;
            let mut count = 0;
            // A chunk that was cancelled counts for nothing: its section ends with the job.
            let _ = sieve::sieve(numbers, &round.primes, &inner, |_, flags| count += ones(flags));
            inner.advance(length);
            count
        };
        count += job.fold(0..chunks, 0, work, |one, other| one + other).await?;
    }
    Ok(count)
}

/// How many bits are set.
fn ones(flags: &[u8]) -> u64 {
    let (words, rest) = flags.as_chunks::<8>();
    let in_words: u64 = words.iter().map(|&word| u64::from(u64::from_le_bytes(word).count_ones())).sum();
    in_words + rest.iter().map(|byte| u64::from(byte.count_ones())).sum::<u64>()
}
