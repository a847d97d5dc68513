//! Words of all lengths, growth, and words that are chosen to collide.

use std::collections::HashMap;

use super::{SMALLEST, Seed, Table};

fn table(seed: u64) -> Table {
    Table::for_documents(Seed::fixed(seed)).expect("there is memory")
}

fn count(table: &mut Table, text: &str) -> u64 {
    table.count_words(text.as_bytes()).expect("there is memory");
    table.score()
}

#[test]
fn adds_up_squared_counts() {
    assert_eq!(count(&mut table(1), "doc 7 alpha beta beta gamma gamma gamma"), 16);
}

#[test]
fn tells_words_of_all_lengths_apart() {
    let mut words: Vec<String> = (0..40).map(|len| "x".repeat(len)).collect();
    words.extend((0..40).map(|len| "x".repeat(len) + "\0"));
    words.extend((1..40).map(|len| "x".repeat(len - 1) + "y"));
    let text = words.join(" ");
    // All but the empty one.
    assert_eq!(count(&mut table(1), &format!("{text} {text}")), 4 * 118);
}

#[test]
fn forgets_a_document_when_the_next_starts() {
    let mut table = table(1);
    for len in [7, 100_000, 7] {
        table.start(len).expect("there is memory");
        assert_eq!(count(&mut table, "one two one a-word-of-many-letters one"), 11);
    }
}

#[test]
fn grows_and_keeps_the_counts() {
    for prefix in ["word", "a-word-of-many-letters"] {
        let mut table = table(1);
        let words: Vec<String> = (0..SMALLEST * 40).map(|n| format!("{prefix}-{n}")).collect();
        let text = words.join(" ");
        assert_eq!(count(&mut table, &format!("{text} {text}")), 4 * words.len() as u64);
    }
}

#[test]
fn counts_at_every_fill() {
    for prefix in ["", "a-word-of-many-letters-"] {
        let mut table = table(1);
        let mut text = String::new();
        for words in 1..SMALLEST + 2 {
            // Twice in a row, and all those before once more: new and old in turn.
            let word = format!("{prefix}{words} ");
            text.push_str(&word.repeat(2));
            table.start(0).expect("there is memory");
            let score = count(&mut table, &text);
            assert_eq!(score, 4 * words as u64);
            assert_eq!(count(&mut table, &text), 4 * score);
        }
    }
}

#[test]
fn starts_with_slots_for_a_document_and_keeps_few() {
    let mut table = table(1);
    for (len, slots) in [(0, 512), (2048, 512), (2052, 1024), (50_000, 1 << 14), (usize::MAX / 2, 1 << 14)] {
        table.start(len).expect("there is memory");
        assert_eq!(table.most, slots / 2, "{len}");
    }
    let words: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
    count(&mut table, &words.join(" "));
    assert!(table.slots() > super::LARGEST_KEPT);
    table.start(0).expect("there is memory");
    assert_eq!(table.slots(), SMALLEST);
}

#[test]
fn adds_the_words_of_another_table() {
    let (mut one, mut other) = (table(1), table(2));
    count(&mut one, "a b a-word-of-many-letters");
    count(&mut other, "a c a-word-of-many-letters a-word-of-many-letters");
    other.words(0..other.slots()).for_each(|counted| one.add(&counted).expect("there is memory"));
    assert_eq!(one.score(), 4 + 1 + 1 + 9);
}

/// How many slots are looked at in vain to find all words once.
fn detours(table: &Table) -> usize {
    let mut detours = 0;
    for (at, slot) in table.slots.iter().enumerate().filter(|(_, slot)| slot.seen > table.zero) {
        detours += (at + table.slots.len() - table.place(table.hash(slot.key))) % table.slots.len();
    }
    detours
}

/// Words that fall on one slot of many, with this seed.
fn colliding(seed: u64, prefix: &str) -> String {
    let mut by_slot: HashMap<u64, Vec<String>> = HashMap::new();
    for n in 0..1_000_000 {
        let word = format!("{prefix}{n}");
        let mut table = Table::new(Seed::fixed(seed), 2).expect("there is memory");
        table.count_words(word.as_bytes()).expect("there is memory");
        let hash = table.words(0..2).next().expect("there is one").hash;
        by_slot.entry(hash >> 54).or_default().push(word);
    }
    let words = by_slot.into_values().max_by_key(Vec::len).expect("there are some");
    assert!(words.len() > 900);
    words.join(" ")
}

#[test]
fn words_chosen_to_collide_do_so_under_no_other_seed() {
    for prefix in ["", "chosen-to-collide-"] {
        let text = colliding(7, prefix);
        let words = text.split(' ').count();
        let mut known = table(7);
        count(&mut known, &text);
        assert!(detours(&known) > 100 * words, "{} for {words}", detours(&known));
        for seed in 0..7 {
            let mut unknown = table(seed);
            count(&mut unknown, &text);
            assert!(detours(&unknown) < words, "{} for {words}", detours(&unknown));
        }
    }
}
