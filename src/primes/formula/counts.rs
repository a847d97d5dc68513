//! A sieve that counts: how many numbers of a segment are left up to any of them, while primes take more and more out.

use std::num::Wrapping;
use std::ops::Range;

use super::super::crossing::Crossing;
use super::super::presieve;
use super::function::Tally;
use super::table::{SPAN, UP_TO};
use rayon_pool::memory::{NoMemory, filled};

/// The words of a line, which has counts of what is before them.
const LINE: usize = 4;
/// The numbers of a line.
const LINE_SPAN: u64 = LINE as u64 * SPAN;

/// Primes from here on count what they take out as they go. Those below take out so much that counting all that is left
/// afterwards takes less.
const SPARSE: u32 = 256;

/// The numbers of a segment that are left.
pub(in super::super) struct Counts {
    flags: Vec<[u8; 8]>,
    lines: Vec<Line>,
    /// How many are left.
    total: u32,
    /// Whether what the lines say of those before them is right.
    is_settled: bool,
}

/// How many numbers are left before each word of a line, and in all of it.
///
/// In the upper half how many are before the line, as of the last time that all lines were settled. Below, a byte for
/// each word: how many there are in the line up to the end of that word. (No more than 220 of the line's 256 can be
/// left, for 7 divides the others.)
#[derive(Debug, Clone, Copy, Default)]
struct Line(u64);

impl Line {
    fn new(before: u32, words: [u32; LINE]) -> Self {
        let [a, b, c, d] = words;
        // Each byte of the product is the sum of the bytes up to it.
        let counts = (a | b << 8 | c << 16 | d << 24).wrapping_mul(0x0101_0101);
        Self(u64::from(before) << 32 | u64::from(counts))
    }

    /// How many are in the line.
    #[inline(always)]
    fn count(self) -> u32 {
        self.0 as u32 >> 24
    }

    /// How many are before a word.
    #[inline(always)]
    fn before(self, word: usize) -> u32 {
        (self.0 >> 32) as u32 + u32::from((self.0 << 8 >> (word * 8)) as u8)
    }

    /// Takes out `count` numbers of the byte number `at` of the segment.
    #[inline(always)]
    fn take_out(&mut self, count: u32, at: usize) {
        // From the byte's word on.
        self.0 -= u64::from(count * (0x0101_0101 << (at % 32 / 8 * 8)));
    }
}

impl Tally<Wrapping<u64>> for Counts {
    const GRAIN: u64 = LINE_SPAN;
    /// The first-level cache of nearly every core.
    const LARGEST: u64 = 32 << 10;

    fn new(length: u64) -> Result<Self, NoMemory> {
        let lines = length.div_ceil(LINE_SPAN) as usize;
        let (flags, lines) = (filled([0; 8], lines * LINE)?, filled(Line::default(), lines)?);
        Ok(Self { flags, lines, total: 0, is_settled: false })
    }

    #[inline(always)]
    fn fill(&mut self, range: Range<u64>) {
        debug_assert!(range.start.is_multiple_of(SPAN));
        presieve::fill_with_first_pattern(range, self.flags.as_flattened_mut());
        self.count();
    }

    #[inline(always)]
    fn total(&self) -> Wrapping<u64> {
        Wrapping(self.total.into())
    }

    #[inline(always)]
    fn settle(&mut self) {
        if self.is_settled {
            return;
        }
        let mut before = 0;
        for line in &mut self.lines {
            let count = line.count();
            line.0 = u64::from(before) << 32 | u64::from(line.0 as u32);
            before += count;
        }
        self.is_settled = true;
    }

    #[inline(always)]
    fn up_to(&self, offset: u32) -> Wrapping<u64> {
        debug_assert!(self.is_settled);
        let word = offset as usize / SPAN as usize;
        let last = u64::from_le_bytes(self.flags[word]) & UP_TO[offset as usize % SPAN as usize];
        Wrapping((self.lines[word / LINE].before(word % LINE) + last.count_ones()).into())
    }

    #[inline(always)]
    fn cross_off(&mut self, prime: u32, crossing: &mut Crossing) {
        let Self { flags, lines, total, .. } = self;
        let flags = flags.as_flattened_mut();
        if prime < SPARSE {
            crossing.cross_off(flags, |_, flags, mask| *flags &= mask);
            self.count();
            return;
        }
        crossing.cross_off(flags, |at, flags, mask| {
            let gone = u32::from(*flags & !mask != 0);
            *flags &= mask;
            lines[at / 32].take_out(gone, at);
            *total -= gone;
        });
        self.is_settled = false;
    }
}

impl Counts {
    #[inline(always)]
    fn count(&mut self) {
        let mut before = 0;
        for (line, words) in self.lines.iter_mut().zip(self.flags.as_chunks::<LINE>().0) {
            let [a, b, c, d] = words;
            let ones = |word: &[u8; 8]| u64::from_le_bytes(*word).count_ones();
            *line = Line::new(before, [ones(a), ones(b), ones(c), ones(d)]);
            before += line.count();
        }
        self.total = before;
        self.is_settled = true;
    }
}
