//! Crossing off the multiples of base primes in one segment after another.
//!
//! Small primes, which meet a segment of the second-level cache often, go over it in blocks of the first-level cache.
//! The others take it as a whole, for else they would come for only a handful of multiples each time.

use std::ops::Range;

use super::sieve::{BasePrimes, WHEEL};
use super::wheel::{self, MASK, RESIDUES};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::TryGrow;

/// How many base primes are crossed off between two looks at the job.
const STRIDE: usize = 1 << 14;

/// The bytes of a block, in which small primes are crossed off: a first-level cache.
const BLOCK: usize = 32 << 10;

/// Primes below this are small.
const SMALL: u32 = 1 << 12;

/// Where a base prime crosses off next.
pub(super) struct Crossing {
    q: u32,
    /// Bytes from the start of the segment.
    next: u32,
    /// Which residue of the wheel makes that multiple.
    c: u8,
}

/// Where each of `primes` that crosses off anything in `range` does so first, by the residue of the prime.
///
/// # Errors
/// The job was cancelled, or there is too little memory.
pub(super) fn first_crossings(
    range: Range<u64>,
    primes: &BasePrimes,
    job: &Job,
) -> Result<[Vec<Crossing>; 8], Stop> {
    let mut all: [Vec<Crossing>; 8] = Default::default();
    for (crossings, primes) in all.iter_mut().zip(&primes.by_residue) {
        for primes in primes.chunks(STRIDE) {
            job.checkpoint()?;
            let firsts = primes.iter().map(|&prime| first_crossing(range.start, u64::from(prime)));
            let inside = firsts.take_while(|(prime_squared, _)| *prime_squared < range.end);
            crossings.try_extend(inside.map(|(_, crossing)| crossing))?;
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

/// Crosses everything in a segment off.
///
/// # Errors
/// The job was cancelled.
pub(super) fn cross_off_all(
    flags: &mut [u8],
    crossings: &mut [Vec<Crossing>; 8],
    job: &Job,
) -> Result<(), Stop> {
    let mut parts = crossings.each_mut().map(|crossings| {
        let small = crossings.partition_point(|crossing| crossing.q < SMALL / 30);
        crossings.split_at_mut(small)
    });
    for block in flags.chunks_mut(BLOCK) {
        cross_off_each(block, parts.each_mut().map(|(small, _)| &mut **small), job)?;
    }
    cross_off_each(flags, parts.map(|(_, larger)| larger), job)
}

fn cross_off_each(flags: &mut [u8], crossings: [&mut [Crossing]; 8], job: &Job) -> Result<(), Stop> {
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
