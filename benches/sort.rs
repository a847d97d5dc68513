//! Sorting ten million numbers, on one thread and on two: the kernel next to what else could be taken.
//!
//! - `this_sort`: the kernel, in turns, as a job on a pool.
//! - `rdst`: the radix sort of that crate, on keys: the numbers are turned into them and back, in parallel.
//! - `rayon_keys`: Rayon's `par_sort_unstable`, on the same keys.
//! - `rayon_order`: the same on the numbers, compared as `total_cmp` does.
//! - `quicksort`: by `rayon::join`, to parts that one thread sorts, on keys.
//!
//! All but the first run in one go: they look at no cancel flag. The answers are checked. The package asks for huge pages
//! where it allocates; so that all contenders have them, run it as
//! `GLIBC_TUNABLES=glibc.malloc.hugetlb=1 cargo bench --bench sort`.

#[path = "../tests/memory/mod.rs"]
mod memory;

use std::convert::Infallible;
use std::sync::mpsc::channel;

use bytemuck::Pod;
use divan::Bencher;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use rayon_pool::pool::{Name, Pool, Settings};
use rayon_pool_addon::sort::{Float, Key, Order, Unsigned, sort};
use rdst::{RadixKey, RadixSort};

use memory::Memory;

fn main() {
    divan::main();
}

const COUNT: u64 = 10_000_000;
const INPUTS: [&str; 5] = ["doubles", "doubles_nearly_sorted", "doubles_of_few_values", "u32", "u64"];
const THREADS: [usize; 2] = [1, 2];
/// Below so many numbers the quicksort leaves the rest to the standard library.
const QUICKSORT: usize = 1 << 13;

/// A way to sort numbers, given as their bits, in the order `O`.
trait Contender {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize);
}

trait Sortable: Key + Pod + RadixKey {}
impl<K: Key + Pod + RadixKey> Sortable for K {}

/// The same at each run: a counter, mixed.
fn random(count: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(|number| {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}

/// The bits of doubles from 0 to 1.
fn doubles() -> Vec<u64> {
    #[allow(clippy::cast_precision_loss)] // 53 bits fit
    random(COUNT).map(|bits| ((bits >> 11) as f64 / (1_u64 << 53) as f64).to_bits()).collect()
}

/// Sorted, but for one in a hundred.
fn nearly_sorted() -> Vec<u64> {
    let mut numbers = doubles();
    numbers.par_sort_unstable();
    let places: Vec<_> = random(COUNT / 100).map(|bits| usize::try_from(bits % COUNT)).collect();
    for pair in places.windows(2) {
        if let [Ok(from), Ok(to)] = *pair {
            numbers.swap(from, to);
        }
    }
    numbers
}

fn few_values() -> Vec<u64> {
    random(COUNT).map(|bits| f64::from((bits >> 32) as u32 % 16).to_bits()).collect()
}

fn bench<C: Contender>(bencher: Bencher<'_, '_>, input: &str, threads: usize) {
    match input {
        "u32" => {
            let numbers: Vec<_> = random(COUNT).map(|bits| (bits >> 32) as u32).collect();
            C::bench::<u32, Unsigned>(bencher, &numbers, threads);
        }
        "u64" => C::bench::<u64, Unsigned>(bencher, &random(COUNT).collect::<Vec<_>>(), threads),
        "doubles_nearly_sorted" => C::bench::<u64, Float>(bencher, &nearly_sorted(), threads),
        "doubles_of_few_values" => C::bench::<u64, Float>(bencher, &few_values(), threads),
        _ => C::bench::<u64, Float>(bencher, &doubles(), threads),
    }
}

/// Times a sort of copies of the numbers, after its answer has been checked.
fn race<K: Sortable, O: Order<K>, T: std::ops::Deref<Target = [K]>>(
    bencher: Bencher<'_, '_>,
    numbers: &[K],
    copy: impl Fn(&[K]) -> T + Sync,
    sort: impl Fn(T) -> T + Sync,
) {
    let mut expected = numbers.to_vec();
    expected.par_sort_unstable_by_key(|&bits| O::key(bits));
    assert!(*sort(copy(numbers)) == *expected);
    bencher.with_inputs(|| copy(numbers)).bench_values(sort);
}

/// On Rayon's threads, with keys instead of numbers.
fn race_keys<K: Sortable, O: Order<K>>(
    bencher: Bencher<'_, '_>,
    numbers: &[K],
    threads: usize,
    sort: impl Fn(&mut [K]) + Sync,
) {
    let rayon = rayon_threads(threads);
    race::<K, O, _>(bencher, numbers, <[K]>::to_vec, |mut numbers| {
        rayon.install(|| {
            numbers.par_iter_mut().for_each(|number| *number = O::key(*number));
            sort(&mut numbers);
            numbers.par_iter_mut().for_each(|number| *number = O::bits(*number));
        });
        numbers
    });
}

fn rayon_threads(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("the system starts the threads")
}

struct ThisSort;
impl Contender for ThisSort {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize) {
        let pool = Pool::new(Settings::new(threads)).expect("the system starts the threads");
        race::<K, O, _>(bencher, numbers, Memory::holding, |numbers| {
            let (send, receive) = channel();
            pool.submit(
                Name::OTHERS,
                |job| async move { sort::<K, O, _>(job, numbers).await.map(Ok::<_, Infallible>) },
                move |sorted| send.send(sorted).expect("the bench waits"),
            )
            .expect("the pool takes it");
            let Ok(sorted) = receive.recv().expect("the job ends").expect("nothing stops it");
            sorted
        });
    }
}

struct Rdst;
impl Contender for Rdst {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize) {
        race_keys::<K, O>(bencher, numbers, threads, RadixSort::radix_sort_unstable);
    }
}

struct RayonKeys;
impl Contender for RayonKeys {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize) {
        race_keys::<K, O>(bencher, numbers, threads, <[K]>::par_sort_unstable);
    }
}

struct RayonOrder;
impl Contender for RayonOrder {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize) {
        let rayon = rayon_threads(threads);
        race::<K, O, _>(bencher, numbers, <[K]>::to_vec, |mut numbers| {
            rayon.install(|| numbers.par_sort_unstable_by(|&a, &b| O::key(a).cmp(&O::key(b))));
            numbers
        });
    }
}

struct Quicksort;
impl Contender for Quicksort {
    fn bench<K: Sortable, O: Order<K>>(bencher: Bencher<'_, '_>, numbers: &[K], threads: usize) {
        race_keys::<K, O>(bencher, numbers, threads, quicksort_by_join);
    }
}

fn quicksort_by_join<K: Sortable>(keys: &mut [K]) {
    if keys.len() < QUICKSORT {
        return keys.sort_unstable();
    }
    let middle = partition(keys);
    let (left, right) = keys.split_at_mut(middle);
    rayon::join(|| quicksort_by_join(left), || quicksort_by_join(right));
}

/// Hoare's, around the median of three: nothing before the place is greater than anything from there on.
fn partition<K: Sortable>(keys: &mut [K]) -> usize {
    let last = keys.len() - 1;
    let mut three = [keys[0], keys[last / 2], keys[last]];
    three.sort_unstable();
    let pivot = three[1];
    let (mut left, mut right) = (0, last);
    loop {
        while keys[left] < pivot {
            left += 1;
        }
        while keys[right] > pivot {
            right -= 1;
        }
        if left >= right {
            return left.max(1);
        }
        keys.swap(left, right);
        (left, right) = (left + 1, right - 1);
    }
}

#[divan::bench(args = INPUTS, consts = THREADS, sample_count = 5, sample_size = 1)]
fn this_sort<const N: usize>(bencher: Bencher<'_, '_>, input: &str) {
    bench::<ThisSort>(bencher, input, N);
}

#[divan::bench(args = INPUTS, consts = THREADS, sample_count = 5, sample_size = 1)]
fn rdst<const N: usize>(bencher: Bencher<'_, '_>, input: &str) {
    bench::<Rdst>(bencher, input, N);
}

#[divan::bench(args = INPUTS, consts = THREADS, sample_count = 5, sample_size = 1)]
fn rayon_keys<const N: usize>(bencher: Bencher<'_, '_>, input: &str) {
    bench::<RayonKeys>(bencher, input, N);
}

#[divan::bench(args = INPUTS, consts = THREADS, sample_count = 5, sample_size = 1)]
fn rayon_order<const N: usize>(bencher: Bencher<'_, '_>, input: &str) {
    bench::<RayonOrder>(bencher, input, N);
}

#[divan::bench(args = INPUTS, consts = THREADS, sample_count = 5, sample_size = 1)]
fn quicksort<const N: usize>(bencher: Bencher<'_, '_>, input: &str) {
    bench::<Quicksort>(bencher, input, N);
}
