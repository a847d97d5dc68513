//! The primes below 2^16, and reading primes out of sieved flags.

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

/// What the bits of eight bytes of flags stand for.
#[allow(clippy::cast_possible_truncation)] // of numbers below 240
const NUMBERS: [u8; 64] = {
    let mut numbers = [0; 64];
    let mut bit = 0;
    while bit < numbers.len() {
        numbers[bit] = (bit / 8 * 30) as u8 + RESIDUES[bit % 8];
        bit += 1;
    }
    numbers
};

/// Adds the primes that `flags` shows, and which fit, to `found`.
pub(super) fn collect(base: u64, flags: &[u8], found: &mut Vec<u32>) -> Result<(), NoMemory> {
    found.try_room(usize::try_from(ones(flags)).unwrap_or(usize::MAX))?;
    for (flags, base) in flags.chunks(8).zip((base..).step_by(8 * 30)) {
        let mut word = [0; 8];
        word[..flags.len()].copy_from_slice(flags);
        let mut bits = u64::from_le_bytes(word);
        while bits != 0 {
            let number = base + u64::from(NUMBERS[bits.trailing_zeros() as usize]);
            found.try_extend(u32::try_from(number).ok())?;
            bits &= bits - 1;
        }
    }
    Ok(())
}
