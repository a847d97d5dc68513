//! pi by the numbers that are left: sieving all the quotients of x at once.
//!
//! Legendre's phi(v, b), how many numbers up to v none of the first b primes divides, follows for all v among the
//! quotients floor(x/i) from phi(v, b) = phi(v, b - 1) - phi(v/p, b - 1) with p the b-th prime. Two things make that
//! fast (the method is known from `Lucy_Hedgehog`'s post on Project Euler's problem 10, the refinement from `Min_25`):
//!
//! - Quotients x/i are kept for *rough* i alone, those that no prime so far divides: the recurrence asks for no others.
//! - It stops at the fourth root of x. From there on a composite that is left has two or three prime factors, and what
//!   they account for is added up directly.
//!
//! O(x^(3/4)) steps, in one thread, over O(x^(1/2)) memory: about 9 bytes for each number to the root. It wins as long
//! as that fits a cache: above, the tables of Gourdon's formula are far smaller, and its parts run in parallel.

// Numbers up to the root of x are below 2^32, and counts of what is left of them are.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]

use std::time::{Duration, Instant};

use super::super::formula::Share;
use rayon_pool::job::{Job, Stop};
use rayon_pool::memory::{NoMemory, collected, filled};

/// How long a turn may take, about.
const TURN: Duration = Duration::from_millis(1);

/// How many primes there are up to `x`, which is at least 4.
///
/// # Errors
/// The job was cancelled, or there is too little memory.
pub(super) async fn pi(job: &Job, x: u64, share: Share) -> Result<u64, Stop> {
    let mut rough = Rough::new(x)?;
    // The first turn is the job's own: a small count needs no other.
    let mut count = rough.turn();
    while count.is_none() {
        share.reach(rough.done());
        (count, rough) = job.step(move || Ok((rough.turn(), rough))).await?;
    }
    job.checkpoint()?;
    share.end();
    count.ok_or(Stop::Cancelled)
}

/// A count that is under way: all primes below `next` have sieved.
///
/// Counts are of what is left among the odd numbers from 3 up, the primes that have sieved included.
struct Rough {
    x: u64,
    root: usize,
    next: usize,
    /// The odd primes that have sieved.
    sieved: usize,
    /// Which numbers to the root are out.
    is_out: Vec<bool>,
    /// At i, the count up to 2i + 1.
    small: Vec<u32>,
    /// The odd numbers to the root that are left, 1 among them.
    left: Vec<u32>,
    /// The count up to the quotient of x by each of those.
    large: Vec<u64>,
    /// Once all have sieved: the rough number whose products come next, and the count so far.
    products: Option<(usize, u64)>,
}

impl Rough {
    /// Starts to count the primes up to `x`, which is at least 4.
    fn new(x: u64) -> Result<Self, NoMemory> {
        debug_assert!(x >= 4);
        let root = x.isqrt();
        let odd = (1..=root).step_by(2);
        Ok(Self {
            x,
            root: root as usize,
            next: 3,
            sieved: 0,
            is_out: filled(false, root as usize + 1)?,
            small: collected((0..).take(odd.clone().count()))?,
            left: collected(odd.clone().map(|number| number as u32))?,
            large: collected(odd.map(|number| (x / number - 1) / 2))?,
            products: None,
        })
    }

    /// Goes on for about [`TURN`]; gives the count when it is there.
    fn turn(&mut self) -> Option<u64> {
        let start = Instant::now();
        loop {
            match self.products {
                None => self.sieve(),
                Some((first, count)) => match self.multiply(first, count) {
                    Some(more) => self.products = Some((first + 1, more)),
                    None => return Some(count),
                },
            }
            if start.elapsed() >= TURN {
                return None;
            }
        }
    }

    /// How much is done, from 0 to 1: by far the most goes into sieving.
    fn done(&self) -> f64 {
        self.next as f64 / (self.x as f64).powf(0.25)
    }

    /// The count up to the quotient of x by `divisor`, an odd number whose quotient is below the root.
    fn quotient(&self, divisor: u64) -> u64 {
        u64::from(self.small[((self.x / divisor - 1) / 2) as usize])
    }

    /// Takes the multiples of the next prime out; after the last, sums up what products need.
    fn sieve(&mut self) {
        let prime = self.next;
        if (prime as u64).pow(4) > self.x {
            self.products = Some((1, self.without_products()));
            return;
        }
        self.next += 2;
        if self.is_out[prime] {
            return;
        }
        self.is_out[prime] = true;
        for number in (prime * prime..=self.root).step_by(2 * prime) {
            self.is_out[number] = true;
        }
        self.sieve_large(prime);
        self.sieve_small(prime);
        self.sieved += 1;
    }

    fn sieve_large(&mut self, prime: usize) {
        let sieved = self.sieved as u64;
        let mut kept = 0;
        for at in 0..self.left.len() {
            let number = self.left[at];
            if self.is_out[number as usize] {
                continue;
            }
            let divisor = u64::from(number) * prime as u64;
            let count = if divisor <= self.root as u64 {
                // The divisor is rough as well: its place among the rough numbers is the count up to it.
                self.large[self.small[divisor as usize / 2] as usize - self.sieved]
            } else {
                self.quotient(divisor)
            };
            self.large[kept] = self.large[at] + sieved - count;
            self.left[kept] = number;
            kept += 1;
        }
        self.left.truncate(kept);
        self.large.truncate(kept);
    }

    /// The numbers to the root, from the top: all that have the same quotient by `prime` lose the same count.
    fn sieve_small(&mut self, prime: usize) {
        let mut end = self.small.len();
        for quotient in (prime..=self.root / prime).rev().filter(|quotient| quotient % 2 == 1) {
            let start = quotient * prime / 2;
            let lost = self.small[quotient / 2] - self.sieved as u32;
            self.small[start..end].iter_mut().for_each(|count| *count -= lost);
            end = start;
        }
    }

    /// The count up to x, less the products of two rough primes and of three, as if every rough number above the
    /// sieving primes had just been taken out of it.
    fn without_products(&mut self) -> u64 {
        let (rough, sieved) = (self.left.len() as u64, self.sieved as u64);
        // An odd prime more than have sieved, for 2.
        let own = self.large[0] + (rough + 2 * sieved).wrapping_sub(2) * (rough - 1) / 2 + 1;
        self.large[1..].iter().fold(own, |count, large| count - large)
    }

    /// Puts back what the products of the rough prime at `first` and two larger ones took out twice; none is left when
    /// its cube is past x.
    fn multiply(&self, first: usize, count: u64) -> Option<u64> {
        let prime = u64::from(*self.left.get(first)?);
        let last = self.small[((self.x / prime / prime - 1) / 2) as usize] as usize - self.sieved;
        if last <= first {
            return None;
        }
        let others = &self.left[first + 1..=last];
        let up_to: u64 = others.iter().map(|&other| self.quotient(prime * u64::from(other))).sum();
        Some(count + up_to - (last - first) as u64 * (self.sieved + first - 1) as u64)
    }
}
