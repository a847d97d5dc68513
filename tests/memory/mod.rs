//! Memory of numbers that is cut and put together without a copy: what the binding does with that of typed arrays.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use bytemuck::{Pod, cast_slice, cast_slice_mut};
use bytes::BytesMut;
use rayon_pool::kernels::numbers::Block;
use rayon_pool::memory::NoMemory;

pub(crate) struct Memory<N>(BytesMut, PhantomData<N>);

impl<N: Pod> Memory<N> {
    pub(crate) fn holding(numbers: &[N]) -> Self {
        Self(BytesMut::from(cast_slice(numbers)), PhantomData)
    }
}

impl<N: Pod> Deref for Memory<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        cast_slice(&self.0)
    }
}

impl<N: Pod> DerefMut for Memory<N> {
    fn deref_mut(&mut self) -> &mut [N] {
        cast_slice_mut(&mut self.0)
    }
}

impl<N: Pod + Send + Sync> Block<N> for Memory<N> {
    fn of(length: usize) -> Result<Self, NoMemory> {
        Ok(Self(BytesMut::zeroed(length * size_of::<N>()), PhantomData))
    }

    fn split_off(&mut self, middle: usize) -> Self {
        Self(self.0.split_off(middle * size_of::<N>()), PhantomData)
    }

    fn join(&mut self, next: Self) {
        // Otherwise `unsplit` would copy.
        let follows = self.is_empty() || next.is_empty() || self.0.as_ptr_range().end == next.0.as_ptr();
        assert!(follows, "memory can be joined with what is behind it only");
        self.0.unsplit(next.0);
    }
}
