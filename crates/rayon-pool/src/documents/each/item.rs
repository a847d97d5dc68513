//! What functions are given: a text as `&str`, or bytes.

use std::ops::Range;

use crate::documents::{Buffers, Documents};

/// A `str` or a `[u8]`: what a function is given of each item of a batch.
pub trait Item: Sealed + 'static {
    /// What has such items: [`Documents`] or [`Buffers`].
    type Batch: Batch<Item = Self> + Send;

    /// The items of some bytes, all in one.
    ///
    /// # Panics
    /// They cannot be read so.
    #[doc(hidden)]
    fn of_bytes(bytes: &[u8]) -> &Self;

    /// One of them.
    #[doc(hidden)]
    fn part(&self, place: Range<usize>) -> &Self;
}

/// A batch whose items functions are given one by one.
pub trait Batch: Sealed {
    /// What they are given.
    type Item: Item<Batch = Self> + ?Sized;

    /// How many items there are, or will be.
    fn items(&self) -> u64;

    /// The batch as it came, and how its items are read.
    #[doc(hidden)]
    fn into_groups(self) -> (Documents, Reading);
}

/// How items are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Texts as UTF-8, with U+FFFD where a lone surrogate stands.
    Str,
    /// Texts as WTF-8.
    Wtf8,
    /// Bytes as they are.
    Bytes,
}

/// Nobody else implements these traits.
pub trait Sealed {}
impl Sealed for str {}
impl Sealed for [u8] {}
impl Sealed for Documents {}
impl Sealed for Buffers {}

impl Item for str {
    type Batch = Documents;

    fn of_bytes(bytes: &[u8]) -> &Self {
        // Checked anew for each turn: a tenth of a microsecond a kilobyte, and no text is ever taken for what it is not.
        simdutf8::basic::from_utf8(bytes).expect("texts are UTF-8 before functions get them")
    }

    fn part(&self, place: Range<usize>) -> &Self {
        &self[place]
    }
}

impl Item for [u8] {
    type Batch = Buffers;

    fn of_bytes(bytes: &[u8]) -> &Self {
        bytes
    }

    fn part(&self, place: Range<usize>) -> &Self {
        &self[place]
    }
}

impl Batch for Documents {
    type Item = str;

    fn items(&self) -> u64 {
        self.len()
    }

    fn into_groups(self) -> (Documents, Reading) {
        (self, Reading::Str)
    }
}

impl Batch for Buffers {
    type Item = [u8];

    fn items(&self) -> u64 {
        self.len()
    }

    fn into_groups(self) -> (Documents, Reading) {
        self.into_parts()
    }
}
