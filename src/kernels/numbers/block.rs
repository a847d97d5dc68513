//! Memory that many threads work on at once, without a lock and without `unsafe`: it is cut into blocks, each of which
//! has one owner.

use std::ops::DerefMut;

/// Some consecutive numbers that nobody else can reach.
pub trait Block<T>: DerefMut<Target = [T]> + Send + Sync + Sized + 'static {
    /// New memory for so many numbers, none when there is too little.
    fn of(length: usize) -> Option<Self>;

    /// Keeps the numbers before `middle`, and gives those from there on.
    ///
    /// # Panics
    /// `middle` is past the end.
    #[must_use]
    fn split_off(&mut self, middle: usize) -> Self;

    /// Puts the block that follows this one back behind it.
    ///
    /// # Panics
    /// It is not the one that follows.
    fn join(&mut self, next: Self);
}

/// The block in chunks of `length` numbers; the last may be shorter.
pub(super) fn chunks<T, B: Block<T>>(mut block: B, length: usize) -> Vec<B> {
    // From the end, so that what is left stays in one.
    let mut chunks = Vec::with_capacity(block.len().div_ceil(length));
    while block.len() > length {
        let start = (block.len() - 1) / length * length;
        chunks.push(block.split_off(start));
    }
    chunks.push(block);
    chunks.reverse();
    chunks
}

/// The block in parts of these lengths, which add up to its own.
pub(super) fn parts<T, B: Block<T>>(mut block: B, lengths: &[usize]) -> Vec<B> {
    let mut parts = Vec::with_capacity(lengths.len());
    for length in lengths.iter().skip(1).rev() {
        let start = block.len() - length;
        parts.push(block.split_off(start));
    }
    parts.push(block);
    parts.reverse();
    parts
}

/// Blocks that follow one another, as one.
pub(super) fn joined<T, B: Block<T>>(blocks: impl IntoIterator<Item = B>) -> Option<B> {
    blocks.into_iter().reduce(|mut whole, next| {
        whole.join(next);
        whole
    })
}
