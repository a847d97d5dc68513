//! The parts of the formula, leaf by leaf, by definitions so simple that they are unlikely to be wrong; and all parts
//! against them.

use std::sync::Arc;

use proptest::prelude::*;

use super::bounds::{Bounds, SMALLEST};
use super::gourdon::pi_with;
use super::ordinary::phi0;
use super::progress::Share;
use super::semiprimes::semiprimes;
use super::tables::Tables;
use super::{easy, hard, rough};
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

    fn pi(&self, v: u64) -> i64 {
        self.primes.iter().take_while(|&&prime| prime <= v).count() as i64
    }

    /// The numbers to `v` that the first `b` primes do not divide.
    fn phi(&self, v: u64, b: usize) -> i64 {
        self.least[1..=v as usize].iter().filter(|&&least| least > self.primes[b - 1]).count() as i64
    }

    /// The square-free numbers to y with prime factors above `above`.
    fn divisors(&self, bounds: &Bounds, above: u64) -> impl Iterator<Item = u64> {
        let is_one = |m: &u64| {
            let at = *m as usize;
            self.mu[at] != 0 && self.least[at] > above
        };
        (1..=bounds.y).filter(is_one).collect::<Vec<_>>().into_iter()
    }

    fn phi0(&self, bounds: &Bounds) -> i64 {
        self.divisors(bounds, 17).map(|m| self.mu[m as usize] * self.phi(bounds.x / m, 7)).sum()
    }

    /// The special leaves of the primes up to x*: the hard ones, and the easy ones.
    fn special(&self, bounds: &Bounds) -> (i64, i64) {
        let (mut hard, mut easy) = (0, 0);
        for (b, &p) in (1..).zip(&self.primes).skip(7).take_while(|&(_, &p)| p <= bounds.star) {
            for m in self.divisors(bounds, p).filter(|&m| m * p > bounds.y) {
                let v = bounds.x / (p * m);
                let sum = if p * p <= v { &mut hard } else { &mut easy };
                *sum -= self.mu[m as usize] * self.phi(v, b - 1);
            }
        }
        (hard, easy)
    }

    fn a(&self, bounds: &Bounds) -> i64 {
        let firsts = self.primes.iter().filter(|&&p| p > bounds.star && p * p * p <= bounds.x);
        let of = |&p: &u64| {
            let seconds = self.primes.iter().filter(move |&&q| q > p && p * q * q <= bounds.x);
            seconds
                .map(move |q| bounds.x / (p * q))
                .map(|v| self.pi(v) * if v < bounds.y { 2 } else { 1 })
                .sum::<i64>()
        };
        firsts.map(of).sum()
    }

    fn b(&self, bounds: &Bounds) -> i64 {
        let primes = self.primes.iter().filter(|&&p| p > bounds.y && p * p <= bounds.x);
        primes.map(|p| self.pi(bounds.x / p)).sum()
    }
}

/// All parts of the formula at `x`.
fn agrees(x: u64, alpha: f64) {
    let factors = Factors::up_to(x);
    let bounds = Bounds::with(x, alpha);
    let computed = block_on(async |job| {
        let tables = Arc::new(Tables::new(&job, bounds, Share::rest(&job)).await.expect("nothing stops it"));
        let root = rough::pi(&job, x.isqrt(), Share::rest(&job)).await.expect("nothing stops it");
        [
            phi0(&job, &tables, Share::rest(&job)).await.expect("nothing stops it"),
            hard::leaves(&job, &tables, Share::rest(&job)).await.expect("nothing stops it"),
            easy::leaves(&job, &tables, Share::rest(&job)).await.expect("nothing stops it"),
            semiprimes(&job, &tables, root, Share::rest(&job)).await.expect("nothing stops it"),
            pi_with(&job, bounds, 0).await.expect("nothing stops it"),
        ]
    });
    let (hard, easy) = factors.special(&bounds);
    let expected = [
        factors.phi0(&bounds),
        hard,
        easy + factors.a(&bounds),
        factors.b(&bounds),
        factors.primes.len() as i64,
    ];
    assert_eq!(computed.map(u64::cast_signed), expected, "Phi0, D, A + C, B and pi with {bounds:?}");
}

#[test]
fn the_parts_agree_at_the_smallest_x() {
    agrees(SMALLEST, 1.0);
    agrees(SMALLEST, 1.7);
    agrees(SMALLEST, 10.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_parts_agree_whatever_the_bounds(x in SMALLEST..1_500_000, alpha in 1.0..10.0) {
        agrees(x, alpha);
    }

    #[test]
    fn the_formula_and_the_recurrence_agree_whatever_the_bounds(
        x in SMALLEST..10_000_000_000,
        alpha in 1.0..40.0,
    ) {
        let bounds = Bounds::with(x, alpha);
        let formula = block_on(async |job| pi_with(&job, bounds, 0).await.expect("nothing stops it"));
        let recurrence = block_on(async |job| rough::pi(&job, x, Share::rest(&job)).await.expect("nothing stops it"));
        prop_assert_eq!(formula, recurrence, "{:?}", bounds);
    }
}
