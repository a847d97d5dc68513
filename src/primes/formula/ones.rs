//! Counting primes: the sum of 1 over them.

use std::num::Wrapping;

use super::super::wheel;
use super::counts::Counts;
use super::function::{Function, Ring, Rough, Table};
use super::table::PiTable;
use super::tiny::Phi;
use rayon_pool::memory::NoMemory;

/// 1, whatever the number.
pub(in super::super) struct One;

impl Function for One {
    type Sum = Wrapping<u64>;
    type Rough = Phi;
    type Table = PiTable;
    type Tally = Counts;

    const PARTS: [f64; 2] = [0.57, 0.28];

    #[inline(always)]
    fn of(_: u64) -> Wrapping<u64> {
        Wrapping(1)
    }

    fn extend(_: &mut Vec<u64>, _: &[u32]) -> Result<(), NoMemory> {
        Ok(())
    }

    #[inline(always)]
    fn of_first(count: u64, _: &[u64]) -> Wrapping<u64> {
        Wrapping(count)
    }

    #[inline(always)]
    fn of_words(words: &[[u8; 8]], _: u64) -> Wrapping<u64> {
        Wrapping(wheel::ones_of(words))
    }
}

impl Rough<Wrapping<u64>> for Phi {
    fn new() -> Result<Self, NoMemory> {
        Self::new()
    }

    #[inline(always)]
    fn up_to(&self, number: u64) -> Wrapping<u64> {
        Wrapping(self.of(number))
    }
}

impl Table<Wrapping<u64>> for PiTable {
    const MOST: u64 = 2048;

    fn extend(&mut self, _: u64, flags: &[u8]) -> Result<(), NoMemory> {
        self.extend(flags)
    }

    fn total(&self) -> Wrapping<u64> {
        Wrapping(self.count())
    }

    #[inline(always)]
    fn up_to(&self, offset: u32) -> Wrapping<u64> {
        Ring::new(self.up_to(offset))
    }
}
