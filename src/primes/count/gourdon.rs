//! pi by Gourdon's formula, the fastest combinatorial one that is known.
//!
//! X. Gourdon, "Computation of pi(x): improvements to the Meissel, Lehmer, Lagarias, Miller, Odlyzko, Deleglise and
//! Rivat method", 2001:
//!
//! pi(x) = A - B + C + D + Phi0 + Sigma
//!
//! Like all of that family it unfolds phi(x, pi(x^(1/3))), the numbers up to x without a prime factor up to the cube
//! root, by phi(v, b) = phi(v, b - 1) - phi(v/p, b - 1), and stops at *leaves*: ordinary ones once the divisor m is at
//! most y and b has come down to the seven smallest primes (`ordinary`), special ones once m is past y. A special leaf
//! phi(x/(p m), b - 1) is *easy* when p squared is above x/(p m), for then it is pi(x/(p m)) - b + 2 (`easy`: C, and A
//! where m is a prime above p too). The *hard* ones are counted by sieving up to x/y (`hard`: D). B are the products of
//! two primes above y (`semiprimes`), and Sigma closes the sums (`sigma`).
//!
//! (He lets m go up to a second bound z, above y. A larger one gains nothing: K. Walisch's primecount has y for it, too.)
//!
//! O(x^(2/3) / log^2 x) time and O(y) memory beside what each thread sieves: about 1.4 y bytes, and twice that while
//! the tables are put together.

use std::sync::Arc;

use super::bounds::{Bounds, SMALLEST};
use super::ordinary::phi0;
use super::progress::Share;
use super::semiprimes::semiprimes;
use super::sigma::sigma;
use super::tables::Tables;
use super::{easy, hard, rough};
use rayon_pool::job::{Job, Stop};

/// How many primes there are up to `x`, which is at least [`SMALLEST`]. `total` is the job's.
pub(super) async fn pi(job: &Job, x: u64, total: u64) -> Result<u64, Stop> {
    pi_with(job, Bounds::new(x), total).await
}

/// [`pi`] by other bounds.
pub(super) async fn pi_with(job: &Job, bounds: Bounds, total: u64) -> Result<u64, Stop> {
    debug_assert!(bounds.x >= SMALLEST);
    // What the parts take of the time, as measured at 10^15 and 2^53.
    let share = |part| Share::new(job, total, part);
    let tables = Arc::new(Tables::new(job, bounds, share(0.01)).await?);
    // Freeing them takes a while.
    job.leave(Arc::clone(&tables) as Arc<_>);
    let root = rough::pi(job, tables.bounds.x.isqrt(), share(0.01)).await?;
    let sigma = sigma(&tables, root) as u64;
    let ordinary = phi0(job, &tables, share(0.01)).await?;
    let hard = hard::leaves(job, &tables, share(0.57)).await?;
    let easy = easy::leaves(job, &tables, share(0.28)).await?;
    let semiprimes = semiprimes(job, &tables, root, Share::rest(job)).await?;
    Ok([ordinary, hard, easy, semiprimes.wrapping_neg()].into_iter().fold(sigma, u64::wrapping_add))
}
