//! How many primes lie below a limit.
//!
//! Nobody has to see the primes to count them. Three ways, each where it is the fastest:
//!
//! | limit          | way                                                 | cost                           |
//! | -------------- | --------------------------------------------------- | ------------------------------ |
//! | to 2^16        | a table: [`table`]                                  | one look                       |
//! | to [`FORMULA`] | the recurrence over what primes leave: [`rough`]    | O(x^(3/4)), one thread         |
//! | above          | Gourdon's formula, on all threads: [`gourdon`]      | O(x^(2/3) / log^2 x)           |
//!
//! The formula's parts are a file each: [`ordinary`] leaves, [`easy`] and [`hard`] ones, the products of two primes
//! ([`semiprimes`]), and [`sigma`]. They share the list of [`squarefree`] numbers, phi of seven primes ([`tiny`]), the
//! way to cut a range ([`sweep`]) and to divide ([`divide`]), and they say how far they are through [`progress`].
//!
//! Lagarias, Miller and Odlyzko's and Deleglise and Rivat's methods, from which Gourdon's came, are not here: they share
//! what is hard about it, and have more to sieve.

// The bounds of a limit below 2^64 bound everything else: primes, divisors and places in tables are below 2^32, and
// sums are modulo 2^64, where signs come and go. What `fastest` compiles has to be inlined there, whatever its size.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::inline_always
)]

mod bounds;
mod divide;
mod easy;
mod gourdon;
mod hard;
#[cfg(test)]
mod oracle;
mod ordinary;
mod progress;
mod rough;
mod semiprimes;
mod sigma;
mod squarefree;
mod sweep;
mod table;
mod tables;
mod tally;
mod tiny;

use self::progress::Share;
use rayon_pool::job::{Job, Stop};

/// From here on the formula is faster than the recurrence, on two threads.
const FORMULA: u64 = 10_000_000_000;

/// How many primes are below `limit`.
///
/// # Errors
/// The job was cancelled, or a chunk panicked.
pub async fn count_below(job: Job, limit: u64) -> Result<u64, Stop> {
    job.set_total(limit);
    let last = limit.saturating_sub(1);
    if last < table::BELOW {
        job.advance(limit);
        Ok(table::small_pi(last)?)
    } else if last < FORMULA {
        rough::pi(&job, last, Share::rest(&job)).await
    } else {
        gourdon::pi(&job, last, limit).await
    }
}
