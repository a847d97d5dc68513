//! What stands under a typed array; and arrays that are only looked at, within a call.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::{ptr, slice};

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, JsValue, Status, check_status, sys};

/// A number of which JavaScript has typed arrays.
///
/// # Safety
/// It has no padding and no invalid bit patterns, and its alignment is its size, which is that of its bits.
pub unsafe trait Number: Copy + Send + Sync + 'static {
    /// Such an array, as it stands in signatures.
    type Array;
    /// The unsigned integer of the same size.
    type Bits: Number<Bits = Self::Bits>;
    /// Which typed array that is: one of [`sys::TypedarrayType`].
    const KIND: sys::napi_typedarray_type;
}

macro_rules! numbers {
    ($($number:ty, $bits:ty, $array:ident, $kind:ident;)*) => {
        // SAFETY: the primitive numbers are all of that.
        $(unsafe impl Number for $number {
            type Array = napi::bindgen_prelude::$array;
            type Bits = $bits;
            const KIND: sys::napi_typedarray_type = sys::TypedarrayType::$kind;
        })*
    };
}
numbers! {
    i8, u8, Int8Array, int8_array;
    u8, u8, Uint8Array, uint8_array;
    i16, u16, Int16Array, int16_array;
    u16, u16, Uint16Array, uint16_array;
    i32, u32, Int32Array, int32_array;
    u32, u32, Uint32Array, uint32_array;
    f32, u32, Float32Array, float32_array;
    f64, u64, Float64Array, float64_array;
    i64, u64, BigInt64Array, bigint64_array;
    u64, u64, BigUint64Array, biguint64_array;
}

/// What stands under a typed array, and of which kind it is.
pub(super) struct Seen {
    start: NonNull<u8>,
    pub(super) bytes: usize,
    pub(super) kind: sys::napi_typedarray_type,
}

impl Seen {
    /// And the buffer that it is a part of.
    pub(super) fn of(env: &Env, array: &Unknown<'_>) -> Result<(Self, sys::napi_value)> {
        let (mut kind, mut length, mut offset) = (0, 0, 0);
        let (mut data, mut buffer) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: all pointers are valid for the call.
        unsafe {
            check_status!(sys::napi_get_typedarray_info(
                env.raw(),
                array.raw(),
                &raw mut kind,
                &raw mut length,
                &raw mut data,
                &raw mut buffer,
                &raw mut offset,
            ))?;
        }
        let bytes = length * size_of_kind(kind)?;
        // An array without elements may have no memory at all.
        let start = NonNull::new(data.cast()).unwrap_or_else(|| NonNull::<u64>::dangling().cast());
        Ok((Self { start, bytes, kind }, buffer))
    }

    /// Whether its numbers are of the type `N`. A `Uint8ClampedArray` has some of `u8`, too.
    pub(super) fn is_of<N: Number>(&self) -> bool {
        let is_clamped = self.kind == sys::TypedarrayType::uint8_clamped_array;
        self.kind == N::KIND || is_clamped && N::KIND == sys::TypedarrayType::uint8_array
    }

    pub(super) fn numbers<N: Number>(&self) -> Result<(NonNull<N>, usize)> {
        let start = self.start.cast::<N>();
        if start.is_aligned() && self.bytes.is_multiple_of(size_of::<N>()) {
            Ok((start, self.bytes / size_of::<N>()))
        } else {
            Err(Error::new(Status::InvalidArg, "the memory does not hold whole, aligned numbers"))
        }
    }
}

/// A typed array that JavaScript keeps, for the time of a call from there.
pub(super) struct Glance<'a>(Seen, PhantomData<&'a ()>);

impl<'a> Glance<'a> {
    /// At an array over memory that no other thread can have; one over memory that others may write to is refused.
    ///
    /// # Safety
    /// Until it is dropped no JavaScript runs, and there is no other glance at the same memory.
    pub(super) unsafe fn at(env: &'a Env, array: &Unknown<'a>) -> Result<Self> {
        let (seen, buffer) = Seen::of(env, array)?;
        let mut is_own = false;
        // SAFETY: the pointer is valid for the call. A `SharedArrayBuffer` is no `ArrayBuffer`.
        unsafe { check_status!(sys::napi_is_arraybuffer(env.raw(), buffer, &raw mut is_own))? };
        if is_own {
            Ok(Self(seen, PhantomData))
        } else {
            Err(Error::new(Status::InvalidArg, "other threads may write to this array"))
        }
    }

    /// The numbers in it. Fails if it does not hold whole, aligned ones of that type.
    pub(super) fn numbers<N: Number>(&self) -> Result<&[N]> {
        let (start, length) = self.0.numbers()?;
        // SAFETY: alignment and length have been checked; and the memory stays what and where it is, as `at` was promised.
        Ok(unsafe { slice::from_raw_parts(start.as_ptr(), length) })
    }

    /// The same, to be written.
    pub(super) fn numbers_mut<N: Number>(&mut self) -> Result<&mut [N]> {
        let (start, length) = self.0.numbers()?;
        // SAFETY: as above; and whoever has this alone has the only way there for now.
        Ok(unsafe { slice::from_raw_parts_mut(start.as_ptr(), length) })
    }
}

fn size_of_kind(kind: sys::napi_typedarray_type) -> Result<usize> {
    use sys::TypedarrayType as Kind;
    match kind {
        Kind::int8_array | Kind::uint8_array | Kind::uint8_clamped_array => Ok(1),
        Kind::int16_array | Kind::uint16_array => Ok(2),
        Kind::int32_array | Kind::uint32_array | Kind::float32_array => Ok(4),
        Kind::float64_array | Kind::bigint64_array | Kind::biguint64_array => Ok(8),
        _ => Err(Error::new(Status::InvalidArg, "an unknown kind of typed array")),
    }
}
