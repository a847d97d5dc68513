//! A number wide enough for any sum of doubles: a superaccumulator.
//!
//! It is an integer that counts in the least of all doubles, 2^-1074, and holds 2^53 of the greatest. Its digits have 32
//! bits in words of 64, so many terms go in before anything is carried. As all is exact, neither order nor grouping
//! matters. Kulisch's idea; the digits that overlap are those of R. Neal, "Fast exact summation using small and large
//! superaccumulators", 2015.

/// How many bits a digit has once the carries are done.
const DIGIT: usize = 32;
/// For the bits of the greatest double, 2,098, and those of a count of terms.
const DIGITS: usize = 68;

/// How many bits of a double follow the first, which is not stored.
pub(super) const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
/// The exponent, as it is stored, of infinities and NaNs.
pub(super) const NOT_FINITE: usize = 0x7ff;

// What has been among the terms.
const MINUS_ZERO: u8 = 1;
const OTHER: u8 = 2;
const INFINITY: u8 = 4;
const NEG_INFINITY: u8 = 8;
const NAN: u8 = 16;

/// The exact sum of some numbers.
pub struct Accumulator {
    /// From the least.
    digits: [i64; DIGITS],
    terms: u8,
}

impl Accumulator {
    /// The sum of no terms.
    pub(super) const ZERO: Self = Self { digits: [0; DIGITS], terms: 0 };

    /// Adds a term. There may be 2^30 before the next merge.
    #[inline]
    pub(super) fn add(&mut self, term: f64) {
        let (integer, exponent) = parts(term);
        if exponent == NOT_FINITE {
            self.add_special(term);
        } else {
            self.add_scaled(integer.into(), exponent);
        }
    }

    /// Adds an integer of at most 2^95 times what the last bit of a double with this exponent stands for.
    // That is how it is cut into digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    #[inline]
    pub(super) fn add_scaled(&mut self, integer: i128, exponent: usize) {
        // The exponents 0 and 1 have the same last bit.
        let place = exponent.saturating_sub(1);
        let shifted = integer << (place % DIGIT);
        let digits = &mut self.digits[place / DIGIT..][..4];
        digits[0] += i64::from(shifted as u32);
        digits[1] += i64::from((shifted >> DIGIT) as u32);
        digits[2] += i64::from((shifted >> (2 * DIGIT)) as u32);
        digits[3] += (shifted >> (3 * DIGIT)) as i64;
    }

    /// Adds an infinity or a NaN.
    pub(super) fn add_special(&mut self, term: f64) {
        self.terms |= if term.is_nan() {
            NAN
        } else if term > 0.0 {
            INFINITY
        } else {
            NEG_INFINITY
        };
    }

    /// Says whether all terms of the caller were -0: of zeros, the sum alone does not show it.
    pub(super) fn note_zeros(&mut self, are_minus_zeros: bool) {
        self.terms |= if are_minus_zeros { MINUS_ZERO } else { OTHER };
    }

    /// Both sums in one.
    pub(super) fn and(mut self, mut other: Self) -> Self {
        self.carry();
        other.carry();
        for (digit, other) in self.digits.iter_mut().zip(other.digits) {
            *digit += other;
        }
        self.terms |= other.terms;
        self
    }

    /// The double that is nearest to the sum, the even one of two. Of nothing it is 0.
    pub(super) fn rounded(mut self) -> f64 {
        if self.terms & NAN != 0 || self.terms & (INFINITY | NEG_INFINITY) == INFINITY | NEG_INFINITY {
            return f64::NAN;
        }
        match self.terms {
            terms if terms & INFINITY != 0 => f64::INFINITY,
            terms if terms & NEG_INFINITY != 0 => f64::NEG_INFINITY,
            MINUS_ZERO => -0.0,
            _ => {
                let is_negative = self.carry();
                if is_negative {
                    self.digits.iter_mut().for_each(|digit| *digit = -*digit);
                    self.carry();
                }
                let magnitude = magnitude(&self.digits);
                if is_negative { -magnitude } else { magnitude }
            }
        }
    }

    /// Brings all digits but the last below 2^32, and to 0 at least; says whether the sum is negative.
    fn carry(&mut self) -> bool {
        let mut carry = 0;
        for digit in &mut self.digits {
            let sum = *digit + carry;
            carry = sum >> DIGIT;
            *digit = sum & i64::from(u32::MAX);
        }
        // What goes beyond the last is its sign alone.
        let last = &mut self.digits[DIGITS - 1];
        *last |= carry << DIGIT;
        *last < 0
    }
}

/// A double as an integer and the exponent that it is stored with; the integer counts in what its last bit stands for.
// The fraction leaves room for a sign, and the exponent has 11 bits.
#[allow(clippy::cast_possible_wrap, clippy::cast_possible_truncation)]
#[inline]
pub(super) fn parts(number: f64) -> (i64, usize) {
    let bits = number.to_bits();
    let exponent = (bits >> FRACTION) as usize & NOT_FINITE;
    let first = u64::from(exponent != 0) << FRACTION;
    let magnitude = (bits & ((1 << FRACTION) - 1) | first) as i64;
    let sign = bits as i64 >> 63;
    ((magnitude ^ sign) - sign, exponent)
}

/// Rounds digits that have been carried, and are no negative number.
// The digits have 32 bits, and what is left of the window 53.
#[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)]
fn magnitude(digits: &[i64; DIGITS]) -> f64 {
    let highest = digits.iter().rposition(|&digit| digit != 0).unwrap_or(0);
    // The first three digits that are not 0 have more than 64 bits, or they are all there are.
    let lowest = highest.saturating_sub(2);
    let window = (0..3).fold(0, |window, at| window | (digits[lowest + at] as u128) << (DIGIT * at));
    let Some(dropped) = (u128::BITS - window.leading_zeros()).checked_sub(f64::MANTISSA_DIGITS) else {
        // Subnormal: its bits are the integer, and there is nothing to round.
        return f64::from_bits(window as u64);
    };
    let exponent = dropped as usize + DIGIT * lowest;
    if exponent + 1 >= NOT_FINITE {
        return f64::INFINITY;
    }
    let (kept, rest) = (window >> dropped, window & ((1 << dropped) - 1));
    let (twice, unit) = (rest << 1, 1 << dropped);
    let is_above = twice > unit || twice == unit && digits[..lowest].iter().any(|&digit| digit != 0);
    let is_up = is_above || twice == unit && kept & 1 == 1;
    // The first bit of what is kept adds one to the exponent; rounded up, all bits in a row carry into it, too, and from
    // the greatest double on to infinity.
    f64::from_bits(((exponent as u64) << FRACTION) + kept as u64 + u64::from(is_up))
}
