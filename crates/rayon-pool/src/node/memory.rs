//! Typed arrays on their way in: memory of V8's that no JavaScript can reach any more.
//!
//! Memory that JavaScript can write is never read on another thread. So the facade (`facade/typed-arrays.ts`) copies
//! what it is given into a buffer of its own, or moves the buffer away from the caller, and passes on the only reference.
//! Here that becomes:
//!
//! - [`Moved`], the memory at rest, on the JS thread: it may be kept as long as one likes, by the call that starts a job or
//!   by an object that outlives many;
//! - [`Shared`], what a job reads: any number of them at once;
//! - [`Piece`], what a job writes: the only way to a part of the memory, which can be split further and be put together
//!   again, so that many threads work on it at once. The whole of it goes back to JavaScript as the array it was.
//!
//! The last two keep the environment, whose end frees the memory, from ending: a job has to drop them once it is
//! cancelled, and an object that waits for jobs must not have any.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, JsValue, Status, sys};

use super::arrays::KeptArray;
use super::environment::Environment;
use super::failure::Failure;
use super::glance::{Number, Seen};
use super::holds::Hold;
use super::pages::prefer_huge;
use super::value::Settled;
use crate::block::Block;
use crate::memory::NoMemory;

/// The memory under a typed array, on the JS thread. Once it and all that came of it are dropped, the memory is
/// freed.
pub(super) struct Moved(Arc<Memory>, PhantomData<*const u8>);

struct Memory {
    array: KeptArray,
    seen: Seen,
}

// SAFETY: the memory is reachable from here alone, and `Shared` and `Piece` see to it that it is either read by many or
// written by one.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Moved {
    /// Takes the memory under a typed array over.
    ///
    /// # Safety
    /// Nobody else has a reference to the array or to its buffer.
    pub(super) unsafe fn take(env: &Env, array: &Unknown<'_>) -> Result<Self> {
        let (seen, _) = Seen::of(env, array)?;
        let array = Environment::of(env)?.keep_array(array.raw())?;
        Ok(Self(Arc::new(Memory { array, seen }), PhantomData))
    }

    /// The memory under a typed array that is kept.
    ///
    /// # Safety
    /// As above.
    pub(super) unsafe fn kept(env: &Env, array: KeptArray) -> Result<Self> {
        let value = Environment::of(env)?.value_of(&array)?;
        // SAFETY: it is a value of this environment.
        let (seen, _) = Seen::of(env, &unsafe { Unknown::from_raw_unchecked(env.raw(), value) })?;
        Ok(Self(Arc::new(Memory { array, seen }), PhantomData))
    }

    /// Which typed array it is: one of [`sys::TypedarrayType`].
    pub(super) fn kind(&self) -> sys::napi_typedarray_type {
        self.0.seen.kind
    }

    /// Whether its numbers are of the type `N`.
    pub(super) fn is_of<N: Number>(&self) -> bool {
        self.0.seen.is_of::<N>()
    }

    /// How many bytes it is.
    pub(super) fn bytes(&self) -> usize {
        self.0.seen.bytes
    }

    /// What a job reads: the memory as numbers of type `N`. Fails if it does not hold whole, aligned ones.
    pub(super) fn share<N: Number>(&self) -> Result<Shared<N>> {
        let (start, length) = self.0.seen.numbers()?;
        Ok(Shared { start, length, memory: Arc::clone(&self.0), _hold: self.0.array.hold() })
    }

    /// What a job writes: the memory as numbers of type `N`. Fails while it is shared, and if it does not hold whole, aligned ones.
    pub(super) fn own<N: Number>(mut self) -> Result<Piece<N>> {
        let (start, length) = self.0.seen.numbers()?;
        if Arc::get_mut(&mut self.0).is_none() {
            return Err(Error::new(Status::InvalidArg, "memory that is shared cannot be written"));
        }
        let hold = self.0.array.hold();
        Ok(Piece {
            start,
            length,
            whole: Arc::new(Whole::Array { memory: self.0, _hold: hold }),
            _numbers: PhantomData,
        })
    }
}

/// Memory that a job reads.
pub(super) struct Shared<N> {
    start: NonNull<N>,
    length: usize,
    memory: Arc<Memory>,
    _hold: Hold,
}

// SAFETY: it gives out nothing but shared references to numbers.
unsafe impl<N: Number> Send for Shared<N> {}
// SAFETY: as above.
unsafe impl<N: Number> Sync for Shared<N> {}

impl<N: Number> Shared<N> {
    /// The memory at rest, on the JS thread of its environment.
    pub(super) fn rest(self, _env: Env) -> Moved {
        Moved(self.memory, PhantomData)
    }
}

impl<N: Number> Clone for Shared<N> {
    fn clone(&self) -> Self {
        let hold = self.memory.array.hold();
        Self { start: self.start, length: self.length, memory: Arc::clone(&self.memory), _hold: hold }
    }
}

impl<N: Number> Deref for Shared<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        // SAFETY: `Seen::numbers` has checked alignment and length. The memory lives: the array is referenced until
        // `memory` is dropped, and its environment does not end before `_hold` is. Nobody writes to it: JavaScript has
        // no reference, and there is no `Piece`, for `Moved::own` makes one only when nothing is shared, and for good.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

/// The only way to some of the memory of a job: of an array's, or of some that the job has made for itself.
pub struct Piece<N> {
    start: NonNull<N>,
    length: usize,
    whole: Arc<Whole>,
    _numbers: PhantomData<N>,
}

/// What all pieces of one memory keep alive.
enum Whole {
    Array { memory: Arc<Memory>, _hold: Hold },
    Own { _memory: OwnMemory },
}

// SAFETY: pieces do not overlap, so whoever has one is alone with its numbers.
unsafe impl<N: Number> Send for Piece<N> {}
// SAFETY: a shared piece gives out nothing but shared references to numbers.
unsafe impl<N: Number> Sync for Piece<N> {}

impl<N: Number> Piece<N> {
    /// The same memory as unsigned integers, with the bits of the numbers: as [`f64::to_bits`] gives them. It costs nothing.
    ///
    /// # Examples
    /// ```
    /// use napi::bindgen_prelude::Float64Array;
    /// use rayon_pool::block;
    /// use rayon_pool::node::{AnyNumbers, Piece, Promise, Result};
    ///
    /// /// Each double without its sign. (With `#[napi]`, as a function for JavaScript.)
    /// pub fn magnitudes(numbers: AnyNumbers) -> Result<Promise<Float64Array>> {
    ///     numbers.of::<f64>()?.run(|job, numbers| async move {
    ///         let bits = block::map(job, numbers.into_bits(), |bits| bits << 1 >> 1).await?;
    ///         Ok(Piece::<f64>::from_bits(bits))
    ///     })
    /// }
    /// ```
    #[must_use]
    pub fn into_bits(self) -> Piece<N::Bits> {
        // `Number` promises as much of both sides.
        self.cast()
    }

    /// The other way round: the memory as the numbers that have these bits. As a result it is the array again that it came in.
    #[must_use]
    pub fn from_bits(bits: Piece<N::Bits>) -> Self {
        bits.cast()
    }

    /// The same memory as numbers of a type that has the same bits.
    fn cast<M: Number<Bits = N::Bits>>(self) -> Piece<M> {
        let Self { start, length, whole, .. } = self;
        // They have the same size and alignment, and any pattern of bits is one of them: `Number` promises that.
        Piece { start: start.cast(), length, whole, _numbers: PhantomData }
    }

    /// The array that it came in, with the numbers as they are now, for JavaScript to have again. Fails if it is not all of the
    /// memory.
    pub(super) fn into_array(self, env: Env) -> Settled {
        let Whole::Array { memory, .. } = &*self.whole else {
            return Err(Failure::unmade("a result must be the array that came, got memory of no array"));
        };
        if self.length * size_of::<N>() != memory.seen.bytes {
            return Err(Failure::unmade("a result must be the array that came, got a part of it"));
        }
        if !memory.seen.is_of::<N>() {
            return Err(Failure::unmade("a result must be the array that came, got its bits"));
        }
        // This piece is all of the memory and ends here, so nothing native looks at it any more.
        Environment::of(&env).and_then(|it| it.give_back(&memory.array)).map_err(Failure::of_node)
    }
}

impl<N: Number> Block<N> for Piece<N> {
    fn of(length: usize) -> std::result::Result<Self, NoMemory> {
        let memory = Layout::array::<N>(length).ok().and_then(OwnMemory::zeroed);
        let memory = memory.ok_or(NoMemory::of::<N>(length))?;
        let start = memory.start.cast();
        Ok(Self { start, length, whole: Arc::new(Whole::Own { _memory: memory }), _numbers: PhantomData })
    }

    fn split_off(&mut self, middle: usize) -> Self {
        assert!(middle <= self.length, "a piece of {} has no place {middle}", self.length);
        // SAFETY: within the piece, or just behind it.
        let start = unsafe { self.start.add(middle) };
        let length = self.length - middle;
        self.length = middle;
        Self { start, length, whole: Arc::clone(&self.whole), _numbers: PhantomData }
    }

    fn join(&mut self, next: Self) {
        // SAFETY: just behind the piece, so within its memory or just behind that.
        let end = unsafe { self.start.add(self.length) };
        let follows = Arc::ptr_eq(&self.whole, &next.whole) && end == next.start;
        assert!(follows, "a piece can be joined with the one behind it only");
        self.length += next.length;
    }
}

impl<N: Number> Deref for Piece<N> {
    type Target = [N];

    fn deref(&self) -> &[N] {
        // SAFETY: as in `deref_mut`.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl<N: Number> DerefMut for Piece<N> {
    fn deref_mut(&mut self) -> &mut [N] {
        // SAFETY: `Seen::numbers` or `OwnMemory` has seen to alignment and length, and pieces are cut from that without
        // overlap. The memory lives as long as `whole`. Nobody else reads or writes here: JavaScript has no reference,
        // and `Moved`, which could share the memory, is gone.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

/// Memory of a job's own. What it holds at first is zero, and costs nothing until it is touched.
struct OwnMemory {
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: it is freed once, by whoever drops it last, and reached through the pieces alone.
unsafe impl Send for OwnMemory {}
// SAFETY: as above.
unsafe impl Sync for OwnMemory {}

impl OwnMemory {
    fn zeroed(layout: Layout) -> Option<Self> {
        if layout.size() == 0 {
            return Some(Self { start: NonNull::<u64>::dangling().cast(), layout });
        }
        // SAFETY: the size is not zero.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        prefer_huge(start, layout.size());
        Some(Self { start, layout })
    }
}

impl Drop for OwnMemory {
    fn drop(&mut self) {
        if self.layout.size() > 0 {
            // SAFETY: it was allocated with this layout.
            unsafe { dealloc(self.start.as_ptr(), self.layout) };
        }
    }
}
