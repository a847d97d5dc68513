//! The parts of the formula, leaf by leaf, by definitions so simple that they are unlikely to be wrong; and all parts
//! against them.

use std::sync::Arc;

use proptest::prelude::*;

use super::bounds::{Bounds, SMALLEST};
use super::closed::Closed;
use super::function::{Function, Ring, Tally};
use super::ordinary::phi0;
use super::progress::Share;
use super::semiprimes::Semiprimes;
use super::tables::Tables;
use super::{Itself, One, easy, hard, sum_with};
use crate::primes::{CUTOFF, count_by_sieve, sum_below_with};
use rayon_pool::job::block_on;

/// The smallest prime factor of every number up to `last`, and its Moebius function.
struct Factors {
    least: Vec<u64>,
    mu: Vec<i64>,
    primes: Vec<u64>,
}

impl Factors {
    fn up_to(last: u64) -> Self {
        let length = last as usize + 1;
        let mut all = Self { least: vec![u64::MAX; length], mu: vec![1; length], primes: vec![] };
        for prime in 2..=last {
            if all.least[prime as usize] != u64::MAX {
                continue;
            }
            all.primes.push(prime);
            for number in (prime..=last).step_by(prime as usize) {
                let at = number as usize;
                all.least[at] = all.least[at].min(prime);
                all.mu[at] *= if number % (prime * prime) == 0 { 0 } else { -1 };
            }
        }
        all
    }

    fn mu<F: Function>(&self, m: u64) -> F::Sum {
        match self.mu[m as usize] {
            1 => F::Sum::new(1),
            0 => F::Sum::new(0),
            _ => F::Sum::new(0) - F::Sum::new(1),
        }
    }

    fn primes_up_to<F: Function>(&self, v: u64) -> F::Sum {
        self.primes.iter().take_while(|&&prime| prime <= v).map(|&prime| F::of(prime)).sum()
    }

    /// Over the numbers to `v` that no prime up to `prime` divides.
    fn phi<F: Function>(&self, v: u64, prime: u64) -> F::Sum {
        (1..=v).filter(|&number| self.least[number as usize] > prime).map(F::of).sum()
    }

    /// The square-free numbers to y with prime factors above `above`.
    fn divisors(&self, bounds: &Bounds, above: u64) -> impl Iterator<Item = u64> {
        let is_one = |m: &u64| self.mu[*m as usize] != 0 && self.least[*m as usize] > above;
        (1..=bounds.y).filter(is_one).collect::<Vec<_>>().into_iter()
    }

    fn phi0<F: Function>(&self, bounds: &Bounds) -> F::Sum {
        self.divisors(bounds, 17).map(|m| self.mu::<F>(m) * F::of(m) * self.phi::<F>(bounds.x / m, 17)).sum()
    }

    /// The special leaves: the hard ones, and the easy ones.
    fn special<F: Function>(&self, bounds: &Bounds) -> (F::Sum, F::Sum) {
        let (mut hard, mut easy) = (F::Sum::new(0), F::Sum::new(0));
        for (&before, &p) in
            self.primes.iter().zip(&self.primes[1..]).skip(6).take_while(|&(_, &p)| p <= bounds.y)
        {
            for m in self.divisors(bounds, p).filter(|&m| m * p > bounds.y) {
                let v = bounds.x / (p * m);
                let sum = if p * p <= v { &mut hard } else { &mut easy };
                let value = if v < p { F::Sum::new(1) } else { self.phi::<F>(v, before) };
                *sum += (F::Sum::new(0) - self.mu::<F>(m)) * F::of(p * m) * value;
            }
        }
        (hard, easy)
    }

    /// The products of two primes above y.
    fn semiprimes<F: Function>(&self, bounds: &Bounds) -> F::Sum {
        let primes = self.primes.iter().filter(|&&p| p > bounds.y && p <= bounds.root);
        let of = |&p: &u64| F::of(p) * (self.primes_up_to::<F>(bounds.x / p) - self.primes_up_to::<F>(p - 1));
        primes.map(of).sum()
    }
}

/// All parts of the formula at `x`, the hard leaves in segments of at most so many grains, and about so many at a time.
fn agrees<F: Function>(x: u64, alpha: f64, grains: u64, leaves: usize)
where
    F::Sum: std::fmt::Debug + PartialEq,
{
    let factors = Factors::up_to(x);
    let bounds = Bounds::with(x, alpha);
    let (computed, sum) = block_on(async |job| {
        let tables = Tables::new::<F>(&job, bounds, Share::rest(&job)).await.expect("nothing stops it");
        let tables = Arc::new(tables);
        let closed = Closed::new::<F>(&job, &tables).await.expect("nothing stops it");
        let easy = easy::leaves::<F>(&job, &tables, Share::rest(&job)).await.expect("nothing stops it");
        let semiprimes =
            Semiprimes::new::<F>(&job, &tables, Share::rest(&job)).await.expect("nothing stops it");
        let parts = [
            phi0::<F>(&job, &tables, Share::rest(&job)).await.expect("nothing stops it"),
            hard::leaves_by::<F>(&job, &tables, Share::rest(&job), grains * F::Tally::GRAIN, leaves)
                .await
                .expect("nothing stops it"),
            easy + closed.sum::<F>(&tables, semiprimes.primes, semiprimes.squares) - semiprimes.sum,
        ];
        (parts, sum_with::<F>(&job, bounds).await.expect("nothing stops it"))
    });
    let (hard, easy) = factors.special::<F>(&bounds);
    let to_y = factors.primes_up_to::<F>(bounds.y);
    let rest = easy + to_y - F::Sum::new(1) - factors.semiprimes::<F>(&bounds);
    assert_eq!(computed, [factors.phi0::<F>(&bounds), hard, rest], "the parts with {bounds:?}");
    assert_eq!(sum, factors.primes_up_to::<F>(x), "the sum with {bounds:?}");
}

#[test]
fn the_parts_agree_at_the_smallest_x() {
    for alpha in [1.0, 1.7, 10.0] {
        agrees::<One>(SMALLEST, alpha, 1, 1);
        agrees::<Itself>(SMALLEST, alpha, 1, 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_parts_agree_whatever_the_bounds(
        x in SMALLEST..1_500_000,
        alpha in 1.0..10.0,
        grains in prop_oneof![1_u64..8, Just(64)],
        leaves in prop_oneof![1_usize..100, Just(1 << 14)],
    ) {
        agrees::<One>(x, alpha, grains, leaves);
        agrees::<Itself>(x, alpha, grains, leaves);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_formula_and_the_sieve_agree_whatever_the_bounds(x in SMALLEST..50_000_000, alpha in 1.0..20.0) {
        let bounds = Bounds::with(x, alpha);
        let count = block_on(async |job| sum_with::<One>(&job, bounds).await.expect("nothing stops it"));
        let sieved = block_on(async |job| count_by_sieve(job, x + 1).await.expect("nothing stops it"));
        prop_assert_eq!(count.0, sieved, "{:?}", bounds);
        let sum = block_on(async |job| sum_with::<Itself>(&job, bounds).await.expect("nothing stops it"));
        let sieved = block_on(async |job| sum_below_with(job, x + 1, CUTOFF).await.expect("nothing stops it"));
        prop_assert_eq!(sum.0, sieved, "{:?}", bounds);
    }
}
