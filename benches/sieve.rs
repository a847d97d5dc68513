//! The sieve: counting primes by it alone, below 10^9 on one thread and below 10^10 on two, next to the program
//! `primesieve` on as many threads (the start of its process included), if that is installed.

use std::convert::Infallible;
use std::process::Command;
use std::sync::mpsc::channel;

use divan::Bencher;
use rayon_pool::pool::{Name, Pool, Settings};
use rayon_pool_addon::primes::count_by_sieve;

fn main() {
    divan::main();
}

/// A limit that takes so many threads a tenth of a second or more, and how many primes are below it.
fn task(threads: usize) -> (u64, u64) {
    if threads == 1 { (1_000_000_000, 50_847_534) } else { (10_000_000_000, 455_052_511) }
}

#[divan::bench(args = [1, 2], sample_count = 10, sample_size = 1)]
fn this_sieve(bencher: Bencher<'_, '_>, threads: usize) {
    let (limit, count) = task(threads);
    let pool = Pool::new(Settings::new(threads)).expect("the system starts the threads");
    bencher.bench(|| {
        let (send, receive) = channel();
        pool.submit(
            Name::OTHERS,
            move |job| async move { count_by_sieve(job, limit).await.map(Ok::<u64, Infallible>) },
            move |counted| send.send(counted).expect("the bench waits"),
        )
        .expect("the pool takes it");
        let Ok(counted) = receive.recv().expect("the job ends").expect("nothing stops it");
        assert_eq!(counted, count);
    });
}

#[divan::bench(args = [1, 2], sample_count = 10, sample_size = 1)]
fn primesieve(bencher: Bencher<'_, '_>, threads: usize) {
    let (limit, count) = task(threads);
    let mut command = Command::new("primesieve");
    command.args([limit.to_string(), format!("-t{threads}"), "-q".to_owned()]);
    if command.output().is_err() {
        return;
    }
    bencher.bench_local(|| {
        let printed = command.output().expect("it ran before").stdout;
        assert_eq!(String::from_utf8_lossy(&printed).trim(), count.to_string());
    });
}
