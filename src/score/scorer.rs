//! One document after another: the short ones by [`Pairs`], all others by a [`Table`].

use std::ops::Range;

use super::form::Text;
use super::hash::Seed;
use super::pairs::{DOCUMENTS, Pairs};
use super::table::Table;
use super::wide::{self, Loop, Wide};
use rayon_pool::memory::{NoMemory, TryGrow, with_room};

/// Scores documents, with memory that it keeps from one to the next.
pub(super) struct Scorer {
    pairs: Pairs,
    table: Table,
}

impl Scorer {
    pub(super) fn new(seed: Seed) -> Result<Self, NoMemory> {
        Ok(Self { pairs: Pairs::new(seed)?, table: Table::for_documents(seed)? })
    }

    /// The scores of the documents that stand at these places of a text.
    pub(super) fn scores(
        &mut self,
        text: Text<'_>,
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Result<Vec<u64>, NoMemory> {
        wide::run(Score { scorer: self, text, spans })
    }
}

struct Score<'a, S> {
    scorer: &'a mut Scorer,
    text: Text<'a>,
    spans: S,
}

impl<S: Iterator<Item = Range<usize>>> Loop for Score<'_, S> {
    type Out = Result<Vec<u64>, NoMemory>;

    #[inline(always)]
    fn run(self, wide: impl Wide) -> Result<Vec<u64>, NoMemory> {
        let Self { scorer: Scorer { pairs, table }, text, mut spans } = self;
        // What a panic or an error may have left here is none of these documents.
        pairs.clear();
        let mut gathered = [text.document(0..0); DOCUMENTS];
        let mut scores = with_room(spans.size_hint().0)?;
        loop {
            let mut is_over = false;
            while !pairs.is_full() {
                let Some(span) = spans.next() else {
                    is_over = true;
                    break;
                };
                let document = text.document(span);
                gathered[pairs.len()] = document;
                pairs.gather(&document, wide);
            }
            for (index, document) in gathered[..pairs.len()].iter().enumerate() {
                scores.try_push(match pairs.score(index, wide) {
                    Some(score) => score,
                    None => table.score_document(document, wide)?,
                })?;
            }
            pairs.clear();
            if is_over {
                return Ok(scores);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{Loop, Score, Scorer, Seed, Text, Wide};
    use crate::score::form;
    use crate::score::wide::tests::on_every_kind;
    use rayon_pool::documents::encode;

    /// Documents of code units.
    #[derive(Clone, Copy)]
    struct AsPlainly<'a>(&'a [Vec<u16>]);

    impl Loop for AsPlainly<'_> {
        type Out = ();

        fn run(self, wide: impl Wide) {
            let Self(documents) = self;
            let expected: Vec<u64> = documents.iter().map(|document| plainly(document)).collect();
            let scorer = &mut Scorer::new(Seed::fixed(1)).expect("there is memory");
            let mut found = |text, lengths: Vec<usize>| {
                let spans = lengths.iter().scan(0, |end, length| {
                    let start = *end;
                    *end += length;
                    Some(start..*end)
                });
                Score { scorer, text, spans }.run(wide).expect("there is memory")
            };
            let units = documents.concat();
            let mut narrow = Vec::new();
            let is_latin1 = form::narrow(&units, &mut narrow).expect("there is memory");
            assert_eq!(is_latin1, units.iter().all(|&unit| unit < 0x100));
            let lengths = documents.iter().map(Vec::len).collect();
            assert_eq!(found(Text::Units(&units, &narrow), lengths), expected, "{documents:?}");
            if is_latin1 {
                let lengths = documents.iter().map(Vec::len).collect();
                assert_eq!(found(Text::Latin1(&narrow), lengths), expected, "{documents:?}");
            }
            let mut bytes = Vec::new();
            let encoded = |document: &Vec<u16>| {
                let before = bytes.len();
                encode(document, &mut bytes).expect("there is memory");
                bytes.len() - before
            };
            let lengths = documents.iter().map(encoded).collect();
            assert_eq!(found(Text::Wtf8(&bytes), lengths), expected, "{documents:?}");
        }
    }

    fn plainly(document: &[u16]) -> u64 {
        let is_space = |unit: &u16| char::from_u32((*unit).into()).is_some_and(char::is_whitespace);
        let mut counts: HashMap<&[u16], u64> = HashMap::new();
        let words = document.split(is_space).filter(|word| !word.is_empty());
        words.for_each(|word| *counts.entry(word).or_default() += 1);
        counts.values().map(|count| count * count).sum()
    }

    fn check(documents: &[impl AsRef<str>]) {
        let documents: Vec<Vec<u16>> =
            documents.iter().map(|document| document.as_ref().encode_utf16().collect()).collect();
        on_every_kind(AsPlainly(&documents));
    }

    proptest! {
        #[test]
        fn scores_documents_of_all_lengths(
            documents in prop::collection::vec(
                prop::collection::vec("[ab]{1,2}|[a-c\u{e9}\u{3042}]{14,18}|\\PC{1,20}", 0..200)
                    .prop_map(|words| words.join(" ")),
                0..6,
            )
        ) {
            check(&documents);
        }

        #[test]
        fn scores_code_units_of_all_kinds(
            documents in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![
                        Just(0x20_u16), Just(0x2009), 0x09_u16..0x10, 0x80_u16..0x100, 0x2000_u16..0x2062,
                        0xD7F0_u16..0xE010, Just(0xFFFF), any::<u16>(), Just(0x920), Just(0x2020),
                    ],
                    0..300,
                ),
                0..6,
            )
        ) {
            on_every_kind(AsPlainly(&documents));
        }
    }

    #[test]
    fn scores_texts_of_one_and_two_places() {
        let all =
            ["", " ", "a", "é", "ÿ", "漢", "\u{85}", "\u{A0}", "\u{2009}", "\u{3000}", "\0", "\u{FFFF}"];
        let pairs = all.iter().flat_map(|one| all.iter().map(move |other| format!("{one}{other}")));
        check(&pairs.collect::<Vec<_>>());
    }

    /// Around the lengths at which a word is another kind of key, or ends in another block, and with neighbours that
    /// differ from it in the first, a middle or the last character, or in length.
    #[test]
    fn tells_long_words_apart_at_every_border() {
        let lengths = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129];
        for letter in ["x", "é", "я", "漢"] {
            let mut documents = Vec::new();
            for len in lengths {
                let word = letter.repeat(len);
                let at =
                    |place: usize| format!("{}!{}", letter.repeat(place), letter.repeat(len - 1 - place));
                let others =
                    [at(0), at(len / 2), at(len - 1), format!("{word}{letter}"), format!("{word}\0")];
                for other in &others {
                    documents.push(format!("{word} {other} {word}"));
                    documents.push(format!("{other} {word} {other} {other}"));
                }
                for before in [1, 47, 63] {
                    documents.push(format!("{}{word} {word}  {}", " ".repeat(before), others.join(" ")));
                }
            }
            check(&documents);
        }
    }

    #[test]
    fn scores_as_many_long_words_as_are_compared_and_more() {
        let words: Vec<String> = (0..60).map(|n| format!("a-long-word-{n:08}é ")).collect();
        let mut documents: Vec<String> = Vec::new();
        for different in [1, 2, 30, 47, 48, 49, 60] {
            for count in [1, 2, 46, 47, 48, 49, 50, 76, 77, 150] {
                documents.push(words[..different].iter().cycle().take(count).map(String::as_str).collect());
            }
        }
        check(&documents);
    }

    #[test]
    fn scores_documents_around_the_longest_that_are_compared() {
        let text = "vier Wörter von vielen, ".repeat(100);
        let wide = "слово за словом и \u{2003}".repeat(100);
        let ends = [760, 767, 768, 769, 1535, 1536, 1537, 1538];
        let cut = |text: &str, end: usize| text[..text.floor_char_boundary(end)].to_owned();
        let bytes = ends.iter().flat_map(|&end| [cut(&text, end), cut(&wide, end)]);
        let units = ends.iter().map(|&end| wide.chars().take(end / 2).collect());
        let blanks = ends.iter().map(|&end| cut(&"é ".repeat(800), end));
        check(&bytes.chain(units).chain(blanks).collect::<Vec<String>>());
    }

    #[test]
    fn scores_more_documents_and_words_than_are_gathered_at_a_time() {
        let words = |count| "one two one four five two ".split_inclusive(' ').cycle().take(count).collect();
        let documents: Vec<String> = (0..300).map(|n| words(n % 150)).collect();
        check(&documents);
        check(&vec!["a ".repeat(384); 40]);
        check(&vec![String::new(); 100]);
    }
}
