//! The forms in which the text of documents comes. Words are the same in all of them.
//!
//! Nothing is converted but UTF-16 of which all is Latin-1: that is made narrow, so that half as many bytes are marked,
//! hashed and compared. Other UTF-16 is scored as it is: Russian is as long in UTF-8, Chinese longer, and encoding took
//! half of the time with AVX2.

use std::ops::Range;

use super::wide::{self, Loop, Wide};
use super::words::{Marks, Take, for_each_word};
use rayon_pool::documents::Group;
use rayon_pool::memory::{NoMemory, TryGrow};

/// How a text is written.
pub(super) trait Form {
    /// Marks 64 bytes of it.
    fn mark(wide: impl Wide, block: &[u8; 64]) -> Marks;
}

/// UTF-8, with lone surrogates as what they would be in it.
pub(super) enum Wtf8 {}
/// A byte a character.
pub(super) enum Latin1 {}
/// Code units, in the machine's order of bytes.
pub(super) enum Utf16 {}

impl Form for Wtf8 {
    #[inline(always)]
    fn mark(wide: impl Wide, block: &[u8; 64]) -> Marks {
        wide.mark(block)
    }
}

impl Form for Latin1 {
    #[inline(always)]
    fn mark(wide: impl Wide, block: &[u8; 64]) -> Marks {
        Marks { spaces: wide.mark_latin1(block), leads: 0 }
    }
}

impl Form for Utf16 {
    #[inline(always)]
    fn mark(wide: impl Wide, block: &[u8; 64]) -> Marks {
        Marks { spaces: wide.mark_utf16(block), leads: 0 }
    }
}

/// Some documents, one behind the other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text<'a> {
    /// In WTF-8.
    Wtf8(&'a [u8]),
    /// In Latin-1.
    Latin1(&'a [u8]),
    /// In UTF-16, and the low bytes of all units.
    Units(&'a [u16], &'a [u8]),
}

impl<'a> Text<'a> {
    /// The documents of a group, with `bytes` for what is to be narrow.
    pub(super) fn of(group: &'a Group, bytes: &'a mut Vec<u8>) -> Result<Self, NoMemory> {
        if group.units.is_empty() {
            return Ok(Self::Latin1(&group.latin1));
        }
        let is_latin1 = narrow(&group.units, bytes)?;
        Ok(if is_latin1 { Self::Latin1(bytes) } else { Self::Units(&group.units, bytes) })
    }

    /// The document that stands at a place.
    #[inline(always)]
    pub(super) fn document(self, span: Range<usize>) -> Document<'a> {
        match self {
            Self::Wtf8(bytes) => Document { form: Kind::Wtf8, bytes, start: span.start, end: span.end },
            Self::Units(units, _) if !is_latin1(&units[span.clone()]) => {
                let bytes = bytemuck::cast_slice(units);
                Document { form: Kind::Utf16, bytes, start: 2 * span.start, end: 2 * span.end }
            }
            Self::Latin1(bytes) | Self::Units(_, bytes) => {
                Document { form: Kind::Latin1, bytes, start: span.start, end: span.end }
            }
        }
    }
}

/// Makes `bytes` the low bytes of all units; says whether these are all there is to them.
pub(super) fn narrow(units: &[u16], bytes: &mut Vec<u8>) -> Result<bool, NoMemory> {
    struct Narrow<'a>(&'a [u16], &'a mut [u8]);
    impl Loop for Narrow<'_> {
        type Out = bool;
        #[inline(always)]
        fn run(self, _: impl Wide) -> bool {
            let Self(units, bytes) = self;
            let mut seen = 0;
            for (byte, unit) in bytes.iter_mut().zip(units) {
                [*byte, _] = unit.to_le_bytes();
                seen |= unit;
            }
            seen < 0x100
        }
    }
    bytes.try_resize(units.len(), 0)?;
    Ok(wide::run(Narrow(units, bytes)))
}

/// Whether each unit is a character of Latin-1.
#[inline(always)]
fn is_latin1(units: &[u16]) -> bool {
    // No early end: this way it is a handful of wide instructions.
    units.iter().fold(0, |seen, unit| seen | unit) < 0x100
}

/// A document, as it is scored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'a> {
    form: Kind,
    bytes: &'a [u8],
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Wtf8,
    Latin1,
    Utf16,
}

impl<'a> Document<'a> {
    /// The text in which it stands.
    #[inline(always)]
    pub(super) fn text(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many bytes it has.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether most of its characters may have more than one byte.
    #[inline(always)]
    pub(super) fn is_wide(&self) -> bool {
        match self.form {
            Kind::Wtf8 => !self.bytes[self.start..self.end.min(self.start + 64)].is_ascii(),
            Kind::Latin1 => false,
            Kind::Utf16 => true,
        }
    }

    /// Hands over each of its words.
    #[inline(always)]
    pub(super) fn for_each_word(&self, wide: impl Wide, to: &mut impl Take) {
        let span = self.start..self.end;
        match self.form {
            Kind::Wtf8 => for_each_word::<Wtf8>(self.bytes, span, wide, to),
            Kind::Latin1 => for_each_word::<Latin1>(self.bytes, span, wide, to),
            Kind::Utf16 => for_each_word::<Utf16>(self.bytes, span, wide, to),
        }
    }
}
