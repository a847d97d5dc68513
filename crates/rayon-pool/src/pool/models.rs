//! Models: the races of a pool's life, run by Shuttle through thousands of interleavings.
//!
//! Run with `npm run test:models`.

use std::convert::Infallible;
use std::sync::Arc;

use shuttle::sync::atomic::{AtomicUsize, Ordering};
use shuttle::thread;

use super::{Name, Pool, Refused, Settings};
use crate::job::{Step, Stop, feed};

const SCHEDULES: usize = 1500;
/// How many times the order of threads changes at a point that looks harmless.
const CHANGES: usize = 4;

/// Half of the schedules at random, half by priorities with few changes, which finds other mistakes. Each with pools of
/// normal priority and of a low one, for which others do some of the work.
fn check(model: impl Fn(Settings) + Send + Sync + Copy + 'static) {
    for nice_increment in [0, 1] {
        let model = move || model(Settings { nice_increment, ..Settings::new(1) });
        shuttle::check_random(model, SCHEDULES);
        shuttle::check_pct(model, SCHEDULES, CHANGES);
    }
}

/// Counts ends: each job must have one, and the pool too.
#[derive(Clone, Default)]
struct Ends(Arc<AtomicUsize>);

impl Ends {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn wait_for(&self, count: usize) {
        while self.0.load(Ordering::SeqCst) < count {
            thread::yield_now();
        }
        assert_eq!(self.0.load(Ordering::SeqCst), count, "nothing ends twice");
    }
}

fn pool(threads: usize, settings: Settings) -> Pool {
    Pool::new(Settings { threads, ..settings }).expect("model threads always start")
}

#[test]
fn a_job_that_completes_while_it_is_cancelled_and_its_pool_closed_ends_once() {
    check(|settings| {
        let pool = pool(2, settings);
        let (jobs, pools) = (Ends::default(), Ends::default());
        let ended = jobs.clone();
        let submitted = pool.submit(
            Name::OTHERS,
            |job| async move { job.map(0..3, Ok).await.map(Ok::<_, Infallible>) },
            move |result| {
                match result {
                    Ok(Ok(chunks)) => assert_eq!(chunks, [0, 1, 2]),
                    Err(stop) => assert!(matches!(stop, Stop::Cancelled)),
                }
                ended.count();
            },
        );
        let job = submitted.expect("the pool is open");
        let canceller = thread::spawn(move || job.cancel());
        let over = pools.clone();
        pool.close(false, move || over.count());
        canceller.join().expect("it does not panic");
        jobs.wait_for(1);
        pools.wait_for(1);
        assert_eq!(pool.stats().running, 0);
    });
}

#[test]
fn closing_by_force_from_two_sides_ends_every_job_and_calls_both_back() {
    check(|settings| {
        let pool = Arc::new(pool(1, settings));
        let (jobs, pools) = (Ends::default(), Ends::default());
        let mut feeds = Vec::new();
        for _ in 0..super::RUNNING_PER_THREAD + 2 {
            let (feed, intake) = feed::<()>(1);
            let ended = jobs.clone();
            // Nobody pushes and nobody closes: only the force ends it. The last two wait in the queue.
            let open = pool.submit(Name::OTHERS,
                |job| async move { job.drain(intake, |()| Ok(Step::Done(()))).await.map(Ok::<_, Infallible>) },
                move |result| {
                    assert!(matches!(result, Err(Stop::Cancelled)));
                    ended.count();
                },
            );
            open.expect("the pool is open");
            feeds.push(feed);
        }
        let closers: Vec<_> = (0..2)
            .map(|_| {
                let (pool, over) = (Arc::clone(&pool), pools.clone());
                thread::spawn(move || pool.close(true, move || over.count()))
            })
            .collect();
        for closer in closers {
            closer.join().expect("it does not panic");
        }
        jobs.wait_for(super::RUNNING_PER_THREAD + 2);
        pools.wait_for(2);
    });
}

#[test]
fn a_job_submitted_while_the_pool_closes_runs_or_is_refused() {
    check(|settings| {
        let pool = Arc::new(pool(1, settings));
        let (jobs, pools) = (Ends::default(), Ends::default());
        let closer = {
            let (pool, over) = (Arc::clone(&pool), pools.clone());
            thread::spawn(move || pool.close(false, move || over.count()))
        };
        let ended = jobs.clone();
        let submitted =
            pool.submit(Name::OTHERS, |_| async { Ok(Ok::<(), Infallible>(())) }, move |_| ended.count());
        closer.join().expect("it does not panic");
        match submitted {
            Ok(_) => jobs.wait_for(1),
            Err(refused) => assert_eq!(refused, Refused::Closed),
        }
        pools.wait_for(1);
    });
}

#[test]
fn a_feed_that_is_pushed_closed_and_cancelled_at_once_never_holds_its_pusher() {
    check(|settings| {
        let pool = pool(2, settings);
        let (jobs, rooms) = (Ends::default(), Ends::default());
        let (feed, intake) = feed::<usize>(2);
        let ended = jobs.clone();
        let submitted = pool.submit(
            Name::OTHERS,
            |job| async move {
                job.drain(intake, |item: usize| Ok(Step::Done(item))).await.map(Ok::<_, Infallible>)
            },
            move |result| {
                // Whatever of it was drained came in order.
                if let Ok(Ok(items)) = result {
                    assert_eq!(items, [0, 1, 2]);
                }
                ended.count();
            },
        );
        let job = submitted.expect("the pool is open");
        let canceller = thread::spawn(move || job.cancel());
        for item in 0..3 {
            feed.push(item, 1);
        }
        let room = rooms.clone();
        feed.when_room(move || room.count());
        rooms.wait_for(1);
        feed.close();
        canceller.join().expect("it does not panic");
        jobs.wait_for(1);
    });
}

#[test]
fn a_queued_job_that_is_cancelled_while_it_starts_ends_once() {
    check(|settings| {
        let pool = pool(1, settings);
        let jobs = Ends::default();
        let mut all = Vec::new();
        for _ in 0..=super::RUNNING_PER_THREAD {
            let ended = jobs.clone();
            let submitted =
                pool.submit(Name::OTHERS, |_| async { Ok(Ok::<(), Infallible>(())) }, move |_| ended.count());
            all.push(submitted.expect("the pool is open"));
        }
        let last = all.pop().expect("there are jobs");
        let canceller = thread::spawn(move || last.cancel());
        canceller.join().expect("it does not panic");
        jobs.wait_for(super::RUNNING_PER_THREAD + 1);
        assert_eq!((pool.stats().running, pool.stats().waiting), (0, 0));
    });
}
