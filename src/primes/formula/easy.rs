//! The easy leaves, which are sums over primes.
//!
//! With p the b-th prime, from the eighth to the cube root of x, all primes of m above p, and t = x/p: a leaf's value is
//! Phi(t/m, b - 1), the sum over what is left up to t/m when the primes below p are out. Once t/m is below p squared, that
//! is S(t/m) - S(p - 1) + 1: the primes from p on, and 1. So all these leaves together are
//!
//! sum of -mu(m) f(p m) (S(t/m) - S(p - 1) + 1) over the [`Squarefree`] m with y/p < m <= y and x/p^3 < m.
//!
//! The cube of such a p is above x/y, and so above y: m is a prime, or the product of two. Where m = q is a prime above t/p,
//! t/q is below p and the leaf is worth 1. Nor has any q above the root of t to be looked at. What S(t/q) adds up to, up to
//! h, the smaller one of y and t/p, is the sum of f(q r) over the pairs of primes with q r <= t, and those can be added up
//! by r, too: for any a from the root of t to h
//!
//! sum of f(q) S(t/q) over a < q <= h = S(h) S(t/h) - S(a) S(t/a) + sum of f(r) S(t/r) over t/h < r <= t/a
//!
//! (X. Gourdon's inversion, by which he comes to his sum A. He does it for the p above x* alone; for all p, as here, it is
//! from K. Walisch, "Efficient Computation of the Easy Special Leaves in the Combinatorial Prime Counting Algorithms", 2026,
//! section 6.) Most of those r have been counted as a q, and so they count twice. [`Way`] has the bounds.
//!
//! The numbers t/m lie below the square root of x. A sweep goes over them: a piece sieves its stretch into a table of S
//! that stays in a near cache, and takes all leaves that fall into it. It does not know the sum over the primes before
//! it, but how much that weighs, so that it can be made up for at the end.
//!
//! O(x^(2/3) / log^2 x) time: a division and a look into the table for each leaf.
//!
//! [`Squarefree`]: super::squarefree::Squarefree

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::cube_root::cube_root;
use super::super::sieve::{self, BasePrimes};
use super::bounds::Bounds;
use super::divide::{BLOCK, Dividend};
use super::function::{Function, Ring, Table};
use super::progress::Share;
use super::sweep::{self, Plan, sweep};
use super::table::SPAN;
use super::tables::Tables;
use super::tiny;
use crate::fastest::fastest;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, TryGrow};

/// Pieces are multiples of this many numbers.
const UNIT: u64 = 16 * SPAN;
/// How many leaves are taken between two looks at the clock: less than a tenth of a millisecond.
const LEAVES: usize = 1 << 15;
/// What it takes to find those of a prime, in leaves.
const A_PRIME: usize = 1 << 6;

/// What there is to look up for the easy leaves of the primes to the cube root of x.
pub(super) async fn leaves<F: Function>(
    job: &Job,
    tables: &Arc<Tables>,
    share: Share,
) -> Result<F::Sum, Stop> {
    let bounds = &tables.bounds;
    let end = bounds.root + 1;
    let base = BasePrimes::new(tables.primes.iter().copied(), end.isqrt())?;
    // The leaves are densest past the cube root. (A fit: half of the time is over at four and a half times that.)
    let root = bounds.cube_root as f64 / end as f64;
    let pace = Box::new(move |swept: f64| 1.0 / (1.0 + (4.5 * root / swept).powf(1.6)));
    let plan = Plan { range: 0..end, unit: UNIT, grain: UNIT, most: F::Table::MOST, part: 16, pace };
    let results = Arc::new(Mutex::new(Vec::new()));
    // The primes of the wheel are in no table.
    let mut before = tables.of_first::<F>(3);
    let (tables, inner, into) = (Arc::clone(tables), job.clone(), Arc::clone(&results));
    let start = move |range| Piece::<F>::new(range, Arc::clone(&tables), &base, &inner);
    let put =
        move |number, sums| into.lock().unwrap_or_else(PoisonError::into_inner).try_push((number, sums));
    sweep(job, plan, share, start, put).await?;
    let mut results = std::mem::take(&mut *results.lock().unwrap_or_else(PoisonError::into_inner));
    results.sort_unstable_by_key(|(number, _)| *number);
    let mut sum = F::Sum::new(0);
    for (_, Sums { total, inside, asked }) in results {
        sum += inside + asked * before;
        before += total;
    }
    Ok(sum)
}

/// What comes of a piece.
struct Sums<S> {
    /// The sum over its primes.
    total: S,
    /// The sum of its leaves, with the primes before the piece left out.
    inside: S,
    /// How much those weigh.
    asked: S,
}

/// Which primes q ask for S(t/q), for one prime p.
pub(super) struct Way {
    /// x/p.
    t: u64,
    /// The m of leaves are above this, and the prime ones up to `end`, or worth 1.
    least: u64,
    end: u64,
    /// The q are above this.
    from: u64,
    /// Above this they count twice.
    turn: u64,
    /// They are up to this.
    top: u64,
}

impl Way {
    pub(super) fn new(Bounds { x, y, .. }: &Bounds, p: u64) -> Self {
        let t = x / p;
        let end = (t / p).min(*y);
        let least = p.max(y / p).max(t / (p * p)).min(end);
        let (root, reflected) = (t.isqrt(), t / end);
        let top = if root < end { root.min(t / least.max(root)) } else { end };
        Self { t, least, end, from: least.min(reflected), turn: least.max(reflected), top }
    }

    /// What the leaves of prime m come to, besides S(t/q) and the factor f(p): for the prime number `place`, from 0 up.
    pub(super) fn closed<F: Function>(&self, tables: &Tables, place: usize) -> F::Sum {
        let Self { t, least, end, top, .. } = *self;
        let s = |number| tables.up_to::<F>(number);
        let too_much = tables.of_first::<F>(place) - F::Sum::new(1);
        let ones = s(tables.bounds.y) - s(end) - too_much * (s(end) - s(least));
        let from = least.max(t.isqrt());
        // What of the rectangle of q and r lies above the hyperbola is not added up by r.
        if from < end { ones + s(end) * s(t / end) - s(from) * s(top) } else { ones }
    }
}

/// Leaves t/m of one prime that are taken alike.
struct Run<S> {
    /// x/p.
    t: u64,
    /// Where their m are in the list.
    places: Range<usize>,
    kind: Kind<S>,
}

#[derive(Clone, Copy)]
enum Kind<S> {
    /// The m are primes, and each counts so often.
    Primes { times: S },
    /// The m are products of two primes, both of them above this one, and each counts so often; in all sums there is too
    /// much.
    Composites { above: u16, times: S, too_much: S },
}

struct Piece<F: Function> {
    tables: Arc<Tables>,
    range: Range<u64>,
    table: F::Table,
    /// The place of the prime whose leaves come next, and of the one behind the last that has any.
    next: usize,
    end: usize,
    runs: Vec<Run<F::Sum>>,
    inside: F::Sum,
    asked: F::Sum,
}

impl<F: Function> Piece<F> {
    fn new(range: Range<u64>, tables: Arc<Tables>, base: &BasePrimes, job: &Job) -> Result<Self, Stop> {
        let mut table = F::Table::default();
        sieve::sieve(range.clone(), base, job, |base, flags| Ok(table.extend(base, flags)?))?;
        // The numbers t/m are below p squared, or at most y, and below x/p^2.
        let Bounds { x, y, cube_root: largest, .. } = tables.bounds;
        let squared = range.start.isqrt();
        let smallest = if range.start <= y { cube_root(x / y).min(squared) } else { squared };
        let next = tables.pi(smallest.min(largest)).max(tiny::PRIMES.len());
        let end = tables.pi((x / range.start.max(1)).isqrt().min(largest));
        let (inside, asked) = (F::Sum::new(0), F::Sum::new(0));
        Ok(Self { tables, range, table, next, end, runs: Vec::new(), inside, asked })
    }

    /// The runs of the next prime. Gives what that takes, in leaves.
    fn run(&mut self) -> Result<usize, NoMemory> {
        let Tables { bounds, primes, squarefree, .. } = &*self.tables;
        let place = self.next;
        self.next += 1;
        let p = u64::from(primes[place]);
        let Way { t, least, from, turn, top, .. } = Way::new(bounds, p);
        let of_p = F::of(p);
        // The m whose t/m is in the piece.
        let above = t / self.range.end;
        let most = t.checked_div(self.range.start).unwrap_or(u64::MAX);
        for (from, to, times) in [(from, turn.min(top), of_p), (turn, top, of_p + of_p)] {
            let (from, to) = (from.max(above), to.min(most));
            if from < to {
                let places = self.tables.pi(from)..self.tables.pi(to);
                self.runs.try_push(Run { t, places, kind: Kind::Primes { times } })?;
            }
        }
        if p * p <= bounds.y {
            let (from, to) = (least.max(above), most.min(bounds.y));
            if from < to {
                let too_much = self.tables.of_first::<F>(place) - F::Sum::new(1);
                let kind = Kind::Composites { above: p as u16, times: of_p, too_much };
                self.runs.try_push(Run { t, places: squarefree.between(from, to), kind })?;
            }
        }
        Ok(A_PRIME)
    }

    /// Takes some leaves of a run, at most `most`. Gives how many that were.
    fn take(&mut self, mut run: Run<F::Sum>, most: usize) -> Result<usize, NoMemory> {
        let end = run.places.end.min(run.places.start + most);
        let now = run.places.start..end;
        let taken = now.len();
        let dividend = Dividend::new(run.t, self.range.start);
        match run.kind {
            Kind::Primes { times } => {
                let (from, to) = (self.tables.of_first::<F>(now.start), self.tables.of_first::<F>(now.end));
                self.inside += times * sum_of::<F>(&self.tables.primes[now], dividend, &self.table);
                self.asked += times * (to - from);
            }
            Kind::Composites { above, times, too_much } => {
                let list = &self.tables.squarefree;
                let mut products = Vec::new();
                for (&number, tag) in list.numbers[now.clone()].iter().zip(&list.tags[now]) {
                    if tag.is_above(above) && !tag.is_odd() {
                        products.try_push(number)?;
                    }
                }
                let times = F::Sum::new(0) - times;
                let weight: F::Sum = products.iter().map(|&product| F::of(product.into())).sum();
                let inside = sum_of::<F>(&products, dividend, &self.table);
                self.inside += times * (inside - too_much * weight);
                self.asked += times * weight;
            }
        }
        run.places.start = end;
        if !run.places.is_empty() {
            self.runs.try_push(run)?;
        }
        Ok(taken)
    }
}

impl<F: Function> sweep::Piece for Piece<F> {
    type Result = Sums<F::Sum>;

    fn go_on(&mut self) -> Result<(), NoMemory> {
        let mut budget = LEAVES;
        while budget > 0 && !self.is_done() {
            let done = if let Some(run) = self.runs.pop() { self.take(run, budget)? } else { self.run()? };
            budget = budget.saturating_sub(done);
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.runs.is_empty() && self.next >= self.end
    }

    fn result(self) -> Sums<F::Sum> {
        Sums { total: self.table.total(), inside: self.inside, asked: self.asked }
    }
}

fastest! {
    /// The sum of f times S, that from the table's start on, of the quotients by all `divisors`.
    fn sum_of<F: Function>(divisors: &[u32], dividend: Dividend, table: &F::Table) -> F::Sum {
        let (mut offsets, mut sum) = ([0; BLOCK], F::Sum::new(0));
        // Loops, for the closures of iterators are compiled for the least of processors.
        for divisors in divisors.chunks(BLOCK) {
            dividend.by(divisors, &mut offsets);
            for (&offset, &divisor) in offsets.iter().zip(divisors) {
                sum += F::of(divisor.into()) * table.up_to(offset);
            }
        }
        sum
    }
}
