//! x86-64 with AVX-512: rows of 512 bits, and of 256 bits.

mod eight;
mod sixteen;

use super::avx2::Four;
use eight::Eight;
use sixteen::Sixteen;

/// Whether this machine has these instructions: all do that have any of AVX-512 but for a few of the first.
pub(super) fn is_there() -> bool {
    super::avx2::is_there() && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl")
}

sorts!("avx512f,avx512vl,avx2,popcnt,bmi1,bmi2":
    U32, u32, Sixteen; U64, u64, Eight; U64_IN_FOURS, u64, Four<true>);

/// Runs a test with rows of both kinds, on such a machine.
#[cfg(test)]
#[allow(unsafe_code, reason = "as above")]
pub(super) fn with_rows(test: impl FnOnce(Four<true>, Eight, Sixteen)) {
    assert!(is_there(), "the machine must have AVX-512");
    // SAFETY: this machine has these instructions.
    unsafe { test(Four::new(), Eight::new(), Sixteen::new()) }
}
