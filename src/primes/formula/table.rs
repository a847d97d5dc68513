//! pi by looking it up: a table that answers at once.
//!
//! A word of 64 bits shows the primes among 240 numbers on the wheel of 30, eight bytes of what the sieve makes. Beside
//! each word stands the number of primes before it, so that pi(n) is a count of the bits up to n's and an addition.
//! That takes 16 bytes for 240 numbers: eight times less than a list of 32-bit counts for the numbers on the wheel, and
//! so it stays in a cache where such a list would not.

use super::super::small;
use super::super::wheel::BIT;
use rayon_pool::memory::{Kept, NoMemory, TryGrow, filled};

/// The numbers of a word.
pub(super) const SPAN: u64 = 240;

/// The bits of a word up to and including those of the number `rest` places behind its first.
pub(super) static UP_TO: [u64; SPAN as usize] = {
    let mut masks = [0; SPAN as usize];
    let (mut number, mut mask) = (0, 0);
    while number < masks.len() {
        let bit = BIT[number % 30];
        if bit < 8 {
            mask |= 1 << (number / 30 * 8 + bit as usize);
        }
        masks[number] = mask;
        number += 1;
    }
    masks
};

/// The primes of one word, and how many there are before them in the table.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    primes: u64,
    before: u64,
}

/// How many primes there are up to a number, for all numbers of a range.
#[derive(Debug, Default)]
pub(in super::super) struct PiTable {
    entries: Vec<Entry>,
    count: u64,
}

impl PiTable {
    /// Of the numbers below `below`, whose primes are among `primes`.
    pub(super) fn of_primes(primes: &[u32], below: u64) -> Result<Self, NoMemory> {
        let mut table = Self::default();
        while table.add_some(primes, below)? {}
        Ok(table)
    }

    /// Adds the next numbers of those below `below`, whose primes are among `primes`, as many as are about a millisecond's
    /// work. Gives whether there are more.
    pub(super) fn add_some(&mut self, primes: &[u32], below: u64) -> Result<bool, NoMemory> {
        const WORDS: usize = 1 << 14;
        let start = self.entries.len();
        let end = usize::try_from(below.div_ceil(SPAN)).unwrap_or(usize::MAX).min(start + WORDS);
        let mut bits = filled(0, end - start)?;
        let (first, last) = (start as u64 * SPAN, below.min(end as u64 * SPAN));
        // The wheel's own primes have no bits.
        let from = primes.partition_point(|&prime| u64::from(prime) < first).max(3);
        for &prime in primes.iter().skip(from).take_while(|&&prime| u64::from(prime) < last) {
            let (byte, residue) = (prime as usize / 30, prime as usize % 30);
            bits[byte / 8 - start] |= 1 << (byte % 8 * 8 + usize::from(BIT[residue]));
        }
        self.entries.try_room(bits.len())?;
        for word in bits {
            self.add(word)?;
        }
        Ok(last < below)
    }

    /// Adds what the sieve shows of the next numbers. All but the last call give whole words.
    pub(super) fn extend(&mut self, flags: &[u8]) -> Result<(), NoMemory> {
        let (words, rest) = flags.as_chunks::<8>();
        self.entries.try_room(words.len() + 1)?;
        for &word in words {
            self.add(u64::from_le_bytes(word))?;
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(word))?;
        }
        Ok(())
    }

    fn add(&mut self, primes: u64) -> Result<(), NoMemory> {
        self.entries.try_push(Entry { primes, before: self.count })?;
        self.count += u64::from(primes.count_ones());
        Ok(())
    }

    /// How many primes the whole table has, the wheel's own left out.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// How many primes the table has up to the number `offset` places behind its first, the wheel's own left out.
    #[inline(always)]
    pub(super) fn up_to(&self, offset: u32) -> u64 {
        let (word, rest) = (offset / 240, offset % 240);
        let entry = self.entries[word as usize];
        entry.before + u64::from((entry.primes & UP_TO[rest as usize]).count_ones())
    }
}

/// pi for the numbers of a table that starts at 0.
#[inline]
pub(super) fn pi(table: &PiTable, number: u64) -> u64 {
    const SMALLEST: [u64; 6] = [0, 0, 1, 2, 2, 3];
    match SMALLEST.get(usize::try_from(number).unwrap_or(usize::MAX)) {
        Some(&count) => count,
        None => 3 + table.up_to(number as u32),
    }
}

/// pi up to here is in a table that every process has at hand.
pub(in super::super) const BELOW: u64 = small::BELOW;

/// pi for a number below [`BELOW`].
pub(in super::super) fn small_pi(number: u64) -> Result<u64, NoMemory> {
    static TABLE: Kept<PiTable> = Kept::new();
    let table = TABLE.get_or_make(|| PiTable::of_primes(&small::PRIMES, BELOW))?;
    Ok(pi(table, number))
}
