//! Jobs of a guest on a host's pool. Both are this program here; what crosses is what crosses between two addons.
#![allow(unsafe_code, reason = "to adopt a pool is unsafe: it comes from anywhere")]

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};

use rayon_pool::job::{Feed, Job, Step, Stop, feed};
use rayon_pool::pool::{Pool, RUNNING_PER_THREAD, Refused, Settings};
use rayon_pool::shared::{AnyPool, Showing, own};

/// A pool, and the same as a guest sees it.
fn shared(settings: Settings) -> (Arc<Pool>, AnyPool) {
    let pool = Arc::new(Pool::new(settings).expect("the system starts a few threads"));
    let showing = Showing::new(Arc::clone(&pool));
    // SAFETY: the pool is shown until this returns.
    let guest = unsafe { AnyPool::adopt(showing.as_ptr()) };
    (pool, guest.expect("both are of one version"))
}

fn run<T, F>(pool: &AnyPool, kernel: impl FnOnce(Job) -> F + Send + 'static) -> (Job, Ended<T>)
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let (send, receive) = channel();
    let kernel = |job| {
        let computation = kernel(job);
        async move { computation.await.map(Ok::<T, Infallible>) }
    };
    let ended = move |result: Result<Result<T, Infallible>, Stop>| {
        // The test may be over already.
        let _ = send.send(result.map(|Ok(value)| value));
    };
    (pool.submit(kernel, ended).expect("the pool takes it"), receive)
}

/// Where a job's end is told.
type Ended<T> = Receiver<Result<T, Stop>>;

fn end<T>(receive: &Ended<T>) -> Result<T, Stop> {
    receive.recv().expect("every job ends")
}

/// A job that runs until its feed is closed, without taking turns.
fn waiting_job(pool: &AnyPool) -> (Job, Ended<Vec<()>>, Feed<()>) {
    let (feed, intake) = feed(1);
    let (job, ended) = run(pool, move |job| async move { job.drain(intake, |()| Ok(Step::Done(()))).await });
    (job, ended, feed)
}

#[test]
fn a_guest_knows_the_pool_by_its_name_and_size() {
    let settings = Settings { name: "hôte".repeat(100), max_queue: 7, ..Settings::new(2) };
    let (_pool, guest) = shared(settings);
    let known = guest.settings();
    assert_eq!((known.threads, known.max_queue), (2, 7));
    assert!(known.name.starts_with("hôtehôte") && known.name.len() >= 255);
    assert!(guest.is_idle() && guest.check().is_ok());
}

#[test]
fn a_guests_jobs_give_their_results_and_count_like_others() {
    let (pool, guest) = shared(Settings::new(2));
    let (job, ended) = run(&guest, |job| async move {
        job.set_total(100);
        let inner = job.clone();
        let chunk = move |chunk| {
            inner.advance(1);
            Ok(chunk)
        };
        job.map(0..100, chunk).await
    });
    assert_eq!(end(&ended).expect("nothing stops it"), (0..100).collect::<Vec<_>>());
    assert_eq!(job.progress(), (100, 100));
    let (_, ended) = run::<(), _>(&guest, |job| async move {
        job.map(0..9, |_| panic!("on purpose")).await.map(drop::<Vec<()>>)
    });
    let panicked = end(&ended).expect_err("it panics");
    assert!(
        matches!(panicked, Stop::Panicked(words) if words.starts_with("on purpose (at crates/rayon-pool/tests/shared.rs:"))
    );
    let (send, failed) = channel();
    let failing = guest.submit(
        |_| async { Ok(Err::<(), _>("an error of its own")) },
        move |result| {
            send.send(result).expect("the test waits");
        },
    );
    failing.expect("the pool takes it");
    assert!(matches!(failed.recv().expect("it ends"), Ok(Err("an error of its own"))));
    let (job, ended, _feed) = waiting_job(&guest);
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.aborted), (1, 2, 1));
    assert!(stats.utilization > 0.0);
}

/// What comes of a `join` in a guest's job, on a pool of two threads.
fn joined<A, B>(
    a: impl FnOnce() -> A + Send + 'static,
    b: impl FnOnce() -> B + Send + 'static,
) -> Result<(A, B), Stop>
where
    A: Send + 'static,
    B: Send + 'static,
{
    let (_pool, guest) = shared(Settings::new(2));
    let (_, ended) = run(&guest, |job| async move {
        let inner = job.clone();
        job.step(move || Ok(inner.join(a, b))).await
    });
    end(&ended)
}

#[test]
fn halves_of_a_join_run_side_by_side() {
    let both = Arc::new(Barrier::new(2));
    let other = Arc::clone(&both);
    // One after the other they would wait for ever.
    let given = joined(move || both.wait().is_leader(), move || u8::from(other.wait().is_leader()));
    let (first, second) = given.expect("nothing stops it");
    assert_eq!(u8::from(first) + second, 1);
}

#[test]
fn a_half_that_panics_lets_the_other_end_and_keeps_its_words() {
    for is_first in [true, false] {
        let done = Arc::new(AtomicBool::new(false));
        let half = |panics: bool| {
            let done = Arc::clone(&done);
            move || {
                assert!(!panics, "half of it panics");
                done.store(true, Ordering::Relaxed);
            }
        };
        let panicked = joined(half(is_first), half(!is_first)).expect_err("one half panics");
        assert!(
            matches!(&panicked, Stop::Panicked(words) if words.starts_with("half of it panics (at crates/rayon-pool/tests/shared.rs:")),
            "{panicked:?}"
        );
        assert!(done.load(Ordering::Relaxed), "the other half has ended");
    }
}

#[test]
fn small_jobs_of_a_guest_are_done_at_once_and_count() {
    let (pool, guest) = shared(Settings::new(1));
    let here = || guest.here().map(|here| here.expect("the pool is idle"));
    let job = |job: Job| async move { job.map(0..3, Ok).await.map(Ok::<_, Infallible>) };
    let Ok(given) = here().expect("it is open").finish(job).expect("nothing stops it");
    assert_eq!(given, [0, 1, 2]);
    let failed = here().expect("it is open").run(|| Err::<(), _>("an error of its own"));
    assert_eq!(failed.expect("nothing stops it"), Err("an error of its own"));
    assert!(here().expect("it is open").run(|| -> Result<(), ()> { panic!("on purpose") }).is_err());
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.run.count), (1, 2, 3));
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&guest)).collect();
    assert!(guest.here().expect("it is open").is_none(), "the pool is full");
    pool.close(true, || {});
    assert_eq!(guest.here().err(), Some(Refused::Closed));
    drop(running);
}

/// Panics where it is dropped.
struct Brittle;

impl Drop for Brittle {
    fn drop(&mut self) {
        panic!("it is not to be dropped");
    }
}

#[test]
fn what_cannot_be_dropped_does_not_keep_a_job_from_its_end() {
    let (pool, guest) = shared(Settings::new(1));
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&guest)).collect();
    let brittle = Brittle;
    let (queued, queued_ended) = run::<(), _>(&guest, move |_| {
        let _brittle = brittle;
        async { panic!("it must not run") }
    });
    queued.cancel();
    assert!(end(&queued_ended).is_err());
    for (_, ended, feed) in running {
        feed.close();
        assert!(end(&ended).is_ok());
    }
    let (_feed, intake) = feed::<()>(1);
    let (begun, ended) = run(&guest, move |job| async move {
        let brittle = Brittle;
        let result = job.drain(intake, |()| Ok(Step::Done(()))).await;
        drop(brittle);
        result.map(drop)
    });
    begun.cancel();
    assert!(end(&ended).is_err());
    let (_, ended) = run(&guest, |job| async move { job.map(0..2, Ok).await });
    assert_eq!(end(&ended).expect("the pool lives on"), [0, 1]);
    assert_eq!(pool.stats().running, 0);
}

#[test]
fn a_guests_job_that_is_cancelled_in_the_queue_leaves_it_and_never_runs() {
    let (pool, guest) = shared(Settings::new(1));
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&guest)).collect();
    let (job, ended) = run::<(), _>(&guest, |_| async { panic!("it must not run") });
    assert_eq!(pool.stats().waiting, 1);
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    let stats = pool.stats();
    assert_eq!((stats.running, stats.waiting, stats.aborted), (RUNNING_PER_THREAD, 0, 1));
    drop(running);
}

#[test]
fn a_host_that_closes_by_force_ends_a_guests_jobs_those_that_wait_too() {
    let (pool, guest) = shared(Settings::new(1));
    let jobs: Vec<_> = (0..RUNNING_PER_THREAD + 5).map(|_| waiting_job(&guest)).collect();
    assert_eq!(pool.stats().waiting, 5);
    let (tell, told) = channel();
    pool.close(true, move || tell.send(()).expect("the test waits"));
    for (_, ended, _) in &jobs {
        assert!(matches!(end(ended), Err(Stop::Cancelled)));
    }
    told.recv().expect("the pool ends");
    assert_eq!(guest.check(), Err(Refused::Closed));
    let refused = guest.submit(|_| async { Ok(Ok::<(), Infallible>(())) }, |_| panic!("it must not run"));
    assert_eq!(refused.map(drop), Err(Refused::Closed));
}

#[test]
fn a_full_queue_refuses_a_guest_and_lets_go_of_what_it_brought() {
    let (_pool, guest) = shared(Settings { max_queue: 0, ..Settings::new(1) });
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&guest)).collect();
    let input = Arc::new(());
    let held = Arc::clone(&input);
    let kernel = |_: Job| async move {
        drop(held);
        Ok(Ok::<(), Infallible>(()))
    };
    let refused = guest.submit(kernel, |_| panic!("it must not run"));
    assert_eq!(refused.map(drop), Err(Refused::QueueFull));
    assert_eq!(Arc::strong_count(&input), 1);
    assert_eq!(guest.check(), Err(Refused::QueueFull));
    drop(running);
}

#[test]
fn a_pool_outlives_its_host_as_long_as_a_guest_has_it_and_finishes_its_jobs() {
    let (pool, guest) = shared(Settings::new(1));
    drop(pool);
    let (_, ended, feed) = waiting_job(&guest);
    assert!(guest.check().is_ok());
    drop(guest);
    feed.push((), 1);
    feed.close();
    assert_eq!(end(&ended).expect("nothing stops it").len(), 1);
}

#[test]
fn the_addon_that_shows_a_pool_knows_it() {
    let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
    let showing = Showing::new(Arc::clone(&pool));
    // SAFETY: the pool is shown meanwhile.
    let known = unsafe { own(showing.as_ptr()) };
    assert!(known.is_some_and(|known| Arc::ptr_eq(&known, &pool)));
    assert_eq!(Arc::strong_count(&pool), 2);
}

#[test]
fn pools_that_are_adopted_and_dropped_leave_nothing() {
    let pool = Arc::new(Pool::new(Settings::new(1)).expect("the system starts a thread"));
    for _ in 0..1000 {
        let showing = Showing::new(Arc::clone(&pool));
        // SAFETY: the pool is shown meanwhile.
        let guest = unsafe { AnyPool::adopt(showing.as_ptr()) }.expect("both are of one version");
        drop(showing);
        let (_, ended) = run(&guest, |job| async move { job.map(0..2, Ok).await });
        assert_eq!(end(&ended).expect("nothing stops it"), [0, 1]);
    }
    // The last job is let go of after it is told.
    while Arc::strong_count(&pool) > 1 {
        std::thread::yield_now();
    }
}
