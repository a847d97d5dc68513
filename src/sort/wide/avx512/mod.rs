//! x86-64 with AVX-512: rows of 512 bits.

mod eight;
mod sixteen;

use eight::Eight;
use sixteen::Sixteen;

/// Whether this machine has these instructions.
pub(super) fn is_there() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("popcnt")
}

sorts!("avx512f,popcnt": sort_u32, u32, Sixteen; sort_u64, u64, Eight);

/// Runs a test with rows of both kinds, on such a machine.
#[cfg(test)]
#[allow(unsafe_code, reason = "as above")]
pub(super) fn with_rows(test: impl FnOnce(Eight, Sixteen)) {
    assert!(is_there(), "the machine must have AVX-512");
    // SAFETY: this machine has these instructions.
    unsafe { test(Eight::new(), Sixteen::new()) }
}
