//! The segmented sieve of Eratosthenes: which numbers of a range are prime.
//!
//! A range is sieved segment by segment, each small enough to stay in a core's cache, so that crossing off costs a
//! cycle or two. Multiples of 7, 11, 13 and 17 are not crossed off one by one: a pattern of 17,017 bytes repeats them.
//! O(n log log n) for n numbers, plus a division for each base prime of each range.
//!
//! Ranges are independent of each other, which is what makes the sieve parallel. For counting alone, combinatorial
//! methods beat any sieve from 10^9 on; the sieve is for what needs the primes themselves.

use std::ops::Range;
use std::sync::LazyLock;

use super::wheel::{self, BIT, MASK, RESIDUES};
use crate::job::{Job, Stop};

/// The numbers a byte stands for.
pub(super) const WHEEL: u64 = 30;

/// A segment's size in bytes while the base primes are few: the first-level cache of nearly every core.
const SMALLEST_SEGMENT: usize = 32 << 10;
/// The largest: half of a usual second-level cache.
const LARGEST_SEGMENT: usize = 512 << 10;

/// How many base primes are crossed off between two looks at the job.
const STRIDE: usize = 1 << 14;

/// The primes from 19 up that cross off everything in some range, by the residue they leave: primes of one residue
/// share the code that crosses them off.
pub(super) struct BasePrimes {
    by_residue: [Vec<u32>; 8],
    largest: u64,
}

impl BasePrimes {
    /// Of all `primes` (in ascending order) those that a sieve up to `largest` squared wants.
    pub(super) fn new(primes: impl Iterator<Item = u32>, largest: u64) -> Self {
        let mut by_residue: [Vec<u32>; 8] = Default::default();
        for prime in primes.skip_while(|&prime| prime < 19).take_while(|&prime| u64::from(prime) <= largest) {
            by_residue[usize::from(BIT[prime as usize % 30])].push(prime);
        }
        Self { by_residue, largest }
    }

    /// A segment's size in bytes: large enough that most base primes meet it.
    fn segment(&self) -> usize {
        let wanted = usize::try_from(self.largest / 4).unwrap_or(usize::MAX);
        wanted.clamp(SMALLEST_SEGMENT, LARGEST_SEGMENT).next_multiple_of(8)
    }
}

/// Where a base prime crosses off next.
struct Crossing {
    q: u32,
    /// Bytes from the start of the segment.
    next: u32,
    /// Which residue of the wheel makes that multiple.
    c: u8,
}

/// Sieves `range` (its start a multiple of 30) and shows `visit` each segment: the number its first byte starts at, and
/// a byte for each 30 numbers. The numbers 2, 3 and 5 have no bit; bits outside the range are clear.
///
/// # Errors
/// The job was cancelled.
pub(super) fn sieve(
    range: Range<u64>,
    primes: &BasePrimes,
    job: &Job,
    mut visit: impl FnMut(u64, &[u8]),
) -> Result<(), Stop> {
    debug_assert!(range.start.is_multiple_of(WHEEL));
    if range.is_empty() {
        return Ok(());
    }
    let size = primes.segment();
    // Rounded up by hand: the range may end next to 2^64.
    let bytes = (range.end - range.start - 1) / WHEEL + 1;
    let mut flags = vec![0; size.min(usize::try_from(bytes).unwrap_or(size))];
    let mut crossings = first_crossings(range.clone(), primes, job)?;
    let mut done = 0;
    while done < bytes {
        let base = range.start + done * WHEEL;
        let len = size.min(usize::try_from(bytes - done).unwrap_or(size));
        let flags = &mut flags[..len];
        fill_with_pattern(base, flags);
        cross_off_all(flags, &mut crossings, job)?;
        done += len as u64;
        if base == 0 {
            // 1 is no prime; 7, 11, 13 and 17 are.
            flags[0] = flags[0] & !1 | 0b1_1110;
        }
        if done == bytes {
            let last = base + (len as u64 - 1) * WHEEL;
            let kept = wheel::bit_from(range.end - last);
            flags[len - 1] &= u8::try_from((1_u32 << kept) - 1).unwrap_or(u8::MAX);
        }
        visit(base, flags);
    }
    Ok(())
}

/// The flags of numbers that 7, 11, 13 and 17 do not divide, over and over.
pub(super) static PATTERN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let divisors: [u64; 4] = [7, 11, 13, 17];
    let bytes: u64 = divisors.iter().product();
    let flags = |byte: u64| {
        let free = |residue: &u8| {
            divisors.iter().all(|divisor| !(byte * WHEEL + u64::from(*residue)).is_multiple_of(*divisor))
        };
        RESIDUES.iter().rev().fold(0, |flags, residue| flags << 1 | u8::from(free(residue)))
    };
    (0..bytes).map(flags).collect()
});

pub(super) fn fill_with_pattern(base: u64, mut flags: &mut [u8]) {
    let mut from = usize::try_from(base / WHEEL % PATTERN.len() as u64).unwrap_or_default();
    while !flags.is_empty() {
        let len = flags.len().min(PATTERN.len() - from);
        let (filled, rest) = flags.split_at_mut(len);
        filled.copy_from_slice(&PATTERN[from..from + len]);
        (flags, from) = (rest, 0);
    }
}

fn first_crossings(range: Range<u64>, primes: &BasePrimes, job: &Job) -> Result<[Vec<Crossing>; 8], Stop> {
    let mut all: [Vec<Crossing>; 8] = Default::default();
    for (crossings, primes) in all.iter_mut().zip(&primes.by_residue) {
        for primes in primes.chunks(STRIDE) {
            job.checkpoint()?;
            let firsts = primes.iter().map(|&prime| first_crossing(range.start, u64::from(prime)));
            let inside = firsts.take_while(|(prime_squared, _)| *prime_squared < range.end);
            crossings.extend(inside.map(|(_, crossing)| crossing));
        }
    }
    Ok(all)
}

/// The square of `prime`, and where it crosses off first from `start` on: at its square or at a later multiple.
fn first_crossing(start: u64, prime: u64) -> (u64, Crossing) {
    let factor = start.div_ceil(prime).max(prime);
    let (round, residue) = (factor / WHEEL, factor % WHEEL);
    // 29 is on the wheel, so a residue always follows.
    let c = wheel::bit_from(residue);
    // The multiple may lie past 2^64, but never far past the start.
    let distance = prime.wrapping_mul(round * WHEEL + u64::from(RESIDUES[c])).wrapping_sub(start);
    let crossing = Crossing {
        q: narrowed(prime / WHEEL),
        next: narrowed((distance / WHEEL).min(u64::from(u32::MAX))),
        c: u8::try_from(c).unwrap_or_default(),
    };
    (prime * prime, crossing)
}

/// What the caller knows to fit.
fn narrowed(value: u64) -> u32 {
    debug_assert!(u32::try_from(value).is_ok());
    #[allow(clippy::cast_possible_truncation)]
    let narrow = value as u32;
    narrow
}

fn cross_off_all(flags: &mut [u8], crossings: &mut [Vec<Crossing>; 8], job: &Job) -> Result<(), Stop> {
    let [r0, r1, r2, r3, r4, r5, r6, r7] = crossings;
    cross_off::<0>(flags, r0, job)?;
    cross_off::<1>(flags, r1, job)?;
    cross_off::<2>(flags, r2, job)?;
    cross_off::<3>(flags, r3, job)?;
    cross_off::<4>(flags, r4, job)?;
    cross_off::<5>(flags, r5, job)?;
    cross_off::<6>(flags, r6, job)?;
    cross_off::<7>(flags, r7, job)
}

/// Crosses off the multiples of primes that leave the residue number `R`, and notes where each goes on.
fn cross_off<const R: usize>(flags: &mut [u8], crossings: &mut [Crossing], job: &Job) -> Result<(), Stop> {
    let len = flags.len();
    for crossings in crossings.chunks_mut(STRIDE) {
        job.checkpoint()?;
        for crossing in crossings {
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
            crossing.next = narrowed((next - len) as u64);
            crossing.c = u8::try_from(c).unwrap_or_default();
        }
    }
    Ok(())
}
