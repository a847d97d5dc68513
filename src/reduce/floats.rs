//! The smallest and the largest of floating-point numbers, in lanes that do not wait for one another.

use super::{Max, Min, Reduced, Reducible, Reduction, Sum};

/// Enough for two additions at once of what a processor adds in one go.
const LANES: usize = 16;

macro_rules! extremes {
    ($($float:ty, $reduction:ty, $start:expr, $is_before:tt, $zero:expr);*) => {
        $(impl Reduction<$float> for $reduction {
            type Partial = $float;

            fn nothing() -> $float {
                $start
            }

            fn of(chunk: &[$float]) -> $float {
                // A comparison with NaN is false, so it is looked for on the way.
                let (mut extremes, mut nans) = ([$start; LANES], [0_u32; LANES]);
                let (blocks, rest) = chunk.as_chunks::<LANES>();
                for block in blocks {
                    for (lane, &number) in block.iter().enumerate() {
                        extremes[lane] = if number $is_before extremes[lane] { number } else { extremes[lane] };
                        nans[lane] |= u32::from(number.is_nan());
                    }
                }
                if nans.contains(&1) || rest.iter().any(|number| number.is_nan()) {
                    return <$float>::NAN;
                }
                let extreme = extremes.into_iter().chain(rest.iter().copied()).fold($start, |extreme, number| {
                    if number $is_before extreme { number } else { extreme }
                });
                // The zeros compare as equal: which of them it is has to be looked for.
                let is_zero = |number: &$float| number.to_bits() == <$float>::to_bits($zero);
                if extreme == 0.0 && chunk.iter().any(is_zero) { $zero } else { extreme }
            }

            fn merge(left: $float, right: $float) -> $float {
                Self::of(&[left, right])
            }

            fn reduced(extreme: $float) -> Reduced {
                Reduced::Float(extreme.into())
            }
        })*
    };
}
extremes!(
    f32, Min, f32::INFINITY, <, -0.0;
    f64, Min, f64::INFINITY, <, -0.0;
    f32, Max, f32::NEG_INFINITY, >, 0.0;
    f64, Max, f64::NEG_INFINITY, >, 0.0
);

macro_rules! reducible {
    ($($float:ty),*) => {
        $(impl Reducible for $float {
            type Min = Min;
            type Max = Max;
            type Sum = Sum;
        })*
    };
}
reducible!(f32, f64);
