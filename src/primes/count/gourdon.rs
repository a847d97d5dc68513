//! pi by Gourdon's formula, the fastest combinatorial one that is known.
//!
//! X. Gourdon, "Computation of pi(x): improvements to the Meissel, Lehmer, Lagarias, Miller, Odlyzko, Deleglise and
//! Rivat method", 2001:
//!
//! pi(x) = A - B + C + D + Phi0 + Sigma
//!
//! Like all of that family it unfolds phi(x, pi(x^(1/3))), the numbers up to x without a prime factor up to the cube
//! root, by phi(v, b) = phi(v, b - 1) - phi(v/p, b - 1), and stops at *leaves*: ordinary ones once the divisor m is at
//! most z and b has come down to the seven smallest primes (`ordinary`), special ones once m is past z. A special leaf
//! phi(x/(p m), b - 1) is *easy* when p squared is above x/(p m), for then it is pi(x/(p m)) - b + 2 (`easy`: C, and A
//! where m is a prime above p too). The *hard* ones are counted by sieving up to x/z (`hard`: D). B are the products of
//! two primes above y (`semiprimes`), and Sigma closes the sums (`sigma`).
//!
//! O(x^(2/3) / log^2 x) time and O(z) memory beside what each thread sieves: about 1.3 z bytes, and twice that while
//! the tables are put together. They have 3 MB at 10^15, 6 MB at 2^53 and 120 MB at 2^64.

use std::sync::Arc;

use super::super::primes_to;
use super::ordinary::phi0;
use super::progress::Share;
use super::semiprimes::semiprimes;
use super::sigma::sigma;
use super::squarefree::Squarefree;
use super::table::{self, PiTable};
use super::{easy, hard, rough};
use rayon_pool::job::{Job, Stop};

/// From here on the formula holds: below, bounds come too close to the first seven primes.
pub(super) const SMALLEST: u64 = 1_000_000;

/// The numbers that say which leaf belongs to which sum.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub(super) x: u64,
    /// `alpha_y` x^(1/3), between the cube root and the square root of x. The primes that unfold phi go up to here. A
    /// larger y has less to sieve, and more easy leaves.
    pub(super) y: u64,
    /// `alpha_z` y, at most the square root of x: divisors of leaves go up to here. A larger z has less hard leaves to
    /// sieve, and more ordinary ones.
    pub(super) z: u64,
    /// Gourdon's x*: primes above it have no hard leaves.
    pub(super) star: u64,
    pub(super) cube_root: u64,
}

impl Bounds {
    /// The bounds of x, at least [`SMALLEST`], by factors found by measuring.
    pub(super) fn new(x: u64) -> Self {
        let (alpha_y, alpha_z) = alphas(x);
        Self::with(x, alpha_y, alpha_z)
    }

    pub(super) fn with(x: u64, alpha_y: f64, alpha_z: f64) -> Self {
        let (cube_root, root) = (cube_root(x), x.isqrt());
        let y = ((cube_root as f64 * alpha_y) as u64).clamp(cube_root + 1, root);
        let z = ((y as f64 * alpha_z) as u64).clamp(y, root);
        // Gourdon's x* has no upper bounds; without them Sigma's sums do not fit together for x below some 10^6.
        // (x/y^2 is rounded up for the same reason: both are known from primecount's documentation.)
        let star = x.isqrt().isqrt().max(x.div_ceil(y * y)).min(y).min((x / y).isqrt());
        Self { x, y, z, star, cube_root }
    }
}

/// `alpha_y` and `alpha_z`: a fit to the fastest ones from 10^12 to 10^15 on two threads. The valley is flat: a third
/// more or less costs some percent.
fn alphas(x: u64) -> (f64, f64) {
    ((2.0 * (x as f64).log10() - 20.0).max(1.0), 2.0)
}

/// The largest number whose cube is at most `x`.
pub(super) fn cube_root(x: u64) -> u64 {
    let mut root = (x as f64).cbrt() as u64;
    let is_above = |root: u64| u128::from(root).pow(3) > u128::from(x);
    while is_above(root) {
        root -= 1;
    }
    while !is_above(root + 1) {
        root += 1;
    }
    root
}

/// What all parts of the formula look things up in.
pub(super) struct Tables {
    pub(super) bounds: Bounds,
    /// The primes to y.
    pub(super) primes: Arc<Vec<u32>>,
    pub(super) squarefree: Squarefree,
    pi: PiTable,
}

impl Tables {
    pub(super) async fn new(job: &Job, bounds: Bounds, share: Share) -> Result<Self, Stop> {
        let primes = Arc::new(primes_to(job, bounds.y).await?);
        let squarefree = Squarefree::new(job, &primes, bounds.y, bounds.z, share).await?;
        let mut pi = PiTable::default();
        let mut has_more = true;
        while has_more {
            let (primes, below) = (Arc::clone(&primes), bounds.y + 1);
            let add = move || {
                let has_more = pi.add_some(&primes, below)?;
                Ok((pi, has_more))
            };
            (pi, has_more) = job.step(add).await?;
        }
        Ok(Self { bounds, primes, squarefree, pi })
    }

    /// pi of a number up to y.
    #[inline(always)]
    pub(super) fn pi(&self, number: u64) -> u64 {
        debug_assert!(number <= self.bounds.y);
        table::pi(&self.pi, number)
    }
}

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
    let hard = hard::leaves(job, &tables, share(0.44)).await?;
    let easy = easy::leaves(job, &tables, share(0.39)).await?;
    let semiprimes = semiprimes(job, &tables, root, Share::rest(job)).await?;
    Ok([ordinary, hard, easy, semiprimes.wrapping_neg()].into_iter().fold(sigma, u64::wrapping_add))
}
