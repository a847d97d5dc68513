//! What is made of items, texts and byte strings: next to plain loops, on pools of several threads.

mod run;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

use proptest::prelude::*;
use rayon_pool::documents::{
    Buffers, Documents, Group, from_strings, try_batches, try_fold, try_map_init, try_reduce,
};
use rayon_pool::job::{Job, Stop, block_on, feed};

use run::{end, pool, run};

/// Longer than a turn.
const LONG: Duration = Duration::from_millis(2);

/// Texts as they come through a feed, so many a group.
fn fed(texts: &[String], group: usize) -> Documents {
    let (way_in, intake) = feed::<Group>(usize::MAX);
    for texts in texts.chunks(group) {
        let Documents::Whole(group) = texts.iter().map(String::as_str).collect() else { unreachable!() };
        way_in.push(group, 1);
    }
    way_in.close();
    Documents::Fed(intake, texts.len() as u64)
}

fn kept(texts: &[String]) -> Documents {
    let whole = texts.iter().map(String::as_str).collect();
    Documents::Kept(block_on(|job| from_strings(job, whole)).expect("nothing stops it"))
}

/// Takes a while, where a text says so.
fn work_on(text: &str) {
    if text.contains("slow") {
        sleep(LONG);
    }
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof![20 => "[aé漢𝄞]{0,5}", 1 => Just("slow".to_owned())], 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_fold_keeps_the_order_and_a_reduction_is_that_of_a_loop(
        texts in texts(), group in 1..20_usize, threads in 1..4_usize,
    ) {
        let pool = pool(threads);
        for given in [|texts: &[String], group| fed(texts, group), |texts: &[String], _| kept(texts)] {
            let fold = |mut joined: String, _: &Job, text: &str| {
                work_on(text);
                joined.push_str(text);
                Ok::<_, ()>(joined)
            };
            let merge = |joined: String, others: String| joined + &others;
            let documents = given(&texts, group);
            let (_, ended) = run(&pool, move |job| try_fold(job, documents, String::new, fold, merge));
            prop_assert_eq!(end(&ended).expect("nothing stops it"), Ok(texts.concat()));

            // Neither associative nor commutative.
            let weigh = |_: &Job, text: &str| {
                work_on(text);
                Ok::<_, ()>(0.1 + f64::from(u32::try_from(text.len()).expect("it is short")))
            };
            let mix = |one: f64, next: f64| one / 3.0 + next;
            let documents = given(&texts, group);
            let (_, ended) = run(&pool, move |job| try_reduce(job, documents, weigh, mix));
            let weights = texts.iter().map(|text| 0.1 + f64::from(u32::try_from(text.len()).expect("it is short")));
            prop_assert_eq!(end(&ended).expect("nothing stops it"), Ok(weights.reduce(mix)));
        }
    }

    #[test]
    fn a_failure_of_a_fold_is_that_of_the_first_text_that_has_one(
        texts in texts(), bad in prop::collection::vec(0..60_usize, 0..3), group in 1..20_usize, threads in 1..4_usize,
    ) {
        let numbered: Vec<String> = texts.iter().enumerate().map(|(index, text)| format!("{index} {text}")).collect();
        let first = bad.iter().copied().filter(|index| *index < texts.len()).min();
        let fold = move |count: usize, _: &Job, text: &str| {
            work_on(text);
            let index = text.split(' ').next().and_then(|index| index.parse().ok()).expect("it begins with a number");
            if bad.contains(&index) { Err(index) } else { Ok(count + 1) }
        };
        let documents = fed(&numbered, group);
        let (_, ended) = run(&pool(threads), move |job| try_fold(job, documents, || 0, fold, |one, next| one + next));
        prop_assert_eq!(end(&ended).expect("nothing stops it"), first.map_or(Ok(texts.len()), Err));
    }

    #[test]
    fn batches_see_every_text_once_and_in_order(
        texts in texts(), group in 1..20_usize, threads in 1..4_usize,
    ) {
        let pool = pool(threads);
        let own = |_: &Job, texts: &[&str]| Ok::<_, ()>(texts.iter().map(|text| (*text).to_owned()).collect());
        for documents in [fed(&texts, group), kept(&texts)] {
            let (job, ended) = run(&pool, move |job| try_batches(job, documents, own));
            let parts = end(&ended).expect("nothing stops it").expect("nothing fails");
            prop_assert_eq!(&parts.concat(), &texts);
            prop_assert_eq!(job.progress(), (texts.len() as u64, texts.len() as u64));
        }
    }

    #[test]
    fn byte_strings_reach_functions_as_they_are(
        all in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..40), threads in 1..4_usize,
    ) {
        let buffers: Buffers = all.iter().map(Vec::as_slice).collect();
        let own = |(): &mut (), _: &Job, bytes: &[u8]| Ok::<_, ()>(bytes.to_vec());
        let (_, ended) = run(&pool(threads), move |job| try_map_init(job, buffers, || (), own));
        prop_assert_eq!(end(&ended).expect("nothing stops it").expect("nothing fails").concat(), all);
    }

    #[test]
    fn the_bytes_of_texts_tell_all_texts_apart(
        one in prop::collection::vec(prop_oneof![0xD7F0..0xE010_u16, 0..0x100_u16], 0..6),
        other in prop::collection::vec(prop_oneof![0xD7F0..0xE010_u16, 0..0x100_u16], 0..6),
    ) {
        let bytes = |units: &[u16]| {
            let length = u32::try_from(units.len()).expect("it is short");
            let group = Group { units: units.to_vec(), lengths: vec![length], ..Group::default() };
            let both = [Documents::Whole(group.clone()), {
                Documents::Kept(block_on(|job| from_strings(job, Documents::Whole(group))).expect("nothing stops it"))
            }];
            both.map(|texts| {
                let own = |(): &mut (), _: &Job, bytes: &[u8]| Ok::<_, ()>(bytes.to_vec());
                let parts = block_on(|job| try_map_init(job, Buffers::from(texts), || (), own));
                parts.expect("nothing stops it").expect("nothing fails").concat().concat()
            })
        };
        let [coming, kept] = bytes(&one);
        prop_assert_eq!(&coming, &kept);
        let [others, _] = bytes(&other);
        prop_assert_eq!(coming == others, one == other);
        if let Ok(text) = String::from_utf16(&one) {
            prop_assert_eq!(coming, text.into_bytes());
        }
    }
}

#[test]
fn latin_1_has_the_bytes_of_its_text() {
    let group = Group { latin1: b"d\xE9j\xE0".to_vec(), lengths: vec![3, 1], ..Group::default() };
    let own = |(): &mut (), _: &Job, bytes: &[u8]| Ok::<_, ()>(bytes.to_vec());
    let parts = block_on(|job| try_map_init(job, Buffers::from(Documents::Whole(group)), || (), own));
    assert_eq!(
        parts.expect("nothing stops it"),
        Ok(vec![vec!["déj".as_bytes().to_vec(), "à".as_bytes().to_vec()]])
    );
}

#[test]
fn a_function_that_looks_at_checkpoints_ends_in_the_middle_of_a_text() {
    let (begun, wait) = channel();
    let work = move |(): &mut (), job: &Job, _: &str| {
        let _ = begun.send(());
        // For ever, if nobody stopped it.
        loop {
            job.checkpoint().map_err(|_| "it was cancelled")?;
            std::thread::yield_now();
        }
        #[allow(unreachable_code)]
        Ok::<(), &str>(())
    };
    let (job, ended) =
        run(&pool(1), move |job| try_map_init(job, Documents::from_iter(["long"]), || (), work));
    wait.recv().expect("it begins");
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)), "what it fails with then does not count");
}

#[test]
fn panics_of_all_closures_end_their_job_alone() {
    let pool = pool(2);
    let texts = || Documents::from_iter(["a", "b"]);
    let panics =
        |ended: Result<(), Stop>| matches!(ended, Err(Stop::Panicked(words)) if words.contains("on purpose"));
    let nothing = |(): &mut (), _: &Job, _: &str| Ok::<_, ()>(());
    let init = run(&pool, move |job| async move {
        try_map_init(job, texts(), || panic!("on purpose"), nothing).await.map(drop)
    });
    let identity = run(&pool, move |job| async move {
        let fold = |(), _: &Job, _: &str| Ok::<_, ()>(());
        try_fold(job, texts(), || panic!("on purpose"), fold, |(), ()| ()).await.map(drop)
    });
    let merge = run(&pool, move |job| async move {
        try_reduce(job, texts(), |_: &Job, _: &str| Ok::<_, ()>(()), |(), ()| panic!("on purpose"))
            .await
            .map(drop)
    });
    let too_few = run(&pool, move |job| async move {
        let ended = try_batches(job, texts(), |_: &Job, _: &[&str]| Ok::<Vec<()>, ()>(Vec::new())).await;
        ended.map(drop)
    });
    for (_, ended) in [init, identity, merge] {
        assert!(panics(end(&ended)));
    }
    assert!(
        matches!(end(&too_few.1), Err(Stop::Panicked(words)) if words.contains("2 items must have as many results, got 0"))
    );
    let (_, ended) = run(&pool, |job: Job| async move { job.map(0..3, Ok).await });
    assert_eq!(end(&ended).expect("the pool lives on"), [0, 1, 2]);
}

#[test]
fn a_panic_in_the_drop_of_a_state_ends_its_job_alone() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "on purpose");
        }
    }
    let pool = pool(1);
    // The value that was folded so far is dropped by the fold.
    let fold = |_: Bomb, _: &Job, _: &str| Ok::<_, ()>(Bomb);
    let texts = Documents::from_iter(["a"]);
    let (_, ended) =
        run(
            &pool,
            move |job| async move { try_fold(job, texts, || Bomb, fold, |one, _| one).await.map(drop) },
        );
    assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.contains("on purpose")));
    let (_, ended) = run(&pool, |job: Job| async move { job.map(0..3, Ok).await });
    assert_eq!(end(&ended).expect("the pool lives on"), [0, 1, 2]);
}

#[test]
fn no_more_values_of_a_fold_are_there_than_parts_at_work() {
    static LIVING: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    struct Value;
    impl Value {
        fn new() -> Self {
            MOST.fetch_max(1 + LIVING.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
            Self
        }
    }
    impl Drop for Value {
        fn drop(&mut self) {
            LIVING.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let texts: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    let documents = fed(&texts, 1);
    let fold = |value: Value, _: &Job, _: &str| Ok::<_, ()>(value);
    let (_, ended) = run(&pool(2), move |job| async move {
        try_fold(job, documents, Value::new, fold, |one, _| one).await.map(drop)
    });
    end(&ended).expect("nothing stops it");
    assert!(MOST.load(Ordering::Relaxed) <= 8, "{MOST:?} of 1000 at once");
}

#[test]
fn scoped_tasks_borrow_and_spawn_others() {
    fn sum(job: &Job, numbers: &[u64], total: &std::sync::atomic::AtomicU64) {
        job.scope(|scope| {
            for half in numbers.chunks(numbers.len().div_ceil(2).max(1)) {
                scope.spawn(move |scope| {
                    for part in half.chunks(7) {
                        scope.spawn(move |_| {
                            total.fetch_add(part.iter().sum(), Ordering::Relaxed);
                        });
                    }
                });
            }
        });
    }
    for threads in 1..4 {
        let kernel = |job: Job| async move {
            let inner = job.clone();
            job.step(move || {
                let (numbers, total) =
                    ((0..1000).collect::<Vec<u64>>(), std::sync::atomic::AtomicU64::new(0));
                sum(&inner, &numbers, &total);
                Ok(total.into_inner())
            })
            .await
        };
        assert_eq!(end(&run(&pool(threads), kernel).1).expect("nothing stops it"), 499_500);
        assert_eq!(block_on(kernel).expect("nothing stops it"), 499_500);
    }
}

#[test]
fn scoped_tasks_run_side_by_side_and_their_panics_end_the_job() {
    let meet = Arc::new(std::sync::Barrier::new(2));
    let (_, ended) = run(&pool(2), move |job: Job| async move {
        let inner = job.clone();
        let step = move || {
            inner.scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|_| {
                        meet.wait();
                    });
                }
            });
            Ok(())
        };
        job.step(step).await
    });
    end(&ended).expect("two that wait for each other are over");
    let (_, ended) = run(&pool(2), |job: Job| async move {
        let inner = job.clone();
        let step = move || {
            inner.scope(|scope| scope.spawn(|scope| scope.spawn(|_| panic!("on purpose"))));
            Ok(())
        };
        job.step(step).await
    });
    assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.contains("on purpose")));
}
