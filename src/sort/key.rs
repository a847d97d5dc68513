//! Numbers as keys: unsigned integers in the order that the numbers have.

use super::wide::{self, Parting, Sorts};

/// An unsigned integer that numbers of its size are sorted as.
pub trait Key: Copy + Ord + Default + Send + Sync + 'static {
    /// Its size.
    const BITS: u32;
    /// The greatest.
    const MAX: Self;

    /// How many bits its value takes.
    #[must_use]
    fn bits(self) -> u32;
    /// How far it is above `low`, in steps of two to the power of `shift`. Those have to be few enough.
    #[must_use]
    fn steps_above(self, low: Self, shift: u32) -> usize;
    /// The key that is so many steps of two to the power of `shift` above. There has to be one.
    #[must_use]
    fn raised(self, steps: usize, shift: u32) -> Self;
    /// The key that so many are below. There have to be as many.
    #[must_use]
    fn at(below: usize) -> Self;
    /// The distance to a key that is not greater.
    #[must_use]
    fn above(self, low: Self) -> Self;
    /// The key below, if there is one.
    #[must_use]
    fn before(self) -> Option<Self>;
    /// How so many are sorted where this processor has wide instructions for keys of this size.
    #[must_use]
    fn sorts_wide(keys: usize) -> Option<&'static Sorts<Self>>;
    /// How they are parted around many pivots then.
    #[must_use]
    fn parting_wide() -> Option<&'static Parting<Self>>;
}

/// How the bits of a number become a key, and a key the number again.
pub trait Order<K>: Send + Sync + 'static {
    /// The key of a number with these bits.
    #[must_use]
    fn key(bits: K) -> K;
    /// The bits of the number with this key.
    #[must_use]
    fn bits(key: K) -> K;
}

/// The order of unsigned integers.
pub struct Unsigned;
/// The order of integers in two's complement.
pub struct Signed;
/// The order of `TypedArray.prototype.sort` for IEEE 754 numbers: -0 before 0, and NaN behind everything, whatever its
/// sign. NaNs of different bits stay what they are.
pub struct Float;

impl<K: Key> Order<K> for Unsigned {
    #[inline]
    fn key(bits: K) -> K {
        bits
    }

    #[inline]
    fn bits(key: K) -> K {
        key
    }
}

macro_rules! keys {
    ($($key:ty: $sorts_wide:expr, $parting_wide:expr);*) => {
        $(
            impl Key for $key {
                const BITS: u32 = <$key>::BITS;
                const MAX: Self = <$key>::MAX;

                #[inline]
                fn bits(self) -> u32 {
                    <$key>::BITS - self.leading_zeros()
                }

                // Cut off only where the caller asks for more steps than it can count.
                #[allow(clippy::cast_possible_truncation)]
                #[inline]
                fn steps_above(self, low: Self, shift: u32) -> usize {
                    (self.wrapping_sub(low) >> shift) as usize
                }

                // The caller has to know that there is one.
                #[allow(clippy::cast_possible_truncation)]
                #[inline]
                fn raised(self, steps: usize, shift: u32) -> Self {
                    self.wrapping_add((steps as Self).wrapping_shl(shift))
                }

                // The caller has to know that it is one.
                #[allow(clippy::cast_possible_truncation)]
                #[inline]
                fn at(below: usize) -> Self {
                    below as Self
                }

                #[inline]
                fn above(self, low: Self) -> Self {
                    self.wrapping_sub(low)
                }

                #[inline]
                fn before(self) -> Option<Self> {
                    self.checked_sub(1)
                }

                fn sorts_wide(keys: usize) -> Option<&'static Sorts<Self>> {
                    ($sorts_wide)(keys)
                }

                fn parting_wide() -> Option<&'static Parting<Self>> {
                    ($parting_wide)()
                }
            }

            impl Order<$key> for Signed {
                #[inline]
                fn key(bits: $key) -> $key {
                    bits ^ (1 << (<$key>::BITS - 1))
                }

                #[inline]
                fn bits(key: $key) -> $key {
                    key ^ (1 << (<$key>::BITS - 1))
                }
            }
        )*
    };
}
// Two digits are sorted by faster: see `wide`.
keys!(
    u8: |_| None, || None;
    u16: |_| None, || None;
    u32: wide::sorts_u32, wide::parting_u32;
    u64: wide::sorts_u64, wide::parting_u64
);

macro_rules! floats {
    ($($key:ty, $float:ty);*) => {
        $(impl Order<$key> for Float {
            /// Negative numbers are flipped, the others put above them: the total order of IEEE 754, which starts with
            /// the negative NaNs. Then it is turned until those are at the end.
            #[inline]
            fn key(bits: $key) -> $key {
                let negative = (bits.cast_signed() >> (<$key>::BITS - 1)).cast_unsigned();
                let total = bits ^ (negative | 1 << (<$key>::BITS - 1));
                total.wrapping_sub(!<$float>::NEG_INFINITY.to_bits())
            }

            #[inline]
            fn bits(key: $key) -> $key {
                let total = key.wrapping_add(!<$float>::NEG_INFINITY.to_bits());
                let positive = (total.cast_signed() >> (<$key>::BITS - 1)).cast_unsigned();
                total ^ (!positive | 1 << (<$key>::BITS - 1))
            }
        })*
    };
}
floats!(u32, f32; u64, f64);

#[cfg(test)]
mod tests {
    use super::{Float, Order, Signed};

    #[test]
    fn floats_are_in_the_order_of_typed_arrays() {
        let quiet = f64::NAN.to_bits();
        let sorted = [
            f64::NEG_INFINITY.to_bits(),
            f64::MIN.to_bits(),
            (-1.0_f64).to_bits(),
            (-f64::MIN_POSITIVE).to_bits(),
            (-5e-324_f64).to_bits(),
            (-0.0_f64).to_bits(),
            0.0_f64.to_bits(),
            5e-324_f64.to_bits(),
            f64::MIN_POSITIVE.to_bits(),
            1.0_f64.to_bits(),
            f64::MAX.to_bits(),
            f64::INFINITY.to_bits(),
            quiet,
            u64::MAX >> 1,
            f64::NEG_INFINITY.to_bits() + 1,
        ];
        assert!(sorted.is_sorted_by_key(|&bits| <Float as Order<u64>>::key(bits)));
        assert_eq!(<Float as Order<u64>>::key(sorted[0]), 0, "nothing is below it");
        for bits in sorted {
            assert_eq!(<Float as Order<u64>>::bits(<Float as Order<u64>>::key(bits)), bits);
        }
    }

    #[test]
    fn every_key_stands_for_one_number() {
        for number in i8::MIN..=i8::MAX {
            let key = <Signed as Order<u8>>::key(number.cast_unsigned());
            assert_eq!(i16::from(key), i16::from(number) + 128);
            assert_eq!(<Signed as Order<u8>>::bits(key), number.cast_unsigned());
        }
    }
}
