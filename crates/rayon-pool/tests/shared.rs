//! Jobs of a guest on a host's pool. Both are this program here; what crosses is what crosses between two addons.
#![allow(unsafe_code, reason = "to adopt a pool is unsafe: it comes from anywhere")]

mod guests;

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use rayon_pool::job::{Job, Step, Stop, feed};
use rayon_pool::pool::{Name, Pool, RUNNING_PER_THREAD, Refused, Settings};
use rayon_pool::shared::{AnyPool, Showing, own};

use guests::{Ended, end, run, shared, waiting_job};

#[test]
fn a_guest_knows_the_pool_by_its_name_and_size() {
    let settings =
        Settings { name: "hôte".repeat(100), max_queue: 7, nice_increment: 3, ..Settings::new(2) };
    let (_pool, guest) = shared(settings);
    let known = guest.settings();
    assert_eq!((known.threads, known.max_queue, known.nice_increment), (2, 7, 3));
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
        Name::OTHERS,
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
    let inline = || guest.inline(Name::OTHERS).map(|here| here.expect("the pool is idle"));
    let job = |job: Job| async move { job.map(0..3, Ok).await.map(Ok::<_, Infallible>) };
    let Ok(given) = inline().expect("it is open").finish(job).expect("nothing stops it");
    assert_eq!(given, [0, 1, 2]);
    let failed = inline().expect("it is open").run(|| Err::<(), _>("an error of its own"));
    assert_eq!(failed.expect("nothing stops it"), Err("an error of its own"));
    assert!(inline().expect("it is open").run(|| -> Result<(), ()> { panic!("on purpose") }).is_err());
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.run.count), (1, 2, 3));
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&guest)).collect();
    assert!(guest.inline(Name::OTHERS).expect("it is open").is_none(), "the pool is full");
    pool.close(true, || {});
    assert_eq!(guest.inline(Name::OTHERS).err(), Some(Refused::Closed));
    drop(running);
}

#[test]
fn what_is_done_at_once_leaves_its_thread_to_rayon_as_it_was() {
    let (_pool, guest) = shared(Settings::new(1));
    let done = guest
        .inline(Name::OTHERS)
        .map(|here| here.expect("the pool is idle"))
        .expect("it is open")
        .run(|| Ok::<_, ()>(()));
    assert!(matches!(done, Ok(Ok(()))));
    assert_eq!(rayon::current_thread_index(), None, "the thread belongs to no pool of Rayon's");
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
    let refused =
        guest.submit(Name::OTHERS, |_| async { Ok(Ok::<(), Infallible>(())) }, |_| panic!("it must not run"));
    assert_eq!(refused.map(drop), Err(Refused::Closed));
}

/// A job that keeps a thread until it is asked to stop; says when it has begun.
fn endless_job(pool: &AnyPool, begun: Sender<()>) -> (Job, Ended<()>) {
    run(pool, |job| async move {
        let inner = job.clone();
        let turn = move || {
            begun.send(()).expect("the test waits");
            loop {
                inner.checkpoint()?;
                std::hint::spin_loop();
            }
        };
        job.step(turn).await
    })
}

#[test]
fn a_host_that_closes_by_force_reaches_turns_that_keep_all_of_its_threads() {
    for threads in 1..=2 {
        let (pool, guest) = shared(Settings::new(threads));
        let (started, begun) = channel();
        let jobs: Vec<_> = (0..threads).map(|_| endless_job(&guest, started.clone())).collect();
        for _ in &jobs {
            begun.recv().expect("each begins");
        }
        let queued = waiting_job(&guest);
        let (tell, told) = channel();
        // Twice: a guest is asked once.
        pool.close(true, || {});
        pool.close(true, move || tell.send(()).expect("the test waits"));
        for (_, ended) in &jobs {
            assert!(matches!(end(ended), Err(Stop::Cancelled)));
        }
        assert!(matches!(end(&queued.1), Err(Stop::Cancelled)));
        told.recv().expect("the pool ends");
        assert_eq!(pool.stats().aborted, threads as u64 + 1);
    }
}

#[test]
fn a_guest_that_cancels_reaches_turns_that_keep_all_threads() {
    let (pool, guest) = shared(Settings::new(1));
    let (started, begun) = channel();
    let (job, ended) = endless_job(&guest, started);
    begun.recv().expect("it begins");
    // Its Worker ends: nobody holds anything of it any more.
    drop(guest);
    job.cancel();
    drop(job);
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    while Arc::strong_count(&pool) > 1 {
        thread::yield_now();
    }
}

/// Says where it is dropped whether another job has begun, which it waits for.
struct LeftUntilNext {
    begun: Mutex<Receiver<()>>,
    seen: Sender<bool>,
}

impl Drop for LeftUntilNext {
    fn drop(&mut self) {
        let begun = self.begun.get_mut().expect("nothing has panicked");
        // It fails only where it would wait for ever.
        let _ = self.seen.send(begun.recv_timeout(Duration::from_secs(10)).is_ok());
    }
}

#[test]
fn what_a_job_has_left_is_dropped_when_the_next_one_has_begun() {
    for nice_increment in [0, 1] {
        let (pool, guest) = shared(Settings { nice_increment, ..Settings::new(2) });
        let running: Vec<_> = (0..2 * RUNNING_PER_THREAD - 1).map(|_| waiting_job(&guest)).collect();
        let (started, begun) = channel();
        let (seen, was_seen) = channel();
        let left = LeftUntilNext { begun: Mutex::new(begun), seen };
        let (feed, intake) = feed(1);
        let (_, ended) = run(&guest, |job| async move {
            job.leave(Arc::new(left));
            job.drain(intake, |()| Ok(Step::Done(()))).await
        });
        let (_, next) = run(&guest, |_| async move {
            started.send(()).expect("it is waited for");
            Ok(())
        });
        assert_eq!(pool.stats().waiting, 1);
        feed.close();
        assert!(end::<Vec<()>>(&ended).is_ok() && end(&next).is_ok());
        assert_eq!(was_seen.recv(), Ok(true), "nice {nice_increment}");
        drop(running);
    }
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
    let refused = guest.submit(Name::OTHERS, kernel, |_| panic!("it must not run"));
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

/// The jobs that each kernel of these names has ended on a pool.
fn counted(pool: &Pool, names: &[Name]) -> Vec<(u64, u64, u64)> {
    let stats = pool.stats();
    let of = |name: &Name| stats.kernels.iter().find(|(other, _)| other == name).map(|(_, stats)| *stats);
    let counts = names.iter().map(|name| of(name).unwrap_or_default());
    counts.map(|stats| (stats.completed, stats.failed, stats.aborted)).collect()
}

#[test]
fn a_guests_jobs_count_under_the_names_of_their_kernels() {
    let (pool, guest) = shared(Settings::new(1));
    let names = ["grep of a guest", "hash of a guest", "idle of a guest"].map(Name::of);
    let [grep, hash, _] = names;
    let (send, ended) = channel();
    for (name, fails) in [(grep, false), (hash, true), (grep, false)] {
        let send = send.clone();
        let kernel = move |_| async move { Ok(if fails { Err(()) } else { Ok(()) }) };
        let submitted = guest.submit(name, kernel, move |_| send.send(()).expect("the test waits"));
        assert!(submitted.is_ok());
        ended.recv().expect("it ends");
    }
    let at_once = guest.inline(hash).expect("it is open").expect("it is idle");
    assert_eq!(at_once.run(|| Ok::<_, ()>(7)).expect("it does not panic"), Ok(7));
    let (feed, intake) = feed::<()>(1);
    let kernel = |job: Job| async move { job.drain(intake, |()| Ok(Step::Done(()))).await.map(Ok::<_, ()>) };
    let waiting = guest.submit(hash, kernel, move |_| send.send(()).expect("the test waits"));
    waiting.expect("the pool takes it").cancel();
    ended.recv().expect("it ends");
    drop(feed);
    assert_eq!(counted(&pool, &names), [(2, 0, 0), (1, 1, 1), (0, 0, 0)]);
    let (stats, took) = (pool.stats(), |name| {
        let stats = pool.stats();
        stats.kernels.into_iter().find(|(other, _)| *other == name).map(|(_, stats)| stats.run)
    });
    assert_eq!(stats.kernels.len(), 2, "the idle one has ended none");
    assert!(took(grep).is_some_and(|run| !run.is_zero()));
    pool.reset_stats();
    assert_eq!(pool.stats().kernels, []);
}
