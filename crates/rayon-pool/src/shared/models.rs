//! Models: the races of a guest's jobs, run by Shuttle as those of the pool are.

use std::convert::Infallible;
use std::sync::Arc;

use shuttle::sync::atomic::{AtomicUsize, Ordering};
use shuttle::thread;

use super::{AnyPool, Showing};
use crate::job::{Job, Step, Stop, feed};
use crate::pool::{Name, Pool, RUNNING_PER_THREAD, Refused, Settings};

const SCHEDULES: usize = 1000;
/// How many times the order of threads changes at a point that looks harmless.
const CHANGES: usize = 4;

/// On pools of normal priority and of a low one.
fn check(model: impl Fn(Arc<Pool>, AnyPool) + Send + Sync + Copy + 'static) {
    for nice_increment in [0, 1] {
        let model = move || {
            let settings = Settings { nice_increment, ..Settings::new(1) };
            let pool = Arc::new(Pool::new(settings).expect("model threads always start"));
            let showing = Showing::new(Arc::clone(&pool));
            // SAFETY: the pool is shown meanwhile.
            #[allow(unsafe_code, reason = "to adopt a pool is unsafe")]
            let guest = unsafe { AnyPool::adopt(showing.as_ptr()) }.expect("both are of one version");
            drop(showing);
            model(pool, guest);
        };
        shuttle::check_random(model, SCHEDULES);
        shuttle::check_pct(model, SCHEDULES, CHANGES);
    }
}

/// Counts ends: each job must have one.
#[derive(Clone, Default)]
struct Ends(Arc<AtomicUsize>);

impl Ends {
    fn wait_for(&self, count: usize) {
        while self.0.load(Ordering::SeqCst) < count {
            thread::yield_now();
        }
        assert_eq!(self.0.load(Ordering::SeqCst), count, "nothing ends twice");
    }

    fn submit_waiting(&self, guest: &AnyPool) -> (Result<Job, Refused>, crate::job::Feed<()>) {
        let (feed, intake) = feed::<()>(1);
        let ended = self.clone();
        let kernel = |job: Job| async move {
            job.drain(intake, |()| Ok(Step::Done(()))).await.map(Ok::<_, Infallible>)
        };
        let submitted = guest.submit(Name::OTHERS, kernel, move |result| {
            assert!(matches!(result, Ok(Ok(_)) | Err(Stop::Cancelled)));
            ended.0.fetch_add(1, Ordering::SeqCst);
        });
        (submitted, feed)
    }
}

#[test]
fn a_guests_job_that_both_sides_cancel_while_it_starts_and_ends_ends_once() {
    check(|pool, guest| {
        let ends = Ends::default();
        let (submitted, feed) = ends.submit_waiting(&guest);
        let job = submitted.expect("the pool is open");
        let canceller = thread::spawn(move || job.cancel());
        let (closing, closed) = (Arc::clone(&pool), Ends::default());
        let over = closed.clone();
        let closer = thread::spawn(move || {
            closing.close(true, move || {
                over.0.fetch_add(1, Ordering::SeqCst);
            });
        });
        feed.close();
        canceller.join().expect("it does not panic");
        closer.join().expect("it does not panic");
        ends.wait_for(1);
        closed.wait_for(1);
        assert_eq!(pool.stats().running, 0);
    });
}

#[test]
fn closing_by_force_reaches_a_turn_of_a_guests_that_keeps_the_only_thread() {
    check(|pool, guest| {
        let (ends, closed) = (Ends::default(), Ends::default());
        let closers: Vec<_> = (0..2)
            .map(|_| {
                let (closing, over) = (Arc::clone(&pool), closed.clone());
                thread::spawn(move || {
                    closing.close(true, move || {
                        over.0.fetch_add(1, Ordering::SeqCst);
                    });
                })
            })
            .collect();
        let ended = ends.clone();
        let kernel = |job: Job| async move {
            let inner = job.clone();
            // Only a call that does not wait for this thread ends it.
            let turn = move || loop {
                inner.checkpoint()?;
                thread::yield_now();
            };
            job.step::<(), _>(turn).await.map(Ok::<_, Infallible>)
        };
        // While they close: the job may be cancelled before it is known that it was taken.
        let submitted = guest.submit(Name::OTHERS, kernel, move |result| {
            assert!(matches!(result, Err(Stop::Cancelled)));
            ended.0.fetch_add(1, Ordering::SeqCst);
        });
        for closer in closers {
            closer.join().expect("it does not panic");
        }
        match submitted {
            Ok(_) => ends.wait_for(1),
            Err(refused) => assert_eq!(refused, Refused::Closed),
        }
        closed.wait_for(2);
    });
}

#[test]
fn a_guests_queued_job_that_is_cancelled_while_it_starts_ends_once() {
    check(|pool, guest| {
        let ends = Ends::default();
        let mut waiting: Vec<_> = (0..=RUNNING_PER_THREAD).map(|_| ends.submit_waiting(&guest)).collect();
        let (last, _feed) = waiting.pop().expect("there are jobs");
        let last = last.expect("the pool is open");
        let canceller = thread::spawn(move || last.cancel());
        for (_, feed) in &waiting {
            feed.close();
        }
        canceller.join().expect("it does not panic");
        ends.wait_for(RUNNING_PER_THREAD + 1);
        assert_eq!((pool.stats().running, pool.stats().waiting), (0, 0));
    });
}

#[test]
fn a_guests_job_that_comes_while_the_host_closes_runs_or_is_refused() {
    check(|pool, guest| {
        let ends = Ends::default();
        let closing = Arc::clone(&pool);
        let closer = thread::spawn(move || closing.close(true, || {}));
        let (submitted, feed) = ends.submit_waiting(&guest);
        feed.close();
        closer.join().expect("it does not panic");
        match submitted {
            Ok(_) => ends.wait_for(1),
            Err(refused) => assert_eq!(refused, Refused::Closed),
        }
    });
}

#[test]
fn a_guest_that_goes_in_mid_job_leaves_nothing_behind() {
    check(|pool, guest| {
        let ends = Ends::default();
        let (ended, left) = (ends.clone(), Arc::new(()));
        let held = Arc::clone(&left);
        let kernel = |job: Job| async move {
            let chunk = move |chunk| {
                let _ = &held;
                Ok(chunk)
            };
            job.map(0..3, chunk).await.map(Ok::<_, Infallible>)
        };
        let submitted = guest.submit(Name::OTHERS, kernel, move |result| {
            match result {
                Ok(Ok(chunks)) => assert_eq!(chunks, [0, 1, 2]),
                Err(stop) => assert!(matches!(stop, Stop::Cancelled)),
            }
            ended.0.fetch_add(1, Ordering::SeqCst);
        });
        let job = submitted.expect("the pool is open");
        // A Worker's end: its jobs are cancelled, and nobody holds anything of it any more.
        let worker = thread::spawn(move || {
            job.cancel();
            drop(job);
            drop(guest);
        });
        worker.join().expect("it does not panic");
        ends.wait_for(1);
        // What is told first is let go of a little later.
        while Arc::strong_count(&left) > 1 || Arc::strong_count(&pool) > 1 {
            thread::yield_now();
        }
        assert_eq!(pool.stats().running, 0);
    });
}
