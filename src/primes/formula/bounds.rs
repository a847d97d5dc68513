//! The numbers that say which leaf belongs to which sum.

use super::super::cube_root::cube_root;

/// From here on the formula holds: below, bounds come too close to the first seven primes.
pub(in super::super) const SMALLEST: u64 = 1_000_000;

/// See the module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) x: u64,
    /// alpha x^(1/3), between the cube root and the square root of x. The primes that unfold the sum go up to here, and so
    /// do the divisors of leaves. A larger y has less to sieve, and more easy leaves.
    pub(super) y: u64,
    /// x^(1/2).
    pub(super) root: u64,
    /// x^(1/3): larger primes have but leaves that are worth 1.
    pub(super) cube_root: u64,
    /// x^(1/4): larger primes have no hard leaves.
    pub(super) fourth_root: u64,
}

impl Bounds {
    /// The bounds of `x`, at least [`SMALLEST`].
    pub(super) fn new(x: u64) -> Self {
        Self::with(x, alpha(x))
    }

    pub(super) fn with(x: u64, alpha: f64) -> Self {
        let (root, cube_root) = (x.isqrt(), cube_root(x));
        let y = ((cube_root as f64 * alpha) as u64).clamp(cube_root + 1, root);
        Self { x, y, root, cube_root, fourth_root: root.isqrt() }
    }
}

/// A fit to the fastest ones from 10^10 to 2^53 on two threads: 7 at 10^12, and 1.3 times as much for ten times x. The
/// valley is flat: a third more or less costs some percent.
fn alpha(x: u64) -> f64 {
    0.3 * (x as f64).powf(0.114)
}
