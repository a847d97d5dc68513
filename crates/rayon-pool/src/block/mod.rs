//! Memory that many threads work on at once, without a lock and without `unsafe`: it is cut into blocks, each of which
//! has one owner.
#![forbid(unsafe_code)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod concatenate;
mod each;

use std::ops::DerefMut;

pub use concatenate::concatenate;
pub use each::{fold, map, map_to};

use crate::memory::{NoMemory, TryGrow, with_room};

/// Some consecutive numbers that nobody else can reach.
pub trait Block<T>: DerefMut<Target = [T]> + Send + Sync + Sized + 'static {
    /// New memory for so many numbers.
    ///
    /// # Errors
    /// There is too little.
    fn of(length: usize) -> Result<Self, NoMemory>;

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
///
/// # Errors
/// There is too little memory.
///
/// # Panics
/// `length` is 0.
pub fn chunks<T, B: Block<T>>(mut block: B, length: usize) -> Result<Vec<B>, NoMemory> {
    // From the end, so that what is left stays in one.
    let mut chunks = with_room(block.len().div_ceil(length).max(1))?;
    while block.len() > length {
        let start = (block.len() - 1) / length * length;
        chunks.try_push(block.split_off(start))?;
    }
    chunks.try_push(block)?;
    chunks.reverse();
    Ok(chunks)
}

/// The block in parts of these lengths, which add up to its own.
///
/// # Errors
/// There is too little memory.
///
/// # Panics
/// They do not.
pub fn parts<T, B: Block<T>>(mut block: B, lengths: &[usize]) -> Result<Vec<B>, NoMemory> {
    let mut parts = with_room(lengths.len().max(1))?;
    for length in lengths.iter().skip(1).rev() {
        let start = block.len() - length;
        parts.try_push(block.split_off(start))?;
    }
    parts.try_push(block)?;
    parts.reverse();
    Ok(parts)
}

/// Blocks that follow one another, as one; nothing if there is none.
///
/// # Panics
/// They do not follow one another.
pub fn joined<T, B: Block<T>>(blocks: impl IntoIterator<Item = B>) -> Option<B> {
    blocks.into_iter().reduce(|mut whole, next| {
        whole.join(next);
        whole
    })
}
