//! What the stretches of a sieve have found, put together in their order, in whatever order they come.

use std::collections::BTreeMap;

use rayon_pool::memory::{NoMemory, filled};

/// What one stretch has found, or several that follow each other. All modulo 2^128.
#[derive(Default)]
pub(super) struct Found {
    /// The sum of all answers, had there been nothing before the stretch.
    pub(super) sum: u128,
    /// For each prime, what was left in the stretch before it was taken out; at the end, what was left after the last.
    pub(super) left: Vec<u128>,
    /// For each of these, how much what is left before the stretch weighs in its answers.
    pub(super) weights: Vec<u128>,
    /// The sum of the primes above y, and of their squares.
    pub(super) large_primes: u128,
    pub(super) large_squares: u128,
}

impl Found {
    pub(super) fn new(len: usize) -> Result<Self, NoMemory> {
        Ok(Self { left: filled(0, len)?, weights: filled(0, len)?, ..Self::default() })
    }

    /// Adds what the stretches right behind have found.
    fn append(&mut self, next: &Self) {
        self.sum = self.sum.wrapping_add(next.sum);
        self.large_primes += next.large_primes;
        self.large_squares += next.large_squares;
        let own = self.left.iter_mut().zip(&mut self.weights);
        for ((left, weight), (next_left, next_weight)) in own.zip(next.left.iter().zip(&next.weights)) {
            self.sum = self.sum.wrapping_add(next_weight.wrapping_mul(*left));
            *left = left.wrapping_add(*next_left);
            *weight = weight.wrapping_add(*next_weight);
        }
    }
}

/// Runs of stretches that follow each other: the number of the first, and of the one behind the last. Since stretches are
/// started in order, there are hardly more runs than threads.
pub(super) struct Joined(BTreeMap<usize, (usize, Found)>);

impl Joined {
    pub(super) fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn add(&mut self, number: usize, found: Found) {
        let Self(runs) = self;
        let (mut start, mut end, mut found) = (number, number + 1, found);
        if let Some((next_end, next)) = runs.remove(&end) {
            found.append(&next);
            end = next_end;
        }
        let before = runs.range(..start).next_back().map(|(&start, &(end, _))| (start, end));
        if let Some((before, _)) = before.filter(|&(_, end)| end == start)
            && let Some((_, mut run)) = runs.remove(&before)
        {
            run.append(&found);
            (start, found) = (before, run);
        }
        #[allow(clippy::disallowed_methods, reason = "there are hardly more runs than threads")]
        runs.insert(start, (end, found));
    }

    /// What all of them have found, if none is missing.
    pub(super) fn whole(&mut self) -> Found {
        debug_assert!(self.0.len() == 1);
        self.0.remove(&0).map(|(_, found)| found).unwrap_or_default()
    }
}
