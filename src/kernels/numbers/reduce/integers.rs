//! Integers: all exact.

use super::{Max, Min, Reduced, Reducible, Reduction, Sum};

macro_rules! integers {
    ($($integer:ty),*) => {
        $(
            impl Reducible for $integer {
                type Min = Min;
                type Max = Max;
                type Sum = Sum;
                type WideSum = Sum;
            }

            impl Reduction<$integer> for Min {
                type Partial = $integer;

                fn of(chunk: &[$integer]) -> $integer {
                    chunk.iter().fold(<$integer>::MAX, |least, &number| least.min(number))
                }

                fn total(partials: Vec<$integer>) -> Reduced {
                    Reduced::Integer(Self::of(&partials).into())
                }
            }

            impl Reduction<$integer> for Max {
                type Partial = $integer;

                fn of(chunk: &[$integer]) -> $integer {
                    chunk.iter().fold(<$integer>::MIN, |greatest, &number| greatest.max(number))
                }

                fn total(partials: Vec<$integer>) -> Reduced {
                    Reduced::Integer(Self::of(&partials).into())
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

            /// A chunk of them does not fill 64 bits.
            fn of(chunk: &[$integer]) -> i128 {
                chunk.iter().map(|&number| i64::from(number)).sum::<i64>().into()
            }

            fn total(partials: Vec<i128>) -> Reduced {
                Reduced::Integer(partials.into_iter().sum())
            }
        })*
    };
}
small_sums!(i8, u8, i16, u16, i32, u32);

macro_rules! large_sums {
    ($($integer:ty),*) => {
        $(impl Reduction<$integer> for Sum {
            type Partial = i128;

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

            fn total(partials: Vec<i128>) -> Reduced {
                Reduced::Integer(partials.into_iter().sum())
            }
        })*
    };
}
large_sums!(i64, u64);
