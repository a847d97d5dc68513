//! The sum of the primes up to x without looking at all of them, after J. C. Lagarias, V. S. Miller and A. M. Odlyzko,
//! "Computing π(x): the Meissel-Lehmer method", Mathematics of Computation 44 (1985).
//!
//! They count; the formulas hold for the sum of any completely multiplicative function over the primes, here n itself.
//! Let S(v) be the sum of the primes up to v, and Φ(v, b) that of the numbers up to v that none of the first b primes
//! divides. With y from the cube root to the square root of x, and a = π(y), numbers up to x without prime factors up to y
//! are 1, a prime, or the product of two:
//!
//! - S(x) = Φ(x, a) - 1 + S(y) - P,
//! - P = sum over the primes y < p <= √x of p·(S(x/p) - S(p - 1)).
//!
//! Φ(x, a) comes from Φ(v, b) = Φ(v, b - 1) - p(b)·Φ(v/p(b), b - 1), which is applied until what is left are leaves: n up to
//! y without small prime factors ([`ordinary`]), and n = m·p(b) above y, m up to y with prime factors above p(b) only, which
//! contribute -μ(m)·n·Φ(x/n, b - 1) ([`easy`] and [`hard`], which has P as well).
//!
//! All sums are taken modulo 2^128: parts of them are larger, the result is below 2^122.
//!
//! y = α·x^(1/3). A greater α makes the sieve of the hard leaves, up to z = x/y, shorter, and the tables and the easy leaves
//! more; see [`alpha`]. O(x^(2/3) log log x) time. The memory is that of the tables, 4 bytes for each number up to y (0.3 GB
//! at 2^64), and for each thread 44 bytes for each prime up to √z.

use std::sync::Arc;

use super::super::cube_root::cube_root;
use super::easy::easy;
use super::hard::hard;
use super::ordinary::ordinary;
use super::progress::Progress;
use super::tables::Tables;
use rayon_pool::job::{Job, Stop};

/// What all parts of the computation know.
pub(super) struct Formula {
    pub(super) x: u64,
    pub(super) y: u64,
    /// x/y.
    pub(super) z: u64,
    /// √x.
    pub(super) root: u64,
    pub(super) tables: Tables,
    pub(super) progress: Progress,
}

impl Formula {
    /// For `x` from [`LEAST`](super::LEAST) on, and y from its cube root to its square root.
    pub(super) async fn new(job: &Job, x: u64, y: u64) -> Result<Self, Stop> {
        let tables = Tables::new(job, y).await?;
        let mut formula =
            Self { x, y, z: x / y, root: x.isqrt(), tables, progress: Progress::unknown(job.clone()) };
        formula.progress = Progress::of(&formula, job)?;
        Ok(formula)
    }
}

/// What y is in cube roots of x. Measured on two threads: at 10^13, 2, 4 and 8 take 0.29, 0.14 and 0.12 s; at 10^15, 8, 16 and
/// 32 take 1.8, 1.5 and 1.8 s.
fn alpha(x: u64) -> u64 {
    u64::from(x.ilog2().saturating_sub(35)).max(2)
}

/// The sum of the primes up to `x`, which is at least [`LEAST`](super::LEAST).
pub(super) async fn sum_up_to(job: &Job, x: u64) -> Result<u128, Stop> {
    let y = ((cube_root(x) + 1) * alpha(x)).min(x.isqrt());
    sum_up_to_with(job, x, y).await
}

/// [`sum_up_to`] with another y: the same sum.
async fn sum_up_to_with(job: &Job, x: u64, y: u64) -> Result<u128, Stop> {
    let formula = Arc::new(Formula::new(job, x, y).await?);
    // Freeing its tables takes a while.
    job.leave(Arc::clone(&formula) as Arc<_>);
    let of_hard = hard(job, &formula).await?;
    let of_easy = easy(job, &formula).await?;
    let of_ordinary = ordinary(job, &formula).await?;
    let phi = of_ordinary.wrapping_add(of_easy).wrapping_add(of_hard.sum);
    let up_to_y = u128::from(formula.tables.sum(y));
    let taken_out = u128::from(formula.tables.sum(formula.z.isqrt()));
    // In the answers to the primes p above y, 1 is too much and the primes taken out are missing.
    let (large, squares) = (of_hard.large_primes, of_hard.large_squares);
    let corrections = large.wrapping_mul(1_u128.wrapping_sub(taken_out));
    // The sum of p·S(p - 1) over them: with each p the primes up to y, and those pairs that have it as the greater one.
    let of_smaller = up_to_y * large + (large * large - squares) / 2;
    Ok(phi.wrapping_sub(1).wrapping_add(up_to_y).wrapping_add(corrections).wrapping_add(of_smaller))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::oracle::parts;
    use super::{Formula, easy, hard, ordinary, sum_up_to, sum_up_to_with};
    use crate::primes::cube_root::cube_root;
    use crate::primes::{CUTOFF, sum_below_with};
    use rayon_pool::job::block_on;

    #[test]
    fn each_part_agrees_with_its_definition() {
        for (x, y) in
            [(1_234_567, 300), (1_234_567, 110), (1_234_567, 1100), (2_000_003, 500), (1 << 20, 1 << 10)]
        {
            let [expected_ordinary, expected_easy, expected_hard] = parts(x, y, 17);
            let found = block_on(|job| async move {
                let formula = Arc::new(Formula::new(&job, x, y).await?);
                let hard = hard(&job, &formula).await?;
                Ok::<_, rayon_pool::job::Stop>([
                    ordinary(&job, &formula).await?,
                    easy(&job, &formula).await?,
                    hard.sum,
                ])
            });
            let expected = [expected_ordinary, expected_easy, expected_hard].map(i128::cast_unsigned);
            assert_eq!(found.expect("nothing stops it"), expected, "of {x} with {y}");
        }
    }

    #[test]
    fn no_easy_leaf_has_one_of_the_smallest_primes() {
        // Of y below 17² and x up to 17y², where 17 is above √y.
        for (x, y) in [(700_000, 206), (700_000, 288), (1_048_576, 254), (1_048_576, 288), (1_400_000, 288)] {
            let sieved = block_on(|job| sum_below_with(job, x + 1, CUTOFF)).expect("nothing stops it");
            let computed =
                block_on(|job| async move { sum_up_to_with(&job, x, y).await }).expect("nothing stops it");
            assert_eq!(computed, sieved, "up to {x} with {y}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_y_gives_the_sum_that_the_sieve_gives(x in 1_u64 << 20..20_000_000, share in 0.0..=1.0) {
            let (least, most) = (cube_root(x) + 1, x.isqrt());
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let y = least + (share * (most - least) as f64) as u64;
            let sieved = block_on(|job| sum_below_with(job, x + 1, CUTOFF)).expect("nothing stops it");
            let computed = block_on(|job| async move { sum_up_to_with(&job, x, y).await }).expect("nothing stops it");
            prop_assert_eq!(computed, sieved, "up to {} with {}", x, y);
            let computed = block_on(|job| async move { sum_up_to(&job, x).await }).expect("nothing stops it");
            prop_assert_eq!(computed, sieved, "up to {}", x);
        }
    }
}
