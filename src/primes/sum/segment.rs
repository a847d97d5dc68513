//! A stretch of numbers from which one prime's multiples after another's are taken out, and which at any time knows how
//! many of the numbers up to any of its numbers are left, and their sum.
//!
//! Flags are as everywhere on the wheel of 30. On top of them stand two levels of sums, of 8 and of 512 bytes, which are
//! kept up to date as numbers go. So taking out costs three subtractions, and asking costs some steps on each level: which
//! of the two is done more often depends on the prime. (Counting, one would use bits that are counted as one goes; sums
//! of residues cost five times as much as counts.)

use super::super::crossing::Crossing;
use super::super::presieve::fill_with_first_pattern;
use super::super::sieve::WHEEL;
use super::super::wheel::RESIDUES;
use rayon_pool::memory::{NoMemory, TryGrow};

/// How many numbers, and the sum of their distances from the start of the segment: in the upper and the lower bits of one
/// word. A segment has less than 2^20 numbers left at the start, less than 2^22 apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Left(u64);

const SUM_BITS: u32 = 43;

impl Left {
    const fn of(count: u64, distances: u64) -> Self {
        Self(count << SUM_BITS | distances)
    }

    /// The sum of the numbers, when the segment starts at `low`.
    pub(super) fn sum(self, low: u64) -> u128 {
        let Self(both) = self;
        u128::from(low) * u128::from(both >> SUM_BITS) + u128::from(both & ((1 << SUM_BITS) - 1))
    }
}

/// The bytes that a sum of the lower level is about: a word of flags.
const SMALL: usize = 8;
/// How many of these a sum of the upper level is about.
const SMALL_IN_LARGE: usize = 64;
const LARGE: usize = SMALL * SMALL_IN_LARGE;

/// The largest size of a segment in bytes.
pub(super) const LARGEST: usize = 1 << 17;

pub(super) struct Segment {
    /// Its size; the flags go on to the end of a word.
    bytes: usize,
    flags: Vec<u8>,
    small: Vec<Left>,
    large: Vec<Left>,
    whole: Left,
}

impl Segment {
    pub(super) const fn new() -> Self {
        Self { bytes: 0, flags: Vec::new(), small: Vec::new(), large: Vec::new(), whole: Left(0) }
    }

    /// Starts a segment of `bytes` bytes at `low`: with all numbers that no prime up to 17 divides.
    pub(super) fn start(&mut self, low: u64, bytes: usize) -> Result<(), NoMemory> {
        let words = bytes.div_ceil(SMALL);
        self.bytes = bytes;
        self.flags.try_resize(words * SMALL, 0)?;
        fill_with_first_pattern(low, &mut self.flags);
        self.flags[bytes..].fill(0);
        self.small.clear();
        let words = (0..).zip(self.flags.as_chunks::<SMALL>().0);
        self.small.try_extend(words.map(|(word, &flags)| of_word(word, flags)))?;
        self.large.clear();
        self.large.try_extend(self.small.chunks(SMALL_IN_LARGE).map(of_all))?;
        self.whole = of_all(&self.large);
        Ok(())
    }

    /// What is left of the whole segment.
    pub(super) fn whole(&self) -> Left {
        self.whole
    }

    /// Takes out the multiples of a prime that are still there, the prime among them.
    pub(super) fn cross_off(&mut self, crossing: &mut Crossing) {
        let Self { bytes, flags, small, large, whole } = self;
        let mut all_gone = 0;
        crossing.cross_off(&mut flags[..*bytes], |at, flags, mask| {
            let was_there = u64::from(*flags & !mask != 0);
            *flags &= mask;
            let residue = u64::from(RESIDUES[(!mask).trailing_zeros() as usize]);
            let gone = Left::of(1, at as u64 * WHEEL + residue).0 & was_there.wrapping_neg();
            small[at / SMALL].0 -= gone;
            large[at / LARGE].0 -= gone;
            all_gone += gone;
        });
        whole.0 -= all_gone;
    }

    /// A view of what is left now, for questions in ascending order.
    pub(super) fn questions(&self) -> Questions<'_> {
        Questions { segment: self, word: 0, before: Left(0) }
    }
}

/// Goes through a segment from its start.
pub(super) struct Questions<'a> {
    segment: &'a Segment,
    /// How many words have been passed, and what is left in them.
    word: usize,
    before: Left,
}

impl Questions<'_> {
    /// What is left of the numbers up to the one at `distance` from the start, itself included. Distances must not shrink
    /// from question to question.
    #[inline]
    pub(super) fn up_to(&mut self, distance: u64) -> Left {
        let byte = usize::try_from(distance / WHEEL).unwrap_or(usize::MAX);
        let word = byte / SMALL;
        let Segment { flags, small, large, .. } = self.segment;
        if self.word / SMALL_IN_LARGE < word / SMALL_IN_LARGE {
            let end = self.word.next_multiple_of(SMALL_IN_LARGE);
            self.pass(&small[self.word..end]);
            self.pass(&large[end / SMALL_IN_LARGE..word / SMALL_IN_LARGE]);
            self.word = word / SMALL_IN_LARGE * SMALL_IN_LARGE;
        }
        self.pass(&small[self.word..word]);
        self.word = word;
        let flags = flags.as_chunks::<SMALL>().0[word];
        let kept = u64::MAX >> (56 - 8 * (byte % SMALL))
            & !(KEPT[(distance % WHEEL) as usize] << (8 * (byte % SMALL)));
        let flags = (u64::from_le_bytes(flags) & kept).to_le_bytes();
        Left(self.before.0 + of_word(word, flags).0)
    }

    fn pass(&mut self, passed: &[Left]) {
        self.before.0 += of_all(passed).0;
    }
}

/// For each distance within a byte the bits of the numbers behind it.
const KEPT: [u64; 30] = {
    let mut kept = [0; 30];
    let mut distance = 0;
    while distance < 30 {
        let mut bit = 0;
        while bit < 8 {
            if RESIDUES[bit] as usize > distance {
                kept[distance] |= 1 << bit;
            }
            bit += 1;
        }
        distance += 1;
    }
    kept
};

fn of_all(sums: &[Left]) -> Left {
    Left(sums.iter().map(|left| left.0).sum())
}

/// What the flags of word number `word` show, all eight bytes at once.
#[inline]
fn of_word(word: usize, flags: [u8; SMALL]) -> Left {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const PAIRS: u64 = 0x00ff_00ff_00ff_00ff;
    // From each byte its eight bits, and their residues' sum, which is at most 120.
    let flags = u64::from_le_bytes(flags);
    let (mut counts, mut residues) = (0, 0);
    for (bit, residue) in RESIDUES.into_iter().enumerate() {
        let shown = flags >> bit & ONES;
        counts += shown;
        residues += shown * u64::from(residue);
    }
    // The top byte of a product with weights is the weighted sum of the bytes: at most 8 · 28.
    let count = counts.wrapping_mul(ONES) >> 56;
    let bytes = counts.wrapping_mul(u64::from_le_bytes([7, 6, 5, 4, 3, 2, 1, 0])) >> 56;
    let pairs = (residues & PAIRS) + (residues >> 8 & PAIRS);
    let residues = pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48;
    Left::of(count, (word * SMALL) as u64 * WHEEL * count + bytes * WHEEL + residues)
}

#[cfg(test)]
mod tests {
    use super::{Crossing, Segment};

    /// Segments of odd sizes one after another, with the multiples of more and more primes taken out.
    #[test]
    fn agrees_with_a_list_of_numbers() {
        let mut segment = Segment::new();
        let primes = [19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 499, 10_007, 1_000_003];
        for start in [0, 30 * 12_345] {
            let mut low = start;
            let mut crossings: Vec<Crossing> =
                primes.iter().map(|&prime| Crossing::new(prime, low, 1)).collect();
            for bytes in [1, 7, 8, 9, 600, 4096, 5000, 512, 3] {
                let numbers = low..low + bytes as u64 * 30;
                let is_rough = |number: &u64| {
                    [2, 3, 5, 7, 11, 13, 17].iter().all(|&prime| !number.is_multiple_of(prime))
                };
                let mut left: Vec<u64> = numbers.clone().filter(is_rough).collect();
                segment.start(low, bytes).expect("there is memory");
                for ((&prime, crossing), step) in
                    primes.iter().zip(&mut crossings).zip([1, 7, 30, 41].into_iter().cycle())
                {
                    let mut questions = segment.questions();
                    let (mut at, mut sum) = (0, 0);
                    for number in numbers.clone().step_by(step) {
                        while at < left.len() && left[at] <= number {
                            sum += u128::from(left[at]);
                            at += 1;
                        }
                        assert_eq!(
                            questions.up_to(number - low).sum(low),
                            sum,
                            "up to {number}, before {prime}"
                        );
                    }
                    assert_eq!(segment.whole().sum(low), left.iter().copied().map(u128::from).sum());
                    segment.cross_off(crossing);
                    left.retain(|number| number % u64::from(prime) != 0);
                }
                low = numbers.end;
            }
        }
    }
}
