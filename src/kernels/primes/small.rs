//! The primes below 2^16, made once, and reading primes out of sieved flags.

use std::sync::LazyLock;

use super::sieve::WHEEL;
use super::wheel::RESIDUES;

/// All of them are below this.
pub(super) const BELOW: u64 = 1 << 16;

/// The primes below 2^16: the base primes of everything below 2^32.
pub(super) fn primes() -> &'static [u32] {
    static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let mut composite = vec![false; 1 << 16];
        let mut primes = Vec::with_capacity(6542);
        for number in 2..composite.len() {
            if !composite[number] {
                primes.extend(u32::try_from(number));
                composite[number..].iter_mut().step_by(number).for_each(|flag| *flag = true);
            }
        }
        primes
    });
    &PRIMES
}

/// Adds the primes that `flags` shows, and which fit, to `found`.
pub(super) fn collect(base: u64, flags: &[u8], found: &mut Vec<u32>) {
    for (byte, &flags) in (0..).zip(flags) {
        let bits = RESIDUES.iter().enumerate().filter(|(bit, _)| flags >> bit & 1 == 1);
        found.extend(
            bits.filter_map(|(_, residue)| u32::try_from(base + byte * WHEEL + u64::from(*residue)).ok()),
        );
    }
}
