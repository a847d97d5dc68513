//! The numbers that say which leaf belongs to which sum.

use super::super::cube_root::cube_root;

/// From here on the formula holds: below, bounds come too close to the first seven primes.
pub(super) const SMALLEST: u64 = 1_000_000;

/// See the module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) x: u64,
    /// alpha x^(1/3), between the cube root and the square root of x. The primes that unfold phi go up to here, and so do
    /// the divisors of leaves. A larger y has less to sieve, and more easy leaves.
    pub(super) y: u64,
    /// Gourdon's x*: primes above it have no hard leaves.
    pub(super) star: u64,
    pub(super) cube_root: u64,
}

impl Bounds {
    /// The bounds of x, at least [`SMALLEST`].
    pub(super) fn new(x: u64) -> Self {
        Self::with(x, alpha(x))
    }

    pub(super) fn with(x: u64, alpha: f64) -> Self {
        let (cube_root, root) = (cube_root(x), x.isqrt());
        let y = ((cube_root as f64 * alpha) as u64).clamp(cube_root + 1, root);
        // Gourdon's x* has no upper bounds; without them Sigma's sums do not fit together for x below some 10^6.
        // (x/y^2 is rounded up for the same reason: both are known from primecount's documentation.)
        let star = x.isqrt().isqrt().max(x.div_ceil(y * y)).min(y).min((x / y).isqrt());
        Self { x, y, star, cube_root }
    }
}

/// A fit to the fastest ones from 10^10 to 2^53 on two threads: 7 at 10^12, and 1.3 times as much for ten times x. The
/// valley is flat: a third more or less costs some percent.
fn alpha(x: u64) -> f64 {
    0.3 * (x as f64).powf(0.114)
}
