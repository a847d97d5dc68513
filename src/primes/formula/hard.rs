//! The hard leaves, which take a sieve.
//!
//! With p the b-th prime, b from 8 on, p up to the fourth root of x, and all primes of m above p: the sum of
//! -mu(m) f(p m) Phi(x/(p m), b - 1) over the [`Squarefree`] m with y/p < m <= y and m <= x/p^3. From the root of y on such
//! an m is a prime. (Gourdon 2001, formula for D; the way to sieve is that of Lagarias, Miller and Odlyzko 1985,
//! section 3.)
//!
//! The numbers x/(p m) lie below x/y. A sweep goes over them, segment by segment: with the multiples of the first b - 1
//! primes out, the sum over what is left up to x/(p m) is the leaf's value, and then those of p are taken out. The sums
//! are a [`Tally`]'s, where others have used Fenwick trees (all leaves of one prime come at once, so that not every sum has
//! to be right in between). A [`Ledger`] has what lies before a piece.
//!
//! O(x/y log log x) time for the sieve and a look into the tally for each leaf.
//!
//! [`Squarefree`]: super::squarefree::Squarefree

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::crossing::Crossing;
use super::super::sieve::WHEEL;
use super::bounds::Bounds;
use super::divide::{BLOCK, Dividend};
use super::function::{Function, Ring, Tally};
use super::ledger::{Found, Ledger};
use super::progress::Share;
use super::squarefree::Tag;
use super::sweep::{self, Plan, sweep};
use super::tables::Tables;
use super::tiny;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow};

/// How many leaves are taken between two looks at the clock, or up to twice as many: a tenth of a millisecond, or some for
/// sums.
const LEAVES: usize = 1 << 14;
/// Into how many pieces a segment may be cut: those near the start have many times the leaves of the others.
const PIECES: u64 = 16;
/// What it takes to cross a prime off, in leaves.
const A_PRIME: usize = 1 << 8;

/// The sum of all hard leaves.
pub(super) async fn leaves<F: Function>(
    job: &Job,
    tables: &Arc<Tables>,
    share: Share,
) -> Result<F::Sum, Stop> {
    let bounds = &tables.bounds;
    let segment = F::Tally::length_for(bounds.x / bounds.y + 1, bounds.fourth_root);
    leaves_by::<F>(job, tables, share, segment, LEAVES).await
}

/// The same in segments of at most so many numbers, a multiple of what they have to be one of, and with at most twice so
/// many leaves between two looks at the clock.
pub(super) async fn leaves_by<F: Function>(
    job: &Job,
    tables: &Arc<Tables>,
    share: Share,
    segment: u64,
    leaves: usize,
) -> Result<F::Sum, Stop> {
    let end = tables.bounds.x / tables.bounds.y + 1;
    let grain = (segment / PIECES).next_multiple_of(F::Tally::GRAIN);
    // Leaves are densest at the start; from there on the sieve is what takes the time. (A fit.)
    let pace = Box::new(|swept: f64| 0.6 * swept + 0.4 * (swept / 0.06).min(1.0).sqrt());
    let plan = Plan { range: 0..end, unit: segment, grain, most: 64, part: 1, pace };
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let (tables, into) = (Arc::clone(tables), Arc::clone(&ledger));
    let start = move |range| Ok(Piece::<F>::new(range, segment, leaves, Arc::clone(&tables))?);
    let put = move |number, found| {
        into.lock().unwrap_or_else(PoisonError::into_inner).put(number, found);
        Ok(())
    };
    sweep(job, plan, share, start, put).await?;
    let sum = ledger.lock().unwrap_or_else(PoisonError::into_inner).sum();
    Ok(sum)
}

struct Piece<F: Function> {
    tables: Arc<Tables>,
    /// What is left of it.
    range: Range<u64>,
    segment: u64,
    leaves: usize,
    tally: F::Tally,
    /// Where each prime crosses off next, from the eighth to the last that does in the segment.
    crossings: Vec<Crossing>,
    /// How far the segment is; nowhere when it is still to be filled.
    reached: Option<Reached>,
    found: Found<F::Sum>,
}

/// How far a segment is.
#[derive(Clone, Copy, Default)]
struct Reached {
    /// How many primes have crossed off.
    crossed: usize,
    /// How many of the next one's leaves have been taken.
    taken: usize,
}

impl<F: Function> Piece<F> {
    /// The piece `range`, in segments of at most `longest` numbers.
    fn new(range: Range<u64>, longest: u64, leaves: usize, tables: Arc<Tables>) -> Result<Self, NoMemory> {
        let length = range.end - range.start;
        debug_assert!(length.div_ceil(WHEEL) <= u32::MAX.into(), "a crossing reaches no further");
        let segment = length.div_ceil(length.div_ceil(longest)).next_multiple_of(F::Tally::GRAIN);
        let primes = tables.pi(tables.bounds.fourth_root) - tiny::PRIMES.len();
        let (tally, found) = (F::Tally::new(segment)?, Found::new(primes)?);
        Ok(Self { tables, range, segment, leaves, tally, crossings: Vec::new(), reached: None, found })
    }
}

impl Tables {
    /// How many of the primes from the eighth on have leaves in `range` or above it, and multiples in it besides those
    /// that smaller ones have, or themselves. (The leaves of p are below x/p^2: what it leaves above that, nobody asks.)
    fn reach(&self, range: &Range<u64>) -> usize {
        let Bounds { x, fourth_root: last, .. } = self.bounds;
        let largest = if range.start <= last { last } else { last.min((range.end - 1).isqrt()) };
        let asked = (x / range.start.max(1)).isqrt();
        self.pi(largest.min(asked)).saturating_sub(tiny::PRIMES.len())
    }
}

impl<F: Function> sweep::Piece for Piece<F> {
    type Result = Found<F::Sum>;

    fn go_on(&mut self) -> Result<(), NoMemory> {
        let end = self.range.end.min(self.range.start + self.segment);
        let reached = match self.reached {
            Some(reached) => reached,
            None => fill(self, end)?,
        };
        let reached = count(self, end, reached);
        let crossed = reached.crossed;
        if crossed < self.crossings.len() {
            self.reached = Some(reached);
            return Ok(());
        }
        // No larger prime takes anything out that is not out yet, or is asked for.
        let rest = self.tally.total();
        for left in &mut self.found.left[crossed..] {
            *left += rest;
        }
        self.reached = None;
        self.range.start = end;
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.range.is_empty()
    }

    fn result(self) -> Found<F::Sum> {
        self.found
    }
}

fastest! {
    /// Opens the segment up to `end`: no prime has crossed off in it.
    fn fill<F: Function>(piece: &mut Piece<F>, end: u64) -> Result<Reached, NoMemory> {
        let Piece { tables, range, tally, crossings, .. } = piece;
        let numbers = range.start..end;
        let reach = tables.reach(&numbers);
        crossings.truncate(reach);
        let fresh = tables.primes[tiny::PRIMES.len()..][crossings.len()..reach].iter();
        crossings.try_extend(fresh.map(|&prime| Crossing::new(prime, numbers.start, 1)))?;
        tally.fill(numbers);
        Ok(Reached::default())
    }
}

fastest! {
    /// Goes on with the segment up to `end` from where it is, for about as many leaves as there may be between two looks at the
    /// clock. Gives how far it is then.
    fn count<F: Function>(piece: &mut Piece<F>, end: u64, reached: Reached) -> Reached {
        let Piece { tables, range, leaves, tally, crossings, found, .. } = piece;
        let bounds = &tables.bounds;
        let numbers = range.start..end;
        let Reached { crossed, mut taken } = reached;
        let mut budget = *leaves;
        for (at, crossing) in crossings.iter_mut().enumerate().skip(crossed) {
            let prime = tables.primes[at + tiny::PRIMES.len()];
            let p = u64::from(prime);
            let t = bounds.x / p;
            // The m whose x/(p m) is in the segment.
            let least = (t / numbers.end).max(bounds.y / p).max(p);
            let most = t.checked_div(numbers.start).unwrap_or(u64::MAX).min(t / (p * p)).min(bounds.y);
            let mut count = 0;
            if least < most {
                tally.settle();
                let dividend = Dividend::new(t, numbers.start);
                let are_composite = p * p <= bounds.y;
                let all = if are_composite {
                    tables.squarefree.between(least, most)
                } else {
                    tables.pi(least)..tables.pi(most)
                };
                let places = all.start + taken..all.end.min(all.start + taken + *leaves);
                let (sum, asked) = if are_composite {
                    let list = &tables.squarefree;
                    let (numbers, tags) = (&list.numbers[places.clone()], &list.tags[places.clone()]);
                    composites::<F>(dividend, tally, numbers, tags, p as u16)
                } else {
                    let asked = tables.of_first::<F>(places.end) - tables.of_first::<F>(places.start);
                    (primes::<F>(dividend, tally, &tables.primes[places.clone()]), asked)
                };
                found.sum += F::of(p) * (sum + asked * found.left[at]);
                found.asked[at] += F::of(p) * asked;
                if places.end < all.end {
                    return Reached { crossed: at, taken: places.end - all.start };
                }
                count = places.len();
            }
            taken = 0;
            found.left[at] += tally.total();
            tally.cross_off(prime, crossing);
            budget = budget.saturating_sub(count + A_PRIME);
            if budget == 0 {
                return Reached { crossed: at + 1, taken };
            }
        }
        Reached { crossed: crossings.len(), taken }
    }
}

/// The sum of -mu(m) f(m) times what is left of the segment up to the leaf: the m are `primes`.
#[inline(always)]
fn primes<F: Function>(dividend: Dividend, tally: &F::Tally, primes: &[u32]) -> F::Sum {
    let (mut offsets, mut sum) = ([0; BLOCK], F::Sum::new(0));
    for primes in primes.chunks(BLOCK) {
        dividend.by(primes, &mut offsets);
        for (&offset, &prime) in offsets.iter().zip(primes) {
            sum += F::of(prime.into()) * tally.up_to(offset);
        }
    }
    sum
}

/// The same where the m are those of `numbers` whose prime factors are all above one, and the sum of -mu(m) f(m).
#[inline(always)]
fn composites<F: Function>(
    dividend: Dividend,
    tally: &F::Tally,
    numbers: &[u32],
    tags: &[Tag],
    above: u16,
) -> (F::Sum, F::Sum) {
    let (mut offsets, mut factors, mut kinds) = ([0; BLOCK], [1; BLOCK], [Tag::ONE; BLOCK]);
    let (mut sum, mut asked) = (F::Sum::new(0), F::Sum::new(0));
    for (numbers, tags) in numbers.chunks(BLOCK).zip(tags.chunks(BLOCK)) {
        // Without branches: whether a number is one of them is as good as random.
        let mut leaves = 0;
        for (&number, &tag) in numbers.iter().zip(tags) {
            (factors[leaves], kinds[leaves]) = (number, tag);
            leaves += usize::from(tag.is_above(above));
        }
        // Whole vectors: what stands behind the last is divided for nothing.
        dividend.by(&factors[..leaves.next_multiple_of(8)], &mut offsets);
        for ((&offset, &factor), &tag) in offsets[..leaves].iter().zip(&factors).zip(&kinds) {
            let weight = F::of(factor.into());
            let leaf = weight * tally.up_to(offset);
            let is_odd = F::Sum::new(tag.is_odd().into());
            let sign = is_odd + is_odd - F::Sum::new(1);
            sum += sign * leaf;
            asked += sign * weight;
        }
    }
    (sum, asked)
}
