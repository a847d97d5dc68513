//! Sums over the primes up to x without seeing all of them: Gourdon's formula, the fastest combinatorial one that is known.
//!
//! X. Gourdon, "Computation of pi(x): improvements to the Meissel, Lehmer, Lagarias, Miller, Odlyzko, Deleglise and
//! Rivat method", 2001. He counts; the formula holds for the sum S(x) of any completely multiplicative [`Function`] f.
//!
//! Let Phi(v, b) be the sum of f over the numbers up to v that none of the first b primes divides. With y between the cube
//! and the square root of x, what no prime up to y divides up to x is 1, a prime, or the product of two:
//!
//! S(x) = Phi(x, pi(y)) - 1 + S(y) - sum of f(p) (S(x/p) - S(p - 1)) over the primes y < p <= x^(1/2)
//!
//! Phi is unfolded by Phi(v, b) = Phi(v, b - 1) - f(p) Phi(v/p, b - 1), with p the b-th prime, down to *leaves*: ordinary
//! ones once b has come down to the seven smallest primes with a divisor m of at most y ([`ordinary`]), special ones once
//! the divisor p m is past y. A special leaf Phi(x/(p m), b - 1) is *easy* when p squared is above x/(p m), for then it is a
//! sum over primes ([`easy`]). The *hard* ones are added up by sieving up to x/y ([`hard`]). The products of two primes take
//! a sieve as well ([`semiprimes`]); [`closed`] has what is left. (Gourdon lets m go up to a second bound above y, which
//! gains nothing, and closes more sums than are here: those over single primes, which take no time.)
//!
//! The parts share [`tables`]: the list of [`squarefree`] numbers, pi of numbers up to y ([`table`]). They share, too, Phi of
//! seven primes ([`tiny`]), the way to cut a range ([`sweep`]) and to divide ([`divide`]), and they say how far they are
//! through [`progress`].
//!
//! O(x^(2/3) / log^2 x) time and O(y) memory beside what each thread sieves: about 1.4 y bytes, and twice that while
//! the tables are put together.

// The bounds of a limit below 2^64 bound everything else: primes, divisors and places in tables are below 2^32. What
// `fastest` compiles has to be inlined there, whatever its size.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::inline_always
)]

mod bounds;
mod closed;
mod counts;
mod divide;
mod easy;
mod function;
mod hard;
mod itself;
mod ledger;
mod ones;
#[cfg(test)]
mod oracle;
mod ordinary;
mod progress;
mod semiprimes;
mod squarefree;
mod sums;
mod sweep;
mod table;
mod tables;
#[cfg(test)]
mod tally_tests;
mod tiny;

use std::sync::Arc;

use self::bounds::Bounds;
use self::closed::Closed;
use self::ordinary::phi0;
use self::semiprimes::Semiprimes;
use self::tables::Tables;
use rayon_pool::job::{Job, Stop};

pub(super) use self::bounds::SMALLEST;
pub(super) use self::function::Function;
pub(super) use self::itself::Itself;
pub(super) use self::ones::One;
pub(super) use self::progress::Share;
pub(super) use self::table::{BELOW, small_pi};

/// The sum over the primes up to `x`, which is at least [`SMALLEST`]. The job's total is to be x + 1.
pub(super) async fn sum_up_to<F: Function>(job: &Job, x: u64) -> Result<F::Sum, Stop> {
    debug_assert!(x >= SMALLEST);
    sum_with::<F>(job, Bounds::new(x)).await
}

/// [`sum_up_to`] by other bounds.
async fn sum_with<F: Function>(job: &Job, bounds: Bounds) -> Result<F::Sum, Stop> {
    // What the parts take of the time, as measured.
    let [of_hard, of_easy] = F::PARTS;
    let share = |part| Share::new(job, bounds.x + 1, part);
    let tables = Arc::new(Tables::new::<F>(job, bounds, share(0.01)).await?);
    // Freeing them takes a while.
    job.leave(Arc::clone(&tables) as Arc<_>);
    let closed = Closed::new::<F>(job, &tables).await?;
    let ordinary = phi0::<F>(job, &tables, share(0.01)).await?;
    let hard = hard::leaves::<F>(job, &tables, share(of_hard)).await?;
    let easy = easy::leaves::<F>(job, &tables, share(of_easy)).await?;
    let Semiprimes { sum, primes, squares } = Semiprimes::new::<F>(job, &tables, Share::rest(job)).await?;
    Ok(ordinary + hard + easy + closed.sum::<F>(&tables, primes, squares) - sum)
}
