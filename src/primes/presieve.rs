//! What is left of a segment by the primes from 7 to 163, without crossing a single multiple off.
//!
//! The flags that a few small primes leave repeat after as many bytes as their product. So there is a pattern for each
//! group of such primes, short enough for the first-level cache, and a segment starts as what all of them have in
//! common, many bytes at a time. These primes would do more than half of all crossing off below 10^11. (The idea, and
//! that pairs of a smaller and a larger prime make patterns of like length, are primesieve's.)

use std::ops::Range;

use super::sieve::WHEEL;
use super::wheel::{self, BIT, RESIDUES};
use crate::fastest::fastest;

/// The primes of each pattern, the greatest being 163.
const GROUPS: [&[u32]; 16] = [
    &[7, 11, 13, 17],
    &[19, 23, 29],
    &[31, 163],
    &[37, 157],
    &[41, 151],
    &[43, 149],
    &[47, 139],
    &[53, 137],
    &[59, 131],
    &[61, 127],
    &[67, 113],
    &[71, 109],
    &[73, 107],
    &[79, 103],
    &[83, 101],
    &[89, 97],
];

/// The least prime that [`fill`] leaves to be crossed off.
pub(super) const LEAST_LEFT: u32 = 167;

/// How many bytes are made at a time.
pub(super) const BLOCK: usize = 64;

/// How many bytes it takes until the flags of each group repeat.
const PERIODS: [usize; GROUPS.len()] = {
    let mut periods = [1; GROUPS.len()];
    let mut group = 0;
    while group < GROUPS.len() {
        let mut place = 0;
        while place < GROUPS[group].len() {
            periods[group] *= GROUPS[group][place] as usize;
            place += 1;
        }
        group += 1;
    }
    periods
};

/// Where the pattern of each group starts among all, and where the last ends. Behind the flags of a period stand the first
/// of them again: a block can start anywhere in the period.
const STARTS: [usize; GROUPS.len() + 1] = {
    let mut starts = [0; GROUPS.len() + 1];
    let mut group = 0;
    while group < GROUPS.len() {
        starts[group + 1] = starts[group] + PERIODS[group] + BLOCK;
        group += 1;
    }
    starts
};

/// The patterns, one behind the other: the flags of the numbers that no prime of the group divides. Made when this is
/// compiled, so that no job waits for it, or finds no memory.
static PATTERNS: [u8; STARTS[GROUPS.len()]] = {
    let mut flags = [u8::MAX; STARTS[GROUPS.len()]];
    let mut group = 0;
    while group < GROUPS.len() {
        let mut place = 0;
        while place < GROUPS[group].len() {
            let prime = GROUPS[group][place] as usize;
            let mut residue = 0;
            while residue < RESIDUES.len() {
                let multiple = prime * RESIDUES[residue] as usize;
                let mut byte = STARTS[group] + multiple / 30;
                while byte < STARTS[group + 1] {
                    flags[byte] &= !(1 << BIT[multiple % 30]);
                    byte += prime;
                }
                residue += 1;
            }
            place += 1;
        }
        group += 1;
    }
    flags
};

/// A pattern, with the block behind its period.
#[derive(Clone, Copy)]
struct Pattern {
    flags: &'static [u8],
    period: usize,
}

fn patterns() -> [Pattern; GROUPS.len()] {
    std::array::from_fn(|group| Pattern {
        flags: &PATTERNS[STARTS[group]..STARTS[group + 1]],
        period: PERIODS[group],
    })
}

/// The flags of numbers that 7, 11, 13 and 17 do not divide: what they are until they are the same again.
pub(super) fn first_pattern() -> &'static [u8] {
    &PATTERNS[..PERIODS[0]]
}

/// Flags the numbers of `range` (its start a multiple of 30) that 7, 11, 13 and 17 do not divide.
pub(super) fn fill_with_first_pattern(range: Range<u64>, flags: &mut [u8]) {
    let pattern = first_pattern();
    let (mut rest, mut from) =
        (&mut *flags, usize::try_from(range.start / WHEEL % pattern.len() as u64).unwrap_or_default());
    while !rest.is_empty() {
        let len = rest.len().min(pattern.len() - from);
        let (filled, behind) = rest.split_at_mut(len);
        filled.copy_from_slice(&pattern[from..from + len]);
        (rest, from) = (behind, 0);
    }
    clear_from(range.end - range.start, flags);
}

/// Clears the flags from the one that stands so many numbers behind the first.
pub(super) fn clear_from(length: u64, flags: &mut [u8]) {
    let byte = usize::try_from(length / WHEEL).unwrap_or(usize::MAX);
    if let Some(flags) = flags.get_mut(byte..) {
        let kept = wheel::bit_from(length % WHEEL);
        if let Some((last, behind)) = flags.split_first_mut() {
            *last &= u8::try_from((1_u32 << kept) - 1).unwrap_or(u8::MAX);
            behind.fill(0);
        }
    }
}

/// Flags the numbers from `base` (a multiple of 30) on that are prime, or have no prime factor below [`LEAST_LEFT`].
pub(super) fn fill(base: u64, blocks: &mut [[u8; BLOCK]]) {
    let patterns = patterns();
    let mut at = [0; GROUPS.len()];
    for (at, pattern) in at.iter_mut().zip(&patterns) {
        *at = usize::try_from(base / WHEEL % pattern.period as u64).unwrap_or_default();
    }
    intersect(&patterns, at, blocks);
    // A number that is one of these primes is what its pattern says it is not: prime. And 1 is not.
    let passed = usize::try_from(base / WHEEL).unwrap_or(usize::MAX);
    let own = OWN_PRIMES.iter().skip(passed);
    blocks.iter_mut().flatten().zip(own).for_each(|(flags, primes)| *flags |= primes);
    if let (0, Some(first)) = (base, blocks.first_mut()) {
        first[0] &= !1;
    }
}

/// The flags of the patterns' primes.
const OWN_PRIMES: [u8; 163 / 30 + 1] = {
    let mut flags = [0; 163 / 30 + 1];
    let mut group = 0;
    while group < GROUPS.len() {
        let mut place = 0;
        while place < GROUPS[group].len() {
            let prime = GROUPS[group][place] as usize;
            flags[prime / 30] |= 1 << BIT[prime % 30];
            place += 1;
        }
        group += 1;
    }
    flags
};

fastest! {
    /// Makes each block what all patterns have in common, each pattern `from` where it is at the first.
    fn intersect(patterns: &[Pattern; GROUPS.len()], from: [usize; GROUPS.len()], blocks: &mut [[u8; BLOCK]]) -> () {
        let mut at = from;
        for block in blocks {
            let mut common = [u8::MAX; BLOCK];
            for (at, pattern) in at.iter_mut().zip(patterns) {
                let flags: &[u8; BLOCK] = pattern.flags[*at..].first_chunk().expect("a block behind each period");
                for (common, flags) in common.iter_mut().zip(flags) {
                    *common &= flags;
                }
                *at += BLOCK;
                if *at >= pattern.period {
                    *at -= pattern.period;
                }
            }
            *block = common;
        }
    }
}
