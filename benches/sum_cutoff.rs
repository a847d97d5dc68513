//! Where to stop dividing: the sum of the primes below 10^9 by a sieve, by divide and conquer, with one cutoff after another.
//! (`sumPrimes` takes a formula for that.)

use std::convert::Infallible;
use std::sync::mpsc::channel;

use divan::Bencher;
use rayon_pool::pool::{Name, Pool, Settings, default_threads};
use rayon_pool_addon::primes::{CUTOFF, sum_below_with};

fn main() {
    divan::main();
}

const LIMIT: u64 = 1_000_000_000;
const SUM: u128 = 24_739_512_092_254_535;

#[divan::bench(sample_count = 10, args = [1 << 14, 1 << 16, 1 << 18, 1 << 20, CUTOFF, 1 << 24, 1 << 26, 1 << 28])]
fn primes_below_a_billion(bencher: Bencher<'_, '_>, cutoff: u64) {
    let threads = default_threads().expect("RAYON_NUM_THREADS is a number");
    let pool = Pool::new(Settings::new(threads)).expect("the system starts the threads");
    bencher.bench(|| {
        let (send, receive) = channel();
        pool.submit(
            Name::OTHERS,
            move |job| async move { sum_below_with(job, LIMIT, cutoff).await.map(Ok::<u128, Infallible>) },
            move |sum| send.send(sum).expect("the bench waits"),
        )
        .expect("the pool takes it");
        let Ok(sum) = receive.recv().expect("the job ends").expect("nothing stops it");
        assert_eq!(sum, SUM);
    });
}
