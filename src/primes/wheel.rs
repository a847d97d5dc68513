//! The wheel of 30: a byte for 30 numbers, a bit for each of the eight that neither 2, 3 nor 5 divides.
//!
//! The multiples of a prime p that are worth crossing off are p·c with c on the wheel. With p = 30q + r they come in
//! rounds of eight, p bytes apart, and where in the round each stands depends on q and on which of the eight residues
//! r is: the tables here. (The layout is that of primesieve and of most fast sieves since Pritchard's wheel.)

use crate::fastest::fastest;

/// The residues that a byte's bits stand for, from the lowest bit up.
pub(super) const RESIDUES: [u8; 8] = [1, 7, 11, 13, 17, 19, 23, 29];

/// From a residue to the number of its bit; 8 for those that are not on the wheel.
pub(super) const BIT: [u8; 30] = {
    let mut bits = [8; 30];
    let mut bit = 0;
    while bit < 8 {
        bits[RESIDUES[bit as usize] as usize] = bit;
        bit += 1;
    }
    bits
};

/// For primes of residue `r` and the wheel's residue `c`: how many whole wheels r·c has.
const fn carry(r: usize, c: usize) -> usize {
    RESIDUES[r] as usize * RESIDUES[c] as usize / 30
}

/// Every bit but that of the residue of r·c.
const fn mask(r: usize, c: usize) -> u8 {
    !(1 << BIT[RESIDUES[r] as usize * RESIDUES[c] as usize % 30])
}

/// [`mask`] for every pair.
pub(super) const MASK: [[u8; 8]; 8] = {
    let mut masks = [[0; 8]; 8];
    let (mut r, mut c) = (0, 0);
    while r < 8 {
        masks[r][c] = mask(r, c);
        c += 1;
        if c == 8 {
            (r, c) = (r + 1, 0);
        }
    }
    masks
};

/// Where the multiple by residue `c` stands in its round, in bytes from the round's start, for the prime 30q + r.
pub(super) const fn offset(r: usize, q: usize, c: usize) -> usize {
    q * RESIDUES[c] as usize + carry(r, c)
}

/// How many bytes lie between the multiple by residue `c` and the next.
pub(super) const fn stride(r: usize, q: usize, c: usize) -> usize {
    if c < 7 {
        offset(r, q, c + 1) - offset(r, q, c)
    } else {
        30 * q + RESIDUES[r] as usize + offset(r, q, 0) - offset(r, q, 7)
    }
}

/// The smallest residue number whose residue is at least `of` (below 30), 8 when there is none.
pub(super) fn bit_from(of: u64) -> usize {
    RESIDUES.iter().position(|&residue| u64::from(residue) >= of).unwrap_or(8)
}

fastest! {
    /// How many bits are set.
    pub(super) fn ones(flags: &[u8]) -> u64 {
        let (words, rest) = flags.as_chunks::<8>();
        ones_of(words) + rest.iter().map(|byte| u64::from(byte.count_ones())).sum::<u64>()
    }
}

/// [`ones`] of whole words, for what is compiled for the processor at hand.
#[allow(clippy::inline_always, reason = "see `fastest`")]
#[inline(always)]
pub(super) fn ones_of(words: &[[u8; 8]]) -> u64 {
    words.iter().map(|&word| u64::from(u64::from_le_bytes(word).count_ones())).sum()
}

/// For every byte of flags the sum of the residues it shows.
static RESIDUE_SUMS: [u8; 256] = {
    let mut sums = [0; 256];
    let mut flags = 1;
    while flags < 256 {
        // The lowest bit's residue, and the sum of what is left without it.
        let bit = usize::trailing_zeros(flags) as usize;
        sums[flags] = sums[flags & (flags - 1)] + RESIDUES[bit];
        flags += 1;
    }
    sums
};

/// The sum of the numbers that `flags` show, from `base` on: less than 2^20 bytes.
pub(super) fn sum_of(base: u64, flags: &[u8]) -> u128 {
    // Both stay far below 2^64.
    let (mut count, mut above_base) = (0, 0);
    for (byte, &flags) in (0..).zip(flags) {
        let ones = u64::from(flags.count_ones());
        count += ones;
        above_base += byte * 30 * ones + u64::from(RESIDUE_SUMS[usize::from(flags)]);
    }
    u128::from(base) * u128::from(count) + u128::from(above_base)
}

#[cfg(test)]
mod tests {
    use super::{BIT, MASK, RESIDUES, offset, stride};

    #[test]
    fn a_round_meets_every_multiple_on_the_wheel() {
        for prime in [7_u64, 11, 13, 17, 19, 23, 29, 31, 97, 211, 1009] {
            let (q, r) = ((prime / 30) as usize, usize::from(BIT[(prime % 30) as usize]));
            for (c, residue) in RESIDUES.into_iter().enumerate() {
                let multiple = prime * u64::from(residue);
                assert_eq!(offset(r, q, c) as u64, multiple / 30);
                assert_eq!(!MASK[r][c], 1 << BIT[(multiple % 30) as usize]);
                let next = prime * if c < 7 { u64::from(RESIDUES[c + 1]) } else { 31 };
                assert_eq!(stride(r, q, c) as u64, next / 30 - multiple / 30);
            }
        }
    }
}
