//! What telling primes costs: a million candidates of each kind on one thread.

use std::convert::Infallible;
use std::sync::mpsc::channel;

use divan::Bencher;
use divan::counter::ItemsCount;
use rayon_pool::pool::{Name, Pool, Settings};
use rayon_pool_addon::primes::primes_among;

fn main() {
    divan::main();
}

const CANDIDATES: usize = 1 << 20;

/// Numbers as random as the first output of a 64-bit mixer (D. Lea's, in `SplittableRandom`).
fn random(index: u64) -> u64 {
    let mut mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

fn all_of(kind: impl Fn(u64) -> u64) -> Vec<u64> {
    (0..CANDIDATES as u64).map(kind).collect()
}

#[divan::bench]
fn random_below_2_to_18(bencher: Bencher<'_, '_>) {
    measure(bencher, &all_of(|index| random(index) >> 46));
}

#[divan::bench]
fn random_below_2_to_32(bencher: Bencher<'_, '_>) {
    measure(bencher, &all_of(|index| random(index) >> 32));
}

#[divan::bench]
fn random_below_2_to_53(bencher: Bencher<'_, '_>) {
    measure(bencher, &all_of(|index| random(index) >> 11));
}

#[divan::bench]
fn random_below_2_to_64(bencher: Bencher<'_, '_>) {
    measure(bencher, &all_of(random));
}

#[divan::bench]
fn greatest_prime_of_64_bits(bencher: Bencher<'_, '_>) {
    measure(bencher, &all_of(|_| u64::MAX - 58));
}

fn measure(bencher: Bencher<'_, '_>, candidates: &[u64]) {
    let pool = Pool::new(Settings::new(1)).expect("the system starts a thread");
    bencher.counter(ItemsCount::new(CANDIDATES)).with_inputs(|| candidates.to_vec()).bench_values(
        |candidates| {
            let (send, receive) = channel();
            pool.submit(
                Name::OTHERS,
                |job| async move { primes_among(job, candidates).await.map(Ok::<_, Infallible>) },
                move |found| send.send(found).expect("the bench waits"),
            )
            .expect("the pool takes it");
            let Ok(found) = receive.recv().expect("the job ends").expect("nothing stops it");
            found.expect("every number is a candidate")
        },
    );
}
