//! Values of users' that panic where they are dropped: each job ends all the same, and its pool lives on.
#![allow(unsafe_code, reason = "to adopt a pool is unsafe: it comes from anywhere")]

mod guests;

use std::convert::Infallible;
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::task::{Context, Poll};

use rayon_pool::documents::{Documents, try_map_init};
use rayon_pool::job::{Job, Step, Stop, feed};
use rayon_pool::pool::{Name, Pool, RUNNING_PER_THREAD, Refused, Settings};
use rayon_pool::shared::AnyPool;

use guests::{end, run, shared, waiting_job};

/// Panics where it is dropped.
struct Brittle;

impl Drop for Brittle {
    fn drop(&mut self) {
        panic!("it is not to be dropped");
    }
}

/// Runs `test` on a pool of its own and as a guest, of normal and of low priority; then the pool must be as good as new.
fn on_all_pools(settings: &Settings, test: impl Fn(&Pool, &AnyPool)) {
    for nice_increment in [0, 1] {
        let settings = Settings { nice_increment, ..settings.clone() };
        let (host, guest) = shared(settings.clone());
        let own = Arc::new(Pool::new(settings).expect("the system starts a few threads"));
        for (pool, any) in [(&own, AnyPool::Own(Arc::clone(&own))), (&host, guest)] {
            test(pool, &any);
            let (_, ended) = run(&any, |job| async move { job.map(0..4, Ok).await });
            assert_eq!(end(&ended).expect("the pool lives on"), [0, 1, 2, 3]);
            assert_eq!((pool.stats().running, pool.stats().waiting), (0, 0));
            let (tell, told) = channel();
            pool.close(false, move || tell.send(()).expect("the test waits"));
            told.recv().expect("the pool ends");
        }
    }
}

/// As many jobs as may run at a time on one thread.
fn full(pool: &AnyPool) -> Vec<impl FnOnce()> {
    let running = (0..RUNNING_PER_THREAD).map(|_| waiting_job(pool));
    let finish = |(_, ended, feed): (_, _, rayon_pool::job::Feed<()>)| {
        move || {
            feed.close();
            assert!(end(&ended).is_ok());
        }
    };
    running.map(finish).collect()
}

#[test]
fn a_kernel_that_never_began() {
    on_all_pools(&Settings::new(1), |_, pool| {
        let running = full(pool);
        let brittle = Brittle;
        let (queued, ended) = run::<(), _>(pool, move |_| {
            let _brittle = brittle;
            async { panic!("it must not run") }
        });
        queued.cancel();
        assert!(matches!(end(&ended), Err(Stop::Cancelled)));
        for finish in running {
            finish();
        }
    });
}

#[test]
fn a_kernel_that_never_began_when_its_pool_was_closed_by_force() {
    on_all_pools(&Settings::new(1), |host, _| {
        for is_own in [true, false] {
            let (host_of_own, guest) = shared(host.settings().clone());
            let pool = if is_own { AnyPool::Own(Arc::clone(&host_of_own)) } else { guest };
            let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&pool)).collect();
            let brittle = Brittle;
            let (_, ended) = run::<(), _>(&pool, move |_| {
                let _brittle = brittle;
                async { panic!("it must not run") }
            });
            let (tell, told) = channel();
            host_of_own.close(true, move || tell.send(()).expect("the test waits"));
            assert!(end(&ended).is_err());
            told.recv().expect("the pool ends");
            drop(running);
        }
    });
}

#[test]
fn a_job_that_is_refused() {
    on_all_pools(&Settings { max_queue: 0, ..Settings::new(1) }, |_, pool| {
        let running = full(pool);
        let brittle = Brittle;
        let kernel = move |_: Job| async move {
            drop(brittle);
            Ok(Ok::<(), Infallible>(()))
        };
        let refused = pool.submit(Name::OTHERS, kernel, |_| panic!("it must not run"));
        assert_eq!(refused.map(drop), Err(Refused::QueueFull));
        for finish in running {
            finish();
        }
    });
}

#[test]
fn a_computation_that_was_cancelled_half_way() {
    on_all_pools(&Settings::new(1), |_, pool| {
        let (_feed, intake) = feed::<()>(1);
        let (begun, ended) = run(pool, move |job| async move {
            let brittle = Brittle;
            let result = job.drain(intake, |()| Ok(Step::Done(()))).await;
            drop(brittle);
            result.map(drop)
        });
        begun.cancel();
        assert!(end(&ended).is_err());
    });
}

/// A future of a user's own, which is not over with its result.
struct Ready(Option<Result<u32, Stop>>, Brittle);

impl Future for Ready {
    type Output = Result<u32, Stop>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.take().map_or(Poll::Pending, Poll::Ready)
    }
}

#[test]
fn a_computation_that_has_given_its_result() {
    on_all_pools(&Settings::new(1), |pool, any| {
        // Not by way of `run`, whose own future would see to it.
        for (result, failed) in [(Ok(7), 1), (Err(Stop::Cancelled), 1)] {
            let (send, ended) = channel();
            let kernel = move |_| {
                let ready = Ready(Some(result), Brittle);
                Wrapped(ready)
            };
            let job =
                any.submit(Name::OTHERS, kernel, move |result| send.send(result).expect("the test waits"));
            job.expect("the pool takes it");
            match ended.recv().expect("every job ends") {
                Err(Stop::Panicked(words)) => {
                    assert!(
                        words.starts_with("it is not to be dropped (at crates/rayon-pool/tests/brittle.rs:"),
                        "{words}"
                    );
                }
                other => assert!(matches!(other, Err(Stop::Cancelled))),
            }
            assert_eq!(pool.stats().failed, failed);
        }
    });
}

/// The same as a kernel without errors of its own.
struct Wrapped(Ready);

impl Future for Wrapped {
    type Output = Result<Result<u32, Infallible>, Stop>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|result| result.map(Ok))
    }
}

#[test]
fn a_result_that_nobody_takes() {
    on_all_pools(&Settings::new(1), |pool, any| {
        let running = full(any);
        let kernel = |_: Job| async { Ok(Ok::<_, Infallible>(Brittle)) };
        let jobs = [0, 1].map(|_| any.submit(Name::OTHERS, kernel, drop).expect("the pool takes it"));
        assert_eq!(pool.stats().waiting, jobs.len());
        // One after the other: each takes the place of one that has ended.
        for finish in running {
            finish();
        }
        while pool.stats().running > 0 {
            std::thread::yield_now();
        }
        assert_eq!(pool.stats().completed, RUNNING_PER_THREAD as u64 + 2);
    });
}

#[test]
fn what_chunks_work_with_and_give() {
    on_all_pools(&Settings::new(2), |_, pool| {
        let brittle = Brittle;
        let (_, ended) = run(pool, |job| async move {
            let work = move |chunk| {
                let _ = &brittle;
                Ok(chunk)
            };
            job.map(0..4, work).await
        });
        // Where the last reference goes is a matter of chance.
        assert!(matches!(end(&ended), Ok(_) | Err(Stop::Panicked(_))));
        let (_, ended) = run(pool, |job| async move {
            let chunk = |chunk| if chunk < 3 { Ok(Brittle) } else { Err(Stop::Cancelled) };
            job.map(0..4, chunk).await.map(|_| ())
        });
        assert!(end(&ended).is_err());
        let (_, ended) = run(pool, |job| async move {
            let identity = Brittle;
            let chunk = |_| Err(Stop::Cancelled);
            job.fold(0..4, identity, chunk, |_, other| other).await.map(|_| ())
        });
        assert!(end(&ended).is_err());
    });
}

#[test]
fn items_that_are_of_no_use_any_more() {
    on_all_pools(&Settings::new(2), |_, pool| {
        let (_, ended) = run(pool, |job| async move {
            let items = (0..2).map(|number| (number, Some(Brittle)));
            let turns = AtomicUsize::new(0);
            let step = move |(number, mut brittle): (usize, Option<Brittle>)| {
                if number == 1 {
                    turns.fetch_add(1, Ordering::Relaxed);
                    return Ok(Step::More((number, brittle)));
                }
                std::mem::forget(brittle.take());
                // By now the other one has come back, and will again.
                while turns.load(Ordering::Relaxed) < 2 {
                    std::hint::spin_loop();
                }
                Ok(Step::Last(number))
            };
            job.each(items, step).await
        });
        assert_eq!(end(&ended).expect("nothing stops it"), [0]);
    });
}

#[test]
fn items_that_cannot_be_had() {
    on_all_pools(&Settings::new(2), |_, pool| {
        let (_, ended) = run(pool, |job| async move {
            let items = [0, 1, 2, 3].into_iter().inspect(|number| assert!(*number < 2, "there is no third"));
            job.each(items, |number| Ok(Step::Done(number))).await
        });
        let told = end(&ended).expect_err("it panics");
        assert!(
            matches!(&told, Stop::Panicked(words) if words.starts_with("there is no third (at ")),
            "{told:?}"
        );
    });
}

#[test]
fn states_of_threads_and_what_a_job_leaves() {
    on_all_pools(&Settings::new(2), |_, pool| {
        let (_, ended) = run(pool, |job| async move {
            let texts: Documents = (0..100).map(|_| "text").collect();
            let length = |_: &mut Brittle, _: &_, text: &str| Ok::<_, Infallible>(text.len());
            try_map_init(job, texts, || Brittle, length).await
        });
        assert!(matches!(end(&ended), Ok(_) | Err(Stop::Panicked(_))));
        let (_, ended) = run(pool, |job| async move {
            for _ in 0..3 {
                job.leave(Arc::new(Brittle));
            }
            Ok(())
        });
        assert!(end(&ended).is_ok());
        let (_, ended) = run::<(), _>(pool, |job| async move {
            job.leave(Arc::new(Brittle));
            panic!("it fails with something left");
        });
        assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.starts_with("it fails")));
    });
}

#[test]
fn what_a_panic_brings_along() {
    on_all_pools(&Settings::new(2), |_, pool| {
        let jobs = [
            run::<(), _>(pool, |_| async { panic_any(Brittle) }),
            run(pool, |job| async move { job.step(|| panic_any(Brittle)).await }),
            run(pool, |job| async move {
                let inner = job.clone();
                let both = move || inner.join(|| panic_any(Brittle), || ());
                job.step(move || Ok(both())).await.map(|((), ())| ())
            }),
        ];
        for (_, ended) in &jobs {
            let told = end(ended).expect_err("it panics");
            assert!(
                matches!(&told, Stop::Panicked(words) if words.starts_with("a panic without a message")),
                "{told:?}"
            );
        }
    });
}
