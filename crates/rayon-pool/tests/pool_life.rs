//! How pools begin and end, which jobs they take, and what they say about them.

mod run;

use std::convert::Infallible;
use std::fs;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rayon_pool::job::{Feed, Job, Step, Stop, feed};
use rayon_pool::pool::{Name, Pool, RUNNING_PER_THREAD, Refused, Settings};

use run::{end, pool, run};

/// What is known of a [`waiting_job`]: the job, the way to its end, and what lets it end.
type Waiting = (Job, Receiver<Result<Vec<()>, Stop>>, Feed<()>);

/// A job that runs until its feed is closed, without taking turns.
fn waiting_job(pool: &Pool) -> Waiting {
    let (feed, intake) = feed(1);
    let (job, ended) = run(pool, move |job| async move { job.drain(intake, |()| Ok(Step::Done(()))).await });
    (job, ended, feed)
}

fn close(pool: &Pool, force: bool) -> Receiver<()> {
    let (tell, told) = channel();
    pool.close(force, move || tell.send(()).expect("the test waits"));
    told
}

/// The names of this process's threads that begin with `name`.
fn threads_named(name: &str) -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux lists its threads");
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    let mut names: Vec<String> =
        names.map(|name| name.trim().to_owned()).filter(|found| found.starts_with(name)).collect();
    names.sort();
    names
}

#[test]
fn threads_are_named_and_gone_after_the_end() {
    let settings = Settings { name: "life".to_owned(), nice_increment: 5, ..Settings::new(3) };
    let pool = Pool::new(settings).expect("the system starts a few threads");
    // A thread names itself when it starts.
    while threads_named("life").len() < 3 {
        std::thread::yield_now();
    }
    assert_eq!(threads_named("life"), ["life-0", "life-1", "life-2"]);
    close(&pool, false).recv().expect("the pool ends");
    // They are gone; only Linux may list them a moment longer.
    while !threads_named("life").is_empty() {
        std::thread::yield_now();
    }
}

#[test]
fn closing_lets_running_and_queued_jobs_finish() {
    let pool = pool(1);
    let jobs: Vec<_> = (0..100)
        .map(|number| {
            run(&pool, move |job| async move { job.map(0..10, move |chunk| Ok(number + chunk)).await }).1
        })
        .collect();
    let closed = close(&pool, false);
    for ended in &jobs {
        assert_eq!(end(ended).expect("nothing stops it").len(), 10);
    }
    closed.recv().expect("the pool ends");
    let refused = pool.submit(Name::OTHERS, |_| async { Ok(Ok::<(), Infallible>(())) }, |_| {});
    assert_eq!(refused.map(|_| ()), Err(Refused::Closed));
}

#[test]
fn closing_by_force_cancels_running_and_queued_jobs() {
    let pool = pool(1);
    let jobs: Vec<_> = (0..RUNNING_PER_THREAD + 5).map(|_| waiting_job(&pool)).collect();
    assert_eq!(pool.stats().waiting, 5);
    let closed = close(&pool, true);
    for (_, ended, _) in &jobs {
        assert!(matches!(end(ended), Err(Stop::Cancelled)));
    }
    closed.recv().expect("the pool ends");
}

#[test]
fn closing_twice_waits_for_the_same_end() {
    let pool = pool(2);
    let (_, ended, feed) = waiting_job(&pool);
    let closed = [close(&pool, false), close(&pool, false)];
    assert!(closed.iter().all(|closed| closed.try_recv().is_err()), "a job still runs");
    feed.close();
    for closed in closed {
        closed.recv().expect("the pool ends");
    }
    assert!(end(&ended).is_ok());
    close(&pool, true).recv().expect("a closed pool has ended");
}

#[test]
fn a_full_queue_refuses_and_keeps_its_order() {
    let pool = Pool::new(Settings { max_queue: 3, ..Settings::new(1) }).expect("the system starts a thread");
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&pool)).collect();
    let started = Arc::new(Mutex::new(Vec::new()));
    let queued: Vec<_> = (0..3)
        .map(|number| {
            let started = Arc::clone(&started);
            run(&pool, move |_| async move {
                started.lock().expect("nobody panics").push(number);
                Ok(())
            })
        })
        .collect();
    let input = Arc::new(());
    let held = Arc::clone(&input);
    let refused = pool.submit(
        Name::OTHERS,
        |_| async move {
            drop(held);
            Ok(Ok::<(), Infallible>(()))
        },
        |_| panic!("it must not run"),
    );
    assert_eq!(refused.map(|_| ()), Err(Refused::QueueFull));
    assert_eq!(Arc::strong_count(&input), 1, "its input is released");
    let stats = pool.stats();
    assert_eq!((stats.running, stats.waiting, stats.refused), (RUNNING_PER_THREAD, 3, 1));
    drop(started.lock());
    for (_, _, feed) in &running {
        feed.close();
    }
    for (_, ended) in &queued {
        end(ended).expect("nothing stops it");
    }
    assert_eq!(*started.lock().expect("nobody panics"), [0, 1, 2]);
}

#[test]
fn a_job_cancelled_in_the_queue_leaves_it_at_once_and_never_runs() {
    let pool = pool(1);
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&pool)).collect();
    let (job, ended) = run::<(), _>(&pool, |_| async { panic!("it must not run") });
    assert_eq!(pool.stats().waiting, 1);
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    let stats = pool.stats();
    assert_eq!((stats.running, stats.waiting, stats.aborted), (RUNNING_PER_THREAD, 0, 1));
    drop(running);
}

#[test]
fn every_job_is_counted_by_how_it_ended() {
    let pool = pool(2);
    for _ in 0..3 {
        end(&run(&pool, |_| async { Ok(()) }).1).expect("nothing stops it");
    }
    assert!(end(&run::<(), _>(&pool, |_| async { panic!("on purpose") }).1).is_err());
    let (send, failed): (Sender<()>, _) = channel();
    let failing = pool.submit(
        Name::OTHERS,
        |_| async { Ok(Err::<(), &str>("an error of its own")) },
        move |_| send.send(()).expect("the test waits"),
    );
    failing.expect("the pool takes it");
    failed.recv().expect("it ends");
    let (job, ended, _feed) = waiting_job(&pool);
    job.cancel();
    assert!(end(&ended).is_err());
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.aborted), (3, 2, 1));
    assert_eq!((stats.wait.count, stats.run.count), (5, 5));
    pool.reset_stats();
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.failed, stats.aborted, stats.run.count), (0, 0, 0, 0));
}

fn spin(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

#[test]
fn utilization_counts_turns_and_the_halves_that_other_threads_took_over() {
    let pool = pool(2);
    pool.reset_stats();
    let (_, ended) = run(&pool, move |job| async move {
        let inner = job.clone();
        let spins = || spin(Duration::from_millis(30));
        let both = move || Ok(inner.join(spins, spins));
        job.step(both).await
    });
    end(&ended).expect("nothing stops it");
    // Both halves, whoever did them, and however long the machine let them wait.
    let worked = pool.stats().utilization;
    assert!(worked > 0.0 && worked <= 1.0, "{worked}");
}

#[test]
fn a_closed_feed_of_a_job_in_the_queue_is_drained_when_it_starts() {
    let pool = pool(1);
    let running: Vec<_> = (0..RUNNING_PER_THREAD).map(|_| waiting_job(&pool)).collect();
    let (_, ended, feed) = waiting_job(&pool);
    feed.push((), 1);
    feed.close();
    for (_, _, feed) in &running {
        feed.close();
    }
    assert_eq!(end(&ended).expect("nothing stops it").len(), 1);
}

/// Which thread tells the end of a job on a pool with this priority, and when.
fn told_by(nice_increment: i32) -> String {
    let pool = Pool::new(Settings { nice_increment, name: "told".to_owned(), ..Settings::new(2) })
        .expect("the system starts two threads");
    let (tell, told) = channel();
    let submitted = pool.submit(
        Name::OTHERS,
        |job| async move { job.map(0..10, Ok).await.map(Ok::<_, Infallible>) },
        move |result| {
            assert_eq!(result.expect("nothing stops it"), Ok((0..10).collect::<Vec<_>>()));
            tell.send(std::thread::current().name().map(str::to_owned)).expect("the test waits");
        },
    );
    submitted.expect("the pool takes it");
    told.recv().expect("it ends").expect("it has a name")
}

#[test]
fn a_thread_of_low_priority_tells_no_ends_itself() {
    assert!(told_by(0).starts_with("told-"));
    let low = if cfg!(target_os = "linux") { "pool-delegate" } else { "told-" };
    assert!(told_by(19).starts_with(low));
}

#[test]
fn a_pool_of_low_priority_runs_queues_cancels_counts_and_ends_like_any_other() {
    let settings = Settings { nice_increment: 1, max_queue: 40, ..Settings::new(1) };
    let pool = Pool::new(settings).expect("the system starts a thread");
    let mut waiting: Vec<_> = (0..RUNNING_PER_THREAD + 40).map(|_| waiting_job(&pool)).collect();
    assert_eq!((pool.stats().running, pool.stats().waiting), (RUNNING_PER_THREAD, 40));
    let refused = pool.submit(Name::OTHERS, |_| async { Ok(Ok::<(), Infallible>(())) }, |_| {});
    assert_eq!(refused.map(|_| ()), Err(Refused::QueueFull));
    let (last, ended, _feed) = waiting.pop().expect("there are jobs");
    last.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    let closed = close(&pool, false);
    for (_, ended, feed) in &waiting {
        feed.push((), 1);
        feed.close();
        assert_eq!(end(ended).expect("nothing stops it").len(), 1);
    }
    closed.recv().expect("the pool ends");
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.aborted, stats.refused), (RUNNING_PER_THREAD as u64 + 39, 1, 1));
    assert_eq!((stats.running, stats.waiting), (0, 0));
}

#[test]
fn a_thousand_pools_come_and_go() {
    for number in 0..1000 {
        let pool = pool(2);
        let (_, ended) = run(&pool, move |job| async move { job.map(0..4, Ok).await });
        if number % 2 == 0 {
            end(&ended).expect("nothing stops it");
            close(&pool, false).recv().expect("the pool ends");
        }
    }
}
