//! A sieve that counts: how many numbers of a segment are left up to any of them, while primes take more and more out.

use std::ops::Range;

use super::super::presieve;
use super::super::sieve::WHEEL;
use super::super::wheel::{self, BIT, MASK, RESIDUES};
use super::table::{SPAN, UP_TO};
use rayon_pool::memory::{NoMemory, filled};

/// The bytes of a line, which has a count of what is before it.
const LINE: usize = 32;
/// The numbers of a line.
const LINE_SPAN: u64 = LINE as u64 * WHEEL;

/// A segment's size in bytes: the first-level cache of nearly every core.
const LARGEST: u64 = 32 << 10;
const SMALLEST: u64 = 2 << 10;

/// The numbers of a segment that are left.
pub(super) struct Tally {
    flags: Vec<[u8; LINE]>,
    /// How many are left before each line, and after the last: as of the last count.
    before: Vec<u32>,
}

/// Where a prime crosses off next.
pub(super) struct Crossing {
    /// The prime is 30q + the residue number r.
    q: u32,
    r: u8,
    /// The residue number of the factor of the next multiple.
    c: u8,
    /// Where that is, in bytes from the start of the segment.
    next: u32,
}

impl Crossing {
    /// Of `prime`, from `start` on: multiples by all factors on the wheel, 1 among them.
    pub(super) fn new(prime: u32, start: u64) -> Self {
        let factor = start.div_ceil(u64::from(prime));
        let c = wheel::bit_from(factor % WHEEL);
        let multiple = u64::from(prime) * (factor - factor % WHEEL + u64::from(RESIDUES[c]));
        Self {
            q: prime / 30,
            r: BIT[prime as usize % 30],
            c: c as u8,
            next: ((multiple - start) / WHEEL) as u32,
        }
    }
}

impl Tally {
    /// How many numbers a segment of a sweep to `end` has, if primes up to `largest` cross off.
    pub(super) fn length_for(end: u64, largest: u64) -> u64 {
        let bytes = (end / WHEEL / 64).max(largest / WHEEL).clamp(SMALLEST, LARGEST);
        bytes.next_multiple_of(LINE as u64) * WHEEL
    }

    /// For segments of at most `length` numbers.
    pub(super) fn new(length: u64) -> Result<Self, NoMemory> {
        let lines = length.div_ceil(LINE_SPAN) as usize;
        Ok(Self { flags: filled([0; LINE], lines)?, before: filled(0, lines + 1)? })
    }

    /// Takes the numbers of `range` in, all but the multiples of the first seven primes. The range starts on a word.
    #[inline(always)]
    pub(super) fn fill(&mut self, range: Range<u64>) {
        debug_assert!(range.start.is_multiple_of(SPAN));
        let flags = self.flags.as_flattened_mut();
        presieve::fill_with_first_pattern(range.start, flags);
        let length = range.end - range.start;
        if length < flags.len() as u64 * WHEEL {
            let byte = (length / WHEEL) as usize;
            let kept = wheel::bit_from(length % WHEEL);
            flags[byte] &= ((1_u32 << kept) - 1) as u8;
            flags[byte + 1..].fill(0);
        }
        self.count();
    }

    /// How many are left.
    #[inline(always)]
    pub(super) fn total(&self) -> u32 {
        self.before[self.flags.len()]
    }

    /// How many are left up to the one `offset` numbers behind the first.
    #[inline(always)]
    pub(super) fn up_to(&self, offset: u32) -> u32 {
        let word = offset as usize / SPAN as usize;
        let (line, word) = (word / 4, word % 4);
        let words = words(&self.flags[line]);
        let last = words[word] & UP_TO[offset as usize % SPAN as usize];
        let whole = |number: usize| if number < word { words[number].count_ones() } else { 0 };
        self.before[line] + whole(0) + whole(1) + whole(2) + last.count_ones()
    }

    /// Takes the multiples of a prime out, and counts.
    #[inline(always)]
    pub(super) fn cross_off(&mut self, crossing: &mut Crossing) {
        let flags = self.flags.as_flattened_mut();
        match crossing.r {
            0 => cross_off::<0>(flags, crossing),
            1 => cross_off::<1>(flags, crossing),
            2 => cross_off::<2>(flags, crossing),
            3 => cross_off::<3>(flags, crossing),
            4 => cross_off::<4>(flags, crossing),
            5 => cross_off::<5>(flags, crossing),
            6 => cross_off::<6>(flags, crossing),
            _ => cross_off::<7>(flags, crossing),
        }
        self.count();
    }

    #[inline(always)]
    fn count(&mut self) {
        let mut count = 0;
        for (line, before) in self.flags.iter().zip(&mut self.before) {
            *before = count;
            let [a, b, c, d] = words(line).map(u64::count_ones);
            count += (a + b) + (c + d);
        }
        self.before[self.flags.len()] = count;
    }
}

#[inline(always)]
fn words(line: &[u8; LINE]) -> [u64; 4] {
    let (words, _) = line.as_chunks::<8>();
    [0, 1, 2, 3].map(|word| u64::from_le_bytes(words[word]))
}

/// Crosses off the multiples of a prime that leaves the residue number `R`.
#[inline(always)]
fn cross_off<const R: usize>(flags: &mut [u8], crossing: &mut Crossing) {
    let len = flags.len();
    let q = crossing.q as usize;
    let (mut next, mut c) = (crossing.next as usize, usize::from(crossing.c));
    // To the start of a round, then whole rounds, then what is left of the segment.
    while c != 0 && next < len {
        flags[next] &= MASK[R][c];
        next += wheel::stride(R, q, c);
        c = (c + 1) % 8;
    }
    if c == 0 {
        // The round's first multiple stands q bytes behind the round's start.
        let prime = 30 * q + usize::from(RESIDUES[R]);
        let reach = wheel::offset(R, q, 7) - q;
        while next + reach < len {
            let round = &mut flags[next..=next + reach];
            round[0] &= MASK[R][0];
            round[wheel::offset(R, q, 1) - q] &= MASK[R][1];
            round[wheel::offset(R, q, 2) - q] &= MASK[R][2];
            round[wheel::offset(R, q, 3) - q] &= MASK[R][3];
            round[wheel::offset(R, q, 4) - q] &= MASK[R][4];
            round[wheel::offset(R, q, 5) - q] &= MASK[R][5];
            round[wheel::offset(R, q, 6) - q] &= MASK[R][6];
            round[reach] &= MASK[R][7];
            next += prime;
        }
        while next < len {
            flags[next] &= MASK[R][c];
            next += wheel::stride(R, q, c);
            c = (c + 1) % 8;
        }
    }
    crossing.next = (next - len) as u32;
    crossing.c = c as u8;
}
