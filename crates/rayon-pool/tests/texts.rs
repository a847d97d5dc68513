//! A function of one text, on pools of several threads.

mod run;

use std::convert::Infallible;
use std::sync::{Arc, Barrier};
use std::thread::sleep;
use std::time::Duration;

use proptest::prelude::*;
use rayon_pool::documents::{Documents, Group, from_strings, try_map_init};
use rayon_pool::job::{Job, Stop, block_on, feed};

use run::{end, pool, run};

/// Longer than a turn.
const LONG: Duration = Duration::from_millis(2);

#[test]
fn what_is_left_of_a_group_of_slow_texts_is_shared_by_the_threads() {
    // After the first, which takes its turn, two that wait for each other: on one thread they would for ever.
    let (texts, both) = (Documents::from_iter(["slow", "one", "other"]), Barrier::new(2));
    let work = move |(): &mut (), _: &Job, text: &str| {
        if text == "slow" {
            sleep(LONG);
        } else {
            both.wait();
        }
        Ok::<_, Infallible>(text.len())
    };
    let (job, ended) = run(&pool(2), move |job| try_map_init(job, texts, || (), work));
    let Ok(lengths) = end(&ended).expect("nothing stops it");
    assert_eq!(lengths.concat(), [4, 3, 5]);
    assert_eq!(job.progress(), (3, 3));
}

#[test]
fn a_panic_ends_the_job_and_no_more() {
    let pool = pool(2);
    let texts = Documents::from_iter(["good", "bad", "good"]);
    let work = |(): &mut (), _: &Job, text: &str| {
        assert_ne!(text, "bad");
        Ok::<_, Infallible>(())
    };
    let (_, ended) = run(&pool, move |job| try_map_init(job, texts, || (), work));
    assert!(matches!(end(&ended), Err(Stop::Panicked(words)) if words.contains("texts.rs")));
    let (_, ended) = run(&pool, |job: Job| async move { job.map(0..3, Ok).await });
    assert_eq!(end(&ended).expect("the pool lives on"), [0, 1, 2]);
}

#[test]
fn a_cancelled_job_ends_between_two_texts() {
    let (begun, wait) = std::sync::mpsc::channel();
    let work = move |(): &mut (), _: &Job, _: &str| {
        let _ = begun.send(());
        sleep(LONG);
        Ok::<_, Infallible>(())
    };
    let texts = Documents::from_iter(["slow"; 1000]);
    let (job, ended) = run(&pool(1), move |job| try_map_init(job, texts, || (), work));
    wait.recv().expect("it begins");
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    assert!(job.progress().0 < 1000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn results_and_failures_are_those_of_a_loop(
        texts in proptest::collection::vec("[aé漢𝄞]{0,5}", 0..60),
        bad in proptest::collection::vec(0..60_usize, 0..3),
        slow in proptest::collection::vec(0..60_usize, 0..3),
        group in 1..20_usize,
        threads in 1..4_usize,
    ) {
        let expected: Result<Vec<String>, usize> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| if bad.contains(&index) { Err(index) } else { Ok(text.clone()) })
            .collect();
        // Each says where it stands.
        let texts: Vec<String> = texts.iter().enumerate().map(|(index, text)| format!("{index} {text}")).collect();
        let (bad, slow) = (Arc::new(bad), Arc::new(slow));
        let work = move |(): &mut (), _: &Job, text: &str| {
            let (index, text) = text.split_once(' ').expect("it has a space");
            let index = index.parse().expect("it is a number");
            if slow.contains(&index) {
                sleep(LONG);
            }
            if bad.contains(&index) { Err(index) } else { Ok(text.to_owned()) }
        };
        let pool = pool(threads);
        let of = |texts: Documents| {
            let work = work.clone();
            let (_, ended) = run(&pool, move |job| try_map_init(job, texts, || (), work));
            end(&ended).expect("nothing stops it").map(|parts| parts.concat())
        };
        let whole = || texts.iter().map(String::as_str).collect::<Documents>();
        prop_assert_eq!(&of(whole()), &expected);
        let kept = block_on(|job| from_strings(job, whole())).expect("nothing stops it");
        prop_assert_eq!(&of(Documents::Kept(kept)), &expected);
        let (way_in, intake) = feed::<Group>(usize::MAX);
        for texts in texts.chunks(group) {
            let Documents::Whole(group) = texts.iter().map(String::as_str).collect() else { unreachable!() };
            way_in.push(group, 1);
        }
        way_in.close();
        prop_assert_eq!(&of(Documents::Fed(intake, texts.len() as u64)), &expected);
    }
}
