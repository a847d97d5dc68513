//! Without a pool: what is the same on any number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::*;
use crate::documents::from_strings;
use crate::job::TURN;
use crate::job::block_on;

fn lengths(texts: Documents) -> Vec<usize> {
    let work = |(): &mut (), _: &Job, text: &str| Ok::<_, ()>(text.chars().count());
    let parts = block_on(|job| try_map_init(job, texts, || (), work));
    parts.expect("nothing stops it").expect("nothing fails").concat()
}

const TEXTS: [&str; 7] = ["", "plain", "déjà vu", "漢字", "", "𝄞𝄞", "ÿ"];

#[test]
fn every_text_reaches_the_function_however_it_comes() {
    let expected = TEXTS.map(|text| text.chars().count());
    assert_eq!(lengths(Documents::from_iter(TEXTS)), expected);
    let kept = block_on(|job| from_strings(job, Documents::from_iter(TEXTS))).expect("nothing stops it");
    assert_eq!(lengths(Documents::Kept(kept)), expected);
    assert_eq!(lengths(Documents::from_iter(["one", "of", "ascii"])), [3, 2, 5]);
    assert_eq!(lengths(Documents::from_iter([""; 0])), [0; 0]);
    let latin1 =
        Group { latin1: b"d\xE9j\xE0 vu\xFF".to_vec(), lengths: [7, 1].to_vec(), ..Group::default() };
    assert_eq!(lengths(Documents::Whole(latin1)), [7, 1]);
}

#[test]
fn a_lone_surrogate_is_one_replacement_character() {
    let units = [0xD834, 0xDD1E, 0xD834, 0x41, 0xDD1E, 0xD7FF, 0xE000].to_vec();
    let group = Group { units, lengths: [3, 2, 2].to_vec(), ..Group::default() };
    let texts = [Documents::Whole(group.clone()), {
        let kept = block_on(|job| from_strings(job, Documents::Whole(group)));
        Documents::Kept(kept.expect("nothing stops it"))
    }];
    for texts in texts {
        let work = |(): &mut (), _: &Job, text: &str| Ok::<_, ()>(text.to_owned());
        let parts = block_on(|job| try_map_init(job, texts, || (), work));
        let strings = parts.expect("nothing stops it").expect("nothing fails").concat();
        assert_eq!(strings, ["𝄞\u{FFFD}", "A\u{FFFD}", "\u{D7FF}\u{E000}"]);
    }
}

#[test]
fn slow_texts_are_cut_into_many_turns_and_come_in_order() {
    let slow = |(): &mut (), _: &Job, text: &str| {
        sleep(Duration::from_millis(1));
        Ok::<_, ()>(text.to_owned())
    };
    let texts: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let given: Documents = texts.iter().map(String::as_str).collect();
    let (send, receive) = std::sync::mpsc::channel();
    let parts = block_on(|job| {
        send.send(job.clone()).expect("there is room");
        try_map_init(job, given, || (), slow)
    });
    assert_eq!(parts.expect("nothing stops it").expect("nothing fails").concat(), texts);
    assert_eq!(receive.recv().expect("it was sent").progress(), (20, 20));
}

#[test]
fn the_first_failure_counts_and_ends_what_is_behind() {
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    let work = |(): &mut (), _: &Job, text: &str| {
        BEGUN.fetch_add(1, Ordering::Relaxed);
        // Each a turn of its own: so the halves take turns, and the later of two failures comes first.
        sleep(2 * TURN);
        if text == "bad" || text == "worse" { Err(text.to_owned()) } else { Ok(()) }
    };
    let texts: Vec<&str> =
        ["good"; 8].into_iter().chain(["bad"]).chain(["good"; 8]).chain(["worse"; 8]).collect();
    let failed = block_on(|job| try_map_init(job, Documents::from_iter(texts), || (), work));
    assert_eq!(failed.expect("nothing stops it").expect_err("two are bad"), "bad");
    assert!(BEGUN.load(Ordering::Relaxed) < 25, "what is behind a failure is not begun");
}

#[test]
fn a_thread_keeps_its_state_from_text_to_text() {
    let work = |seen: &mut usize, _: &Job, _: &str| {
        *seen += 1;
        Ok::<_, ()>(*seen)
    };
    let parts = block_on(|job| try_map_init(job, Documents::from_iter(["a"; 5]), || 0, work));
    assert_eq!(parts.expect("nothing stops it").expect("nothing fails").concat(), [1, 2, 3, 4, 5]);
}
