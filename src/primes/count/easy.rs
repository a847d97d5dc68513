//! A and C: the easy leaves, which are values of pi.
//!
//! With p the b-th prime, all primes of m above p, and t = x/p:
//!
//! - C, for the primes from the eighth to x*: the sum of -mu(m) (pi(t/m) - b + 2) over the [`Squarefree`] m with
//!   y/p < m <= y and x/p^3 < m. The cube of such a p is above x/y, and so above y: m is a prime, or the product of two.
//! - A, for the primes above x* up to the cube root of x: the sum of pi(t/q) over the primes p < q <= t^(1/2). It counts
//!   twice where t/q is below y.
//!
//! (Gourdon 2001, formulas for A and C. He leaves out that m of C is at most x/p^2, which holds by itself as long as y
//! is at most the square root of x: [`Bounds`] sees to that.)
//!
//! In C, too, no prime m = q above the root of t has to be looked at. What they add up to is how many pairs of primes q
//! and r there are with q r <= t, and that can be counted by r, too: for any a from the root of t to y
//!
//! sum of pi(t/q) over a < q <= y = pi(y) pi(t/y) - pi(a) pi(t/a) + sum of pi(t/r) over t/y < r <= t/a
//!
//! (Gourdon's inversion, by which he made A of what were such leaves; K. Walisch, "Efficient Computation of the Easy
//! Special Leaves in the Combinatorial Prime Counting Algorithms", 2026, section 6, does it once more, as here.) Most of
//! those r have been counted as a q, and so they, too, count twice. [`Way`] has the bounds.
//!
//! The numbers t/m lie below the square root of x. A sweep goes over them: a piece sieves its stretch into a table of pi
//! that stays in a near cache, and takes all leaves that fall into it. It does not know how many primes there are before
//! it, but how often that number is asked for, so that it can be made up for at the end.
//!
//! O(x^(2/3) / log^2 x) time: a division and a look into the table for each leaf. 16 bytes for 240 numbers of a piece.
//!
//! [`Squarefree`]: super::squarefree::Squarefree

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use super::super::cube_root::cube_root;
use super::super::sieve::{self, BasePrimes};
use super::bounds::Bounds;
use super::divide::{BLOCK, Dividend};
use super::progress::Share;
use super::sweep::{self, Plan, sweep};
use super::table::{PiTable, SPAN};
use super::tables::Tables;
use super::tiny;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow};
use std::sync::Mutex;

/// Pieces are multiples of this many numbers.
const UNIT: u64 = 16 * SPAN;
/// A piece's table takes no more than 512 KiB: half of a usual second-level cache.
const MOST: u64 = 2048;
/// How many leaves are taken between two looks at the clock: less than a tenth of a millisecond.
const LEAVES: usize = 1 << 15;
/// What it takes to find those of a prime, in leaves.
const A_PRIME: usize = 1 << 6;

/// A + C, modulo 2^64.
pub(super) async fn leaves(job: &Job, tables: &Arc<Tables>, share: Share) -> Result<u64, Stop> {
    let bounds = &tables.bounds;
    let end = (bounds.x / (bounds.star * bounds.star)).max(bounds.star * bounds.star) + 1;
    let base = BasePrimes::new(tables.primes.iter().copied(), end.isqrt())?;
    let closed = closed(tables);
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
    Ok(results.into_iter().fold(closed, |sum: u64, (_, sums): (usize, Sums)| {
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

/// Which primes q ask for pi(t/q), for one prime p.
struct Way {
    /// x/p.
    t: u64,
    /// They are above this.
    from: u64,
    /// Above this they count twice.
    turn: u64,
    /// They are up to this.
    top: u64,
}

impl Way {
    /// Of a prime of A.
    fn of_a(Bounds { x, y, .. }: &Bounds, p: u64) -> Self {
        let t = x / p;
        Self { t, from: p, turn: p.max(t / y), top: t.isqrt() }
    }

    /// Of a prime of C.
    fn of_c(bounds: &Bounds, p: u64) -> Self {
        let t = bounds.x / p;
        let (from, root) = (Self::least_of_c(bounds, p), t.isqrt());
        let reflected = t / bounds.y;
        let top = if from < root { root.min(bounds.y) } else { t / from };
        Self { t, from: from.min(reflected), turn: from.max(reflected), top }
    }

    /// The m of C are above this, and up to y.
    fn least_of_c(Bounds { x, y, .. }: &Bounds, p: u64) -> u64 {
        p.max(y / p).max(x / p / (p * p)).min(*y)
    }
}

/// What the sums over prime m of C have besides values of pi that are taken one by one.
fn closed(tables: &Tables) -> u64 {
    let Tables { bounds, primes, .. } = tables;
    let y = bounds.y;
    let of_prime = |b: u64| {
        let p = u64::from(primes[b as usize - 1]);
        let (way, least) = (Way::of_c(bounds, p), Way::least_of_c(bounds, p));
        let constants = (b - 2) * (tables.pi(y) - tables.pi(least));
        let from = least.max(way.t.isqrt());
        // What of the rectangle of q and r lies above the hyperbola is not counted by r.
        let reflected = if from < y {
            tables.pi(y) * tables.pi(way.t / y) - tables.pi(from) * tables.pi(way.top)
        } else {
            0
        };
        reflected.wrapping_sub(constants)
    };
    (tiny::PRIMES.len() as u64 + 1..=tables.pi(bounds.star)).map(of_prime).fold(0, u64::wrapping_add)
}

/// Leaves t/m of one prime that are taken alike.
struct Run {
    /// x/p.
    t: u64,
    /// Where their m are in the list.
    places: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// The m are primes, and each counts so often.
    Primes { times: i64 },
    /// The m are products of two primes, both of them above this one; a constant is to be added to pi.
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
        // Leaves t/m of C are below p squared, or below y; those of A at most x/p^2.
        let Bounds { x, y, star, cube_root: root } = tables.bounds;
        let smallest =
            if range.start < y { cube_root(x / y).min(range.start.isqrt()) } else { range.start.isqrt() };
        let first = tables.pi(smallest.min(star)) as usize + 1;
        let largest = (x / range.start.max(1)).isqrt().clamp(star, root);
        let (next, last) = (first.max(tiny::PRIMES.len() + 1), tables.pi(largest) as usize);
        Ok(Self { tables, range, pi, next, last, runs: Vec::new(), sums })
    }

    /// The runs of the next prime. Gives what that takes, in leaves.
    fn run(&mut self) -> Result<usize, NoMemory> {
        let Tables { bounds, primes, squarefree, .. } = &*self.tables;
        let b = self.next;
        self.next += 1;
        let p = u64::from(primes[b - 1]);
        let is_c = p <= bounds.star;
        let Way { t, from, turn, top } = if is_c { Way::of_c(bounds, p) } else { Way::of_a(bounds, p) };
        // The m whose t/m is in the piece.
        let least = t / self.range.end;
        let most = t.checked_div(self.range.start).unwrap_or(u64::MAX);
        for (from, to, times) in [(from, turn.min(top), 1), (turn, top, 2)] {
            let (from, to) = (from.max(least), to.min(most));
            if from < to {
                let places = self.tables.pi(from) as usize..self.tables.pi(to) as usize;
                self.runs.try_push(Run { t, places, kind: Kind::Primes { times } })?;
            }
        }
        if is_c && p * p <= bounds.y {
            let (from, to) = (least.max(Way::least_of_c(bounds, p)), most.min(bounds.y));
            if from < to {
                let kind = Kind::Composites { above: p as u16, plus: 2 - b as i64 };
                self.runs.try_push(Run { t, places: squarefree.between(from, to), kind })?;
            }
        }
        Ok(A_PRIME)
    }

    /// Takes some leaves of a run, at most `most`. Gives how many that were.
    fn take(&mut self, mut run: Run, most: usize) -> Result<usize, NoMemory> {
        let end = run.places.end.min(run.places.start + most);
        let now = run.places.start..end;
        let taken = now.len();
        let dividend = Dividend::new(run.t, self.range.start);
        match run.kind {
            Kind::Primes { times } => {
                self.sums.inside += times * sum_of(&self.tables.primes[now], dividend, &self.pi) as i64;
                self.sums.asked += times * taken as i64;
            }
            Kind::Composites { above, plus } => {
                let list = &self.tables.squarefree;
                let mut products = Vec::new();
                for (&number, tag) in list.numbers[now.clone()].iter().zip(&list.tags[now]) {
                    if tag.is_above(above) && tag.mu() > 0 {
                        products.try_push(number)?;
                    }
                }
                let leaves = products.len() as i64;
                self.sums.inside -= sum_of(&products, dividend, &self.pi) as i64 + plus * leaves;
                self.sums.asked -= leaves;
            }
        }
        run.places.start = end;
        if !run.places.is_empty() {
            self.runs.try_push(run)?;
        }
        Ok(taken)
    }
}

impl sweep::Piece for Piece {
    type Result = Sums;

    fn go_on(&mut self) -> Result<(), NoMemory> {
        let mut budget = LEAVES;
        while budget > 0 && !self.is_done() {
            let done = if let Some(run) = self.runs.pop() { self.take(run, budget)? } else { self.run()? };
            budget = budget.saturating_sub(done);
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
        let (mut offsets, mut sum) = ([0; BLOCK], 0);
        // Loops, for the closures of iterators are compiled for the least of processors.
        for divisors in divisors.chunks(BLOCK) {
            dividend.by(divisors, &mut offsets);
            for &offset in &offsets[..divisors.len()] {
                sum += pi.up_to(offset);
            }
        }
        sum
    }
}
