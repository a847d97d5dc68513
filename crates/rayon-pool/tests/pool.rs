//! What every pool promises to its jobs, at several thread counts.

mod run;

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use rayon_pool::job::{Step, Stop, feed};
use rayon_pool::memory::NoMemory;
use rayon_pool::pool::Name;

use run::{end, pool, run};

#[test]
fn maps_chunks_in_order_at_any_thread_count() {
    for threads in [1, 2, 3, 8] {
        let pool = pool(threads);
        let (_, ended) =
            run(&pool, move |job| async move { job.map(0..1000, |chunk| Ok(chunk * chunk)).await });
        let squares: Vec<usize> = (0..1000).map(|n| n * n).collect();
        assert_eq!(end(&ended).expect("nothing stops it"), squares);
    }
}

#[test]
fn an_empty_map_ends_at_once() {
    let (_, ended) = run(&pool(1), move |job| async move { job.map(0..0, Ok).await });
    assert_eq!(end(&ended).expect("nothing stops it"), []);
}

#[test]
fn runs_regions_one_after_another() {
    let (_, ended) = run(&pool(2), move |job| async move {
        let first: usize = job.map(0..10, Ok).await?.into_iter().sum();
        let second = job.step(move || Ok(first * 2)).await?;
        let third: usize = job.map(0..second, |_| Ok(1)).await?.into_iter().sum();
        Ok(third)
    });
    assert_eq!(end(&ended).expect("nothing stops it"), 90);
}

#[test]
fn a_panicking_chunk_ends_its_job_and_leaves_the_pool_whole() {
    let pool = pool(2);
    for _ in 0..20 {
        let panicking = |chunk| {
            assert_ne!(chunk, 50, "chunk fifty");
            Ok(())
        };
        let (_, ended) = run(&pool, move |job| async move { job.map(0..100, panicking).await });
        let Err(Stop::Panicked(words)) = end(&ended) else {
            panic!("the job should have panicked");
        };
        assert!(words.contains("chunk fifty"), "{words}");
    }
    let (_, ended) = run(&pool, move |job| async move { job.map(0..10, Ok).await });
    assert_eq!(end(&ended).expect("nothing stops it").len(), 10);
}

#[test]
fn a_panic_in_a_merge_ends_its_job_at_the_first_chunk_and_at_the_last() {
    let pool = pool(1);
    for last in [1, 99] {
        let (_, ended) = run(&pool, move |job| async move {
            let merge = move |one: usize, other: usize| {
                assert!(one + 1 < last, "merged {last}");
                one + other
            };
            job.fold(0..100, 0, |_| Ok(1), merge).await
        });
        assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.starts_with("merged ")));
    }
}

#[test]
fn a_chunk_that_finds_no_memory_ends_its_job() {
    let pool = pool(2);
    for way in 0..3 {
        let (_, ended) = run(&pool, move |job| async move {
            let refused =
                |chunk| if chunk == 5 { Err(Stop::from(NoMemory { bytes: 1 << 30 })) } else { Ok(()) };
            // There are more chunks than any machine goes through.
            let all = 0..usize::MAX;
            match way {
                0 => job.map(all, refused).await.map(drop),
                1 => job.each(all, move |chunk| refused(chunk).map(Step::Done)).await.map(drop),
                _ => job.fold(all, (), refused, |(), ()| ()).await,
            }
        });
        assert!(matches!(end(&ended), Err(Stop::NoMemory(NoMemory { bytes: 0x4000_0000 }))));
    }
    assert_eq!(pool.stats().failed, 3);
}

#[test]
fn a_kernel_that_panics_between_regions_ends_its_job() {
    let pool = pool(1);
    let (_, ended) = run::<(), _>(&pool, |_| async { panic!("in between") });
    assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.starts_with("in between (at ")));
}

#[test]
fn a_cancelled_job_starts_no_further_chunk() {
    let pool = pool(2);
    let started = Arc::new(AtomicUsize::new(0));
    let (go, wait) = channel::<()>();
    let wait = Mutex::new(wait);
    let counted = Arc::clone(&started);
    let (first, has_started) = channel();
    let (job, ended) = run(&pool, move |job| async move {
        job.map(0..1_000_000, move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            // Both may fail once the test has gone on.
            let _ = first.send(());
            let _ = wait.lock().map(|wait| wait.recv());
            Ok(())
        })
        .await
    });
    has_started.recv().expect("a chunk starts");
    job.cancel();
    drop(go);
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    assert!(started.load(Ordering::SeqCst) <= 2, "only chunks that ran already");
}

#[test]
fn a_late_small_job_passes_a_giant_one_even_on_one_thread() {
    let pool = pool(1);
    let (giant, giant_ended) = run(&pool, move |job| async move {
        let inner = job.clone();
        job.map(0..usize::MAX, move |_| {
            inner.advance(1);
            Ok(())
        })
        .await
    });
    let (_, ended) = run(&pool, move |job| async move { job.map(0..10, Ok).await });
    assert_eq!(end(&ended).expect("nothing stops it").len(), 10);
    giant.cancel();
    assert!(matches!(end(&giant_ended), Err(Stop::Cancelled)));
}

#[test]
fn a_dropped_pool_finishes_its_jobs() {
    let pool = pool(2);
    let (_, ended) = run(&pool, move |job| async move { job.map(0..5000, Ok).await });
    drop(pool);
    assert_eq!(end(&ended).expect("nothing stops it").len(), 5000);
}

#[test]
fn drains_a_feed_in_the_order_of_its_items() {
    for threads in [1, 2, 3] {
        let pool = pool(threads);
        let (feed, intake) = feed::<u32>(4);
        let (_, ended) =
            run(
                &pool,
                move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item * 2))).await },
            );
        for item in 0..1000 {
            feed.push(item, 1);
        }
        feed.close();
        let doubled: Vec<u32> = (0..1000).map(|item| item * 2).collect();
        assert_eq!(end(&ended).expect("nothing stops it"), doubled);
    }
}

/// Items before the 50th are done after some turns, and that is the last of use: those behind it would never be done.
#[allow(clippy::unnecessary_wraps)] // that is what a chunk gives
fn ends_at_50(item: (u32, u32)) -> Result<Step<(u32, u32), u32>, Stop> {
    Ok(match item {
        (item, _) if item > 50 => Step::More((item, 0)),
        (50, 0) => Step::Last(50),
        (item, 0) => Step::Done(item),
        (item, turns) => Step::More((item, turns - 1)),
    })
}

#[test]
fn the_last_item_of_use_ends_a_region_once_all_before_it_are_done() {
    for threads in 1..=4 {
        let pool = pool(threads);
        for turns in [0, 1, 7] {
            let items: Vec<_> = (0..100_000).map(|item| (item, if item < 50 { turns } else { 2 })).collect();
            let (_, ended) =
                run(&pool, move |job| async move { job.each(items.into_iter(), ends_at_50).await });
            assert_eq!(end(&ended).expect("nothing stops it"), (0..=50).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_last_item_of_use_ends_a_feed_that_is_open_and_lets_its_pusher_go_on() {
    for threads in 1..=3 {
        let pool = pool(threads);
        let (feed, intake) = feed::<(u32, u32)>(10);
        let (_, ended) = run(&pool, move |job| async move { job.drain(intake, ends_at_50).await });
        for item in 0..60 {
            feed.push((item, item % 4), 1);
        }
        assert_eq!(end(&ended).expect("nothing stops it"), (0..=50).collect::<Vec<_>>());
        assert!(!feed.is_wanted());
        let (tell, told) = channel();
        feed.when_room(move || tell.send(()).expect("the test waits"));
        told.recv().expect("there is room, for nobody reads it");
    }
}

#[test]
fn what_is_leaving_a_job_is_dropped_after_its_result_is_told() {
    struct Dropped(Sender<&'static str>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.send("dropped").expect("the test waits");
        }
    }
    let pool = pool(1);
    let (tell, told) = channel();
    let dropped = Dropped(tell.clone());
    let submitted = pool.submit(
        Name::OTHERS,
        |job| async move {
            let _dropped = job.deferred_drop(dropped);
            Err::<Result<(), Infallible>, _>(Stop::Cancelled)
        },
        move |_| tell.send("told").expect("the test waits"),
    );
    submitted.expect("the pool takes it");
    assert_eq!(told.iter().collect::<Vec<_>>(), ["told", "dropped"]);
}

#[test]
fn a_feed_asks_its_pusher_to_pause_and_to_go_on() {
    let pool = pool(1);
    let (feed, intake) = feed::<u32>(4);
    assert!((0..3).all(|item| feed.push(item, 1)), "room for the first three");
    assert!(!feed.push(3, 1), "the fourth fills it");
    let (tell, told) = channel();
    feed.when_room(move || tell.send(()).expect("the test waits"));
    assert!(told.try_recv().is_err(), "nothing has been drained yet");
    let (_, ended) =
        run(&pool, move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item))).await });
    told.recv().expect("draining makes room");
    feed.close();
    assert_eq!(end(&ended).expect("nothing stops it"), [0, 1, 2, 3]);
}

#[test]
fn a_feed_weighs_its_items_and_lets_one_come_beside_a_heavy_one() {
    let (feed, intake) = feed::<u32>(10);
    assert!(feed.push(0, 1000), "the next may come while the first is worked on");
    assert!(!feed.push(1, 1), "two are no single one");
    let (tell, told) = channel();
    let tell_again = tell.clone();
    feed.when_room(move || tell.send(()).expect("the test waits"));
    assert!(told.try_recv().is_err(), "nothing has been drained yet");
    let pool = pool(1);
    let (_, ended) =
        run(&pool, move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item))).await });
    told.recv().expect("the heavy one is done");
    feed.when_room(move || tell_again.send(()).expect("the test waits"));
    told.recv().expect("there is room all along");
    assert!(feed.push(2, 8), "even if the second is still there");
    feed.close();
    assert_eq!(end(&ended).expect("nothing stops it"), [0, 1, 2]);
}

#[test]
fn a_feed_whose_job_is_gone_never_holds_its_pusher() {
    let pool = pool(1);
    let (feed, intake) = feed::<u32>(2);
    let (tell, told) = channel();
    let (job, ended) =
        run(&pool, move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item))).await });
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    feed.push(1, 1);
    feed.push(2, 1);
    feed.push(3, 1);
    feed.when_room(move || tell.send(()).expect("the test waits"));
    told.recv().expect("there is room, for nobody reads it");
}

#[test]
fn an_abandoned_feed_ends_its_job() {
    let pool = pool(1);
    let (feed, intake) = feed::<u32>(2);
    let (_, ended) =
        run(&pool, move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item))).await });
    feed.push(1, 1);
    feed.abandon();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
}

#[test]
fn a_job_that_is_done_here_takes_all_of_its_turns_on_this_thread() {
    let pool = pool(2);
    let inline = pool.inline(Name::OTHERS).expect("it is open").expect("it is idle");
    let this_thread = std::thread::current().id();
    let sum = inline.finish(|job| async move {
        let chunks = job.map(0..10, move |chunk| Ok((chunk, std::thread::current().id()))).await?;
        assert!(chunks.iter().all(|(_, thread)| *thread == this_thread));
        let (one, other) = job.join(|| std::thread::current().id(), || std::thread::current().id());
        assert_eq!((one, other), (this_thread, this_thread));
        job.step(move || Ok(chunks.into_iter().map(|(chunk, _)| chunk).sum()))
            .await
            .map(Ok::<usize, Infallible>)
    });
    assert!(matches!(sum, Ok(Ok(45))));
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.running, stats.wait.count), (1, 0, 1));
    assert!(pool.is_idle() && stats.utilization.abs() < f64::EPSILON);
}

#[test]
fn a_job_that_is_done_here_may_fail_in_every_way() {
    let pool = pool(1);
    let inline = || pool.inline(Name::OTHERS).expect("it is open").expect("it is idle");
    let failed = inline().finish(|_| async { Ok(Err::<(), _>("an error of its own")) });
    assert!(matches!(failed, Ok(Err("an error of its own"))));
    let panicked = inline().finish(|job| async move {
        let panics_in_one = |chunk| {
            assert_ne!(chunk, 1, "chunk one");
            Ok(())
        };
        job.map(0..3, panics_in_one).await.map(Ok::<_, Infallible>)
    });
    let Err(Stop::Panicked(words)) = panicked else {
        panic!("it should have panicked");
    };
    assert!(words.contains("chunk one"), "{words}");
    let stopped = inline().finish(|_| async { Err::<Result<(), Infallible>, _>(Stop::Cancelled) });
    assert!(matches!(stopped, Err(Stop::Cancelled)));
    // Nobody is left who could wake it.
    let waiting = inline().finish(|_| std::future::pending::<Result<Result<(), Infallible>, Stop>>());
    assert!(matches!(waiting, Err(Stop::Cancelled)));
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.aborted), (0, 2, 2));
}

#[test]
fn a_pool_is_idle_until_a_job_comes() {
    let pool = pool(1);
    assert!(pool.is_idle());
    let (feed, intake) = feed::<u32>(1);
    let (_, ended) =
        run(&pool, move |job| async move { job.drain(intake, |item: u32| Ok(Step::Done(item))).await });
    assert!(!pool.is_idle());
    feed.close();
    end(&ended).expect("nothing stops it");
    assert!(pool.is_idle(), "a job is counted before it is told");
}
