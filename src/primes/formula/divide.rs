//! Many quotients of one number, as places in a range.
//!
//! Below 2^52 doubles divide as exactly as integers do, four or eight at once. (n + 1/2)/d has the same whole part as
//! n/d, and is at least 1/(2 d) away from any whole number: for n below 2^52 that is more than half of its last place,
//! so that the rounded quotient is on the same side. Half less, it is rounded to that whole part, and never a tie.

/// How many quotients are made at a time.
pub(super) const BLOCK: usize = 64;

/// A double that has room for whole numbers alone, negative ones too: what is added to it is rounded to the nearest, and
/// that stands in its lowest bits. Casting would do the same, but has to check for what does not fit.
const WHOLE: f64 = 6_755_399_441_055_744.0; // 3 * 2^51

/// A number to divide.
#[derive(Clone, Copy)]
pub(super) struct Dividend {
    number: u64,
    /// Quotients are given as distances from here.
    low: u64,
}

impl Dividend {
    #[inline(always)]
    pub(super) fn new(number: u64, low: u64) -> Self {
        Self { number, low }
    }

    /// Puts the quotient by each of `divisors`, at most [`BLOCK`], into the same place of `offsets`: as the distance
    /// from the start of the range, which no quotient is below and by less than 2^31 above.
    #[inline(always)]
    pub(super) fn by(self, divisors: &[u32], offsets: &mut [u32; BLOCK]) {
        if self.number < 1 << 52 {
            let (number, low) = (self.number as f64 + 0.5, self.low as f64 + 0.5);
            // The difference is exact: it takes no more places than the quotient.
            for (offset, &divisor) in offsets.iter_mut().zip(divisors) {
                *offset = (number / f64::from(divisor) - low + WHOLE).to_bits() as u32;
            }
        } else {
            for (offset, &divisor) in offsets.iter_mut().zip(divisors) {
                *offset = (self.number / u64::from(divisor)).wrapping_sub(self.low) as u32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, Dividend};

    /// Numbers for doubles and for integers, most of them where the one takes over from the other.
    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![
            (1_u64 << 52) - (1 << 20)..(1 << 52) + (1 << 20),
            1_u64 << 51..1 << 53,
            1_u64 << 53..u64::MAX,
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]
        #[test]
        fn divides_as_integers_do(
            near in number(),
            least in prop_oneof![1..=100_u32, 1..=1_u32 << 20, 1..=u32::MAX],
            count in 1..=BLOCK,
            below in prop_oneof![Just(0), Just((1_u64 << 31) - 1), 0..1_u64 << 31],
        ) {
            // Quotients are closest to the next whole number around multiples.
            let multiple = near - near % u64::from(least);
            for number in [near, multiple - 1, multiple, multiple + 1] {
                let quotient = |divisor: u32| number / u64::from(divisor);
                let low = quotient(least).saturating_sub(below);
                let divisors: Vec<u32> =
                    (least..=u32::MAX).take(count).take_while(|&divisor| quotient(divisor) >= low).collect();
                let expected: Vec<u64> = divisors.iter().map(|&divisor| quotient(divisor) - low).collect();
                let mut offsets = [0; BLOCK];
                Dividend::new(number, low).by(&divisors, &mut offsets);
                let offsets: Vec<u64> = offsets[..divisors.len()].iter().copied().map(u64::from).collect();
                prop_assert_eq!(offsets, expected, "{} by {} and those that follow, from {}", number, least, low);
            }
        }
    }
}
