//! Memory of numbers that is cut and put together without a copy: what the binding does with that of typed arrays.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use bytemuck::{Pod, cast_slice, cast_slice_mut};
use bytes::{Buf, BytesMut};
use rayon_pool::block::Block;
use rayon_pool::memory::NoMemory;

/// Starts at an address that is aligned for `N`, however the allocator aligns bytes; where it is empty, at any address.
pub(crate) struct Memory<N>(BytesMut, PhantomData<N>);

impl<N: Pod> Memory<N> {
    pub(crate) fn holding(numbers: &[N]) -> Self {
        let mut memory = Self::zeroed(numbers.len());
        memory.copy_from_slice(numbers);
        memory
    }

    fn zeroed(length: usize) -> Self {
        let size = length * size_of::<N>();
        let mut bytes = BytesMut::zeroed(size + align_of::<N>());
        bytes.advance(bytes.as_ptr().align_offset(align_of::<N>()));
        bytes.truncate(size);
        Self(bytes, PhantomData)
    }
}

impl<N: Pod> Deref for Memory<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        if self.0.is_empty() { &[] } else { cast_slice(&self.0) }
    }
}

impl<N: Pod> DerefMut for Memory<N> {
    fn deref_mut(&mut self) -> &mut [N] {
        if self.0.is_empty() { &mut [] } else { cast_slice_mut(&mut self.0) }
    }
}

impl<N: Pod + Send + Sync> Block<N> for Memory<N> {
    fn of(length: usize) -> Result<Self, NoMemory> {
        Ok(Self::zeroed(length))
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

#[test]
fn is_aligned_wherever_it_is_cut() {
    for length in [0, 1, 2, 7] {
        for middle in 0..=length {
            let numbers: Vec<u64> = (0..length as u64).collect();
            let mut memory = Memory::holding(&numbers);
            let tail = memory.split_off(middle);
            assert_eq!((&*memory, &*tail), numbers.split_at(middle));
            memory.join(tail);
            assert_eq!(*memory, numbers);
        }
    }
}
