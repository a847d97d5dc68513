//! Sums of numbers whose exponents are all over the place: a bin for each exponent, so that a term goes to one place and
//! no bit of it is shifted.
//!
//! That is the large superaccumulator of R. Neal (see [`accumulator`](super::accumulator)), but with bins so wide that they
//! never have to be emptied on the way. Emptying them at the end costs as much as some thousand terms.

use super::accumulator::{Accumulator, NOT_FINITE, parts};
use rayon_pool::memory::filled;

/// Adds numbers, less than 2^40 of them.
pub(super) fn add_binned<N: Copy + Into<f64>>(numbers: &[N], sum: &mut Accumulator) {
    // Neighbours tend to have the same exponent. They go to different bins, or the second would wait for the first.
    let Ok(mut bins) = filled([0_i128; 2], NOT_FINITE) else {
        // The same sum, without memory.
        return numbers.iter().for_each(|&number| sum.add(number.into()));
    };
    let mut add = |side: usize, number: N| {
        let (integer, exponent) = parts(number.into());
        match bins.get_mut(exponent) {
            Some(bin) => bin[side] += i128::from(integer),
            None => sum.add_special(number.into()),
        }
    };
    let (pairs, rest) = numbers.as_chunks();
    for &[first, second] in pairs {
        add(0, first);
        add(1, second);
    }
    for &number in rest {
        add(0, number);
    }
    for (exponent, [first, second]) in (0..).zip(bins) {
        sum.add_scaled(first + second, exponent);
    }
}
