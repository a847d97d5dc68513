//! Against the standard library, with plain rows and with those that this machine has instructions for.
#![allow(unsafe_code, reason = "what is tested says what memory there is to be")]

use proptest::prelude::*;

use super::network::{self, MOST_ROWS};
use super::parting::part;
use super::quicksort::{partition, pivot, quicksort, sampled};
use super::{Interleaved, Wide};
use crate::sort::bins::{BINS, Bins};
use crate::sort::key::Key;
use crate::sort::leaf::AtHome;

/// What is done with each kind of row that this machine has.
trait Check {
    fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key);
}

/// Rows that any machine has: of each number of lanes, whatever it has instructions for.
#[derive(Clone, Copy)]
struct Plain<const L: usize>;

impl<const L: usize> Wide for Plain<L> {
    type Key = u64;
    type Row = [u64; L];
    const LANES: usize = L;
    const LEAST: usize = 1 << 10;
    const SHARE: usize = 9 * L;

    unsafe fn load(self, from: *const u64) -> [u64; L] {
        // SAFETY: the caller sees to it.
        unsafe { from.cast::<[u64; L]>().read_unaligned() }
    }

    unsafe fn store(self, row: [u64; L], to: *mut u64) {
        // SAFETY: the caller sees to it.
        unsafe { to.cast::<[u64; L]>().write_unaligned(row) };
    }

    fn all(self, key: u64) -> [u64; L] {
        [key; L]
    }

    fn split(self, row: [u64; L], pivot: [u64; L]) -> ([u64; L], usize) {
        let lower = row.iter().filter(|&&key| key <= pivot[0]);
        let greater = row.iter().filter(|&&key| key > pivot[0]);
        let mut keys = lower.clone().chain(greater);
        (std::array::from_fn(|_| *keys.next().expect("each is in one of them")), lower.count())
    }

    fn padded(self, row: [u64; L], count: usize) -> [u64; L] {
        std::array::from_fn(|lane| if lane < count { row[lane] } else { u64::MAX })
    }

    fn order(self, a: [u64; L], b: [u64; L]) -> ([u64; L], [u64; L]) {
        (std::array::from_fn(|lane| a[lane].min(b[lane])), std::array::from_fn(|lane| a[lane].max(b[lane])))
    }

    fn reversed<const G: usize>(self, row: [u64; L]) -> [u64; L] {
        std::array::from_fn(|lane| row[lane / G * G + (G - 1 - lane % G)])
    }

    fn swapped<const G: usize>(self, row: [u64; L]) -> [u64; L] {
        std::array::from_fn(|lane| row[lane / G * G + (lane + G / 2) % G])
    }

    fn halves<const G: usize>(self, a: [u64; L], b: [u64; L]) -> [u64; L] {
        std::array::from_fn(|lane| if lane % G < G / 2 { a[lane] } else { b[lane] })
    }

    unsafe fn store_columns<const R: usize>(self, rows: &[[u64; L]; R], to: *mut u64) {
        // SAFETY: the caller sees to it.
        unsafe { network::store_interleaved(self, rows, to) };
    }

    unsafe fn sort_few(self, from: *const u64, to: *mut u64, count: usize, room: usize) {
        // SAFETY: the caller sees to it.
        unsafe { network::sort(self, from, to, count, room) };
    }
}

impl<const L: usize> Interleaved for Plain<L> {
    fn interleaved(self, a: [u64; L], b: [u64; L]) -> ([u64; L], [u64; L]) {
        let key = |at: usize| [a, b][at % 2][at / 2];
        (std::array::from_fn(key), std::array::from_fn(|lane| key(L + lane)))
    }
}

/// Does it with plain rows, and with those that this machine has instructions for.
fn with_all(check: impl Check + Copy) {
    check.check(Plain::<4>, |number| number);
    check.check(Plain::<8>, |number| number);
    check.check(Plain::<16>, |number| number);
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    if super::avx2::is_there() {
        super::avx2::with_rows(|four, eight| {
            check.check(four, |number| number);
            #[allow(clippy::cast_possible_truncation)]
            check.check(eight, |number| number as u32);
        });
    }
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    if super::avx512::is_there() {
        super::avx512::with_rows(|four, eight, sixteen| {
            check.check(four, |number| number);
            check.check(eight, |number| number);
            #[allow(clippy::cast_possible_truncation)]
            check.check(sixteen, |number| number as u32);
        });
    }
}

fn sorted<K: Ord + Clone>(keys: &[K]) -> Vec<K> {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    sorted
}

/// Sorts keys by spreading them over bins. Says whether those have room of their own.
fn spread<W: Wide>(wide: W, keys: &mut [W::Key]) -> bool {
    let mut places = [0; BINS];
    let shape = super::shape::<W>();
    let mut room = vec![W::Key::MAX; shape.room::<W::Key>(keys.len())];
    let extremes = |keys: &[W::Key]| super::extremes(wide, keys);
    let bins = Bins::filled(shape, extremes, &AtHome, keys, &mut places, &mut room);
    let have_room = bins.stride.is_some();
    super::sort_bins(wide, bins, keys);
    have_room
}

/// Bins have room of their own for keys that are spread evenly; otherwise each starts where the one before ends.
#[test]
fn bins_are_too_full_for_clusters_alone() {
    #[derive(Clone, Copy)]
    struct Full;
    impl Check for Full {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            let even = |count| (0..count).map(|at: u64| at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32);
            let same = std::iter::repeat_n(1 << 31, 3 * MOST_ROWS * W::LANES);
            let narrow = even(6000).map(|number| number >> (8 * (number % 4)));
            for (what, numbers, has_room) in [
                ("even", even(9000).collect::<Vec<_>>(), true),
                ("few", even(40).collect(), true),
                ("none", Vec::new(), true),
                ("one of them often", even(9000).chain(same).collect(), false),
                ("clusters", narrow.collect(), false),
            ] {
                let mut keys: Vec<_> = numbers.iter().map(|&number| of(number)).collect();
                let expected = sorted(&keys);
                assert_eq!(spread(wide, &mut keys), has_room, "{what}");
                assert!(keys == expected, "{what}");
            }
        }
    }
    with_all(Full);
}

/// Each of the machine's ways is what it says, not only the one that a trial chooses.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
#[test]
fn each_way_is_whole() {
    use crate::sort::{leaf, scratch::Scratch};

    fn whole<K: Key + std::fmt::Debug>(sorts: &'static super::Sorts<K>, of: fn(u64) -> K) {
        for count in [0, 1, 100, 5000_u64] {
            let numbers: Vec<_> =
                (0..count).map(|at| of(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (at % 32))).collect();
            let expected = sorted(&numbers);
            let (mut keys, mut spare) = (numbers.clone(), numbers.clone());
            (sorts.quicksort)(&mut keys, &mut spare);
            assert_eq!(keys, expected, "quicksort");
            let mut keys = numbers.clone();
            leaf::spread(sorts, &AtHome, &mut keys, &Scratch::default()).expect("there is memory");
            assert_eq!(keys, expected, "bins");
            let pivots: Vec<_> = expected.iter().copied().step_by(77).collect();
            let (mut keys, mut to, mut ends) = (numbers.clone(), numbers.clone(), vec![0; pivots.len()]);
            (sorts.part)(&mut keys, &mut to, &pivots, &mut ends);
            for (end, pivot) in ends.into_iter().zip(pivots) {
                let (lower, greater) = to.split_at(end as usize);
                assert!(
                    lower.iter().all(|&key| key <= pivot) && greater.iter().all(|&key| key > pivot),
                    "parts"
                );
            }
            assert_eq!(sorted(&to), expected, "parts");
        }
    }
    #[allow(clippy::cast_possible_truncation)]
    let half = |number| number as u32;
    if super::avx2::is_there() {
        whole(&super::avx2::U32, half);
        whole(&super::avx2::U64, |number| number);
    }
    if super::avx512::is_there() {
        whole(&super::avx512::U32, half);
        whole(&super::avx512::U64, |number| number);
        whole(&super::avx512::U64_IN_FOURS, |number| number);
    }
}

/// Sorts what the quicksort has left.
fn by_standard_library<K: Ord>(keys: &mut [K], _: &mut [K]) {
    keys.sort_unstable();
}

/// Whatever the numbers are, each way sorts them.
fn sorts(numbers: &[u64]) {
    #[derive(Clone, Copy)]
    struct Sorts<'a>(&'a [u64]);
    impl Check for Sorts<'_> {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            let numbers: Vec<_> = self.0.iter().map(|&number| of(number)).collect();
            let expected = sorted(&numbers);
            let (mut keys, mut spare) = (numbers.clone(), numbers.clone());
            spread(wide, &mut keys);
            assert!(keys == expected, "spread");
            let mut keys = numbers.clone();
            quicksort(wide, &mut keys, &mut spare, by_standard_library);
            assert!(keys == expected, "quicksort");
        }
    }
    with_all(Sorts(numbers));
}

#[test]
fn a_network_sorts_every_count_and_spoils_nothing_in_front() {
    #[derive(Clone, Copy)]
    struct Few;
    impl Check for Few {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            for count in 0..=MOST_ROWS * W::LANES {
                for room in [count, count + 1, count + MOST_ROWS * W::LANES] {
                    // Mixed, and some of them the same.
                    let from: Vec<_> = (0..room as u64)
                        .map(|at| of(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (at % 64)))
                        .collect();
                    let mut to = vec![of(7); room + 3 + 16 * MOST_ROWS];
                    // SAFETY: there is so much room in both.
                    unsafe { wide.sort_few(from.as_ptr(), to[3..].as_mut_ptr(), count, room) };
                    assert!(to[3..3 + count] == sorted(&from[..count]), "{count} with room for {room}");
                    assert!(to[..3] == [of(7); 3], "what is in front stays");
                    assert!(to[3 + room..].iter().all(|&key| key == of(7)), "what is behind the room stays");
                }
            }
        }
    }
    with_all(Few);
}

/// By the principle for networks of comparisons: what sorts all of zeros and ones sorts everything. There are too many of
/// those; but columns that are sorted have few forms, and each is there in some place.
#[test]
fn a_network_sorts_zeros_and_ones() {
    #[derive(Clone, Copy)]
    struct ZerosAndOnes;
    impl Check for ZerosAndOnes {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            for rows in [2, 4, 8, MOST_ROWS] {
                let count = rows * W::LANES;
                // All of the inputs of one column, the same in each, and in each with another number of ones.
                for bits in 0..1_u64 << rows {
                    let ones = |lane: usize, row: usize| match lane % 4 {
                        0 => bits >> row & 1,
                        1 => u64::from(row < lane),
                        2 => !bits >> row & 1,
                        _ => bits.reverse_bits() >> (63 - row) & 1,
                    };
                    let mut keys: Vec<_> =
                        (0..count).map(|at| of(ones(at % W::LANES, at / W::LANES))).collect();
                    let expected = sorted(&keys);
                    super::few(wide, &mut keys, count);
                    assert!(keys == expected, "{bits:b} in {rows} rows");
                }
            }
        }
    }
    with_all(ZerosAndOnes);
}

proptest! {
    #[test]
    fn sorts_numbers_of_every_spread(
        mut numbers in prop::collection::vec(any::<u64>(), 0..6000),
        low in any::<u64>(),
        bits in 0_u32..=64,
        end in 0_usize..4,
    ) {
        for number in &mut numbers {
            *number = low.wrapping_add(number.checked_shr(64 - bits).unwrap_or(0));
        }
        match end {
            0 => numbers.sort_unstable(),
            1 => numbers.sort_unstable_by(|a, b| b.cmp(a)),
            // Up and down again.
            2 => {
                let middle = numbers.len() / 2;
                numbers[..middle].sort_unstable();
                numbers[middle..].sort_unstable_by(|a, b| b.cmp(a));
            }
            _ => {}
        }
        sorts(&numbers);
    }

    #[test]
    fn parts_numbers_of_every_spread(
        mut numbers in prop::collection::vec(any::<u64>(), 0..3000),
        pivots in prop::collection::vec(any::<prop::sample::Index>(), 0..300),
        strange in prop::collection::vec(any::<u64>(), 0..10),
        bits in 0_u32..=64,
    ) {
        for number in &mut numbers {
            *number = number.checked_shr(64 - bits).unwrap_or(0);
        }
        let own = pivots.iter().filter(|_| !numbers.is_empty()).map(|pivot| *pivot.get(&numbers));
        parts(&numbers, &own.chain(strange).collect::<Vec<_>>());
    }

    #[test]
    fn sorts_clusters(sizes in prop::collection::vec((any::<u64>(), 0_u32..64, 0_usize..3000), 1..4)) {
        let numbers: Vec<_> = sizes
            .iter()
            .flat_map(|&(low, shift, count)| {
                (0..count as u64).map(move |at| low.wrapping_add(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift))
            })
            .collect();
        sorts(&numbers);
    }
}

/// Parts lie where they belong, and have the keys that belong there, in whichever memory they end up.
fn parts(numbers: &[u64], pivots: &[u64]) {
    #[derive(Clone, Copy)]
    struct Parts<'a>(&'a [u64], &'a [u64]);
    impl Check for Parts<'_> {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            let numbers: Vec<_> = self.0.iter().map(|&number| of(number)).collect();
            let pivots = sorted(&self.1.iter().map(|&number| of(number)).collect::<Vec<_>>());
            let (mut keys, mut to) = (numbers.clone(), vec![of(7); numbers.len()]);
            let mut ends = vec![u32::MAX; pivots.len()];
            part(wide, &mut keys, &mut to, &pivots, &mut ends);
            let expected = sorted(&numbers);
            for (&end, pivot) in ends.iter().zip(&pivots) {
                assert_eq!(end as usize, expected.partition_point(|key| key <= pivot), "where it ends");
            }
            let mut start = 0;
            for end in ends.iter().map(|&end| end as usize).chain([numbers.len()]) {
                assert!(sorted(&to[start..end]) == expected[start..end], "what is between {start} and {end}");
                start = end;
            }
        }
    }
    with_all(Parts(numbers, pivots));
}

/// The least and the greatest, wherever they are.
#[test]
fn finds_the_extremes() {
    #[derive(Clone, Copy)]
    struct Extremes;
    impl Check for Extremes {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            for count in 1..=10 * W::LANES {
                for at in 0..count {
                    let mut keys = vec![of(1000); count];
                    for extreme in [0, 999, 1001, u64::MAX] {
                        keys[at] = of(extreme);
                        let found = super::extremes(wide, &keys);
                        let [least, greatest] = [keys.iter().min(), keys.iter().max()];
                        assert!(
                            Some(&found.0) == least && Some(&found.1) == greatest,
                            "{extreme} at {at} of {count}"
                        );
                    }
                }
            }
        }
    }
    with_all(Extremes);
}

#[test]
fn parts_nothing_and_around_the_same_pivot() {
    parts(&[], &[]);
    parts(&[], &[5, 5]);
    parts(&[3], &[]);
    parts(&[1, 2, 3, u64::MAX, 0], &[0, 0, 2, u64::MAX]);
    parts(&[4; 1000], &(0..2047).collect::<Vec<_>>());
    parts(&(0..10_000).rev().collect::<Vec<_>>(), &(0..2047).map(|at| 5 * at).collect::<Vec<_>>());
}

#[test]
fn sorts_what_is_all_the_same_and_the_extremes() {
    for count in [1, 63, 64, 65, 129, 1000, 5000] {
        for number in [0, 1, u64::from(u32::MAX), 1 << 63, u64::MAX] {
            sorts(&vec![number; count]);
        }
        sorts(&(0..count as u64).map(|at| [0, u64::MAX][usize::from(at % 3 == 0)]).collect::<Vec<_>>());
    }
}

/// Numbers of which each pivot is nearly the least there is: made by sorting numbers that are not known yet, of which
/// those that a pivot is looked for among are always the next ones. (M. D. `McIlroy`, "A Killer Adversary for Quicksort", 1999.)
fn killer<W: Wide>(wide: W, of: fn(u64) -> W::Key, count: u64) -> Vec<u64> {
    // What is not known yet is its place, and greater than all that is.
    let unknown = 1 << 30;
    let mut known = vec![None; count.try_into().expect("few")];
    let mut keys: Vec<u64> = (unknown..unknown + count).collect();
    let mut next = 0;
    while keys.len() > MOST_ROWS * W::LANES {
        let mut now: Vec<_> = keys.iter().map(|&key| of(key)).collect();
        for at in sampled(keys.len()) {
            if keys[at] >= unknown {
                let place = usize::try_from(keys[at] - unknown).expect("a place");
                known[place] = Some(next);
                (keys[at], now[at]) = (next, of(next));
                next += 1;
            }
        }
        let pivot = pivot(wide, &now);
        let mut spare = now.clone();
        let lower = partition(wide, &mut now, &mut spare, pivot);
        keys = spare[lower..].iter().map(|key| key.steps_above(of(0), 0) as u64).collect();
    }
    known.into_iter().zip(next..).map(|(known, last)| known.unwrap_or(last)).collect()
}

#[test]
fn leaves_what_bad_pivots_leave_to_the_rest() {
    #[derive(Clone, Copy)]
    struct BadPivots;
    impl Check for BadPivots {
        fn check<W: Wide>(self, wide: W, of: fn(u64) -> W::Key) {
            let numbers: Vec<_> = killer(wide, of, 4000).into_iter().map(of).collect();
            let (mut keys, mut spare) = (numbers.clone(), numbers.clone());
            let mut left = Vec::new();
            quicksort(wide, &mut keys, &mut spare, |keys, _| {
                left.push(keys.len());
                keys.sort_unstable();
            });
            assert!(keys == sorted(&numbers));
            let levels = 2 * numbers.len().ilog2() as usize;
            assert!(
                left.len() == 1 && left[0] > numbers.len() / 2,
                "after {levels} levels {left:?} are left"
            );

            // Numbers that nobody chose do not come near the bound.
            let numbers: Vec<_> =
                (0..4000_u64).map(|at| of(at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32)).collect();
            let mut keys = numbers.clone();
            quicksort(wide, &mut keys, &mut spare, |_, _| panic!("the pivots are good"));
            assert!(keys == sorted(&numbers));

            // With the radix sort for the rest.
            let numbers: Vec<_> = killer(wide, of, 4000).into_iter().map(of).collect();
            let mut keys = numbers.clone();
            quicksort(wide, &mut keys, &mut spare, crate::sort::radix::sort_home);
            assert!(keys == sorted(&numbers));
        }
    }
    with_all(BadPivots);
}
