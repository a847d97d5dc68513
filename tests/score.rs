//! The scores against an oracle so simple that it is unlikely to be wrong.

#[path = "../crates/rayon-pool/tests/run/mod.rs"]
mod run;

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use rayon_pool::documents::{Corpus, Documents, Group, Text, from_lines, from_strings};
use rayon_pool::job::{Job, Stop, block_on, feed};
use rayon_pool_addon::score::{Summary, TooLarge, score, summarize};

use run::{end, pool, run};

fn oracle(document: &[u16]) -> u64 {
    let white_space = |unit: &u16| char::from_u32((*unit).into()).is_some_and(char::is_whitespace);
    let mut counts: HashMap<&[u16], u64> = HashMap::new();
    for word in document.split(white_space).filter(|word| !word.is_empty()) {
        *counts.entry(word).or_default() += 1;
    }
    counts.values().map(|count| count * count).sum()
}

/// Runs a kernel over documents packed in groups of at most `group` documents.
fn reduced<T, F>(threads: usize, documents: &[Vec<u16>], group: usize, kernel: fn(Job, Documents) -> F) -> T
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let pool = pool(threads);
    let (feed, intake) = feed(usize::MAX);
    let coming = Documents::Fed(intake, documents.len() as u64);
    let (job, ended) = run(&pool, move |job| kernel(job, coming));
    for documents in documents.chunks(group) {
        let mut group = Group::spare();
        for document in documents {
            group.units.extend(document);
            group.lengths.push(document.len().try_into().expect("documents are short"));
        }
        feed.push(group, 1);
    }
    feed.close();
    let result = end(&ended).expect("nothing stops it");
    assert_eq!(
        job.progress(),
        (documents.len() as u64, documents.len() as u64),
        "progress ends at the total"
    );
    result
}

fn scores(threads: usize, documents: &[Vec<u16>], group: usize) -> Vec<f64> {
    reduced(threads, documents, group, score).expect("no score is too large").concat()
}

fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn article() -> Vec<Vec<u16>> {
    (0..10_000).map(|i| utf16(&format!("doc {i} alpha beta beta gamma gamma gamma"))).collect()
}

#[test]
fn scores_the_documents_of_the_article() {
    assert_eq!(scores(2, &article(), 1500), vec![16.0; 10_000]);
    let summary = reduced(2, &article(), 1500, summarize).expect("the total is small");
    assert_eq!(summary, Summary { documents: 10_000, total: 160_000, max: 16, max_index: Some(0) });
}

#[test]
fn a_group_that_comes_whole_scores_as_one_that_is_fed() {
    let long = "word another-rather-long-word word ".repeat(20_000);
    for text in ["", "a b a", &long] {
        let units = utf16(text);
        let lengths = vec![units.len().try_into().expect("it is short enough")];
        let group = Group { units: units.clone(), lengths, ..Group::default() };
        let (_, ended) = run(&pool(1), move |job| score(job, Documents::Whole(group)));
        let whole = end(&ended).expect("nothing stops it").expect("no score is too large").concat();
        assert_eq!(whole, scores(1, &[units], 1));
    }
}

#[test]
fn an_empty_batch_has_no_maximum() {
    assert_eq!(scores(1, &[], 1), Vec::<f64>::new());
    let summary = reduced(1, &[], 1, summarize).expect("the total is small");
    assert_eq!(summary, Summary { documents: 0, total: 0, max: 0, max_index: None });
}

#[test]
fn the_maximum_is_the_first_one() {
    let documents: Vec<_> = ["", "a", "b b", "c c", "d"].map(utf16).into();
    for group in 1..6 {
        let summary = reduced(2, &documents, group, summarize).expect("the total is small");
        assert_eq!(summary, Summary { documents: 5, total: 10, max: 4, max_index: Some(2) });
    }
}

#[test]
fn a_neighbours_surrogate_stays_a_neighbours() {
    let documents = vec![vec![0x61, 0x20, 0xD83D], vec![0xDE00, 0x20, 0xDE00], vec![0xD83D, 0x20, 0xDE00]];
    assert_eq!(scores(1, &documents, 3), [2.0, 4.0, 2.0]);
}

#[test]
fn a_document_longer_than_the_stride_is_scored_whole() {
    let document = utf16(&"word another-rather-long-word word ".repeat(20_000));
    let expected = 40_000.0 * 40_000.0 + 20_000.0 * 20_000.0;
    assert_eq!(scores(1, std::slice::from_ref(&document), 1), [expected]);
    // Between short ones, on several threads, and with a word that is longer than a turn's stretch.
    let giant = [utf16("a ").as_slice(), &vec![0x78; 300_000], &utf16(" a")].concat();
    let documents = [utf16("a"), document, giant, utf16("b b")];
    assert_eq!(scores(3, &documents, 1), [1.0, expected, 5.0, 4.0]);
}

#[test]
fn a_cancelled_job_stops_within_a_long_document() {
    let pool = pool(1);
    let (feed, intake) = feed(usize::MAX);
    let (job, ended) = run(&pool, move |job| score(job, Documents::Fed(intake, 1)));
    job.cancel();
    feed.push(Group { units: vec![0x20; 1 << 20], lengths: vec![1 << 20], ..Group::default() }, 1);
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
}

#[test]
fn documents_in_memory_score_as_their_strings() {
    let texts: Vec<String> = [0, 1, 7, 100, 65_536, 65_537, 300_000, 0, 3]
        .into_iter()
        .zip(["a", "é", "漢", "𝄞", " ", "b ", "é c ", "a", "b"])
        .map(|(size, letter)| letter.repeat(size))
        .collect();
    let units: Vec<_> = texts.iter().map(|text| utf16(text)).collect();
    let expected = scores(1, &units, 1);
    let corpora = [reduced(2, &units, 3, from_strings), of_lines(texts.join("\r\n").into_bytes())];
    for corpus in corpora {
        for threads in [1, 2, 3] {
            let kept = Documents::Kept(corpus.clone());
            let (job, ended) = run(&pool(threads), move |job| score(job, kept));
            let scores = end(&ended).expect("nothing stops it").expect("no score is too large");
            assert_eq!(scores.concat(), expected);
            assert_eq!(job.progress(), (corpus.len(), corpus.len()));
            let kept = Documents::Kept(corpus.clone());
            let (_, ended) = run(&pool(threads), move |job| summarize(job, kept));
            let summary = end(&ended).expect("nothing stops it").expect("no score is too large");
            assert_eq!(summary.documents, corpus.len());
        }
    }
}

fn of_lines(text: Vec<u8>) -> Corpus {
    let places = block_on(|job| from_lines(job, text.clone())).expect("nothing stops it");
    Corpus::new(Text::One(Arc::new(text)), Arc::new(places.expect("it is UTF-8")))
}

/// Text out of few enough pieces that words repeat, with every kind of trouble among them.
fn documents() -> impl Strategy<Value = Vec<Vec<u16>>> {
    let piece = prop_oneof![
        4 => Just(vec![0x20]),
        1 => prop::sample::select(vec![0x09, 0x0A, 0x0D, 0x85, 0xA0, 0x1680, 0x2003, 0x2028, 0x205F, 0x3000_u16])
            .prop_map(|unit| vec![unit]),
        1 => prop::sample::select(vec![0x00, 0x1B, 0x1C, 0x1F, 0xFEFF, 0x200B, 0xD800, 0xDFFF_u16])
            .prop_map(|unit| vec![unit]),
        4 => "[ab]{1,12}".prop_map(|word| utf16(&word)),
        2 => "[a-cé]{1,3}|(alpha|betabeta|gammagammagamma)".prop_map(|word| utf16(&word)),
        1 => "[漢字😀]{1,5}".prop_map(|word| utf16(&word)),
        1 => any::<u16>().prop_map(|unit| vec![unit]),
    ];
    let document = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    prop::collection::vec(document, 0..40)
}

proptest! {
    #[test]
    fn agrees_with_the_oracle_at_any_grouping_and_thread_count(
        documents in documents(),
        group in 1_usize..50,
        threads in 1_usize..=3,
    ) {
        #[allow(clippy::cast_precision_loss)] // scores of short documents
        let expected: Vec<f64> = documents.iter().map(|document| oracle(document) as f64).collect();
        prop_assert_eq!(scores(threads, &documents, group), expected);
    }
}

proptest! {
    #[test]
    fn latin_1_scores_as_utf16_does(documents in prop::collection::vec("[ab \u{85}\u{a0}éÿ]{0,40}", 0..40)) {
        let lengths: Vec<u32> = documents.iter().map(|text| text.chars().count().try_into().expect("it is short")).collect();
        let units = utf16(&documents.concat());
        let latin1 = units.iter().map(|&unit| u8::try_from(unit).expect("it is Latin-1")).collect();
        let as_latin1 = Group { latin1, lengths: lengths.clone(), ..Group::default() };
        let as_utf16 = Group { units, lengths, ..Group::default() };
        let [latin1, utf16] = [as_latin1, as_utf16].map(|group| {
            let scores = block_on(|job| score(job, Documents::Whole(group))).expect("nothing stops it");
            scores.expect("no score is too large").concat()
        });
        prop_assert_eq!(latin1, utf16);
    }
}

#[test]
fn names_the_first_document_whose_score_is_too_large() {
    // A document of 94,906,266 equal words is the shortest that does it.
    let words = 94_906_266;
    let large = [0x61, 0x20].repeat(words);
    let result = reduced(2, &[utf16("a"), large.clone(), large], 1, summarize);
    let score = (words * words) as u64;
    assert_eq!(result, Err(TooLarge::Score { index: 1, score }));
}
