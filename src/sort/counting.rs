//! Sorting numbers of few values: they are counted, and written down again.
//!
//! Of 8 and 16 bits there are no more than 2^16 values, and each has a counter. For wider numbers some of them tell whether
//! it is worth a try: each value has a place of its own in a table, so that a number is looked up in one step; the first
//! that is not there ends the try, as a rule long before the end of a chunk. No memory to spare is touched.

use std::iter::zip;
use std::ops::Range;
use std::sync::Arc;

use rayon_pool::block::{Block, chunks, joined};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, filled, with_room};

use super::key::{Key, Order};
use super::scratch::Pieces;
use super::{CHUNK, each_chunk, unzipped};

/// The bits at most of numbers that are narrow: they have a counter for every value.
pub(super) const NARROW: u32 = 16;
/// The values of wider numbers at most.
const VALUES: usize = 64;
/// The numbers that are looked at first.
const SAMPLE: usize = 1 << 11;
const PLACE_BITS: u32 = 10;
const PLACES: usize = 1 << PLACE_BITS;
/// The factors that are tried for the table: one in seven keeps as many values apart.
const FACTORS: u64 = 1 << 7;
/// Counters for each of a few values, which take turns: adding to one twice in a row has to wait.
const COUNTERS: usize = 4;
/// The values whose counts are added up in one go.
const SUMMED: usize = 1 << 12;
/// The numbers after which it is looked whether all of them were known.
const STRETCH: usize = 1 << 10;

/// Numbers sorted; or as they were, for they have more than a few values.
pub(super) enum Tried<B> {
    Sorted(B),
    Unsorted(B),
}

/// Sorts many numbers of few bits in the order `O`.
pub(super) async fn sort_narrow<K, O, B>(job: &Job, numbers: B) -> Result<B, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    match counted::<K, O, B>(job, numbers, Values::All).await? {
        Tried::Sorted(sorted) => Ok(sorted),
        Tried::Unsorted(_) => unreachable!("each value has a counter"),
    }
}

/// Sorts many numbers in the order `O` if they have few values.
pub(super) async fn sort<K, O, B>(job: &Job, numbers: B) -> Result<Tried<B>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    match Few::sampled::<O>(&numbers)? {
        Some(few) => counted::<K, O, B>(job, numbers, Values::Few(few)).await,
        None => Ok(Tried::Unsorted(numbers)),
    }
}

async fn counted<K, O, B>(job: &Job, numbers: B, values: Values<K>) -> Result<Tried<B>, Stop>
where
    K: Key,
    O: Order<K>,
    B: Block<K>,
{
    let length = CHUNK / size_of::<K>();
    let counting = Arc::new(Counting { values, counts: Pieces::default(), totals: Pieces::default() });
    let group = collected([(Arc::clone(&counting), chunks(numbers, length)?)])?;
    let mut counted = each_chunk(job, group, |counting, chunk: &mut B| Ok(counting.add::<O>(chunk)?)).await?;
    let Some((are_known, counted)) = counted.pop() else { return Err(Stop::Cancelled) };
    let Some(numbers) = joined(counted) else { return Err(Stop::Cancelled) };
    if are_known.contains(&false) {
        return Ok(Tried::Unsorted(numbers));
    }
    let values = counting.values.sorted::<O>()?;
    let totals = counting.totals.taken();
    let some = (0..values.len()).step_by(SUMMED).map(|start| start..values.len().min(start + SUMMED));
    let summed = job.each(collected(some)?.into_iter(), move |some: Range<usize>| {
        let mut sums = filled(0, some.len())?;
        for totals in &totals {
            for (sum, total) in zip(&mut sums, &totals[some.clone()]) {
                *sum += total;
            }
        }
        Ok(Step::Done(sums))
    });
    let lengths = collected(summed.await?.into_iter().flatten())?;
    let runs = Runs { values, lengths };

    let starts = (0_u64..).step_by(length);
    let group = collected([(Arc::new(runs), collected(zip(starts, chunks(numbers, length)?))?)])?;
    let inner = job.clone();
    let written = each_chunk(job, group, move |runs, (start, chunk): &mut (u64, B)| {
        inner.advance(chunk.len() as u64);
        runs.write(*start, chunk);
        Ok(())
    });
    let Some((_, written)) = written.await?.pop() else { return Err(Stop::Cancelled) };
    joined(unzipped(written)?.1).map(Tried::Sorted).ok_or(Stop::Cancelled)
}

/// The values that are counted.
enum Values<K> {
    /// All that numbers of this size can have.
    All,
    Few(Few<K>),
}

impl<K: Key> Values<K> {
    /// Their bits, in the order `O`.
    fn sorted<O: Order<K>>(&self) -> Result<Vec<K>, NoMemory> {
        match self {
            Self::All => collected((0..1 << K::BITS).map(|below| O::bits(K::at(below)))),
            Self::Few(few) => collected(few.sorted.iter().map(|&(_, bits)| bits)),
        }
    }
}

/// Counting numbers, on many threads.
struct Counting<K> {
    values: Values<K>,
    /// Room for the counts of a chunk.
    counts: Pieces<u32>,
    /// How many numbers have each value, in no more pieces than threads, all of one length: none is ever replaced.
    totals: Pieces<u64>,
}

impl<K: Key> Counting<K> {
    /// Counts some numbers; says whether each has one of the values.
    fn add<O: Order<K>>(&self, numbers: &[K]) -> Result<bool, NoMemory> {
        match &self.values {
            Values::All => {
                // Taking turns would gain nothing: to find the counters takes as long as to wait, on Zen 4.
                let values = 1 << K::BITS;
                self.counts.with(values, |counts| {
                    counts.fill(0);
                    for &bits in numbers {
                        counts[O::key(bits).steps_above(K::default(), 0)] += 1;
                    }
                    self.totals.with(values, |totals| add(totals, counts))
                })??;
            }
            Values::Few(few) => {
                let Some(counts) = few.count(numbers)? else { return Ok(false) };
                self.totals.with(counts.len(), |totals| add(totals, &counts))?;
            }
        }
        Ok(true)
    }
}

fn add(totals: &mut [u64], counts: &[u32]) {
    for (total, &count) in zip(totals, counts) {
        *total += u64::from(count);
    }
}

/// Few values, with a place for each.
struct Few<K> {
    /// Keys and bits, in the order of the keys.
    sorted: Vec<(K, K)>,
    factor: u64,
    /// The bits at each place. Where there are none, those of a value with another place: no number is mistaken for it.
    table: Vec<K>,
}

impl<K: Key> Few<K> {
    /// Those of some of the numbers, if they are few.
    fn sampled<O: Order<K>>(numbers: &[K]) -> Result<Option<Self>, NoMemory> {
        let mut sorted = with_room::<(K, K)>(VALUES + 1)?;
        for &bits in numbers.iter().step_by(numbers.len().div_ceil(SAMPLE).max(1)) {
            let key = O::key(bits);
            if let Err(at) = sorted.binary_search_by_key(&key, |&(key, _)| key) {
                if sorted.len() == VALUES {
                    return Ok(None);
                }
                sorted.try_push((key, bits))?;
                sorted[at..].rotate_right(1);
            }
        }
        let Some(&(_, any)) = sorted.first() else { return Ok(None) };
        let mut table = filled(any, PLACES)?;
        for number in 0..FACTORS {
            let factor = (2 * number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut is_taken = [false; PLACES];
            if sorted.iter().all(|&(_, bits)| !std::mem::replace(&mut is_taken[place(bits, factor)], true)) {
                for &(_, bits) in &sorted {
                    table[place(bits, factor)] = bits;
                }
                return Ok(Some(Self { sorted, factor, table }));
            }
        }
        Ok(None)
    }

    /// How many of the numbers have each value; nothing if one of them has another.
    fn count(&self, numbers: &[K]) -> Result<Option<Vec<u32>>, NoMemory> {
        let table: &[K; PLACES] = self.table[..].try_into().expect("a value at each place");
        let mut counts = [[0_u32; PLACES]; COUNTERS];
        for numbers in numbers.chunks(STRETCH) {
            let mut are_known = true;
            for numbers in numbers.chunks(COUNTERS) {
                for (counts, &bits) in zip(&mut counts, numbers) {
                    let place = place(bits, self.factor);
                    are_known &= table[place] == bits;
                    counts[place] += 1;
                }
            }
            if !are_known {
                return Ok(None);
            }
        }
        let count = |&(_, bits): &(K, K)| counts.iter().map(|counts| counts[place(bits, self.factor)]).sum();
        Ok(Some(collected(self.sorted.iter().map(count))?))
    }
}

#[allow(clippy::cast_possible_truncation, reason = "so few bits")]
#[inline]
fn place<K: Key>(bits: K, factor: u64) -> usize {
    // Of a key that is wider than an address the lower half: what that leaves the same does not get places of its own.
    let bits = bits.steps_above(K::default(), 0) as u64;
    (bits.wrapping_mul(factor) >> (u64::BITS - PLACE_BITS)) as usize
}

/// How often each value follows itself.
struct Runs<K> {
    values: Vec<K>,
    lengths: Vec<u64>,
}

impl<K: Key> Runs<K> {
    /// Writes what is from `start` on.
    fn write(&self, start: u64, numbers: &mut [K]) {
        let (mut numbers, mut before) = (numbers, 0);
        let mut at = start;
        for (&value, &length) in zip(&self.values, &self.lengths) {
            before += length;
            let count = before.saturating_sub(at).min(numbers.len() as u64);
            let (run, rest) = numbers.split_at_mut(usize::try_from(count).expect("so many are left"));
            run.fill(value);
            (numbers, at) = (rest, at + count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Few, VALUES};
    use crate::sort::key::Unsigned;

    #[test]
    fn values_have_places_of_their_own() {
        let apart =
            |count: u64| (0..count).map(|at| at.wrapping_mul(0x94D0_49BB_1331_11EB)).collect::<Vec<_>>();
        for count in [1, 2, 63, VALUES as u64] {
            let numbers = apart(count).repeat(3);
            let values = Few::sampled::<Unsigned>(&numbers).expect("there is memory").expect("they are few");
            assert_eq!(values.count(&numbers).expect("there is memory"), Some(vec![3; numbers.len() / 3]));
            for other in [7, u64::MAX] {
                let others = [&numbers[..], &[other]].concat();
                assert_eq!(values.count(&others).expect("there is memory"), None, "{other} is another");
            }
        }
        let more = apart(VALUES as u64 + 1);
        assert!(Few::sampled::<Unsigned>(&more).expect("there is memory").is_none());
    }
}
