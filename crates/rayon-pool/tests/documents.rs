//! Documents in memory: as they come from strings, from lines and from Arrow's layout.

mod run;

use std::sync::Arc;

use proptest::prelude::*;
use rayon_pool::documents::{
    Corpus, Documents, Group, Offset, Places, Text, Unfit, decode, from_arrow, from_lines, from_strings,
};
use rayon_pool::job::feed;

use run::{end, pool, run};

fn of_strings(threads: usize, documents: &[Vec<u16>], group: usize) -> Corpus {
    let (feed, intake) = feed(usize::MAX);
    for documents in documents.chunks(group) {
        let mut group = Group::spare();
        for document in documents {
            group.units.extend(document);
            group.lengths.push(document.len().try_into().expect("documents are short"));
        }
        feed.push(group, 1);
    }
    feed.close();
    let count = documents.len() as u64;
    let (job, ended) = run(&pool(threads), move |job| from_strings(job, Documents::Fed(intake, count)));
    let corpus = end(&ended).expect("nothing stops it");
    assert_eq!(job.progress(), (count, count), "progress ends at the total");
    corpus
}

fn with_places(text: &[u8], places: Result<Places, Unfit>) -> Result<Corpus, Unfit> {
    Ok(Corpus::new(Text::One(Arc::new(text.to_vec())), Arc::new(places?)))
}

fn of_lines(threads: usize, text: &[u8]) -> Result<Corpus, Unfit> {
    let own = text.to_vec();
    let (job, ended) = run(&pool(threads), move |job| from_lines(job, own));
    let places = end(&ended).expect("nothing stops it");
    assert_eq!(job.progress(), (text.len() as u64, text.len() as u64), "progress ends at the total");
    with_places(text, places)
}

fn of_arrow<O: Offset>(threads: usize, text: &[u8], offsets: &[O]) -> Result<Corpus, Unfit> {
    let (own, own_offsets) = (text.to_vec(), offsets.to_vec());
    let (job, ended) = run(&pool(threads), move |job| from_arrow(job, own, own_offsets));
    let places = end(&ended).expect("nothing stops it");
    if places.is_ok() {
        let (done, total) = job.progress();
        assert_eq!(done, total, "progress ends at the total");
    }
    with_places(text, places)
}

/// All documents, portion by portion; and one by one, which must be the same.
fn documents(corpus: &Corpus) -> Vec<&[u8]> {
    let portions = (0..corpus.portions()).map(|number| corpus.portion(number));
    let documents: Vec<_> =
        portions.flat_map(|portion| portion.spans().map(move |span| &portion.text()[span])).collect();
    let single: Vec<_> = (0..corpus.len()).filter_map(|index| corpus.get(index)).collect();
    assert_eq!(single, documents);
    assert_eq!(corpus.get(corpus.len()), None);
    assert_eq!(corpus.bytes(), documents.iter().map(|document| document.len() as u64).sum::<u64>());
    let firsts: Vec<_> = (0..corpus.portions()).map(|number| corpus.portion(number).first()).collect();
    assert!(firsts.is_sorted());
    documents
}

/// Documents of all sizes: in the middle of their portions, at their borders, and larger.
fn odd_texts() -> Vec<String> {
    let sizes = [0, 1, 7, 100, 65_535, 65_536, 65_537, 300_000, 0, 3, 140_000];
    let letters = ["a", "é", "漢", "𝄞", " ", "b "];
    sizes
        .iter()
        .zip(letters.iter().cycle())
        .map(|(&size, letter)| letter.repeat(size / letter.len()))
        .collect()
}

#[test]
fn strings_come_back() {
    let texts: Vec<Vec<u16>> = odd_texts().iter().map(|text| text.encode_utf16().collect()).collect();
    for threads in [1, 2, 3] {
        for group in [1, 2, 100] {
            let corpus = of_strings(threads, &texts, group);
            let back: Result<Vec<Vec<u16>>, _> = documents(&corpus).into_iter().map(decode).collect();
            assert_eq!(back.as_ref(), Ok(&texts));
        }
    }
}

#[test]
fn latin_1_comes_back_as_the_same_characters() {
    let texts = ["", "plain", "déjà vu", "ÿ\u{85}", ""];
    let latin1 = texts.concat().chars().map(|char| u8::try_from(char).expect("it is Latin-1")).collect();
    let lengths =
        texts.iter().map(|text| u32::try_from(text.chars().count()).expect("it is short")).collect();
    let group = Group { latin1, lengths, ..Group::default() };
    let (_, ended) = run(&pool(1), move |job| from_strings(job, Documents::Whole(group)));
    assert_eq!(documents(&end(&ended).expect("nothing stops it")), texts.map(str::as_bytes));
}

#[test]
fn surrogates_of_two_documents_are_no_pair() {
    let texts = vec![vec![0xD834], vec![0xDD1E], vec![0xD834, 0xDD1E]];
    let corpus = of_strings(1, &texts, 3);
    assert_eq!(documents(&corpus).iter().map(|bytes| bytes.len()).collect::<Vec<_>>(), [3, 3, 4]);
}

#[test]
fn a_pair_of_surrogates_may_lie_anywhere_in_a_long_document() {
    for before in [(1 << 18) - 2, (1 << 18) - 1, 1 << 18] {
        let text = format!("{}𝄞{}", "x".repeat(before), "y".repeat(1 << 19));
        let corpus = of_strings(1, &[text.encode_utf16().collect()], 1);
        assert_eq!(documents(&corpus), [text.as_bytes()]);
    }
}

#[test]
fn lines_come_back() {
    for end_of_line in ["\n", "\r\n"] {
        let text = odd_texts().join(end_of_line);
        for threads in [1, 2, 3] {
            let corpus = of_lines(threads, text.as_bytes()).expect("it is UTF-8");
            assert_eq!(documents(&corpus), odd_texts().iter().map(String::as_bytes).collect::<Vec<_>>());
        }
    }
}

#[test]
fn text_without_lines_has_no_documents() {
    assert!(of_lines(1, b"").expect("it is UTF-8").is_empty());
    assert_eq!(of_lines(1, b"\n").expect("it is UTF-8").len(), 1);
}

/// What the standard library says of a text.
fn invalid(text: &[u8]) -> Option<Unfit> {
    let offset = std::str::from_utf8(text).err()?.valid_up_to();
    Some(Unfit::InvalidUtf8 { offset, byte: text[offset] })
}

#[test]
fn the_first_invalid_byte_is_told_wherever_it_is() {
    let text = "漢字 and more\n".repeat(50_000).into_bytes();
    for offset in [0, 1, 65_535, 65_536, 65_537, 524_287, 524_288, 524_289, text.len() - 1]
        .into_iter()
        .chain(131_060..131_080)
    {
        let mut text = text.clone();
        text[offset] = 0xFF;
        let unfit = invalid(&text);
        assert!(unfit.is_some());
        let offsets = [0, i32::try_from(text.len()).expect("it is short")];
        for threads in [1, 3] {
            assert_eq!(of_lines(threads, &text).err(), unfit);
            assert_eq!(of_arrow(threads, &text, &offsets).err(), unfit);
        }
    }
}

#[test]
fn a_text_of_one_invalid_byte_is_refused() {
    for byte in [0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xF0, 0xFF] {
        let unfit = Some(Unfit::InvalidUtf8 { offset: 0, byte });
        assert_eq!(of_lines(1, &[byte]).err(), unfit);
        assert_eq!(of_arrow(1, &[byte], &[0_i32, 1]).err(), unfit);
    }
}

#[test]
fn a_byte_that_continues_no_character_makes_the_text_invalid_and_not_the_offset() {
    let text = b"a\x80b";
    let unfit = Some(Unfit::InvalidUtf8 { offset: 1, byte: 0x80 });
    assert_eq!(of_arrow(1, text, &[0_i32, 1, 3]).err(), unfit);
    assert_eq!(of_arrow(1, text, &[1_i32, 3]).err(), unfit);
    // Behind the last offset, it is nobody's.
    assert_eq!(of_arrow(1, text, &[0_i32, 1]).expect("it is UTF-8").len(), 1);
}

/// The offsets of texts that stand one behind the other, from `start` on.
fn offsets(texts: &[String], start: usize) -> Vec<i64> {
    let ends = texts.iter().scan(start, |end, text| {
        *end += text.len();
        Some(*end)
    });
    std::iter::once(start).chain(ends).map(|end| end.try_into().expect("they are short")).collect()
}

#[test]
fn arrow_comes_back_with_offsets_of_either_size() {
    let texts = [odd_texts(), vec![String::new(); 40_000], vec!["x".to_owned(); 40_000]].concat();
    let text = format!("before{}behind", texts.concat());
    let offsets = offsets(&texts, 6);
    let narrow: Vec<i32> = offsets.iter().map(|&offset| offset.try_into().expect("they are small")).collect();
    for threads in [1, 2, 3] {
        for corpus in
            [of_arrow(threads, text.as_bytes(), &offsets), of_arrow(threads, text.as_bytes(), &narrow)]
        {
            let corpus = corpus.expect("all is in order");
            assert_eq!(documents(&corpus), texts.iter().map(String::as_bytes).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_is_outside_of_the_offsets_need_not_be_utf8() {
    let corpus = of_arrow(1, b"\xFFone\xFF", &[1, 4]).expect("all is in order");
    assert_eq!(documents(&corpus), [b"one"]);
}

#[test]
fn no_offsets_or_one_are_no_documents() {
    assert!(of_arrow::<i32>(1, b"text", &[]).expect("all is in order").is_empty());
    assert!(of_arrow(1, b"text", &[2]).expect("all is in order").is_empty());
}

#[test]
fn the_first_offset_out_of_place_is_told() {
    let out = |index, value, least| Some(Unfit::OutOfBounds { index, value, least, most: 4 });
    assert_eq!(of_arrow(1, b"text", &[-1, 9]).err(), out(0, -1, 0));
    assert_eq!(of_arrow(1, b"text", &[0, 5, -3]).err(), out(1, 5, 0));
    assert_eq!(of_arrow(1, b"text", &[0, 3, 2, 9]).err(), out(2, 2, 3));
    assert_eq!(of_arrow(1, b"text", &[i64::MAX, 0]).err(), out(0, i64::MAX, 0));
    assert_eq!(of_arrow(1, b"text", &[0, i64::MIN]).err(), out(1, i64::MIN, 0));
    assert_eq!(
        of_arrow(1, "aé".as_bytes(), &[0, 2]).err(),
        Some(Unfit::WithinCharacter { index: 1, value: 2 })
    );

    // Behind so many that several threads look, and each finds one.
    let mut offsets: Vec<i64> = vec![0; 200_000];
    offsets[170_000] = 5;
    offsets[90_000] = -1;
    for threads in [1, 2, 3] {
        assert_eq!(of_arrow(threads, b"text", &offsets).err(), out(90_000, -1, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lines_are_those_of_the_standard_library(text in "([a-zé漢𝄞\r ]{0,30}\r?\n){0,40}[a-z\r]{0,3}", threads in 1..3_usize) {
        let corpus = of_lines(threads, text.as_bytes()).expect("it is UTF-8");
        prop_assert_eq!(documents(&corpus), text.lines().map(str::as_bytes).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_judged_as_by_the_standard_library(text in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(of_lines(1, &text).err(), invalid(&text));
    }
}
