//! Adding up the pieces of a sieve that know nothing of each other. (The idea is Gourdon's, of 2001.)
//!
//! A piece adds up from its own start, and how much what is left of all the numbers before it would weigh; that is made up
//! for when the piece before it is there.

use std::collections::BTreeMap;
use std::iter::zip;

use super::function::Ring;
use rayon_pool::memory::{NoMemory, filled};

/// What comes of a piece, or of several that follow one another.
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

    /// Adds what came of the pieces just behind: of all of them comes what would have come of one.
    fn extend(&mut self, next: &Self) {
        self.sum += next.sum;
        for ((left, asked), (&more, &weight)) in
            zip(zip(&mut self.left, &mut self.asked), zip(&next.left, &next.asked))
        {
            self.sum += weight * *left;
            *left += more;
            *asked += weight;
        }
    }
}

/// Adds up pieces, in whatever order they come.
#[derive(Default)]
pub(super) struct Ledger<S> {
    /// What has come, in runs without a gap: by the number of a run's first piece, with that of the piece behind its last. A thread
    /// is at work in each gap, so there are no more runs than threads, and one.
    runs: BTreeMap<usize, (usize, Found<S>)>,
}

impl<S: Ring> Ledger<S> {
    /// Adds what has come of the piece of this number.
    pub(super) fn put(&mut self, number: usize, found: Found<S>) {
        let (mut run, mut next) = (found, number + 1);
        if let Some((end, behind)) = self.runs.remove(&next) {
            run.extend(&behind);
            next = end;
        }
        match self.runs.range_mut(..number).next_back() {
            Some((_, (end, before))) if *end == number => {
                before.extend(&run);
                *end = next;
            }
            _ => {
                #[allow(clippy::disallowed_methods, reason = "there are no more runs than threads, and one")]
                self.runs.insert(number, (next, run));
            }
        }
    }

    /// The sum of all leaves, once all pieces have come.
    pub(super) fn sum(&self) -> S {
        debug_assert!(self.runs.len() <= 1, "there is a gap");
        self.runs.values().map(|(_, all)| all.sum).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::num::Wrapping;

    use proptest::prelude::*;

    use super::{Found, Ledger};

    type Piece = (u64, [u64; 3], [u64; 3]);

    fn found(&(sum, left, asked): &Piece) -> Found<Wrapping<u64>> {
        let all = |of: [u64; 3]| of.map(Wrapping).to_vec();
        Found { sum: Wrapping(sum), left: all(left), asked: all(asked) }
    }

    proptest! {
        #[test]
        fn pieces_add_up_in_whatever_order_they_come(
            pieces in prop::collection::vec(any::<Piece>(), 1..20)
                .prop_flat_map(|pieces| Just(pieces.into_iter().enumerate().collect::<Vec<_>>()).prop_shuffle()),
        ) {
            let mut ledger = Ledger::default();
            for (number, piece) in &pieces {
                ledger.put(*number, found(piece));
            }
            let mut in_order = pieces;
            in_order.sort_by_key(|(number, _)| *number);
            let (mut sum, mut left) = (Wrapping(0), [Wrapping(0); 3]);
            for (_, piece) in &in_order {
                let found = found(piece);
                sum += found.sum;
                for ((before, more), weight) in left.iter_mut().zip(found.left).zip(found.asked) {
                    sum += weight * *before;
                    *before += more;
                }
            }
            prop_assert_eq!(ledger.sum(), sum);
        }
    }
}
