//! Sums of floating-point numbers against schoolbook arithmetic: the exact sum as an integer, and the double nearest to it
//! looked for among all doubles.

mod exact;
#[path = "../crates/rayon-pool/tests/run/mod.rs"]
mod run;

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rayon_pool::job::Stop;
use rayon_pool_addon::reduce::{Operation, Reduced, Reducible, reduce, reduce_inline};

use exact::exact_sum;
use run::{end, pool, run};

/// The bits of the sum, the same of a job and on the thread that asks.
fn sum<N: Reducible>(threads: usize, numbers: &[N]) -> u64 {
    let shared: Arc<[N]> = numbers.into();
    let (job, ended) = run(&pool(threads), |job| reduce(job, shared, Operation::Sum));
    let sum = bits(end(&ended).expect("nothing stops it"));
    assert_eq!(job.progress(), (numbers.len() as u64, numbers.len() as u64), "progress ends at the total");
    assert_eq!(sum, bits(reduce_inline(numbers, Operation::Sum)), "the same on the thread that asks");
    sum
}

/// Those of one NaN for all.
fn bits(reduced: Reduced) -> u64 {
    match reduced {
        Reduced::Float(number) if number.is_nan() => f64::NAN.to_bits(),
        Reduced::Float(number) => number.to_bits(),
        Reduced::Integer(_) => unreachable!("sums of floating-point numbers are such"),
    }
}

/// Doubles that something may be wrong with.
fn difficult() -> impl Strategy<Value = f64> {
    const LIMITS: [f64; 7] = [
        0.0,
        f64::MIN_POSITIVE,
        f64::from_bits(1),
        f64::from_bits((1 << 52) - 1),
        1.0,
        f64::EPSILON,
        f64::MAX,
    ];
    let power = (0_u64..0x7ff).prop_map(|exponent| f64::from_bits(exponent << 52));
    let near = (power, -1_i64..=1)
        .prop_map(|(power, ulps)| f64::from_bits(power.to_bits().saturating_add_signed(ulps)));
    let magnitude = prop_oneof![select(&LIMITS[..]), near];
    (magnitude, any::<bool>())
        .prop_map(|(magnitude, is_negative)| if is_negative { -magnitude } else { magnitude })
}

/// Doubles whose exponents are so close together, or so far apart, that each way of summing has its turn.
fn spread() -> impl Strategy<Value = Vec<f64>> {
    let widths = select(vec![1_u64, 20, 29, 60, 110, 120, 500, 2046]);
    (widths, any::<u64>(), 0_usize..5000).prop_flat_map(|(width, lowest, length)| {
        let lowest = lowest % (2047 - width);
        prop::collection::vec(any::<u64>(), length).prop_map(move |words| {
            words
                .iter()
                .map(|word| {
                    let exponent = lowest + (word >> 52 & 0x7ff) % width;
                    f64::from_bits(word & !(0x7ff << 52) | exponent << 52)
                })
                .collect()
        })
    })
}

/// Numbers, and behind them some of them negated, so that most bits cancel.
fn cancelled(numbers: impl Strategy<Value = Vec<f64>>) -> impl Strategy<Value = Vec<f64>> {
    (numbers, 0..3_usize, any::<Index>()).prop_map(|(mut numbers, kept, start)| {
        let negated: Vec<_> = numbers.iter().skip(kept).map(|number| -number).collect();
        numbers.extend(negated);
        if !numbers.is_empty() {
            let start = start.index(numbers.len());
            numbers.rotate_left(start);
        }
        numbers
    })
}

fn doubles() -> impl Strategy<Value = Vec<f64>> {
    let finite = any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |number| number.is_finite());
    prop_oneof![
        prop::collection::vec(any::<u64>().prop_map(f64::from_bits), 0..3000),
        prop::collection::vec(finite.clone(), 0..3000),
        prop::collection::vec(difficult(), 0..40),
        prop::collection::vec(
            prop_oneof![20 => difficult(), 1 => select(vec![f64::INFINITY, f64::NEG_INFINITY, f64::NAN])],
            0..60
        ),
        prop::collection::vec(select(vec![0.0, -0.0, -0.0, -0.0]), 0..4),
        spread(),
        cancelled(spread()),
        cancelled(prop::collection::vec(finite, 0..1500)),
        cancelled(prop::collection::vec(difficult(), 0..40)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn is_the_double_nearest_to_the_exact_sum(numbers in doubles(), threads in 1_usize..=3) {
        prop_assert_eq!(sum(threads, &numbers), exact_sum(numbers));
    }

    #[test]
    fn is_the_same_in_any_order((numbers, shuffled) in doubles().prop_flat_map(|numbers| {
        (Just(numbers.clone()), Just(numbers).prop_shuffle())
    })) {
        prop_assert_eq!(sum(1, &numbers), sum(1, &shuffled));
    }

    #[test]
    fn of_singles_is_a_double(words in prop::collection::vec(any::<u32>(), 0..3000), mask in any::<u32>()) {
        // A mask takes exponents away, so that there are narrow ranges of them, too.
        let numbers: Vec<_> = words.iter().map(|word| f32::from_bits(word & mask)).collect();
        prop_assert_eq!(sum(2, &numbers), exact_sum(numbers.iter().map(|&number| number.into())));
    }

    /// Half-way between two doubles, and next to it: the term that decides is as far below as it may be.
    #[test]
    fn is_rounded_to_even(
        exponent in 54_u64..0x7fd,
        fraction in 0_u64..1 << 52,
        below in 54_u64..0x7fd,
        tilt in -1_i8..=1,
        length in select(vec![3_usize, 100, 2000]),
    ) {
        let number = f64::from_bits(exponent << 52 | fraction);
        let half = f64::from_bits((exponent - 53) << 52);
        let tilt = f64::from(tilt) * f64::from_bits(exponent.saturating_sub(below) << 52 | 1);
        let mut numbers = vec![0.0; length];
        numbers[0] = half;
        numbers[length / 2] = tilt;
        numbers[length - 1] = number;
        let next = f64::from_bits(number.to_bits() + 1);
        let is_up = tilt > 0.0 || tilt == 0.0 && fraction & 1 == 1;
        prop_assert_eq!(sum(1, &numbers), if is_up { next } else { number }.to_bits());
    }
}

proptest! {
    // Several chunks of 2^18.
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn of_many_numbers_is_as_exact(
        numbers in prop_oneof![spread(), cancelled(spread()), doubles()],
        repeats in 500_000_usize..800_000,
        step in any::<u64>(),
        threads in 1_usize..=3,
    ) {
        // Each time with other fractions.
        let turned = |(at, &number): (u64, &f64)| {
            f64::from_bits(number.to_bits() ^ at.wrapping_mul(step) & ((1 << 52) - 1))
        };
        let repeats = if numbers.is_empty() { 0 } else { repeats };
        let numbers: Vec<_> = (0..).zip(numbers.iter().cycle().take(repeats)).map(turned).collect();
        prop_assert_eq!(sum(threads, &numbers), exact_sum(numbers));
    }
}

#[test]
fn survives_cancellation() {
    assert_eq!(sum(1, &[1e17, 1.0, 1e-17, -1e17, -1.0]), 1e-17_f64.to_bits());
    assert_eq!(sum(1, &[1e200, 1e100, 1.0, -1e200, -1e100]), 1_f64.to_bits());
}

#[test]
fn overflows_where_the_exact_sum_rounds_to_infinity() {
    let half = f64::from_bits((0x7fe - 53) << 52); // half of the last place of the greatest
    let below = f64::from_bits(half.to_bits() - 1);
    for zeros in [0, 100, 5000] {
        let sum = |terms: &[f64]| {
            let mut numbers = vec![0.0; zeros];
            numbers.extend(terms);
            sum(1, &numbers)
        };
        assert_eq!(sum(&[f64::MAX, half]), f64::INFINITY.to_bits());
        assert_eq!(sum(&[f64::MAX, below]), f64::MAX.to_bits());
        assert_eq!(sum(&[f64::MAX, half, -f64::from_bits(1)]), f64::MAX.to_bits());
        assert_eq!(sum(&[-f64::MAX, -half]), f64::NEG_INFINITY.to_bits());
        assert_eq!(sum(&[f64::MAX, f64::MAX, -f64::MAX, 1.0]), f64::MAX.to_bits());
        assert_eq!(sum(&[f64::MAX, f64::MAX, 1.0, -f64::MAX, -f64::MAX]), 1_f64.to_bits());
    }
    assert_eq!(sum(1, &vec![f64::MAX; 300_000]), f64::INFINITY.to_bits());
}

#[test]
fn of_nothing_is_0_and_of_minus_zeros_is_minus_0() {
    assert_eq!(sum::<f64>(1, &[]), 0);
    for length in [1, 2, 100, 2000, 600_000] {
        let mut zeros = vec![-0.0; length];
        assert_eq!(sum(2, &zeros), f64::to_bits(-0.0), "{length} times -0");
        zeros[length / 2] = 0.0;
        assert_eq!(sum(2, &zeros), 0, "{length} times -0, but for one");
    }
    assert_eq!(sum(1, &[-0.0_f32, -0.0]), f64::to_bits(-0.0));
    assert_eq!(sum(1, &[1.0, -1.0, -0.0]), 0);
}

#[test]
fn a_cancelled_sum_stops() {
    let (job, ended) = run(&pool(1), |job| async move {
        job.cancel();
        reduce(job, Arc::<[f64]>::from(vec![1.0; 1 << 20]), Operation::Sum).await
    });
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    assert!(job.progress().0 < 1 << 20);
}
