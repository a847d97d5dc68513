//! phi(v, 7): how many numbers from 1 to v none of 2, 3, 5, 7, 11, 13 and 17 divides.
//!
//! They repeat after the product of the seven, so that a table of one period answers for every v.

use super::super::presieve::first_pattern;
use super::table::PiTable;
use rayon_pool::memory::{Kept, NoMemory};

/// The primes whose multiples are left out everywhere: the first seven.
pub(super) const PRIMES: [u64; 7] = [2, 3, 5, 7, 11, 13, 17];

/// The product of [`PRIMES`], and how many numbers of that many in a row none of them divides.
pub(super) const PERIOD: u64 = 510_510;
pub(super) const IN_PERIOD: u64 = 92_160;

/// phi(v, 7) for all v.
pub(in super::super) struct Phi(&'static PiTable);

impl Phi {
    pub(super) fn new() -> Result<Self, NoMemory> {
        static TABLE: Kept<PiTable> = Kept::new();
        let table = TABLE.get_or_make(|| {
            let mut table = PiTable::default();
            table.extend(first_pattern())?;
            Ok(table)
        });
        Ok(Self(table?))
    }

    /// phi(`v`, 7).
    #[inline(always)]
    pub(super) fn of(&self, v: u64) -> u64 {
        v / PERIOD * IN_PERIOD + self.0.up_to((v % PERIOD) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::{PERIOD, PRIMES, Phi};

    #[test]
    fn counts_as_trial_division_does() {
        let phi = Phi::new().expect("there is memory");
        let mut count = 0;
        for v in 0..2 * PERIOD {
            count += u64::from(v > 0 && PRIMES.iter().all(|&prime| !v.is_multiple_of(prime)));
            assert_eq!(phi.of(v), count, "phi({v}, 7)");
        }
    }
}
