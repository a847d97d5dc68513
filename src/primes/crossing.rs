//! Crossing off the multiples of base primes in one segment after another.
//!
//! Small primes, which meet a segment of the second-level cache often, go over it in blocks of the first-level cache.
//! The others take it as a whole, for else they would come for only a handful of multiples each time.

use std::ops::Range;

use super::sieve::{BasePrimes, WHEEL};
use super::wheel::{self, BIT, MASK, RESIDUES};
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::TryGrow;

/// How many base primes are crossed off between two looks at the job.
const STRIDE: usize = 1 << 14;

/// The bytes of a block, in which small primes are crossed off: a first-level cache.
const BLOCK: usize = 32 << 10;

/// Primes below this are small.
const SMALL: u32 = 1 << 12;

/// A prime's way through the segments: where it crosses off next.
pub(super) struct Crossing {
    /// The prime is 30q + the residue number r.
    q: u32,
    /// Bytes from the start of the segment.
    next: u32,
    r: u8,
    /// Which residue of the wheel makes that multiple.
    c: u8,
}

impl Crossing {
    /// The way of `prime` from its first multiple that is not below `start`, which is on the wheel: by a factor on the
    /// wheel that is `least` or more. The multiple may lie past 2^64, but never far past the start.
    ///
    /// It is right for the `u32::MAX` bytes from the start on, which is as far as all segments together may go: a multiple
    /// further away is taken for one right behind them.
    #[inline]
    pub(super) fn new(prime: u32, start: u64, least: u64) -> Self {
        let prime = u64::from(prime);
        let factor = start.div_ceil(prime).max(least);
        let (round, residue) = (factor / WHEEL, factor % WHEEL);
        // 29 is on the wheel, so a residue always follows.
        let c = wheel::bit_from(residue);
        let distance = prime.wrapping_mul(round * WHEEL + u64::from(RESIDUES[c])).wrapping_sub(start);
        Self {
            q: narrowed(prime / WHEEL),
            next: narrowed((distance / WHEEL).min(u64::from(u32::MAX))),
            r: BIT[(prime % WHEEL) as usize],
            c: u8::try_from(c).unwrap_or_default(),
        }
    }

    /// Crosses off in the segment of these `flags`: [`cross_off`], whatever the prime's residue.
    #[allow(clippy::inline_always, reason = "see `fastest`")]
    #[inline(always)]
    pub(super) fn cross_off(&mut self, flags: &mut [u8], strike: impl FnMut(usize, &mut u8, u8)) {
        match self.r {
            0 => cross_off::<0>(flags, self, strike),
            1 => cross_off::<1>(flags, self, strike),
            2 => cross_off::<2>(flags, self, strike),
            3 => cross_off::<3>(flags, self, strike),
            4 => cross_off::<4>(flags, self, strike),
            5 => cross_off::<5>(flags, self, strike),
            6 => cross_off::<6>(flags, self, strike),
            _ => cross_off::<7>(flags, self, strike),
        }
    }
}

/// Shows `strike` each multiple of a prime that leaves the residue number `R`, and notes where the prime goes on: the
/// byte's number, the byte, and every bit but the multiple's.
#[allow(clippy::inline_always, reason = "see `fastest`")]
#[inline(always)]
fn cross_off<const R: usize>(
    flags: &mut [u8],
    crossing: &mut Crossing,
    mut strike: impl FnMut(usize, &mut u8, u8),
) {
    let len = flags.len();
    let q = crossing.q as usize;
    let (mut next, mut c) = (crossing.next as usize, usize::from(crossing.c));
    // To the start of a round, then whole rounds, then what is left of the segment.
    while c != 0 && next < len {
        strike(next, &mut flags[next], MASK[R][c]);
        next += wheel::stride(R, q, c);
        c = (c + 1) % 8;
    }
    if c == 0 {
        // The round's first multiple stands q bytes behind the round's start.
        let prime = 30 * q + usize::from(RESIDUES[R]);
        let reach = wheel::offset(R, q, 7) - q;
        while next + reach < len {
            let round = &mut flags[next..=next + reach];
            for (c, mask) in MASK[R].into_iter().enumerate() {
                let at = wheel::offset(R, q, c) - q;
                strike(next + at, &mut round[at], mask);
            }
            next += prime;
        }
        while next < len {
            strike(next, &mut flags[next], MASK[R][c]);
            next += wheel::stride(R, q, c);
            c = (c + 1) % 8;
        }
    }
    crossing.next = narrowed((next - len) as u64);
    crossing.c = u8::try_from(c).unwrap_or_default();
}

/// What the caller knows to fit.
fn narrowed(value: u64) -> u32 {
    debug_assert!(u32::try_from(value).is_ok());
    #[allow(clippy::cast_possible_truncation)]
    let narrow = value as u32;
    narrow
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
    debug_assert!((range.end - range.start).div_ceil(WHEEL) <= u32::MAX.into());
    let mut all: [Vec<Crossing>; 8] = Default::default();
    for (crossings, primes) in all.iter_mut().zip(&primes.by_residue) {
        for primes in primes.chunks(STRIDE) {
            job.checkpoint()?;
            let inside = primes.iter().take_while(|&&prime| u64::from(prime).pow(2) < range.end);
            crossings.try_extend(inside.map(|&prime| Crossing::new(prime, range.start, prime.into())))?;
        }
    }
    Ok(all)
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
    cross_off_those::<0>(flags, r0, job)?;
    cross_off_those::<1>(flags, r1, job)?;
    cross_off_those::<2>(flags, r2, job)?;
    cross_off_those::<3>(flags, r3, job)?;
    cross_off_those::<4>(flags, r4, job)?;
    cross_off_those::<5>(flags, r5, job)?;
    cross_off_those::<6>(flags, r6, job)?;
    cross_off_those::<7>(flags, r7, job)
}

/// Crosses off the multiples of primes that all leave the residue number `R`.
fn cross_off_those<const R: usize>(
    flags: &mut [u8],
    crossings: &mut [Crossing],
    job: &Job,
) -> Result<(), Stop> {
    for crossings in crossings.chunks_mut(STRIDE) {
        job.checkpoint()?;
        for crossing in crossings {
            cross_off::<R>(flags, crossing, |_, flags, mask| *flags &= mask);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Crossing;
    use crate::primes::sieve::WHEEL;

    /// The largest prime that there can be.
    const PRIME: u32 = 4_294_967_291;
    /// So many segments of so many bytes are all that a crossing is right for.
    const SEGMENT: usize = (1 << 16) + 1;
    const SEGMENTS: u64 = u32::MAX as u64 / SEGMENT as u64;

    /// The byte of the first multiple that is struck in all that a crossing is right for.
    fn first_struck(mut crossing: Crossing) -> Option<u64> {
        let mut flags = vec![0; SEGMENT];
        let mut first = None;
        for segment in 0..SEGMENTS {
            crossing.cross_off(&mut flags, |at, _, _| {
                first = first.or(Some(segment * SEGMENT as u64 + at as u64));
            });
        }
        first
    }

    #[test]
    fn a_multiple_further_away_than_a_word_tells_is_never_struck() {
        const { assert!(SEGMENTS * SEGMENT as u64 == u32::MAX as u64) };
        let square = u64::from(PRIME).pow(2);
        let most = u64::from(u32::MAX);
        for byte in [0, 1, most - 1, most, most + 1, most + 2, 2 * most + 2, square / WHEEL] {
            let crossing = Crossing::new(PRIME, (square / WHEEL - byte) * WHEEL, PRIME.into());
            assert_eq!(first_struck(crossing), (byte < most).then_some(byte), "from {byte} bytes before");
        }
    }
}
