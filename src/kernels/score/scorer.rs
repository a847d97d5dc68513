//! One document after another: the short ones by [`Pairs`], all others by a [`Table`].

use std::ops::Range;

use super::hash::Seed;
use super::pairs::Pairs;
use super::table::Table;
use super::wide::{self, Loop, Wide};
use crate::memory::{NoMemory, TryGrow, with_room};

/// Scores documents, with memory that it keeps from one to the next.
pub(super) struct Scorer {
    pairs: Pairs,
    table: Table,
}

impl Scorer {
    pub(super) fn new(seed: Seed) -> Result<Self, NoMemory> {
        Ok(Self { pairs: Pairs::new()?, table: Table::for_documents(seed)? })
    }

    /// The scores of the documents that stand at these places of a text.
    pub(super) fn scores(
        &mut self,
        text: &[u8],
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Result<Vec<u64>, NoMemory> {
        wide::run(Score { scorer: self, text, spans })
    }

    /// Scores all that have been gathered.
    #[inline(always)]
    fn finish(&mut self, text: &[u8], wide: impl Wide, scores: &mut Vec<u64>) -> Result<(), NoMemory> {
        for index in 0..self.pairs.len() {
            scores.try_push(match self.pairs.score(index, wide) {
                Ok(score) => score,
                Err(span) => self.table.score_span(text, span, wide)?,
            })?;
        }
        self.pairs.clear();
        Ok(())
    }
}

struct Score<'a, S> {
    scorer: &'a mut Scorer,
    text: &'a [u8],
    spans: S,
}

impl<S: Iterator<Item = Range<usize>>> Loop for Score<'_, S> {
    type Out = Result<Vec<u64>, NoMemory>;

    #[inline(always)]
    fn run(self, wide: impl Wide) -> Result<Vec<u64>, NoMemory> {
        let Self { scorer, text, spans } = self;
        // What a panic or an error may have left here is none of these documents.
        scorer.pairs.clear();
        let mut scores = with_room(spans.size_hint().0)?;
        for span in spans {
            scorer.pairs.gather(text, span, wide);
            if scorer.pairs.is_full() {
                scorer.finish(text, wide, &mut scores)?;
            }
        }
        scorer.finish(text, wide, &mut scores)?;
        Ok(scores)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{Loop, Score, Scorer, Seed, Wide};
    use crate::kernels::score::wide::tests::on_every_kind;

    #[derive(Clone, Copy)]
    struct AsPlainly<'a>(&'a [String]);

    impl Loop for AsPlainly<'_> {
        type Out = ();

        fn run(self, wide: impl Wide) {
            let Self(documents) = self;
            let text = documents.concat();
            let spans = documents.iter().scan(0, |end, document| {
                let start = *end;
                *end += document.len();
                Some(start..*end)
            });
            let scorer = &mut Scorer::new(Seed::fixed(1)).expect("there is memory");
            let found = Score { scorer, text: text.as_bytes(), spans }.run(wide);
            let expected: Vec<u64> = documents.iter().map(|document| plainly(document)).collect();
            assert_eq!(found, Ok(expected), "{documents:?}");
        }
    }

    fn plainly(document: &str) -> u64 {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        document.split_whitespace().for_each(|word| *counts.entry(word).or_default() += 1);
        counts.values().map(|count| count * count).sum()
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
            on_every_kind(AsPlainly(&documents));
        }
    }

    #[test]
    fn scores_more_documents_and_words_than_are_gathered_at_a_time() {
        let words = |count| "one two one four five two ".split_inclusive(' ').cycle().take(count).collect();
        let documents: Vec<String> = (0..300).map(|n| words(n % 150)).collect();
        on_every_kind(AsPlainly(&documents));
        on_every_kind(AsPlainly(&vec!["a ".repeat(384); 40]));
        on_every_kind(AsPlainly(&vec![String::new(); 100]));
    }
}
