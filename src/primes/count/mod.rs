//! How many primes lie below a limit.
//!
//! Nobody has to see the primes to count them. Three ways, each where it is the fastest:
//!
//! | limit          | way                                                    | cost                           |
//! | -------------- | ------------------------------------------------------ | ------------------------------ |
//! | to 2^16        | a table                                                | one look                       |
//! | to [`FORMULA`] | the recurrence over what primes leave: [`rough`]       | O(x^(3/4)), one thread         |
//! | above          | Gourdon's [`super::formula`], on all threads           | O(x^(2/3) / log^2 x)           |
//!
//! Lagarias, Miller and Odlyzko's and Deleglise and Rivat's methods, from which Gourdon's came, are not here: they share
//! what is hard about it, and have more to sieve.

mod rough;

use super::formula::{self, One, Share};
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
    if last < formula::BELOW {
        job.advance(limit);
        Ok(formula::small_pi(last)?)
    } else if last < FORMULA {
        rough::pi(&job, last, Share::rest(&job)).await
    } else {
        Ok(formula::sum_up_to::<One>(&job, last).await?.0)
    }
}
