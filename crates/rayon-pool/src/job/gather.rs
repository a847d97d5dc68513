//! What becomes of the results of a region's chunks.

use super::panic::drop_each;
use crate::memory::{NoMemory, TryGrow, with_room};

/// Takes results in any order.
pub(super) trait Gather: Send + 'static {
    type In: Send;
    type Out;

    /// The result of the item that was claimed as number `number`.
    fn put(&mut self, number: usize, result: Self::In) -> Result<(), NoMemory>;
    /// Everything that was put.
    fn take(&mut self) -> Result<Self::Out, NoMemory>;
}

/// All results, in the order of their items.
pub(super) struct InOrder<T>(Vec<Option<T>>);

impl<T> InOrder<T> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }
}

impl<T: Send + 'static> Gather for InOrder<T> {
    type In = T;
    type Out = Vec<T>;

    fn put(&mut self, number: usize, result: T) -> Result<(), NoMemory> {
        while self.0.len() <= number {
            self.0.try_push(None)?;
        }
        self.0[number] = Some(result);
        Ok(())
    }

    fn take(&mut self) -> Result<Vec<T>, NoMemory> {
        let mut results = with_room(self.0.len())?;
        results.try_extend(self.0.drain(..).flatten())?;
        Ok(results)
    }
}

impl<T> Drop for InOrder<T> {
    fn drop(&mut self) {
        drop_each(self.0.drain(..));
    }
}

/// One value that every result is merged into as it comes.
pub(super) struct Merged<T, M> {
    value: Option<T>,
    merge: M,
}

impl<T, M> Merged<T, M> {
    pub(super) fn new(identity: T, merge: M) -> Self {
        Self { value: Some(identity), merge }
    }
}

impl<T, M> Gather for Merged<T, M>
where
    T: Send + 'static,
    M: Fn(T, T) -> T + Send + 'static,
{
    type In = T;
    type Out = Option<T>;

    fn put(&mut self, _: usize, result: T) -> Result<(), NoMemory> {
        self.value = self.value.take().map(|value| (self.merge)(value, result));
        Ok(())
    }

    fn take(&mut self) -> Result<Option<T>, NoMemory> {
        Ok(self.value.take())
    }
}
