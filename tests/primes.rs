//! Primes below limits and among candidates, against known values and against trial division.

mod known;
#[path = "../crates/rayon-pool/tests/run/mod.rs"]
mod run;

use std::ops::Range;

use proptest::prelude::*;
use rayon_pool::job::{Job, Stop};
use rayon_pool_addon::primes::{
    CUTOFF, Candidate, Found, Unfit, Value, count_below, count_by_sieve, primes_among, sum_below,
    sum_below_with,
};

use known::{POWERS_OF_TEN, POWERS_OF_TWO};
use run::{end, pool, run};

fn below<T, F>(threads: usize, limit: u64, kernel: impl FnOnce(Job, u64) -> F + Send + 'static) -> T
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let pool = pool(threads);
    let (job, ended) = run(&pool, move |job| kernel(job, limit));
    let result = end(&ended).expect("nothing stops it");
    assert_eq!(job.progress(), (limit, limit), "progress ends at the limit");
    result
}

fn among<T: Candidate>(threads: usize, candidates: &[T]) -> Result<Found, Unfit> {
    let pool = pool(threads);
    let candidates = candidates.to_vec();
    let len = candidates.len() as u64;
    let (job, ended) = run(&pool, move |job| primes_among(job, candidates));
    let result = end(&ended).expect("nothing stops it");
    assert!(result.is_err() || job.progress() == (len, len), "progress ends at the last candidate");
    result
}

fn is_prime(number: u64) -> bool {
    number >= 2 && (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
}

/// Eratosthenes': which numbers are composite.
struct Sieve(Vec<bool>);

impl Sieve {
    fn below(limit: usize) -> Self {
        let mut composite = vec![false; limit];
        for divisor in (2..).take_while(|divisor| divisor * divisor < limit) {
            if !composite[divisor] {
                composite[divisor * divisor..].iter_mut().step_by(divisor).for_each(|flag| *flag = true);
            }
        }
        Self(composite)
    }

    fn in_range(&self, range: Range<usize>) -> u64 {
        range.filter(|&number| number >= 2 && !self.0[number]).count() as u64
    }
}

#[test]
fn counts_and_adds_up_the_primes_of_the_article() {
    for threads in [1, 2, 3] {
        assert_eq!(below(threads, 200_000, count_below), 17_984);
        assert_eq!(below(threads, 200_000, sum_below), 1_709_600_813);
    }
}

#[test]
fn agrees_with_trial_division_at_every_small_limit() {
    let pool = pool(2);
    let (mut count, mut sum) = (0, 0);
    for limit in 0..5000 {
        let counted = run(&pool, move |job| count_below(job, limit)).1;
        let added = run(&pool, move |job| sum_below(job, limit)).1;
        assert_eq!(end(&counted).expect("nothing stops it"), count, "count below {limit}");
        assert_eq!(end(&added).expect("nothing stops it"), sum, "sum below {limit}");
        if is_prime(limit) {
            count += 1;
            sum += u128::from(limit);
        }
    }
}

#[test]
fn knows_the_powers_of_ten() {
    for (power, count) in (0..).zip(POWERS_OF_TEN.into_iter().take(14)) {
        // Powers of ten are no primes: below or up to makes no difference.
        assert_eq!(below(2, 10_u64.pow(power), count_below), count, "10^{power}");
    }
    let sums = [
        17,
        1060,
        76_127,
        5_736_396,
        454_396_537,
        37_550_402_023,
        3_203_324_994_356,
        279_209_790_387_276,
        24_739_512_092_254_535,
        2_220_822_432_581_729_238,
        201_467_077_743_744_681_014,
        18_435_588_552_550_705_911_377,
        1_699_246_443_377_779_418_889_494,
    ];
    for (power, sum) in (1..).zip(sums) {
        assert_eq!(below(2, 10_u64.pow(power), sum_below), sum);
    }
}

#[test]
fn knows_powers_of_two_and_the_limits_around_one() {
    for (power, count) in POWERS_OF_TWO.into_iter().filter(|&(power, _)| power <= 50) {
        assert_eq!(below(2, 1 << power, count_below), count, "2^{power}");
    }
    // 2^31 - 1 is a prime, and 2^32 + 15 the first one above 2^32.
    assert_eq!(below(2, (1 << 31) - 1, count_below), 105_097_564);
    assert_eq!(below(2, (1 << 32) + 15, count_below), 203_280_221);
    assert_eq!(below(2, (1 << 32) + 16, count_below), 203_280_222);
}

#[test]
fn counts_alike_on_any_number_of_threads() {
    for limit in [3_000_000_000, 123_456_789_012, 10_u64.pow(13) + 37] {
        let counts = [1, 2, 5].map(|threads| below(threads, limit, count_below));
        assert!(counts.iter().all(|&count| count == counts[0]), "{limit}: {counts:?}");
    }
}

#[test]
fn counts_and_adds_up_alike_on_many_more_threads_than_cores() {
    for threads in [64, 128] {
        for (power, count) in (0..).zip(POWERS_OF_TEN).take(14).skip(6) {
            assert_eq!(below(threads, 10_u64.pow(power), count_below), count, "10^{power}");
        }
        assert_eq!(below(threads, 10_u64.pow(7), sum_below), 3_203_324_994_356);
        assert_eq!(below(threads, 10_u64.pow(13), sum_below), 1_699_246_443_377_779_418_889_494);
    }
}

#[test]
fn the_sieve_alone_counts_the_same() {
    for (power, count) in (0..).zip(POWERS_OF_TEN.into_iter().take(10)) {
        for threads in [1, 2, 5] {
            assert_eq!(below(threads, 10_u64.pow(power), count_by_sieve), count, "10^{power}");
        }
    }
}

#[test]
fn sums_are_the_same_on_any_number_of_threads() {
    for limit in [1_000_000, 1_000_001, 1_000_003, 1_000_004, 30_000_000, 1_000_000_007, 10_u64.pow(11) - 1] {
        let sum = below(1, limit, sum_below);
        assert_eq!(below(2, limit, sum_below), sum, "below {limit}");
        assert_eq!(below(5, limit, sum_below), sum, "below {limit}");
    }
}

/// On both sides of a million, where the formula begins.
#[test]
fn sums_by_sieve_and_by_formula_go_on_from_each_other() {
    for (limit, sum) in
        [(1_000_000, 37_550_402_023), (1_000_003, 37_550_402_023), (1_000_004, 37_550_402_023 + 1_000_003)]
    {
        assert_eq!(below(2, limit, sum_below), sum, "below {limit}");
    }
}

#[test]
fn sums_by_divide_and_conquer_are_the_same() {
    let sum = below(1, 30_000_000, sum_below);
    for threads in [1, 2, 5] {
        for cutoff in [1 << 14, 1 << 16, CUTOFF] {
            let divided = below(threads, 30_000_000, move |job, limit| sum_below_with(job, limit, cutoff));
            assert_eq!(divided, sum, "on {threads} threads, to parts of {cutoff}");
        }
    }
}

#[test]
fn agrees_with_a_sieve_at_squares_and_cubes_and_their_neighbours() {
    let squares = (1..10_000).step_by(7).map(|root: usize| root.pow(2));
    let cubes = (1..670).map(|root: usize| root.pow(3));
    let mut limits: Vec<usize> = squares.chain(cubes).flat_map(|power| power - 1..=power + 1).collect();
    limits.sort_unstable();
    let primes = Sieve::below(670_usize.pow(3));
    let (pool, mut count, mut next) = (pool(2), 0, 0);
    for limit in limits {
        count += primes.in_range(next..limit.max(next));
        next = limit.max(next);
        let counted = run(&pool, move |job| count_below(job, limit as u64)).1;
        assert_eq!(end(&counted).expect("nothing stops it"), count, "count below {limit}");
    }
}

#[test]
fn agrees_with_a_sieve_at_every_limit_to_a_hundred_thousand() {
    let primes = Sieve::below(100_000);
    let (pool, mut count) = (pool(1), 0);
    for limit in 0..100_000 {
        let counted = run(&pool, move |job| count_below(job, limit as u64)).1;
        assert_eq!(end(&counted).expect("nothing stops it"), count, "count below {limit}");
        count += primes.in_range(limit..limit + 1);
    }
}

#[test]
fn a_cancelled_count_ends() {
    let pool = pool(2);
    for limit in [10_u64.pow(18), u64::MAX] {
        let (count, counted) = run(&pool, move |job| count_below(job, limit));
        let (sum, added) = run(&pool, move |job| sum_below(job, limit));
        while count.progress().0 == 0 || sum.progress().0 == 0 {
            std::thread::yield_now();
        }
        count.cancel();
        sum.cancel();
        assert!(matches!(end(&counted), Err(Stop::Cancelled)));
        assert!(matches!(end(&added), Err(Stop::Cancelled)));
    }
}

#[test]
fn the_primes_among_all_numbers_are_those_below_the_limit() {
    let candidates: Vec<u32> = (0..1_000_000).collect();
    for threads in [1, 2, 5] {
        assert_eq!(among(threads, &candidates), Ok(Found { count: 78_498, sum: 37_550_402_023 }));
    }
}

#[test]
fn names_the_first_candidate_that_is_none() {
    let mut candidates = vec![7.0; 100_000];
    for first in (0..100_000).rev().step_by(9973) {
        candidates[first] = -0.5;
        for threads in [1, 2, 5] {
            assert_eq!(among(threads, &candidates), Err(Unfit { index: first, value: Value::Double(-0.5) }));
        }
    }
    assert_eq!(among(1, &[7_i8, -7]), Err(Unfit { index: 1, value: Value::Double(-7.0) }));
    assert_eq!(among(1, &[7, i64::MIN]), Err(Unfit { index: 1, value: Value::Integer(i64::MIN) }));
}

#[test]
fn a_job_on_candidates_that_is_cancelled_ends() {
    let pool = pool(2);
    let (job, ended) = run(&pool, move |job| primes_among(job, vec![u64::MAX - 58; 10_000_000]));
    while job.progress().0 == 0 {
        std::thread::yield_now();
    }
    job.cancel();
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
}

proptest! {
    #[test]
    fn finds_the_primes_among_any_candidates(candidates in prop::collection::vec(0_u32..1 << 20, 0..10_000)) {
        let primes = candidates.iter().map(|&candidate| u64::from(candidate)).filter(|&number| is_prime(number));
        let primes: Vec<u64> = primes.collect();
        let found = Found { count: primes.len() as u64, sum: primes.into_iter().map(u128::from).sum() };
        prop_assert_eq!(among(2, &candidates), Ok(found));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_limit_further_counts_and_adds_just_the_primes_between(limit in 0_u64..30_000_000, more in 0_u64..200) {
        let between: Vec<u64> = (limit..limit + more).filter(|&number| is_prime(number)).collect();
        let (from, to) = (below(1, limit, count_below), below(3, limit + more, count_below));
        prop_assert_eq!(to - from, between.len() as u64);
        let (from, to) = (below(2, limit, sum_below), below(1, limit + more, sum_below));
        prop_assert_eq!(to - from, between.into_iter().map(u128::from).sum::<u128>());
        prop_assert_eq!(below(2, limit, count_by_sieve), below(2, limit, count_below));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn a_great_limit_further_counts_just_the_primes_between(digits in 6.0..13.0, more in 0_u64..3000) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is below 10^13
        let limit = 10_f64.powf(digits) as u64;
        let between: Vec<u64> = (limit..limit + more).collect();
        let (from, to) = (below(1, limit, count_below), below(2, limit + more, count_below));
        prop_assert_eq!(to - from, among(1, &between).expect("all are integers").count, "{}", limit);
    }
}
