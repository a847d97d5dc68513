//! Functions of one number on each of many: next to plain loops, on pools of several threads.

mod run;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

use proptest::prelude::*;
use rayon_pool::block::{Block, fold, map, map_to};
use rayon_pool::job::{Job, Stop, block_on};
use rayon_pool::memory::{NoMemory, filled};

use run::{end, pool, run};

/// Longer than a turn.
const LONG: Duration = Duration::from_millis(2);

/// A block without `unsafe`: each part has its own numbers, and knows its place.
#[derive(Debug, PartialEq)]
struct Part<T> {
    start: usize,
    numbers: Vec<T>,
}

impl<T> From<Vec<T>> for Part<T> {
    fn from(numbers: Vec<T>) -> Self {
        Self { start: 0, numbers }
    }
}

impl<T> Deref for Part<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.numbers
    }
}

impl<T> DerefMut for Part<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.numbers
    }
}

impl<T: Default + Clone + Send + Sync + 'static> Block<T> for Part<T> {
    fn of(length: usize) -> Result<Self, NoMemory> {
        Ok(filled(T::default(), length)?.into())
    }

    fn split_off(&mut self, middle: usize) -> Self {
        Self { start: self.start + middle, numbers: self.numbers.split_off(middle) }
    }

    fn join(&mut self, next: Self) {
        assert_eq!(self.start + self.numbers.len(), next.start, "a part is joined with the one behind it");
        self.numbers.extend(next.numbers);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn results_are_those_of_a_loop(
        length in prop_oneof![0..5_usize, 16_380..16_390_usize, 0..60_000_usize],
        slow in prop::collection::vec(0..60_000_u32, 0..4),
        threads in 1..4_usize,
    ) {
        let numbers: Vec<u32> = (0..).take(length).collect();
        let (pool, slow) = (pool(threads), Arc::new(slow));
        let work = move |number: u32| {
            if slow.contains(&number) {
                sleep(LONG);
            }
            number.wrapping_mul(0x9E37_79B9)
        };
        let expected: Vec<u32> = numbers.iter().map(|number| number.wrapping_mul(0x9E37_79B9)).collect();
        let (block, twice) = (Part::from(numbers.clone()), work.clone());
        let (job, ended) = run(&pool, move |job| map(job, block, twice));
        prop_assert_eq!(&end(&ended).expect("nothing stops it").numbers, &expected);
        prop_assert_eq!(job.progress(), (length as u64, length as u64));

        let (from, to) = (numbers.clone(), Part::from(vec![0_u64; length]));
        let (job, ended) = run(&pool, move |job| map_to(job, from, to, move |number| work(number).into()));
        let wide: Vec<u64> = expected.iter().copied().map(u64::from).collect();
        prop_assert_eq!(&end(&ended).expect("nothing stops it").numbers, &wide);
        prop_assert_eq!(job.progress(), (length as u64, length as u64));
    }

    #[test]
    fn a_fold_is_the_same_on_any_number_of_threads(
        numbers in prop::collection::vec(-1e3..1e3_f64, 0..50_000),
    ) {
        let sum = |numbers: Vec<f64>, threads| {
            let kernel = |job| fold(job, numbers, || 0.0, |sum, number: f64| sum + number, |sum, other| sum + other);
            match threads {
                0 => block_on(kernel).expect("nothing stops it"),
                threads => end(&run(&pool(threads), kernel).1).expect("nothing stops it"),
            }
        };
        let expected: f64 = numbers.chunks(1 << 14).map(|chunk| chunk.iter().fold(0.0, |sum, number| sum + number))
            .fold(0.0, |sum: f64, other: f64| sum + other);
        for threads in 0..4 {
            prop_assert_eq!(sum(numbers.clone(), threads).to_bits(), expected.to_bits());
        }
    }
}

#[test]
fn a_fold_of_slow_numbers_goes_on_where_its_turn_ended() {
    let numbers: Vec<u32> = (0..20).collect();
    let slow = |mut seen: Vec<u32>, number: u32| {
        sleep(Duration::from_micros(300));
        seen.push(number);
        seen
    };
    let (_, ended) =
        run(&pool(2), move |job| fold(job, numbers, Vec::new, slow, |one, other| [one, other].concat()));
    assert_eq!(end(&ended).expect("nothing stops it"), (0..20).collect::<Vec<u32>>());
    let nothing = block_on(|job| fold(job, Vec::<u32>::new(), || 7, |value, _| value, |one, _| one));
    assert_eq!(nothing.expect("nothing stops it"), 7, "what begins, where there is no number");
}

#[test]
fn slow_numbers_of_one_chunk_are_shared_by_the_threads() {
    // After the first, which takes its turn, two that wait for each other: on one thread they would for ever.
    let (block, both) = (Part::from(vec![0, 1, 2]), std::sync::Barrier::new(2));
    let work = move |number: i32| {
        if number == 0 {
            sleep(LONG);
        } else {
            both.wait();
        }
        -number
    };
    let (_, ended) = run(&pool(2), move |job| map(job, block, work));
    assert_eq!(end(&ended).expect("nothing stops it").numbers, [0, -1, -2]);
}

#[test]
fn a_cancelled_job_ends_between_two_numbers_and_a_panic_ends_the_job_alone() {
    let pool = pool(1);
    let (begun, wait) = channel();
    let work = move |number: f64| {
        let _ = begun.send(());
        sleep(LONG);
        number
    };
    let (job, ended) = run(&pool, move |job| map(job, Part::from(vec![0.0; 1000]), work));
    wait.recv().expect("it begins");
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    assert!(job.progress().0 < 1000);

    let (_, ended) = run(&pool, |job| map(job, Part::from(vec![1_u8, 0]), |number| 1 / number));
    assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.contains("divide by zero")));
    let (_, ended) = run(&pool, |job: Job| async move { job.map(0..3, Ok).await });
    assert_eq!(end(&ended).expect("the pool lives on"), [0, 1, 2]);
}
