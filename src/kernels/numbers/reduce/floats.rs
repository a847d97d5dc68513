//! Floating-point numbers, in lanes that do not wait for one another.
//!
//! A sum carries along what each addition rounded away (Knuth's two-sum), and adds it at the end: about twice the
//! precision of a plain loop, at the speed of memory all the same.

use super::{Max, Min, Reduced, Reducible, Reduction, Sum, WideSum};

/// Enough for two additions at once of what a processor adds in one go.
const LANES: usize = 16;

/// What terms are scaled by when their sum overflows on the way: less than that many there never are.
const SCALE: f64 = 1.0 / SCALED_BACK;
const SCALED_BACK: f64 = f64::from_bits((1023 + 100) << 52); // 2^100

macro_rules! extremes {
    ($($float:ty, $reduction:ty, $start:expr, $is_before:tt, $zero:expr);*) => {
        $(impl Reduction<$float> for $reduction {
            type Partial = $float;

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

            fn total(partials: Vec<$float>) -> Reduced {
                Reduced::Float(Self::of(&partials).into())
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

/// A sum, and what was rounded away from it.
#[derive(Clone, Copy)]
pub struct Precise {
    sum: f64,
    lost: f64,
}

impl Precise {
    const ZERO: Self = Self { sum: 0.0, lost: 0.0 };

    #[inline]
    fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        let added = sum - self.sum;
        self.lost += (self.sum - (sum - added)) + (term - added);
        self.sum = sum;
    }

    fn and(mut self, other: Self) -> Self {
        self.add(other.sum);
        self.lost += other.lost;
        self
    }

    fn rounded(self) -> f64 {
        // What an infinite sum has lost is nothing to add.
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

fn sum_of<F: Copy + Into<f64>>(chunk: &[F], scale: f64) -> Precise {
    let (mut sums, mut losts) = ([0.0; LANES], [0.0; LANES]);
    let (blocks, rest) = chunk.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            let mut precise = Precise { sum: sums[lane], lost: losts[lane] };
            precise.add(block[lane].into() * scale);
            (sums[lane], losts[lane]) = (precise.sum, precise.lost);
        }
    }
    let lanes = std::iter::zip(sums, losts).map(|(sum, lost)| Precise { sum, lost });
    let mut total = lanes.fold(Precise::ZERO, Precise::and);
    for &number in rest {
        total.add(number.into() * scale);
    }
    total
}

macro_rules! sums {
    ($($float:ty),*) => {
        $(
            impl Reducible for $float {
                type Min = Min;
                type Max = Max;
                type Sum = Sum;
                type WideSum = WideSum;
            }

            impl Reduction<$float> for Sum {
                type Partial = Precise;

                fn of(chunk: &[$float]) -> Precise {
                    sum_of(chunk, 1.0)
                }

                fn total(partials: Vec<Precise>) -> Reduced {
                    Reduced::Float(partials.into_iter().fold(Precise::ZERO, Precise::and).rounded())
                }
            }

            impl Reduction<$float> for WideSum {
                type Partial = Precise;

                fn of(chunk: &[$float]) -> Precise {
                    sum_of(chunk, SCALE)
                }

                fn total(partials: Vec<Precise>) -> Reduced {
                    let sum = partials.into_iter().fold(Precise::ZERO, Precise::and).rounded();
                    Reduced::Float(sum * SCALED_BACK)
                }
            }
        )*
    };
}
sums!(f32, f64);
