//! Some items that came together, as functions get them: one text of all texts, in which each has its place.

use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use super::item::{Item, Reading};
use crate::documents::wtf8::encode_latin1;
use crate::documents::{Corpus, Group, encode};
use crate::job::Divisible;
use crate::memory::{NoMemory, TryGrow, collected, with_room};

/// Where items come from.
pub(super) enum Source {
    Group(Group),
    /// A portion in memory.
    Kept(Corpus, usize),
}

/// Items on their way to a function: as they came, or some of those that have been decoded.
pub(super) enum Items {
    Fresh(Source),
    Decoded(Arc<Decoded>, Range<usize>),
}

impl From<Source> for Items {
    fn from(source: Source) -> Self {
        Self::Fresh(source)
    }
}

impl Items {
    /// The items, decoded by whoever comes first.
    pub(super) fn decoded(self, reading: Reading) -> Result<(Arc<Decoded>, Range<usize>), NoMemory> {
        match self {
            Self::Fresh(source) => {
                let decoded = Decoded::new(source, reading)?;
                let all = 0..decoded.spans.len();
                Ok((Arc::new(decoded), all))
            }
            Self::Decoded(decoded, range) => Ok((decoded, range)),
        }
    }
}

impl Divisible for Items {
    fn len(&self) -> usize {
        match self {
            Self::Fresh(Source::Group(group)) => group.len(),
            Self::Fresh(Source::Kept(corpus, number)) => corpus.portion(*number).len(),
            Self::Decoded(_, range) => range.len(),
        }
    }

    fn split_at(self, items: usize) -> (Self, Self) {
        let Self::Decoded(decoded, Range { start, end }) = self else {
            unreachable!("what is left of a turn has been decoded");
        };
        let first = Self::Decoded(Arc::clone(&decoded), start..start + items);
        (first, Self::Decoded(decoded, start + items..end))
    }
}

/// Items that came together.
pub(super) struct Decoded {
    text: Text,
    /// Where each stands in it.
    spans: Vec<Range<usize>>,
}

enum Text {
    Group(Group),
    Kept(Corpus, usize),
    Own(Vec<u8>),
}

impl Decoded {
    fn new(source: Source, reading: Reading) -> Result<Self, NoMemory> {
        let (text, spans) = match source {
            Source::Group(group) if is_as_it_is(&group, reading) => {
                let spans = collected(group.spans())?;
                (Text::Group(group), spans)
            }
            Source::Group(group) => {
                let (mut bytes, spans) = encoded(&group)?;
                group.recycle();
                if reading == Reading::Str {
                    replace_surrogates(&mut bytes);
                }
                (Text::Own(bytes), spans)
            }
            Source::Kept(corpus, number) => {
                let portion = corpus.portion(number);
                let spans = collected(portion.spans())?;
                if reading != Reading::Str || simdutf8::basic::from_utf8(portion.text()).is_ok() {
                    (Text::Kept(corpus, number), spans)
                } else {
                    let mut bytes = collected(portion.text().iter().copied())?;
                    replace_surrogates(&mut bytes);
                    (Text::Own(bytes), spans)
                }
            }
        };
        Ok(Self { text, spans })
    }

    /// The items of a range, all in one; and where each stands in that.
    pub(super) fn items<T: Item + ?Sized>(
        &self,
        range: &Range<usize>,
    ) -> (&T, impl Iterator<Item = Range<usize>>) {
        let bytes = match &self.text {
            Text::Group(group) => &*group.latin1,
            Text::Kept(corpus, number) => corpus.portion(*number).text(),
            Text::Own(bytes) => bytes,
        };
        let spans = &self.spans[range.clone()];
        let (start, end) =
            spans.first().zip(spans.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
        let places = spans.iter().map(move |span| span.start - start..span.end - start);
        (T::of_bytes(&bytes[start..end]), places)
    }
}

impl Drop for Decoded {
    fn drop(&mut self) {
        if let Text::Group(group) = &mut self.text {
            take(group).recycle();
        }
    }
}

/// Whether functions can work on the bytes of a group where they are.
fn is_as_it_is(group: &Group, reading: Reading) -> bool {
    reading == Reading::Bytes || group.units.is_empty() && group.latin1.is_ascii()
}

/// The WTF-8 of all texts of a group, and where each stands in it.
fn encoded(group: &Group) -> Result<(Vec<u8>, Vec<Range<usize>>), NoMemory> {
    let (mut bytes, mut spans) = (with_room(group.text_len())?, with_room(group.len())?);
    // One by one: halves of a pair in two texts are no pair.
    for span in group.spans() {
        let start = bytes.len();
        if group.units.is_empty() {
            encode_latin1(&group.latin1[span], &mut bytes)?;
        } else {
            encode(&group.units[span], &mut bytes)?;
        }
        spans.try_push(start..bytes.len())?;
    }
    Ok((bytes, spans))
}

/// Makes WTF-8 UTF-8: surrogates become U+FFFD, which has three bytes as they have.
fn replace_surrogates(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(0xED, &bytes[from..]).map(|at| from + at) {
        if let Some(surrogate @ [_, 0xA0..=0xBF, _]) = bytes.get_mut(at..at + 3) {
            surrogate.copy_from_slice("\u{FFFD}".as_bytes());
        }
        from = at + 1;
    }
}
