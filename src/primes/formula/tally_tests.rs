//! Both tallies against lists of the numbers that are left.

use std::fmt::Debug;

use super::super::crossing::Crossing;
use super::function::{Function, Tally};
use super::{Itself, One};

/// Some below 256 and some above: counts take these out in another way than those.
const PRIMES: [u32; 18] =
    [19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 251, 257, 499, 10_007, 1_000_003];

/// Asks for the sums up to every number that is so many from the last, and for the whole one.
fn ask<F: Function>(tally: &mut F::Tally, low: u64, length: u64, left: &[u64], step: usize)
where
    F::Sum: Debug + PartialEq,
{
    tally.settle();
    let (mut at, mut sum) = (0, F::Sum::default());
    for number in (low..low + length).step_by(step) {
        while at < left.len() && left[at] <= number {
            sum += F::of(left[at]);
            at += 1;
        }
        let found = tally.up_to((number - low) as u32);
        assert_eq!(found, sum, "up to {number} from {low} on, {} are left", left.len());
    }
    assert_eq!(tally.total(), left.iter().copied().map(F::of).sum(), "all from {low} on");
}

/// Segments one after another, the last shorter, with the multiples of more and more primes taken out.
fn agrees<F: Function>()
where
    F::Sum: Debug + PartialEq,
{
    let longest = F::Tally::length_for(0, 0);
    let mut tally = F::Tally::new(longest).expect("there is memory");
    for start in [0, 240 * 12_345] {
        let mut low = start;
        let mut crossings = PRIMES.map(|prime| Crossing::new(prime, low, 1));
        // In the second it is asked only after several.
        for (length, primes) in [(longest, 1), (longest, 3), (12_347, 1)] {
            let is_rough =
                |number: &u64| [2, 3, 5, 7, 11, 13, 17].iter().all(|&prime| !number.is_multiple_of(prime));
            let mut left: Vec<u64> = (low..low + length).filter(is_rough).collect();
            let mut steps = [1, 7, 30, 41].into_iter().cycle();
            let mut asked_by = |left: &[u64], tally: &mut F::Tally| {
                ask::<F>(tally, low, length, left, steps.next().unwrap_or(1));
            };
            tally.fill(low..low + length);
            asked_by(&left, &mut tally);
            for (crossed, (&prime, crossing)) in (1..).zip(PRIMES.iter().zip(&mut crossings)) {
                tally.cross_off(prime, crossing);
                left.retain(|number| !number.is_multiple_of(prime.into()));
                if crossed % primes == 0 {
                    asked_by(&left, &mut tally);
                }
            }
            low += length;
        }
    }
}

#[test]
fn counts_agree_with_a_list_of_numbers() {
    agrees::<One>();
}

#[test]
fn sums_agree_with_a_list_of_numbers() {
    agrees::<Itself>();
}
