//! Adding up the pieces of a sieve that know nothing of each other. (The idea is Gourdon's, of 2001.)
//!
//! A piece adds up from its own start, and how much what is left of all the numbers before it would weigh; that is made up
//! for in the order of the pieces.

use std::collections::BTreeMap;

use super::function::Ring;
use rayon_pool::memory::{NoMemory, TryGrow, filled};

/// What comes of a piece.
#[derive(Default)]
pub(super) struct Found<S> {
    /// The sum of its leaves, had there been nothing before the piece.
    pub(super) sum: S,
    /// For each prime that has leaves: the sum over the numbers of the piece that no smaller prime divides.
    pub(super) left: Vec<S>,
    /// And how much that of all the numbers before the piece weighs.
    pub(super) asked: Vec<S>,
}

impl<S: Ring> Found<S> {
    pub(super) fn new(primes: usize) -> Result<Self, NoMemory> {
        Ok(Self { sum: S::new(0), left: filled(S::new(0), primes)?, asked: filled(S::new(0), primes)? })
    }
}

/// Adds up pieces in their order, in whatever order they come.
#[derive(Default)]
pub(super) struct Ledger<S> {
    pub(super) sum: S,
    /// The number of the piece that comes next.
    next: usize,
    /// For each prime, the sum over all that is left before that piece.
    left: Vec<S>,
    /// Pieces that came too early: never more than there are threads.
    early: BTreeMap<usize, Found<S>>,
}

impl<S: Ring> Ledger<S> {
    pub(super) fn put(&mut self, number: usize, found: Found<S>) -> Result<(), NoMemory> {
        #[allow(clippy::disallowed_methods, reason = "no more come early than there are threads")]
        self.early.insert(number, found);
        while let Some(found) = self.early.remove(&self.next) {
            self.next += 1;
            self.left.try_resize(found.left.len(), S::new(0))?;
            self.sum += found.sum;
            for ((before, left), asked) in self.left.iter_mut().zip(found.left).zip(found.asked) {
                self.sum += asked * *before;
                *before += left;
            }
        }
        Ok(())
    }
}
