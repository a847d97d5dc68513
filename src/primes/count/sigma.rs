//! Sigma: what is left of the formula once all its sums over two primes are A, B, C and D.
//!
//! Seven terms in pi of a few bounds, and in three sums over single primes (Gourdon 2001, Sigma0 to Sigma6). Gourdon
//! gives them for y below the root of x and x* = max(x^(1/4), x/y^2); how x* has to be cut for x below some 10^6 is
//! in [`Bounds`](super::bounds::Bounds).
//!
//! O(x^(1/3) / log x) time: a few divisions for each prime up to the cube root.

use super::tables::Tables;

/// Sigma; `pi_root` is pi of the square root of x.
#[allow(clippy::many_single_char_names)] // they are the formula's
pub(super) fn sigma(tables: &Tables, pi_root: u64) -> i128 {
    let bounds = &tables.bounds;
    let (x, y) = (bounds.x, bounds.y);
    let pi = |number| i128::from(tables.pi(number));
    let (a, b) = (pi(y), pi(bounds.cube_root));
    let (c, d) = (pi((x / y).isqrt()), pi(bounds.star));
    let root = i128::from(pi_root);
    // The sums of the squares of 2 to b, and of those to d, meet in Sigma3.
    let squares = |n: i128| n * (n - 1) * (2 * n - 1) / 6 - n;
    let sigma0 = a - 1 + root * (root - 1) / 2 - a * (a - 1) / 2;
    let sigma1 = (a - b) * (a - b - 1) / 2;
    let sigma2 = a * (b - c - c * (c - 3) / 2 + d * (d - 3) / 2);
    let sigma3 = squares(b) - squares(d);
    let mut sums = 0;
    for &prime in &tables.primes[d as usize..b as usize] {
        let prime = u64::from(prime);
        sums += if prime <= (x / y).isqrt() { a * pi(x / (prime * y)) } else { pi(x / (prime * prime)) };
        sums -= pi((x / prime).isqrt()).pow(2);
    }
    sigma0 + sigma1 + sigma2 + sigma3 + sums
}
