//! Memory that threads move keys through, one piece each.
//!
//! It is the same from turn to turn, and so in a thread's cache: with memory that is not, spreading a leaf's keys would take
//! half as long again. It is kept for as long as the sort takes, and from one level to the next.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::spread::Tag;
use rayon_pool::memory::{NoMemory, TryGrow, filled};

/// What a sort needs of it.
#[derive(Default)]
pub(super) struct Scratch<K> {
    pub(super) keys: Pieces<K>,
    pub(super) tags: Pieces<Tag>,
}

/// As many as threads have ever been at work at once. Each starts with defaults, and has what the last thread left in it then;
/// one that is too short is replaced.
pub(super) struct Pieces<T>(Mutex<Vec<Vec<T>>>);

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Copy + Default> Pieces<T> {
    /// Does work with a piece of this length.
    pub(super) fn with<R>(&self, length: usize, work: impl FnOnce(&mut [T]) -> R) -> Result<R, NoMemory> {
        let mut piece = self.unused().pop().unwrap_or_default();
        if piece.len() < length {
            drop(piece);
            // Those that follow may be somewhat longer.
            piece = filled(T::default(), length + length / 8)?;
        }
        let result = work(&mut piece[..length]);
        self.unused().try_push(piece)?;
        Ok(result)
    }

    /// All that no thread is at work with.
    pub(super) fn taken(&self) -> Vec<Vec<T>> {
        std::mem::take(&mut self.unused())
    }

    fn unused(&self) -> MutexGuard<'_, Vec<Vec<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
