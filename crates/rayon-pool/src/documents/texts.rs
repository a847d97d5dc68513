//! Documents from strings that kernels have made.

use std::sync::Arc;

use super::{Corpus, LONGEST, PORTION_BYTES, PORTION_DOCUMENTS, Places, Run, Text, Unfit};
use crate::job::{Job, Step, Stop};
use crate::memory::{NoMemory, TryGrow, exact, with_room};

/// The texts of all parts, in their order.
///
/// # Errors
/// The job was cancelled, or there is too little memory. And within: the first text that is too long for a document.
pub(crate) async fn from_texts(job: &Job, parts: Vec<Vec<String>>) -> Result<Result<Corpus, Unfit>, Stop> {
    let joined = job.each(parts.into_iter(), |texts: Vec<String>| Ok(Step::Done(Joined::new(&texts)?)));
    let joined = joined.await?;
    let (mut buffers, mut runs, mut bytes) = (with_room(joined.len())?, with_room(joined.len())?, 0);
    let mut documents = 0;
    for Joined { portions, too_long } in joined {
        if let Some((index, bytes)) = too_long {
            return Ok(Err(Unfit::TooLong { index: documents + index, bytes }));
        }
        for (text, ends) in portions {
            bytes += text.len() as u64;
            documents += ends.len() as u64;
            buffers.try_push(text)?;
            runs.try_push(Run::new(0, 0, ends))?;
        }
    }
    Ok(Ok(Corpus::new(Text::Own(Arc::new(buffers)), Arc::new(Places::new(runs, bytes, false)))))
}

/// Texts, one behind the other, in portions.
struct Joined {
    portions: Vec<Texts>,
    /// The index of the first text that is too long, and how many bytes it has.
    too_long: Option<(u64, usize)>,
}

impl Joined {
    fn new(texts: &[String]) -> Result<Self, NoMemory> {
        let mut joined = Self { portions: Vec::new(), too_long: None };
        let mut rest = texts;
        while let Some(first) = rest.first() {
            if first.len() > LONGEST {
                joined.too_long = Some(((texts.len() - rest.len()) as u64, first.len()));
                break;
            }
            let (mut bytes, mut count) = (first.len(), 1);
            for text in rest.iter().take(PORTION_DOCUMENTS).skip(1) {
                match bytes + text.len() {
                    more if more <= PORTION_BYTES => (bytes, count) = (more, count + 1),
                    _ => break,
                }
            }
            let (portion, behind) = rest.split_at(count);
            joined.portions.try_push(put_together(portion, bytes)?)?;
            rest = behind;
        }
        Ok(joined)
    }
}

/// The bytes of a portion, and where each of its texts ends.
type Texts = (Box<[u8]>, Box<[u32]>);

/// Texts that have so many bytes: not too many for places of 32 bits.
fn put_together(texts: &[String], bytes: usize) -> Result<Texts, NoMemory> {
    let (mut text, mut ends) = (with_room(bytes)?, with_room(texts.len())?);
    for one in texts {
        text.try_append(one.as_bytes())?;
        ends.try_push(u32::try_from(text.len()).unwrap_or(u32::MAX))?;
    }
    Ok((exact(text)?, exact(ends)?))
}

#[cfg(test)]
mod tests {
    use super::{PORTION_BYTES, PORTION_DOCUMENTS, from_texts};
    use crate::job::block_on;

    #[test]
    fn texts_of_all_parts_are_documents_in_their_order() {
        let parts: Vec<Vec<String>> =
            vec![vec![], vec!["a".into(), String::new(), "größer".into()], vec![], vec!["\u{1F339}".into()]];
        let corpus = block_on(async |job| from_texts(&job, parts).await).expect("nothing stops it");
        let corpus = corpus.expect("they are short");
        let documents: Vec<_> = (0..5).map(|index| corpus.get(index)).collect();
        let expected = ["a", "", "größer", "\u{1F339}"].map(|text| Some(text.as_bytes()));
        assert_eq!(documents[..4], expected);
        assert_eq!((documents[4], corpus.len(), corpus.bytes()), (None, 4, 13));
    }

    #[test]
    fn they_stand_in_portions_of_a_turn_or_of_one_text() {
        let long = "a".repeat(PORTION_BYTES + 1);
        let texts = vec![long.clone(), "b".into(), long, "c".repeat(PORTION_BYTES), String::new()];
        let short = vec![String::new(); PORTION_DOCUMENTS + 1];
        let corpus = block_on(async |job| from_texts(&job, vec![texts, short]).await);
        let corpus = corpus.expect("nothing stops it").expect("they are not too long");
        let portions = (0..corpus.portions()).map(|number| corpus.portion(number));
        let sizes: Vec<_> = portions.map(|portion| (portion.text().len(), portion.len())).collect();
        let expected = [(65_537, 1), (1, 1), (65_537, 1), (65_536, 2), (0, PORTION_DOCUMENTS), (0, 1)];
        assert_eq!(sizes, expected);
    }

    #[test]
    fn no_texts_are_no_documents() {
        for parts in [vec![], vec![vec![], vec![]]] {
            let corpus = block_on(async |job| from_texts(&job, parts).await).expect("nothing stops it");
            assert!(corpus.expect("none is too long").is_empty());
        }
    }
}
