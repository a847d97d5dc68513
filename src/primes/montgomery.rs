//! Arithmetic modulo an odd number of up to 64 bits, without dividing.
//!
//! A residue a is kept as a·2^64 mod n. The product of two such residues is then two multiplications and a correction
//! away: P. L. Montgomery, "Modular multiplication without trial division", Mathematics of Computation 44 (1985). Each of
//! the three multiplications waits for the one before; who has several products to make, makes them side by side.

/// An odd modulus above 1, and what multiplying modulo it takes.
#[derive(Clone, Copy)]
pub(super) struct Modulus {
    pub(super) n: u64,
    /// The inverse of n modulo 2^64.
    inverse: u64,
    /// The residue of 1, as it is kept.
    pub(super) one: u64,
}

impl Modulus {
    pub(super) fn new(n: u64) -> Self {
        debug_assert!(n % 2 == 1 && n > 1);
        Self { n, inverse: inverse(n), one: n.wrapping_neg() % n }
    }

    /// Both factors below n, and so the product.
    #[inline]
    pub(super) fn product(self, a: u64, b: u64) -> u64 {
        let (low, high) = a.carrying_mul(b, 0);
        let (_, correction) = low.wrapping_mul(self.inverse).carrying_mul(self.n, 0);
        self.difference(high, correction)
    }

    #[inline]
    pub(super) fn sum(self, a: u64, b: u64) -> u64 {
        // Written as a difference: the sum may lie past 2^64.
        self.difference(a, self.n - b)
    }

    /// `b` may be n itself.
    #[inline]
    pub(super) fn difference(self, a: u64, b: u64) -> u64 {
        let (difference, is_negative) = a.overflowing_sub(b);
        difference.wrapping_add(if is_negative { self.n } else { 0 })
    }
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that are right.
pub(super) const fn inverse(n: u64) -> u64 {
    // Five bits are right.
    let mut inverse = n.wrapping_mul(3) ^ 2;
    let mut right = 5;
    while right < 64 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(n.wrapping_mul(inverse)));
        right *= 2;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Modulus;

    proptest! {
        #[test]
        fn agrees_with_arithmetic_on_128_bits(n: u64, a: u64, b: u64) {
            let n = n.max(3) | 1;
            let modulus = Modulus::new(n);
            let wide = u128::from(n);
            let (a, b) = (a % n, b % n);
            // What is kept is a·2^64; a product keeps one factor of 2^64 too few.
            let kept = |a: u64| u64::try_from((u128::from(a) << 64) % wide).expect("below n");
            let of_both = |value: u128| u64::try_from(value % wide).expect("below n");
            prop_assert_eq!(modulus.one, kept(1));
            prop_assert_eq!(modulus.product(kept(a), kept(b)), kept(of_both(u128::from(a) * u128::from(b))));
            prop_assert_eq!(modulus.sum(a, b), of_both(u128::from(a) + u128::from(b)));
            prop_assert_eq!(modulus.difference(a, b), of_both(u128::from(a) + wide - u128::from(b)));
        }
    }
}
