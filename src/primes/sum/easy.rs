//! The easy leaves: products of two primes p < q up to y, p above √y, for which v = x/(pq) is at most y.
//!
//! Then p² is above v, so what no prime below p divides up to v is 1 and the primes from p on: their sum is looked up.
//! That takes a division for each q; where q is above √(x/p), many q have the same primes up to v, and one division for
//! each prime up to √(x/p) will do (the clusters of M. Deleglise and J. Rivat, "Computing π(x)", Mathematics of Computation
//! 65, 1996, section 6). For v below p the sum is 1: those leaves (the trivial ones) are added up in one go.

use std::ops::Range;
use std::sync::Arc;

use super::super::cube_root::cube_root;
use super::combinatorial::Formula;
use super::ordinary::SMALL;
use super::tables::Tables;
use rayon_pool::job::{Job, Stop};

/// The primes p of a chunk, up to the cube root of x: each has thousands of leaves.
const CHUNK: usize = 4;
/// And above, where all leaves are trivial.
const TRIVIAL_CHUNK: usize = 1 << 12;

/// What a step takes, in those of [`Progress`](super::progress::Progress).
const STEP: u64 = 2;

/// The sum over all easy leaves, modulo 2^128.
pub(super) async fn easy(job: &Job, formula: &Arc<Formula>) -> Result<u128, Stop> {
    let (pairs, trivial) = primes(formula);
    let of_pairs = fold(job, formula, pairs, CHUNK).await?;
    let of_trivial = fold(job, formula, trivial, TRIVIAL_CHUNK).await?;
    Ok(of_pairs.wrapping_add(of_trivial))
}

/// How many steps it takes.
pub(super) fn steps(formula: &Formula) -> u64 {
    let (pairs, trivial) = primes(formula);
    let of_pairs = pairs.map(|b| Bounds::new(formula, b).steps(formula));
    of_pairs.sum::<u64>() + STEP * trivial.len() as u64
}

/// The numbers of the primes p: of those up to the cube root of x, and of those above, whose v are all below p.
fn primes(Formula { x, y, tables, .. }: &Formula) -> (Range<usize>, Range<usize>) {
    // The smallest primes are taken out of the ordinary leaves.
    let first = tables.count(y.isqrt()).max(SMALL) + 1;
    let trivial = (tables.count(cube_root(*x)) + 1).max(first);
    (first..trivial, trivial..tables.count(*y) + 1)
}

/// Over the leaves whose p have these numbers.
async fn fold(
    job: &Job,
    formula: &Arc<Formula>,
    range: Range<usize>,
    chunk_size: usize,
) -> Result<u128, Stop> {
    let (formula, inner) = (Arc::clone(formula), job.clone());
    let chunks = range.len().div_ceil(chunk_size);
    let work = move |chunk| {
        let start = range.start + chunk * chunk_size;
        let mut sum = 0_u128;
        for b in start..range.end.min(start + chunk_size) {
            if inner.is_cancelled() {
                break;
            }
            let bounds = Bounds::new(&formula, b);
            sum = sum.wrapping_add(of_prime(&formula, b, &bounds));
            formula.progress.advance(bounds.steps(&formula));
        }
        Ok(sum)
    };
    job.fold(0..chunks, 0, work, u128::wrapping_add).await
}

/// Where the leaves of a prime p change: each bound belongs to what is before it.
struct Bounds {
    /// x/p.
    xp: u64,
    /// v is at most y behind this q, which is at least p.
    from: u64,
    /// q is at most v up to here, or is no leaf.
    middle: u64,
    /// v is at least p up to here.
    to: u64,
}

impl Bounds {
    fn new(Formula { x, y, tables, .. }: &Formula, b: usize) -> Self {
        let p = u64::from(tables.primes[b]);
        let xp = x / p;
        let from = p.max(xp / (y + 1)).min(*y);
        let to = (xp / p).clamp(from, *y);
        Self { xp, from, middle: xp.isqrt().clamp(from, to), to }
    }

    /// How many primes there are up to the least v of the clusters, and up to about the greatest.
    fn clusters(&self, tables: &Tables) -> Range<usize> {
        let Self { xp, middle, to, .. } = self;
        if to > middle { tables.count(xp / to)..tables.count(xp / (middle + 1)) + 1 } else { 0..0 }
    }

    fn steps(&self, Formula { tables, .. }: &Formula) -> u64 {
        let singles = tables.count(self.middle) - tables.count(self.from);
        STEP * (singles + self.clusters(tables).len() + 1) as u64
    }
}

/// The sum of the leaves of p(b), modulo 2^128.
fn of_prime(Formula { y, tables, .. }: &Formula, b: usize, bounds: &Bounds) -> u128 {
    let Bounds { xp, from, middle, to } = *bounds;
    let (at_from, at_middle, at_to) = (tables.count(from), tables.count(middle), tables.count(to));
    // The trivial ones.
    let mut sum = u128::from(tables.sum(*y) - tables.sums[at_to]);
    // The sum of the primes below p is too much in what is looked up for each leaf, and 1 is missing.
    let too_much = u128::from(tables.sums[b - 1]).wrapping_sub(1);
    sum = sum.wrapping_sub(too_much.wrapping_mul(u128::from(tables.sums[at_to] - tables.sums[at_from])));
    // Leaf by leaf, up to where q and v meet.
    for &q in &tables.primes[at_from + 1..=at_middle] {
        let q = u64::from(q);
        sum = sum.wrapping_add(u128::from(q) * u128::from(tables.sum(xp / q)));
    }
    // Then cluster by cluster: v has k primes up to it, and grows while q shrinks.
    let mut upper = to;
    for k in bounds.clusters(tables) {
        let lower = tables.primes.get(k + 1).map_or(middle, |&next| middle.max(xp / u64::from(next)));
        let of_q = tables.sum(upper) - tables.sum(lower);
        sum = sum.wrapping_add(u128::from(of_q) * u128::from(tables.sums[k]));
        upper = lower;
    }
    debug_assert!(upper == middle || to == middle);
    sum.wrapping_mul(u128::from(tables.primes[b]))
}
