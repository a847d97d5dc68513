//! What a chunk costs beside its work: jobs of chunks that do nothing, on pools of one thread and of many, alone and side
//! by side. A usual chunk works for some tens of microseconds, or for a millisecond.

use std::convert::Infallible;
use std::sync::mpsc::channel;

use divan::Bencher;
use divan::counter::ItemsCount;
use rayon_pool::pool::{Name, Pool, Settings};

fn main() {
    divan::main();
}

const THREADS: [usize; 4] = [1, 2, 8, 16];

/// In all jobs together.
const CHUNKS: usize = 1 << 15;

#[divan::bench(args = THREADS, sample_count = 20, sample_size = 1)]
fn empty_chunks_of_one_job(bencher: Bencher<'_, '_>, threads: usize) {
    empty_chunks(bencher, threads, 1);
}

#[divan::bench(args = THREADS, sample_count = 20, sample_size = 1)]
fn empty_chunks_of_sixteen_jobs(bencher: Bencher<'_, '_>, threads: usize) {
    empty_chunks(bencher, threads, 16);
}

fn empty_chunks(bencher: Bencher<'_, '_>, threads: usize, jobs: usize) {
    let pool = Pool::new(Settings::new(threads)).expect("the system starts the threads");
    let each = CHUNKS / jobs;
    bencher.counter(ItemsCount::new(CHUNKS)).bench(|| {
        let (send, receive) = channel();
        for _ in 0..jobs {
            let send = send.clone();
            pool.submit(
                Name::OTHERS,
                move |job| async move {
                    let advancing = job.clone();
                    let work = move |_| {
                        advancing.advance(1);
                        Ok(1)
                    };
                    job.fold(0..each, 0, work, |one, other| one + other).await.map(Ok::<usize, Infallible>)
                },
                move |count| send.send(count).expect("the bench waits"),
            )
            .expect("the pool takes it");
        }
        for _ in 0..jobs {
            let Ok(count) = receive.recv().expect("the job ends").expect("nothing stops it");
            assert_eq!(count, each);
        }
    });
}
