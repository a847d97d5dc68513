//! Integers: all exact.

use super::{Max, Min, Reduced, Reducible, Reduction, Sum};

macro_rules! integers {
    ($($integer:ty),*) => {
        $(
            impl Reducible for $integer {
                type Min = Min;
                type Max = Max;
                type Sum = Sum;
            }

            impl Reduction<$integer> for Min {
                type Partial = $integer;

                fn nothing() -> $integer {
                    <$integer>::MAX
                }

                fn of(chunk: &[$integer]) -> $integer {
                    chunk.iter().copied().fold(<$integer>::MAX, Ord::min)
                }

                fn merge(left: $integer, right: $integer) -> $integer {
                    left.min(right)
                }

                fn reduced(least: $integer) -> Reduced {
                    Reduced::Integer(least.into())
                }
            }

            impl Reduction<$integer> for Max {
                type Partial = $integer;

                fn nothing() -> $integer {
                    <$integer>::MIN
                }

                fn of(chunk: &[$integer]) -> $integer {
                    chunk.iter().copied().fold(<$integer>::MIN, Ord::max)
                }

                fn merge(left: $integer, right: $integer) -> $integer {
                    left.max(right)
                }

                fn reduced(greatest: $integer) -> Reduced {
                    Reduced::Integer(greatest.into())
                }
            }
        )*
    };
}
integers!(i8, u8, i16, u16, i32, u32, i64, u64);

macro_rules! small_sums {
    ($($integer:ty),*) => {
        $(impl Reduction<$integer> for Sum {
            type Partial = i128;

            fn nothing() -> i128 {
                0
            }

            /// A chunk of them does not fill 64 bits.
            fn of(chunk: &[$integer]) -> i128 {
                chunk.iter().map(|&number| i64::from(number)).sum::<i64>().into()
            }

            fn merge(left: i128, right: i128) -> i128 {
                left + right
            }

            fn reduced(sum: i128) -> Reduced {
                Reduced::Integer(sum)
            }
        })*
    };
}
small_sums!(i8, u8, i16, u16, i32, u32);

macro_rules! large_sums {
    ($($integer:ty),*) => {
        $(impl Reduction<$integer> for Sum {
            type Partial = i128;

            fn nothing() -> i128 {
                0
            }

            /// The two halves are added up on their own, which takes no carry.
            // That is how they are taken apart.
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)]
            fn of(chunk: &[$integer]) -> i128 {
                let (mut high, mut low) = (0_i64, 0_u64);
                for &number in chunk {
                    high += (number >> 32) as i64;
                    low += u64::from(number as u32);
                }
                (i128::from(high) << 32) + i128::from(low)
            }

            fn merge(left: i128, right: i128) -> i128 {
                left + right
            }

            fn reduced(sum: i128) -> Reduced {
                Reduced::Integer(sum)
            }
        })*
    };
}
large_sums!(i64, u64);
