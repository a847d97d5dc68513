//! Counts of primes that take too long for every day: `npm run test:long`.

mod known;
#[path = "../crates/rayon-pool/tests/run/mod.rs"]
mod run;

use proptest::prelude::*;
use rayon_pool::job::Stop;
use rayon_pool_addon::primes::{count_below, primes_among};

use known::{POWERS_OF_TEN, POWERS_OF_TWO};
use run::{end, pool, run};

fn below(limit: u64) -> u64 {
    end(&run(&pool(2), move |job| count_below(job, limit)).1).expect("nothing stops it")
}

#[test]
fn knows_the_powers_of_ten_to_the_18th() {
    for (power, count) in (0..19).zip(POWERS_OF_TEN) {
        assert_eq!(below(10_u64.pow(power)), count, "10^{power}");
    }
}

#[test]
fn knows_the_powers_of_two_to_the_53rd_and_the_last_limit_of_a_number() {
    for (power, count) in POWERS_OF_TWO {
        assert_eq!(below(1 << power), count, "2^{power}");
    }
    // The last prime below 2^53 is 2^53 - 111.
    assert_eq!(below((1 << 53) - 1), 252_252_704_148_404);
    assert_eq!(below((1 << 53) - 111), 252_252_704_148_403);
}

#[test]
fn cancelled_at_any_moment_it_leaves_nothing_running() {
    let pool = pool(2);
    for moment in 0..200 {
        let (job, ended) = run(&pool, move |job| count_below(job, 1 << 53));
        let until = std::time::Instant::now() + std::time::Duration::from_millis(moment * 7);
        while std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        job.cancel();
        assert!(matches!(end(&ended), Err(Stop::Cancelled)));
        assert_eq!(pool.stats().running, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn a_limit_further_counts_just_the_primes_between(digits in 6.0..14.0, more in 0_u64..10_000) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is below 10^14
        let limit = 10_f64.powf(digits) as u64;
        let between: Vec<u64> = (limit..limit + more).collect();
        let found = end(&run(&pool(1), move |job| primes_among(job, between)).1).expect("nothing stops it");
        let found = found.expect("all are integers").count;
        prop_assert_eq!(below(limit + more) - below(limit), found, "{}", limit);
    }
}
