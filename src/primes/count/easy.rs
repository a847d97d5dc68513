//! A and C: the easy leaves, which are values of pi.
//!
//! With p the b-th prime, and all primes of m above p:
//!
//! - C, for the primes from the eighth to x*: the sum of -mu(m) (pi(x/(p m)) - b + 2) over the [`Squarefree`] m with
//!   z/p < m <= z and x/p^3 < m. From the root of z on such an m is a prime up to y, for the product of two primes
//!   above p would be past z.
//! - A, for the primes above x* up to the cube root of x: the sum of pi(x/(p q)) over the primes p < q <= (x/p)^(1/2).
//!   It counts twice where x/(p q) is below y.
//!
//! (Gourdon 2001, formulas for A and C. He leaves out that m of C is at most x/p^2, which holds by itself as long as z
//! is at most the square root of x: [`Bounds`](super::gourdon::Bounds) sees to that.)
//!
//! The numbers x/(p m) lie below the square root of x. A sweep goes over them: a piece sieves its stretch into a table
//! of pi that stays in a near cache, and takes all leaves that fall into it. It does not know how many primes there are
//! before it, but how often that number is asked for, so that it can be made up for at the end.
//!
//! O(x^(2/3) / log^2 x) time: a division and a look into the table for each leaf. 16 bytes for 240 numbers of a piece.
//!
//! [`Squarefree`]: super::squarefree::Squarefree

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use super::super::sieve::{self, BasePrimes};
use super::divide::{BLOCK, Dividend};
use super::gourdon::Tables;
use super::progress::Share;
use super::sweep::{self, Plan, sweep};
use super::table::{PiTable, SPAN};
use super::tiny;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow};
use std::sync::Mutex;

/// Pieces are multiples of this many numbers.
const UNIT: u64 = 16 * SPAN;
/// A piece's table takes no more than 512 KiB: half of a usual second-level cache.
const MOST: u64 = 2048;
/// How many leaves are taken between two looks at the clock.
const LEAVES: usize = 1 << 13;

/// A + C, modulo 2^64.
pub(super) async fn leaves(job: &Job, tables: &Arc<Tables>, share: Share) -> Result<u64, Stop> {
    let bounds = &tables.bounds;
    let end = (bounds.x / (bounds.star * bounds.star)).max(bounds.star * bounds.star) + 1;
    let base = BasePrimes::new(tables.primes.iter().copied(), end.isqrt())?;
    // The leaves are densest past the cube root. (A fit: half of the time is over at four and a half times that.)
    let root = bounds.cube_root as f64 / end as f64;
    let pace = Box::new(move |swept: f64| 1.0 / (1.0 + (4.5 * root / swept).powf(1.6)));
    let plan = Plan { range: 0..end, unit: UNIT, most: MOST, part: 16, pace };
    let results = Arc::new(Mutex::new(Vec::new()));
    let (tables, inner, into) = (Arc::clone(tables), job.clone(), Arc::clone(&results));
    let start = move |range| Piece::new(range, Arc::clone(&tables), &base, &inner);
    let put =
        move |number, sums| into.lock().unwrap_or_else(PoisonError::into_inner).try_push((number, sums));
    sweep(job, plan, share, start, put).await?;
    let mut results = std::mem::take(&mut *results.lock().unwrap_or_else(PoisonError::into_inner));
    results.sort_unstable_by_key(|(number, _)| *number);
    // The primes of the wheel are in no table.
    let mut before = 3;
    Ok(results.into_iter().fold(0, |sum: u64, (_, sums): (usize, Sums)| {
        let sum = sum.wrapping_add_signed(sums.inside).wrapping_add_signed(sums.asked.wrapping_mul(before));
        before += sums.count;
        sum
    }))
}

/// What comes of a piece.
#[derive(Default)]
struct Sums {
    /// How many primes it has.
    count: i64,
    /// The sum of its leaves, with the primes before the piece left out.
    inside: i64,
    /// How often those are to be added.
    asked: i64,
}

/// Leaves x/(p m) of one prime that are taken alike.
struct Run {
    /// x/p.
    dividend: u64,
    /// Where their m are in the list.
    places: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// The m are primes, and each leaf counts so often, plus a constant.
    Primes { times: i64, plus: i64 },
    /// The m are square-free with all their primes above this one; the constant is as above.
    Composites { above: u16, plus: i64 },
}

struct Piece {
    tables: Arc<Tables>,
    range: Range<u64>,
    pi: PiTable,
    /// The number of the prime whose leaves come next, and of the last that has any.
    next: usize,
    last: usize,
    runs: Vec<Run>,
    sums: Sums,
}

impl Piece {
    fn new(range: Range<u64>, tables: Arc<Tables>, base: &BasePrimes, job: &Job) -> Result<Self, Stop> {
        let mut pi = PiTable::default();
        sieve::sieve(range.clone(), base, job, |_, flags| Ok(pi.extend(flags)?))?;
        let sums = Sums { count: pi.count() as i64, ..Sums::default() };
        // Leaves x/(p m) of C are below p squared, those of A at most x/p^2.
        let bounds = &tables.bounds;
        let first = tables.pi(range.start.isqrt().min(bounds.star)) as usize + 1;
        let largest = (bounds.x / range.start.max(1)).isqrt().clamp(bounds.star, bounds.cube_root);
        let (next, last) = (first.max(tiny::PRIMES.len() + 1), tables.pi(largest) as usize);
        Ok(Self { tables, range, pi, next, last, runs: Vec::new(), sums })
    }

    /// The runs of the next prime.
    fn run(&mut self) -> Result<(), NoMemory> {
        let bounds = &self.tables.bounds;
        let b = self.next;
        self.next += 1;
        let p = u64::from(self.tables.primes[b - 1]);
        let dividend = bounds.x / p;
        // The m whose x/(p m) is in the piece.
        let least = dividend / self.range.end;
        let most = dividend.checked_div(self.range.start).unwrap_or(u64::MAX);
        let place = |number: u64| self.tables.pi(number) as usize;
        if p > bounds.star {
            let (least, most) = (least.max(p), most.min(dividend.isqrt()));
            let turn = (dividend / bounds.y).clamp(least, most.max(least));
            for (least, most, times) in [(least, turn, 1), (turn, most, 2)] {
                if least < most {
                    let kind = Kind::Primes { times, plus: 0 };
                    self.runs.try_push(Run { dividend, places: place(least)..place(most), kind })?;
                }
            }
            return Ok(());
        }
        let plus = 2 - b as i64;
        let least = least.max(bounds.z / p).max(dividend / (p * p));
        if p * p <= bounds.z {
            let most = most.min(bounds.z);
            if least < most {
                let kind = Kind::Composites { above: p as u16, plus };
                let places = self.tables.squarefree.between(least, most);
                self.runs.try_push(Run { dividend, places, kind })?;
            }
        } else {
            let (least, most) = (least.max(p), most.min(bounds.y));
            if least < most {
                let kind = Kind::Primes { times: 1, plus };
                self.runs.try_push(Run { dividend, places: place(least)..place(most), kind })?;
            }
        }
        Ok(())
    }
}

impl sweep::Piece for Piece {
    type Result = Sums;

    fn go_on(&mut self) -> Result<(), NoMemory> {
        let Some(mut run) = self.runs.pop() else { return self.run() };
        let end = run.places.end.min(run.places.start + LEAVES);
        let now = run.places.start..end;
        let dividend = Dividend::new(run.dividend, self.range.start);
        match run.kind {
            Kind::Primes { times, plus } => {
                let leaves = now.len() as i64;
                let inside = sum_of(&self.tables.primes[now], dividend, &self.pi) as i64;
                self.sums.inside += times * inside + plus * leaves;
                self.sums.asked += times * leaves;
            }
            Kind::Composites { above, plus } => {
                let list = &self.tables.squarefree;
                let mut factors: [Vec<u32>; 2] = Default::default();
                for (&number, tag) in list.numbers[now.clone()].iter().zip(&list.tags[now]) {
                    if tag.is_above(above) {
                        factors[usize::from(tag.mu() > 0)].try_push(number)?;
                    }
                }
                for (factors, times) in factors.iter().zip([1, -1]) {
                    let leaves = factors.len() as i64;
                    let inside = sum_of(factors, dividend, &self.pi) as i64;
                    self.sums.inside += times * (inside + plus * leaves);
                    self.sums.asked += times * leaves;
                }
            }
        }
        run.places.start = end;
        if !run.places.is_empty() {
            self.runs.try_push(run)?;
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.runs.is_empty() && self.next > self.last
    }

    fn result(self) -> Sums {
        self.sums
    }
}

fastest! {
    /// The sum of pi, counted from the table's start, over the quotients by all `divisors`.
    fn sum_of(divisors: &[u32], dividend: Dividend, pi: &PiTable) -> u64 {
        let mut offsets = [0; BLOCK];
        divisors.chunks(BLOCK).fold(0, |sum, divisors| {
            dividend.by(divisors, &mut offsets);
            offsets[..divisors.len()].iter().fold(sum, |sum, &offset| sum + pi.up_to(offset))
        })
    }
}
