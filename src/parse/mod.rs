//! Integers from texts, until the first that is none.
//!
//! An integer is an optional sign and decimal digits, with white space around them or not, and fits 64 bits. Texts come as
//! documents do: in groups as they are handed over, or from memory. A group is a turn's work; a very long text takes
//! many. The first text that is no integer ends the job: groups behind it are not begun, and those before it are finished,
//! since one of them may have an earlier one. Linear in the text.

mod node;
mod scan;

use std::ops::Range;

use scan::{Scan, integer};

use rayon_pool::documents::{Corpus, Documents, Group, decode};
use rayon_pool::job::{Job, Step, Stop};
use rayon_pool::memory::{NoMemory, TryGrow, collected, with_room};

/// How much of a long text is read in a turn, in code units or bytes: well under a millisecond.
const STRETCH: usize = 1 << 18;
/// How much of a text an error tells, in UTF-16 code units.
const TOLD: usize = 80;

/// A text that is no integer of 64 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoInteger {
    /// Its index in the batch.
    pub index: u64,
    /// The text, or its start.
    pub text: Vec<u16>,
    /// Whether that is less than all of it.
    pub is_cut: bool,
}

/// The integers that all texts are, in their order, group by group.
///
/// # Errors
/// The job was cancelled or panicked, or there is too little memory; inside, the first text that is [`NoInteger`].
pub async fn parse(job: Job, texts: Documents) -> Result<Result<Vec<Vec<i64>>, NoInteger>, Stop> {
    job.set_total(texts.len());
    let inner = job.clone();
    let turn = move |texts: Texts| {
        Ok(texts.turn()?.map(|parsed| {
            inner.advance(parsed.as_ref().map_or(0, |integers| integers.len() as u64));
            parsed
        }))
    };
    let groups = match texts {
        Documents::Whole(group) => {
            return match parsed_at_once(group)? {
                Ok(integers) => {
                    job.advance(integers.len() as u64);
                    Ok(Ok(collected([integers])?))
                }
                Err(bad) => Ok(Err(bad)),
            };
        }
        Documents::Fed(intake, _) => job.drain(intake, turn).await?,
        Documents::Kept(corpus) => {
            let portions = 0..corpus.portions();
            job.each(portions.map(move |number| Texts::new(Source::Kept(corpus.clone(), number))), turn)
                .await?
        }
    };
    let (mut all, mut index) = (with_room(groups.len())?, 0);
    for parsed in groups {
        match parsed {
            Ok(integers) => {
                index += integers.len() as u64;
                all.try_push(integers)?;
            }
            Err(bad) => return Ok(Err(NoInteger { index: index + bad.index, ..bad })),
        }
    }
    Ok(Ok(all))
}

fn parsed_at_once(group: Group) -> Result<Result<Vec<i64>, NoInteger>, NoMemory> {
    let mut texts = Texts::new(Source::Group(group));
    loop {
        match texts.turn()? {
            Step::More(more) => texts = more,
            Step::Done(parsed) | Step::Last(parsed) => return Ok(parsed),
            Step::Split(_) => unreachable!("texts are never split"),
        }
    }
}

/// Some texts, as far as they have been read.
struct Texts {
    source: Source,
    integers: Vec<i64>,
    /// Where the long text goes on that is being read, if there is one, and what is known of it.
    at: usize,
    scan: Scan,
}

/// Where texts come from.
enum Source {
    Group(Group),
    /// A portion in memory.
    Kept(Corpus, usize),
}

impl From<Group> for Texts {
    fn from(group: Group) -> Self {
        Self::new(Source::Group(group))
    }
}

impl Texts {
    fn new(source: Source) -> Self {
        Self { source, integers: Vec::new(), at: 0, scan: Scan::default() }
    }

    /// A turn's work; then the integers, or what is left.
    fn turn(mut self) -> Result<Step<Self, Result<Vec<i64>, NoInteger>>, NoMemory> {
        if let Some(text) = self.source.long() {
            let end = self.source.border(text.end.min(self.at + STRETCH));
            let may_be = self.source.read_on(self.at..end, &mut self.scan)?;
            self.at = end;
            if may_be && end < text.end {
                return Ok(Step::More(self));
            }
            let scan = std::mem::take(&mut self.scan);
            return Ok(match may_be.then(|| scan.end()).flatten() {
                Some(integer) => Step::Done(Ok(collected([integer])?)),
                None => Step::Last(Err(self.source.no_integer(0, text)?)),
            });
        }
        Ok(match self.source.parse(&mut self.integers)? {
            None => {
                if let Source::Group(group) = self.source {
                    group.recycle();
                }
                Step::Done(Ok(self.integers))
            }
            Some(bad) => Step::Last(Err(self.source.no_integer(self.integers.len(), bad)?)),
        })
    }
}

impl Source {
    /// The only text, if it takes more than a turn.
    fn long(&self) -> Option<Range<usize>> {
        let (texts, length) = match self {
            Self::Group(group) => (group.len(), group.text_len()),
            Self::Kept(corpus, number) => {
                let portion = corpus.portion(*number);
                (portion.len(), portion.spans().next().map_or(0, |span| span.end))
            }
        };
        (texts == 1 && length > STRETCH).then_some(0..length)
    }

    /// The last place up to this one that is not within a character.
    fn border(&self, mut at: usize) -> usize {
        if let Self::Kept(corpus, number) = self {
            let text = corpus.portion(*number).text();
            while text.get(at).is_some_and(|byte| (0x80..0xC0).contains(byte)) {
                at -= 1;
            }
        }
        at
    }

    fn read_on(&self, range: Range<usize>, scan: &mut Scan) -> Result<bool, NoMemory> {
        Ok(match self {
            Self::Group(group) if group.units.is_empty() => scan.read(&group.latin1[range]),
            Self::Group(group) => scan.read(&group.units[range]),
            Self::Kept(corpus, number) => scan.read(&decode(&corpus.portion(*number).text()[range])?),
        })
    }

    /// Adds all integers; gives where the first text stands that is none.
    fn parse(&self, integers: &mut Vec<i64>) -> Result<Option<Range<usize>>, NoMemory> {
        match self {
            Self::Group(group) if group.units.is_empty() => {
                add_integers(group.spans(), |span| Ok(integer(&group.latin1[span])), integers)
            }
            Self::Group(group) => {
                add_integers(group.spans(), |span| Ok(integer(&group.units[span])), integers)
            }
            Self::Kept(corpus, number) => {
                let portion = corpus.portion(*number);
                let of_bytes = |bytes: &[u8]| {
                    Ok(if bytes.is_ascii() { integer(bytes) } else { integer(&decode(bytes)?) })
                };
                add_integers(portion.spans(), |span| of_bytes(&portion.text()[span]), integers)
            }
        }
    }

    /// The error about the text of this index, which stands there.
    fn no_integer(&self, index: usize, span: Range<usize>) -> Result<NoInteger, NoMemory> {
        let text = match self {
            Self::Group(group) if group.units.is_empty() => {
                collected(group.latin1[span].iter().take(TOLD + 1).copied().map(u16::from))?
            }
            Self::Group(group) => collected(group.units[span].iter().take(TOLD + 1).copied())?,
            Self::Kept(corpus, number) => {
                // No character has more bytes than four for two units, or three for one.
                let end = self.border(span.end.min(span.start + 3 * (TOLD + 2)));
                decode(&corpus.portion(*number).text()[span.start..end])?
            }
        };
        Ok(NoInteger::new(index as u64, text))
    }
}

impl NoInteger {
    fn new(index: u64, mut text: Vec<u16>) -> Self {
        let is_cut = text.len() > TOLD;
        if is_cut {
            // A pair of surrogates stays whole.
            let is_high = |unit: u16| (0xD800..0xDC00).contains(&unit);
            text.truncate(if is_high(text[TOLD - 1]) { TOLD - 1 } else { TOLD });
        }
        Self { index, text, is_cut }
    }
}

/// Adds the integers that all these texts are; gives where the first stands that is none.
fn add_integers(
    spans: impl Iterator<Item = Range<usize>>,
    integer: impl Fn(Range<usize>) -> Result<Option<i64>, NoMemory>,
    integers: &mut Vec<i64>,
) -> Result<Option<Range<usize>>, NoMemory> {
    integers.try_room(spans.size_hint().0)?;
    for span in spans {
        match integer(span.clone())? {
            Some(integer) => integers.try_push(integer)?,
            None => return Ok(Some(span)),
        }
    }
    Ok(None)
}
