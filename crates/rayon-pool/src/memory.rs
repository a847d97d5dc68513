//! Memory for what grows with the input: asked for, and refused with an error.
//!
//! A `Vec` that cannot grow ends the process, with all that others do in it. So whatever has a size that callers decide on
//! is made and extended by what is here, and what there is no memory for is [`NoMemory`], which `?` carries to the end of
//! the job.
//!
//! ```
//! use rayon_pool::job::{Stop, block_on};
//! use rayon_pool::memory::{TryGrow, with_room};
//!
//! let evens = block_on(|job| async move {
//!     job.step(|| {
//!         let mut evens = with_room(10)?;
//!         for number in (0..100).step_by(2) {
//!             evens.try_push(number)?;
//!         }
//!         Ok(evens)
//!     })
//!     .await
//! });
//! assert_eq!(evens?.len(), 50);
//! # Ok::<(), Stop>(())
//! ```
//!
//! In this crate, the methods that would end the process are disallowed (see `clippy.toml`) wherever jobs do their work;
//! where a size has a small bound, whatever the input, an `expect` says so.
#![forbid(unsafe_code)]

use std::fmt;
use std::sync::OnceLock;

/// There is too little memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMemory {
    /// How many bytes were asked for at once.
    pub bytes: usize,
}

impl NoMemory {
    /// For so many of these at once.
    #[must_use]
    pub fn of<T>(items: usize) -> Self {
        Self { bytes: items.saturating_mul(size_of::<T>()) }
    }
}

impl fmt::Display for NoMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes } = self;
        // A fraction past 2^53: it is for people to read.
        #[allow(clippy::cast_precision_loss)]
        let bytes = *bytes as f64;
        match bytes {
            ..1e3 => write!(f, "{bytes} bytes"),
            ..1e6 => write!(f, "{:.1} KB", bytes / 1e3),
            ..1e9 => write!(f, "{:.1} MB", bytes / 1e6),
            _ => write!(f, "{:.1} GB", bytes / 1e9),
        }
    }
}

/// An empty vector with room for so many items.
///
/// # Errors
/// There is too little memory.
pub fn with_room<T>(items: usize) -> Result<Vec<T>, NoMemory> {
    let mut vec = Vec::new();
    vec.try_reserve_exact(items).map_err(|_| NoMemory::of::<T>(items))?;
    Ok(vec)
}

/// A vector of so many items that are all the same.
///
/// # Errors
/// There is too little memory.
pub fn filled<T: Clone>(item: T, items: usize) -> Result<Vec<T>, NoMemory> {
    let mut vec = with_room(items)?;
    vec.resize(items, item);
    Ok(vec)
}

/// All items.
///
/// # Errors
/// There is too little memory.
pub fn collected<T>(items: impl IntoIterator<Item = T>) -> Result<Vec<T>, NoMemory> {
    let items = items.into_iter();
    let mut vec = with_room(items.size_hint().0)?;
    vec.try_extend(items)?;
    Ok(vec)
}

/// All items, or the first error.
///
/// # Errors
/// There is too little memory.
pub fn all_or_error<T, E>(
    items: impl IntoIterator<Item = Result<T, E>>,
) -> Result<Result<Vec<T>, E>, NoMemory> {
    let items = items.into_iter();
    let mut vec = with_room(items.size_hint().0)?;
    for item in items {
        match item {
            Ok(item) => vec.try_push(item)?,
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(vec))
}

/// Growth that may fail. What is in the vector then stays as it was.
pub trait TryGrow<T> {
    /// Makes room for so many items more.
    ///
    /// # Errors
    /// There is too little memory.
    fn try_room(&mut self, items: usize) -> Result<(), NoMemory>;
    /// Adds an item.
    ///
    /// # Errors
    /// There is too little memory.
    fn try_push(&mut self, item: T) -> Result<(), NoMemory>;
    /// Adds items; as many as there is memory for, if that is too little.
    ///
    /// # Errors
    /// There is too little memory.
    fn try_extend(&mut self, items: impl IntoIterator<Item = T>) -> Result<(), NoMemory>;
    /// Adds copies of items.
    ///
    /// # Errors
    /// There is too little memory.
    fn try_append(&mut self, items: &[T]) -> Result<(), NoMemory>
    where
        T: Copy;
    /// Makes it as long as that, with copies of an item.
    ///
    /// # Errors
    /// There is too little memory.
    fn try_resize(&mut self, items: usize, item: T) -> Result<(), NoMemory>
    where
        T: Clone;
}

impl<T> TryGrow<T> for Vec<T> {
    #[inline]
    fn try_room(&mut self, items: usize) -> Result<(), NoMemory> {
        #[cold]
        fn reserve<T>(vec: &mut Vec<T>, items: usize) -> Result<(), NoMemory> {
            // As `Vec` grows: to twice as much, or as it has to.
            let all = vec.len().saturating_add(items);
            vec.try_reserve(items).map_err(|_| NoMemory::of::<T>(all))
        }
        if items > self.capacity() - self.len() { reserve(self, items) } else { Ok(()) }
    }

    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), NoMemory> {
        self.try_room(1)?;
        self.push(item);
        Ok(())
    }

    #[inline]
    fn try_extend(&mut self, items: impl IntoIterator<Item = T>) -> Result<(), NoMemory> {
        let items = items.into_iter();
        let (least, most) = items.size_hint();
        self.try_room(least)?;
        if most == Some(least) {
            self.extend(items);
            return Ok(());
        }
        for item in items {
            self.try_push(item)?;
        }
        Ok(())
    }

    #[inline]
    fn try_append(&mut self, items: &[T]) -> Result<(), NoMemory>
    where
        T: Copy,
    {
        self.try_room(items.len())?;
        self.extend_from_slice(items);
        Ok(())
    }

    #[inline]
    fn try_resize(&mut self, items: usize, item: T) -> Result<(), NoMemory>
    where
        T: Clone,
    {
        self.try_room(items.saturating_sub(self.len()))?;
        self.resize(items, item);
        Ok(())
    }
}

/// The items in no more memory than they take. Where there is more it is copied: giving some back may fail as well, and then
/// ends the process.
///
/// # Errors
/// There is too little memory.
pub fn exact<T: Copy>(items: Vec<T>) -> Result<Box<[T]>, NoMemory> {
    let items = if items.capacity() == items.len() { items } else { collected(items.iter().copied())? };
    #[allow(clippy::disallowed_methods, reason = "no more was asked for than there is")]
    Ok(items.into_boxed_slice())
}

/// Something that is made when it is first asked for, and kept. What there was no memory for is tried again.
pub struct Kept<T>(OnceLock<T>);

impl<T> Kept<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// What is kept.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// What is kept, or made now. Of several that are made at once all but one are dropped.
    ///
    /// # Errors
    /// There is too little memory.
    pub fn get_or_make(&self, make: impl FnOnce() -> Result<T, NoMemory>) -> Result<&T, NoMemory> {
        if let Some(kept) = self.0.get() {
            return Ok(kept);
        }
        let new = make()?;
        Ok(self.0.get_or_init(|| new))
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, NoMemory, TryGrow, all_or_error, collected, filled, with_room};

    const TOO_MANY: usize = isize::MAX as usize / 8;

    #[test]
    fn what_cannot_be_had_is_an_error() {
        let wanted = Err(NoMemory { bytes: 8 * TOO_MANY });
        assert_eq!(with_room::<u64>(TOO_MANY), wanted);
        assert_eq!(filled(0_u64, TOO_MANY), wanted);
        assert_eq!(collected(std::iter::repeat_n(0_u64, TOO_MANY)), wanted);
        assert_eq!(all_or_error::<u64, ()>(std::iter::repeat_n(Ok(0), 3)), Ok(Ok(vec![0; 3])));
        assert_eq!(with_room::<u64>(usize::MAX), Err(NoMemory { bytes: usize::MAX }));
        let mut vec = vec![7_u64];
        let one_more = Err(NoMemory { bytes: 8 * (TOO_MANY + 1) });
        assert_eq!(vec.try_room(TOO_MANY), one_more);
        assert_eq!(vec.try_extend(std::iter::repeat_n(0, TOO_MANY)), one_more);
        assert_eq!(vec.try_resize(TOO_MANY + 1, 0), one_more);
        assert_eq!(vec, [7], "it stays as it was");
    }

    #[test]
    fn vectors_grow_as_those_of_the_standard_library_do() {
        let mut vec = filled(1_u8, 2).expect("there is memory");
        vec.try_push(2).expect("there is memory");
        vec.try_extend((3..9).filter(|number| number % 2 == 0)).expect("there is memory");
        vec.try_extend(10..12).expect("there is memory");
        vec.try_append(&[20, 30]).expect("there is memory");
        vec.try_resize(12, 0).expect("there is memory");
        assert_eq!(vec, [1, 1, 2, 4, 6, 8, 10, 11, 20, 30, 0, 0]);
        vec.try_resize(3, 0).expect("there is memory");
        assert_eq!(vec, [1, 1, 2]);
        assert_eq!(all_or_error([Ok(1), Err("two"), Err("three")]), Ok(Err("two")));
    }

    #[test]
    fn what_is_kept_is_made_once_and_tried_again_when_it_failed() {
        let kept = Kept::new();
        assert_eq!(kept.get_or_make(|| Err(NoMemory { bytes: 1 })), Err(NoMemory { bytes: 1 }));
        assert_eq!(kept.get(), None);
        assert_eq!(kept.get_or_make(|| Ok(2)), Ok(&2));
        assert_eq!(kept.get_or_make(|| unreachable!("it is there")), Ok(&2));
    }

    #[test]
    fn says_how_much_was_wanted_as_people_do() {
        let told = [(999, "999 bytes"), (4096, "4.1 KB"), (148_123_456, "148.1 MB"), (3 << 30, "3.2 GB")];
        for (bytes, text) in told {
            assert_eq!(NoMemory { bytes }.to_string(), text);
        }
    }
}
