//! Phi0: the ordinary leaves.
//!
//! Unfolding phi(x, a) by phi(v, b) = phi(v, b - 1) - phi(v/p, b - 1), with p the b-th prime, makes a tree. A branch
//! that has come down to b = 7 with a divisor m of at most y ends as an *ordinary* leaf (Lagarias, Miller and Odlyzko
//! 1985, section 2; Gourdon 2001, formula for Phi0):
//!
//! Phi0 = sum of mu(m) phi(x/m, 7) over the [`Squarefree`](super::squarefree::Squarefree) m.
//!
//! O(y) time: a division and a look into a small table for each m.

use std::sync::Arc;

use super::progress::Share;
use super::tables::Tables;
use super::tiny::Phi;
use rayon_pool::job::{Job, Stop};

/// The leaves of one chunk.
const CHUNK: usize = 1 << 17;

/// Phi0, modulo 2^64.
pub(super) async fn phi0(job: &Job, tables: &Arc<Tables>, share: Share) -> Result<u64, Stop> {
    let tables = Arc::clone(tables);
    let length = tables.squarefree.numbers.len();
    let chunks = length.div_ceil(CHUNK);
    let work = move |chunk| {
        let leaves = chunk * CHUNK..length.min((chunk + 1) * CHUNK);
        share.advance(1.0 / chunks as f64);
        let phi = Phi::new()?;
        let list = &tables.squarefree;
        let numbers = list.numbers[leaves.clone()].iter().zip(&list.tags[leaves]);
        Ok(numbers.fold(0_u64, |sum, (&number, tag)| {
            let leaf = phi.of(tables.bounds.x / u64::from(number));
            sum.wrapping_add_signed(tag.mu().wrapping_mul(leaf as i64))
        }))
    };
    job.fold(0..chunks, 0, work, u64::wrapping_add).await
}
