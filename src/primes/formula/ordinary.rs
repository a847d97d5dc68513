//! The ordinary leaves.
//!
//! Unfolding Phi(x, a) by Phi(v, b) = Phi(v, b - 1) - f(p) Phi(v/p, b - 1), with p the b-th prime, makes a tree. A branch
//! that has come down to b = 7 with a divisor m of at most y ends as an *ordinary* leaf (Lagarias, Miller and Odlyzko
//! 1985, section 2): their sum is
//!
//! Phi0 = sum of mu(m) f(m) Phi(x/m, 7) over the [`Squarefree`](super::squarefree::Squarefree) m.
//!
//! O(y) time: a division and a look into a small table for each m.

use std::sync::Arc;

use super::function::{Function, Ring, Rough};
use super::progress::Share;
use super::tables::Tables;
use rayon_pool::job::{Job, Stop};

/// The leaves of one chunk: about a fifth of a millisecond.
const CHUNK: usize = 1 << 14;

/// Phi0.
pub(super) async fn phi0<F: Function>(job: &Job, tables: &Arc<Tables>, share: Share) -> Result<F::Sum, Stop> {
    let tables = Arc::clone(tables);
    let length = tables.squarefree.numbers.len();
    let chunks = length.div_ceil(CHUNK);
    let work = move |chunk| {
        let leaves = chunk * CHUNK..length.min((chunk + 1) * CHUNK);
        share.advance(1.0 / chunks as f64);
        let rough = F::Rough::new()?;
        let list = &tables.squarefree;
        let mut sum = F::Sum::default();
        for (&number, tag) in list.numbers[leaves.clone()].iter().zip(&list.tags[leaves]) {
            let number = u64::from(number);
            let leaf = F::of(number) * rough.up_to(tables.bounds.x / number);
            sum = if tag.is_odd() { sum - leaf } else { sum + leaf };
        }
        Ok(sum)
    };
    job.fold(0..chunks, F::Sum::new(0), work, |one, other| one + other).await
}
