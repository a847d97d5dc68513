//! Exact sums of doubles, so simple that they are unlikely to be wrong.

use std::cmp::Ordering;

/// A natural number, its lowest 64 bits first. It counts in 2^-1074, the least double: so every double is one.
#[derive(Clone, PartialEq, Eq)]
struct Natural([u64; 36]);

impl Natural {
    const ZERO: Self = Self([0; 36]);

    /// What the bits of a positive double stand for. Those after the greatest stand for 2^1024.
    fn of(bits: u64) -> Self {
        let (exponent, fraction) = ((bits >> 52) as usize, bits & ((1 << 52) - 1));
        let (integer, place) = if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
        let shifted = u128::from(integer) << (place % 64);
        let mut words = [0; 36];
        words[place / 64] = u64::try_from(shifted & u128::from(u64::MAX)).expect("64 bits");
        words[place / 64 + 1] = u64::try_from(shifted >> 64).expect("64 bits");
        Self(words)
    }

    fn plus(mut self, other: &Self) -> Self {
        let mut carries = false;
        for (word, &other) in self.0.iter_mut().zip(&other.0) {
            (*word, carries) = word.carrying_add(other, carries);
        }
        assert!(!carries, "there is room");
        self
    }

    fn minus(mut self, other: &Self) -> Self {
        let mut borrows = false;
        for (word, &other) in self.0.iter_mut().zip(&other.0) {
            (*word, borrows) = word.borrowing_sub(other, borrows);
        }
        assert!(!borrows, "it is no greater");
        self
    }

    fn compared(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }

    /// The bits of the double nearest to it.
    fn rounded(&self) -> u64 {
        // The greatest double that is no greater, by halving.
        let (mut lower, mut upper) = (0, f64::INFINITY.to_bits());
        while upper - lower > 1 {
            let middle = u64::midpoint(lower, upper);
            if Self::of(middle).compared(self).is_le() {
                lower = middle;
            } else {
                upper = middle;
            }
        }
        let twice = self.clone().plus(self);
        match twice.compared(&Self::of(lower).plus(&Self::of(upper))) {
            Ordering::Less => lower,
            Ordering::Equal => lower + lower % 2,
            Ordering::Greater => upper,
        }
    }
}

/// The bits of the sum as `Math.sumPrecise` has it; but of nothing it is 0.
pub(crate) fn exact_sum(numbers: impl IntoIterator<Item = f64>) -> u64 {
    let numbers: Vec<_> = numbers.into_iter().collect();
    let has = |number: f64| numbers.contains(&number);
    if numbers.iter().any(|number| number.is_nan()) || has(f64::INFINITY) && has(f64::NEG_INFINITY) {
        return f64::NAN.to_bits();
    }
    for infinity in [f64::INFINITY, f64::NEG_INFINITY] {
        if has(infinity) {
            return infinity.to_bits();
        }
    }
    let minus_zero = f64::to_bits(-0.0);
    if !numbers.is_empty() && numbers.iter().all(|number| number.to_bits() == minus_zero) {
        return minus_zero;
    }
    let (mut gains, mut losses) = (Natural::ZERO, Natural::ZERO);
    for number in numbers {
        let side = if number < 0.0 { &mut losses } else { &mut gains };
        *side = side.clone().plus(&Natural::of(number.abs().to_bits()));
    }
    match gains.compared(&losses) {
        Ordering::Less => losses.minus(&gains).rounded() | 1 << 63,
        _ => gains.minus(&losses).rounded(),
    }
}
