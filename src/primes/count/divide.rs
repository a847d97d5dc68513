//! Many quotients of one number, as places in a range.
//!
//! Below 2^53 doubles divide as exactly as integers do, eight at once. The quotient n - 1/d, which is the closest that
//! one can come to a whole number n from below, differs from it by 1/(n d), relatively: with n d <= 2^53 that is no
//! less than a double's last place, so that no quotient is rounded up to n.

/// How many quotients are made at a time.
pub(super) const BLOCK: usize = 64;

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
        if self.number < 1 << 53 {
            let (number, low) = (self.number as f64, self.low as f64);
            // The distance is exact, too: it takes no more places than the quotient.
            for (offset, &divisor) in offsets.iter_mut().zip(divisors) {
                *offset = (number / f64::from(divisor) - low) as i32 as u32;
            }
        } else {
            for (offset, &divisor) in offsets.iter_mut().zip(divisors) {
                *offset = (self.number / u64::from(divisor) - self.low) as u32;
            }
        }
    }
}
