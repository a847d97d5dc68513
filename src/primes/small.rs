//! The primes below 2^16, and reading primes out of sieved flags.

use super::sieve::WHEEL;
use super::wheel::{RESIDUES, ones};
use rayon_pool::memory::{NoMemory, TryGrow};

/// All of them are below this.
pub(super) const BELOW: u64 = 1 << 16;

/// The primes below 2^16: the base primes of everything below 2^32.
#[allow(clippy::cast_possible_truncation)] // of numbers below 2^16
pub(super) static PRIMES: [u32; 6542] = {
    let mut is_composite = [false; BELOW as usize];
    let mut primes = [0; 6542];
    let (mut number, mut found) = (2, 0);
    while number < is_composite.len() {
        if !is_composite[number] {
            primes[found] = number as u32;
            found += 1;
            let mut multiple = number * number;
            while multiple < is_composite.len() {
                is_composite[multiple] = true;
                multiple += number;
            }
        }
        number += 1;
    }
    primes
};

/// Adds the primes that `flags` shows, and which fit, to `found`.
pub(super) fn collect(base: u64, flags: &[u8], found: &mut Vec<u32>) -> Result<(), NoMemory> {
    found.try_room(usize::try_from(ones(flags)).unwrap_or(usize::MAX))?;
    for (byte, &flags) in (0..).zip(flags) {
        let bits = RESIDUES.iter().enumerate().filter(|(bit, _)| flags >> bit & 1 == 1);
        found.try_extend(
            bits.filter_map(|(_, residue)| u32::try_from(base + byte * WHEEL + u64::from(*residue)).ok()),
        )?;
    }
    Ok(())
}
