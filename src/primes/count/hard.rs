//! D: the hard leaves, which take a sieve to count.
//!
//! With p the b-th prime, b from 8 on, p up to x*, and all primes of m above p: the sum of -mu(m) phi(x/(p m), b - 1)
//! over the [`Squarefree`] m with y/p < m <= y and m <= x/p^3. From the root of y on such an m is a prime.
//! (Gourdon 2001, formula for D; the way to sieve is that of Lagarias, Miller and Odlyzko 1985, section 3.)
//!
//! The numbers x/(p m) lie below x/y. A sweep goes over them, segment by segment: with the multiples of the first b - 1
//! primes out, what is left up to x/(p m) is the leaf's value, and then those of p are taken out. Counting is by
//! [`Tally`], two levels of counts over the bits, where others have used Fenwick trees (all leaves of one prime come
//! at once, so that the counts need not be right in between).
//!
//! A piece does not know the phi of all numbers before it, for every b. It counts from its own start, and how often
//! the phi before it would have to be added; [`Ledger`] makes up for that in the order of the pieces.
//!
//! O(x/y log log x) time for the sieve and a count for each leaf.
//!
//! [`Squarefree`]: super::squarefree::Squarefree

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use super::super::crossing::Crossing;
use super::bounds::Bounds;
use super::divide::{BLOCK, Dividend};
use super::progress::Share;
use super::squarefree::Tag;
use super::sweep::{self, Plan, sweep};
use super::tables::Tables;
use super::tally::Tally;
use super::tiny;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, filled};
use std::sync::Mutex;

/// How many leaves are taken between two looks at the clock: some tenths of a millisecond.
const LEAVES: usize = 1 << 16;
/// What it takes to cross a prime off and count, in leaves.
const A_PRIME: usize = 1 << 8;

/// D, modulo 2^64.
pub(super) async fn leaves(job: &Job, tables: &Arc<Tables>, share: Share) -> Result<u64, Stop> {
    let bounds = &tables.bounds;
    let end = bounds.x / bounds.y + 1;
    let unit = Tally::length_for(end, bounds.star);
    // Leaves are densest at the start; from there on the sieve is what takes the time. (A fit.)
    let pace = Box::new(|swept: f64| 0.6 * swept + 0.4 * (swept / 0.06).min(1.0).sqrt());
    let plan = Plan { range: 0..end, unit, most: 64, part: 1, pace };
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let (tables, into) = (Arc::clone(tables), Arc::clone(&ledger));
    let start = move |range| Ok(Piece::new(range, unit, Arc::clone(&tables))?);
    let put = move |number, counts| into.lock().unwrap_or_else(PoisonError::into_inner).put(number, counts);
    sweep(job, plan, share, start, put).await?;
    let sum = ledger.lock().unwrap_or_else(PoisonError::into_inner).sum;
    Ok(sum)
}

/// What comes of a piece.
struct Counts {
    /// The sum of its leaves, counted from the piece's start.
    sum: i64,
    /// For each prime that has hard leaves: how many numbers of the piece no smaller prime divides.
    phi: Vec<i64>,
    /// And how often its phi of all the numbers before the piece is to be added.
    asked: Vec<i64>,
}

/// Adds up pieces in their order, in whatever order they come.
#[derive(Default)]
struct Ledger {
    sum: u64,
    /// The number of the piece that comes next.
    next: usize,
    /// For each prime, phi of all the numbers before that piece.
    phi: Vec<i64>,
    /// Pieces that came too early: never more than there are threads.
    early: BTreeMap<usize, Counts>,
}

impl Ledger {
    fn put(&mut self, number: usize, counts: Counts) -> Result<(), NoMemory> {
        #[allow(clippy::disallowed_methods, reason = "no more come early than there are threads")]
        self.early.insert(number, counts);
        while let Some(counts) = self.early.remove(&self.next) {
            self.next += 1;
            self.phi.try_resize(counts.phi.len(), 0)?;
            self.sum = self.sum.wrapping_add_signed(counts.sum);
            for ((before, phi), asked) in self.phi.iter_mut().zip(counts.phi).zip(counts.asked) {
                self.sum = self.sum.wrapping_add_signed(asked.wrapping_mul(*before));
                *before += phi;
            }
        }
        Ok(())
    }
}

struct Piece {
    tables: Arc<Tables>,
    /// What is left of it.
    range: Range<u64>,
    segment: u64,
    tally: Tally,
    /// Where each prime crosses off next, from the eighth to the last that does in the segment.
    crossings: Vec<Crossing>,
    /// How many of them have crossed off in the segment; none when it is still to be filled.
    crossed: Option<usize>,
    counts: Counts,
}

impl Piece {
    fn new(range: Range<u64>, segment: u64, tables: Arc<Tables>) -> Result<Self, NoMemory> {
        let primes = tables.pi(tables.bounds.star) as usize - tiny::PRIMES.len();
        let counts = Counts { sum: 0, phi: filled(0, primes)?, asked: filled(0, primes)? };
        Ok(Self {
            tables,
            range,
            segment,
            tally: Tally::new(segment)?,
            crossings: Vec::new(),
            crossed: None,
            counts,
        })
    }
}

impl Tables {
    /// How many of the primes from the eighth on have leaves in `range` or above it, and multiples in it besides those
    /// that smaller ones have, or themselves. (The leaves of p are below x/p^2: what it leaves above that, nobody asks.)
    fn reach(&self, range: &Range<u64>) -> usize {
        let Bounds { x, star, .. } = self.bounds;
        let largest = if range.start <= star { star } else { star.min((range.end - 1).isqrt()) };
        let asked = (x / range.start.max(1)).isqrt();
        (self.pi(largest.min(asked)) as usize).saturating_sub(tiny::PRIMES.len())
    }
}

impl sweep::Piece for Piece {
    type Result = Counts;

    fn go_on(&mut self) -> Result<(), NoMemory> {
        let end = self.range.end.min(self.range.start + self.segment);
        let crossed = match self.crossed {
            Some(crossed) => crossed,
            None => fill(self, end)?,
        };
        let crossed = count(self, end, crossed);
        if crossed < self.crossings.len() {
            self.crossed = Some(crossed);
            return Ok(());
        }
        // No larger prime takes anything out that is not out yet.
        let rest = i64::from(self.tally.total());
        for phi in &mut self.counts.phi[crossed..] {
            *phi += rest;
        }
        self.crossed = None;
        self.range.start = end;
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.range.is_empty()
    }

    fn result(self) -> Counts {
        self.counts
    }
}

fastest! {
    /// Opens the segment up to `end`: no prime has crossed off in it.
    fn fill(piece: &mut Piece, end: u64) -> Result<usize, NoMemory> {
        let Piece { tables, range, tally, crossings, .. } = piece;
        let numbers = range.start..end;
        let reach = tables.reach(&numbers);
        crossings.truncate(reach);
        let fresh = tables.primes[tiny::PRIMES.len()..][crossings.len()..reach].iter();
        crossings.try_extend(fresh.map(|&prime| Crossing::new(prime, numbers.start, 1)))?;
        tally.fill(numbers);
        Ok(0)
    }
}

fastest! {
    /// Goes on with the segment up to `end`, in which `crossed` primes have crossed off, for about [`LEAVES`]. Gives how
    /// many have now.
    fn count(piece: &mut Piece, end: u64, crossed: usize) -> usize {
        let Piece { tables, range, tally, crossings, counts, .. } = piece;
        let bounds = &tables.bounds;
        let numbers = range.start..end;
        let mut budget = LEAVES;
        for (at, crossing) in crossings.iter_mut().enumerate().skip(crossed) {
            let prime = tables.primes[at + tiny::PRIMES.len()];
            let p = u64::from(prime);
            let t = bounds.x / p;
            // The m whose x/(p m) is in the segment.
            let least = (t / numbers.end).max(bounds.y / p).max(p);
            let most = t.checked_div(numbers.start).unwrap_or(u64::MAX).min(t / (p * p)).min(bounds.y);
            let mut places = 0..0;
            let mut leaves = Sums::default();
            if least < most {
                tally.settle();
                let dividend = Dividend::new(t, numbers.start);
                if p * p <= bounds.y {
                    places = tables.squarefree.between(least, most);
                    let list = &tables.squarefree;
                    let (numbers, tags) = (&list.numbers[places.clone()], &list.tags[places.clone()]);
                    leaves = composites(dividend, tally, numbers, tags, p as u16);
                } else {
                    places = tables.pi(least) as usize..tables.pi(most) as usize;
                    leaves = primes(dividend, tally, &tables.primes[places.clone()]);
                }
            }
            counts.sum += leaves.sum + leaves.asked * counts.phi[at];
            counts.asked[at] += leaves.asked;
            counts.phi[at] += i64::from(tally.total());
            tally.cross_off(prime, crossing);
            budget = budget.saturating_sub(places.len() + A_PRIME);
            if budget == 0 {
                return at + 1;
            }
        }
        crossings.len()
    }
}

/// What the leaves of one prime in one segment come to.
#[derive(Default)]
struct Sums {
    /// The sum of -mu(m) times the count in the segment.
    sum: i64,
    /// The sum of -mu(m).
    asked: i64,
}

/// The m are `primes`.
#[inline(always)]
fn primes(dividend: Dividend, tally: &Tally, primes: &[u32]) -> Sums {
    let (mut offsets, mut sum) = ([0; BLOCK], 0);
    for primes in primes.chunks(BLOCK) {
        dividend.by(primes, &mut offsets);
        for &offset in &offsets[..primes.len()] {
            sum += i64::from(tally.up_to(offset));
        }
    }
    Sums { sum, asked: primes.len() as i64 }
}

/// The m are those of `numbers` whose prime factors are all above one.
#[inline(always)]
fn composites(dividend: Dividend, tally: &Tally, numbers: &[u32], tags: &[Tag], above: u16) -> Sums {
    let (mut offsets, mut factors, mut kinds) = ([0; BLOCK], [1; BLOCK], [Tag::ONE; BLOCK]);
    let mut sums = Sums::default();
    for (numbers, tags) in numbers.chunks(BLOCK).zip(tags.chunks(BLOCK)) {
        // Without branches: whether a number is one of them is as good as random.
        let mut leaves = 0;
        for (&number, &tag) in numbers.iter().zip(tags) {
            (factors[leaves], kinds[leaves]) = (number, tag);
            leaves += usize::from(tag.is_above(above));
        }
        // Whole vectors: what stands behind the last is divided for nothing.
        dividend.by(&factors[..leaves.next_multiple_of(8)], &mut offsets);
        let (mut all, mut odd, mut odds) = (0, 0, 0);
        for (&offset, &tag) in offsets[..leaves].iter().zip(&kinds) {
            let count = tally.up_to(offset);
            let is_odd = u32::from(tag.is_odd());
            all += count;
            odd += count & is_odd.wrapping_neg();
            odds += is_odd;
        }
        sums.sum += 2 * i64::from(odd) - i64::from(all);
        sums.asked += 2 * i64::from(odds) - leaves as i64;
    }
    sums
}
