//! Which of several ways to sort, and to part, is the quickest on this machine, by trying them: once in a process, for keys of a
//! size. If there is no memory for that, the process goes on without.
//!
//! Processors of one kind of instructions differ too much to tell by those: on Zen 4, whose units have 256 bits, networks of rows
//! of 512 bits take keys of 64 bits one and a half times as long as those of 256 bits; on others they have their full speed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::key::{Key, Unsigned};
use super::leaf::{self, AtHome};
use super::scratch::Scratch;
use super::spread::{BUCKET, Buckets};
use super::steps::Extent;
use super::wide::{Parting, Sorts};
use rayon_pool::memory::{NoMemory, collected, filled};

/// So many keys are sorted, as often: it takes one to two tenths of a millisecond.
const SORTED: usize = 1 << 12;
const ROUNDS: usize = 3;
/// So many are parted, about a window's, and how often they are halved: it takes two to four tenths of a millisecond.
const PARTED: usize = 1 << 14;
const LEVELS: u32 = 7;
const PARTING_ROUNDS: usize = 2;

/// The one that sorts in the least time.
///
/// # Errors
/// There is too little memory.
pub(super) fn quickest<K: Key, const N: usize>(
    ways: [&'static Sorts<K>; N],
) -> Result<&'static Sorts<K>, NoMemory> {
    let mut best = (ways[0], Duration::MAX);
    if N == 1 {
        return Ok(best.0);
    }
    let (mixed, scratch) = (mixed::<K>(SORTED)?, Scratch::default());
    let mut keys = collected(mixed.iter().copied())?;
    // In turns, since a processor may still be waking up its wide units.
    for _ in 0..ROUNDS {
        for way in ways {
            keys.copy_from_slice(&mixed);
            let start = Instant::now();
            leaf::spread(way, &AtHome, &mut keys, &scratch)?;
            let time = start.elapsed();
            if time < best.1 {
                best = (way, time);
            }
        }
    }
    Ok(best.0)
}

/// The one that parts keys in the least time, and how many levels of that take as long as spreading them.
///
/// # Errors
/// There is too little memory.
pub(super) fn parting<K: Key, const N: usize>(ways: [&'static Sorts<K>; N]) -> Result<Parting<K>, NoMemory> {
    let mixed = mixed::<K>(PARTED)?;
    let mut keys = collected(mixed.iter().copied())?;
    keys.sort_unstable();
    let pivots = collected(keys.iter().copied().step_by(PARTED >> LEVELS).skip(1))?;
    let mut ends = filled(0, pivots.len())?;
    let steps = Arc::new(Extent::of::<Unsigned>(&mixed).even_steps()?);
    let counts = steps.counted::<Unsigned>(&mixed)?;
    let buckets = Buckets::new(steps, &[counts], BUCKET << LEVELS)?;
    let (mut to, mut tags) = (filled(K::default(), PARTED)?, filled(0, PARTED)?);
    let (mut best, mut spread) = ((ways[0].part, Duration::MAX), Duration::MAX);
    for _ in 0..PARTING_ROUNDS {
        for way in ways {
            keys.copy_from_slice(&mixed);
            let start = Instant::now();
            (way.part)(&mut keys, &mut to, &pivots, &mut ends);
            let time = start.elapsed();
            if time < best.1 {
                best = (way.part, time);
            }
        }
        let start = Instant::now();
        buckets.spread_by_tags::<Unsigned>(&mixed, &mut to, &mut tags)?;
        spread = spread.min(start.elapsed());
    }
    let levels = f64::from(LEVELS) * spread.as_secs_f64() / best.1.as_secs_f64().max(f64::MIN_POSITIVE);
    Ok(Parting { part: best.0, levels })
}

/// So many keys, as good as random (Sebastiano Vigna's `splitmix64`).
fn mixed<K: Key>(count: usize) -> Result<Vec<K>, NoMemory> {
    let mixed = (1..=count as u64).map(|number| {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    });
    collected(mixed.map(|mixed| K::at((mixed >> (u64::BITS - K::BITS)).try_into().unwrap_or(usize::MAX))))
}

#[cfg(test)]
mod tests {
    use crate::sort::key::Key;

    fn check<K: Key>() {
        let (sorts, parting) = (K::sorts_wide(usize::MAX), K::parting_wide());
        assert_eq!(sorts.is_some(), parting.is_some(), "where there are wide instructions, both are there");
        if let (Some(sorts), Some(parting)) = (sorts, parting) {
            let one_alone = super::quickest([sorts]).expect("there is memory");
            assert!(std::ptr::eq(one_alone, sorts));
            assert!(parting.levels > 0.0 && parting.levels.is_finite(), "{} levels", parting.levels);
        }
    }

    #[test]
    fn a_trial_ends() {
        check::<u32>();
        check::<u64>();
    }
}
