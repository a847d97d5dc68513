//! The hard leaves, and the products of two large primes: all that takes a sieve up to z = x/y.
//!
//! For each prime p(b) up to √z the leaves n = m·p(b) above y, m up to y with prime factors above p(b) only, whose v = x/n is
//! above y or whose p(b) is not above √y: the others are easy. Each asks for the sum of the numbers up to v that no prime
//! before p(b) divides. After the last of these primes nothing but 1 and primes above √z is left; then the primes above y,
//! up to √x, ask for the sum of those up to x/p.
//!
//! The numbers up to z are cut into stretches that know nothing of each other. A stretch asks of itself alone, and notes for
//! each b the weight of its questions, and the sum of all it has left: what is missing in the answers is the weight times
//! what the stretches before have left. (W. Gourdon found that this makes the method parallel.)

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use super::super::crossing::Crossing;
use super::super::sieve::{self, BasePrimes, WHEEL};
use super::super::small;
use super::combinatorial::Formula;
use super::ordinary::SMALL;
use super::segment::{LARGEST, Left, Segment};
use super::stretches::{Found, Joined};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected};
use std::sync::{Mutex, MutexGuard};

/// How much a turn does: about a millisecond, in the units of [`Stretch::advance`].
const TURN: u64 = 1 << 15;

/// The primes that the questions of one sieve are about.
struct Primes {
    /// The number of the first prime that is taken out, and that behind the last.
    taken_out: Range<usize>,
    /// Up to here, the leaves of p(b) have any number of prime factors; behind, they have two.
    composite: usize,
    /// What finds the primes up to √x.
    base: BasePrimes,
}

impl Primes {
    fn new(Formula { y, z, root, tables, .. }: &Formula) -> Result<Self, NoMemory> {
        Ok(Self {
            taken_out: SMALL + 1..tables.count(z.isqrt()) + 1,
            composite: tables.count(y.isqrt()) + 1,
            base: BasePrimes::new(small::PRIMES.into_iter(), root.isqrt())?,
        })
    }
}

/// What a leaf of two primes takes, in the steps of [`Progress`](super::progress::Progress): a number that is sieved is
/// one, and so is an m that is looked at.
const LEAF: u64 = 8;

/// How many steps it takes.
pub(super) fn steps(formula: &Formula) -> Result<u64, NoMemory> {
    let Formula { x, y, z, tables, .. } = formula;
    let Primes { taken_out, composite, .. } = Primes::new(formula)?;
    let of_prime = |b| {
        let p = u64::from(tables.primes[b]);
        if b < composite {
            y - y / p
        } else {
            let most = tables.count((x / p / (y + 1)).min(*y));
            LEAF * most.saturating_sub(b) as u64
        }
    };
    Ok(z + 1 + taken_out.map(of_prime).sum::<u64>())
}

/// The sum over all hard leaves less that over the products of two primes above y, modulo 2^128.
pub(super) async fn hard(job: &Job, formula: &Arc<Formula>) -> Result<Found, Stop> {
    let primes = Arc::new(Primes::new(formula)?);
    let joined = Arc::new(Mutex::new(Joined::new()));
    let stretches = stretches_up_to(formula.z).enumerate();
    let stretches = collected(stretches.map(|(number, numbers)| Stretch::new(number, numbers)))?;
    let (formula, inner, into) = (Arc::clone(formula), job.clone(), Arc::clone(&joined));
    let work = move |mut stretch: Stretch| {
        let mut budget = TURN;
        while budget > 0 && !inner.is_cancelled() {
            if stretch.is_done() {
                let (number, found) = stretch.found();
                locked(&into).add(number, found);
                return Ok(Step::Done(()));
            }
            budget = budget.saturating_sub(stretch.advance(&formula, &primes, &inner)?);
        }
        Ok(Step::More(stretch))
    };
    job.each(stretches.into_iter(), work).await?;
    let whole = locked(&joined).whole();
    Ok(whole)
}

fn locked(joined: &Mutex<Joined>) -> MutexGuard<'_, Joined> {
    joined.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stretches of the numbers from 0 to `last`: the smaller the numbers, the more leaves have them.
fn stretches_up_to(last: u64) -> impl Iterator<Item = Range<u64>> {
    const SHORTEST: u64 = WHEEL << 11;
    const LONGEST: u64 = (LARGEST as u64 * WHEEL) << 4;
    // Enough of them to keep all threads busy to the end.
    let longest = (last / 256).clamp(SHORTEST, LONGEST);
    let mut start = 0;
    std::iter::from_fn(move || {
        let length = (start / 8).clamp(SHORTEST, longest) / WHEEL * WHEEL;
        let numbers = start..(start + length).min(last + 1);
        start += length;
        (!numbers.is_empty()).then_some(numbers)
    })
}

/// A stretch, as it is worked on.
struct Stretch {
    number: usize,
    numbers: Range<u64>,
    segment: Segment,
    /// Where the segment starts, and where it ends.
    low: u64,
    high: u64,
    /// The prime whose turn it is; that behind the last stands for the products of two large primes.
    b: usize,
    /// For each prime that is taken out, from the first on.
    crossings: Vec<Crossing>,
    found: Found,
}

impl Stretch {
    fn new(number: usize, numbers: Range<u64>) -> Self {
        let low = numbers.start;
        Self {
            number,
            numbers,
            segment: Segment::new(),
            low,
            high: low,
            b: 0,
            crossings: Vec::new(),
            found: Found::default(),
        }
    }

    fn is_done(&self) -> bool {
        self.low == self.numbers.end
    }

    fn found(self) -> (usize, Found) {
        (self.number, self.found)
    }

    /// Does what is next, and gives how much that was: one for each question and each multiple taken out, about.
    fn advance(&mut self, formula: &Formula, primes: &Primes, job: &Job) -> Result<u64, Stop> {
        if self.low == self.high {
            return Ok(self.start_segment(formula, primes)?);
        }
        let (first, behind) = (primes.taken_out.start, primes.taken_out.end);
        let at = self.b - first;
        if self.b == behind {
            let questions = self.large_primes(formula, primes, job)?;
            self.found.left[at] += self.segment.whole().sum(self.low);
            formula.progress.advance(self.high - self.low);
            self.low = self.high;
            return Ok(questions);
        }
        let questions = if self.b < primes.composite {
            self.composite_leaves(formula, at)
        } else {
            self.leaves_of_two_primes(formula, at)
        };
        self.found.left[at] += self.segment.whole().sum(self.low);
        self.segment.cross_off(&mut self.crossings[at]);
        self.b += 1;
        let multiples = (self.high - self.low) / u64::from(formula.tables.primes[self.b - 1]) / 4;
        Ok(questions + multiples + 8)
    }

    fn start_segment(&mut self, formula: &Formula, primes: &Primes) -> Result<u64, NoMemory> {
        let range = primes.taken_out.clone();
        if self.crossings.is_empty() {
            let taken_out = formula.tables.primes[range.clone()].iter();
            self.crossings.try_extend(taken_out.map(|&prime| Crossing::new(prime, self.low, 1)))?;
            self.found = Found::new(range.len() + 1)?;
        }
        let bytes = (self.numbers.end - self.low).div_ceil(WHEEL).min(segment_bytes(formula.z));
        self.high = (self.low + bytes * WHEEL).min(self.numbers.end);
        self.b = range.start;
        self.segment.start(self.low, usize::try_from(bytes).unwrap_or(LARGEST))?;
        Ok(bytes / 8 + range.len() as u64)
    }

    /// Those of p(b) whose v lies in the segment, with m of any kind. Gives how many m were looked at.
    fn composite_leaves(&mut self, Formula { x, y, tables, progress, .. }: &Formula, at: usize) -> u64 {
        let prime = tables.primes[self.b];
        let p = u64::from(prime);
        let xp = x / p;
        let from = (y / p).max(xp / self.high);
        let to = xp.checked_div(self.low).map_or(*y, |most| most.min(*y));
        if from >= to {
            return 0;
        }
        let mut questions = self.segment.questions();
        let (mut sum, mut weight) = (0_u128, 0_u128);
        // Downwards, so that v grows; the even ones have the factor 2.
        let odd = if to % 2 == 1 { to } else { to - 1 };
        for m in (from + 1..=odd).rev().step_by(2) {
            let factor = tables.factor(m);
            if factor.is_above(prime) {
                let left = questions.up_to(xp / m - self.low);
                let answer = u128::from(m).wrapping_mul(left.sum(self.low));
                // The leaf's own sign is the opposite of that of m.
                if factor.is_positive() {
                    sum = sum.wrapping_sub(answer);
                    weight = weight.wrapping_sub(m.into());
                } else {
                    sum = sum.wrapping_add(answer);
                    weight = weight.wrapping_add(m.into());
                }
            }
        }
        self.note(at, p, sum, weight);
        progress.advance(to - from);
        (to - from) / 2
    }

    /// Those of p(b) whose v lies in the segment, and above y, with m prime. Gives how many there are.
    fn leaves_of_two_primes(&mut self, Formula { x, y, tables, progress, .. }: &Formula, at: usize) -> u64 {
        let p = u64::from(tables.primes[self.b]);
        let xp = x / p;
        let from = p.max(xp / self.high).min(*y);
        let to = (xp / self.low.max(y + 1)).min(*y);
        if from >= to {
            return 0;
        }
        let mut questions = self.segment.questions();
        let (mut sum, mut weight) = (0_u128, 0_u128);
        let those = tables.count(from) + 1..=tables.count(to);
        let count = those.end() + 1 - those.start();
        for &q in tables.primes[those].iter().rev() {
            let q = u64::from(q);
            let left = questions.up_to(xp / q - self.low);
            sum = sum.wrapping_add(u128::from(q).wrapping_mul(left.sum(self.low)));
            weight += u128::from(q);
        }
        self.note(at, p, sum, weight);
        progress.advance(LEAF * count as u64);
        count as u64
    }

    /// The primes above y, up to √x, whose x/p lies in the segment. Gives how many there are.
    fn large_primes(
        &mut self,
        Formula { x, y, root, .. }: &Formula,
        primes: &Primes,
        job: &Job,
    ) -> Result<u64, Stop> {
        let from = (x / self.high).max(*y);
        let to = x.checked_div(self.low).map_or(*root, |most| most.min(*root));
        if from >= to {
            return Ok(0);
        }
        let mut found = Vec::new();
        let start = from + 1 - (from + 1) % WHEEL;
        sieve::sieve(start..to + 1, &primes.base, job, |base, flags| {
            Ok(small::collect(base, flags, &mut found)?)
        })?;
        let mut questions = self.segment.questions();
        let (mut sum, mut weight) = (0_u128, 0_u128);
        let mut count = 0;
        for p in found.into_iter().rev().map(u64::from).take_while(|&p| p > from) {
            let left: Left = questions.up_to(x / p - self.low);
            sum = sum.wrapping_sub(u128::from(p).wrapping_mul(left.sum(self.low)));
            weight = weight.wrapping_sub(p.into());
            self.found.large_primes += u128::from(p);
            self.found.large_squares += u128::from(p) * u128::from(p);
            count += 1;
        }
        let at = self.b - primes.taken_out.start;
        self.note(at, 1, sum, weight);
        Ok(count)
    }

    /// What the questions of one prime come to, besides its factor `p`.
    fn note(&mut self, at: usize, p: u64, sum: u128, weight: u128) {
        let Found { left, weights, sum: found, .. } = &mut self.found;
        // The stretch's earlier segments come before this one.
        let sum = sum.wrapping_add(weight.wrapping_mul(left[at]));
        *found = found.wrapping_add(sum.wrapping_mul(p.into()));
        weights[at] = weights[at].wrapping_add(weight.wrapping_mul(p.into()));
    }
}

/// A segment's size in bytes: that of a first-level cache, or larger, so that most primes meet it.
fn segment_bytes(z: u64) -> u64 {
    (z.isqrt() / 8).next_power_of_two().clamp(32 << 10, LARGEST as u64)
}
