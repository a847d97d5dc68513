//! x86-64 with AVX2: rows of 256 bits.

mod eight;
mod four;

use eight::Eight;
pub(super) use four::Four;

/// Whether this machine has these instructions.
pub(super) fn is_there() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
}

/// Does work on such a machine, with code that is compiled for it.
#[allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]
pub(super) fn compiled<R>(work: impl FnOnce() -> R) -> R {
    #[target_feature(enable = "avx2,popcnt,bmi1,bmi2")]
    fn compiled<R>(work: impl FnOnce() -> R) -> R {
        work()
    }
    assert!(is_there(), "the machine must have AVX2");
    // SAFETY: this machine has these instructions.
    unsafe { compiled(work) }
}

sorts!("avx2,popcnt,bmi1,bmi2": U32, u32, Eight; U64, u64, Four<false>);

/// Runs a test with rows of both kinds, on such a machine.
#[cfg(test)]
#[allow(unsafe_code, reason = "as above")]
pub(super) fn with_rows(test: impl FnOnce(Four<false>, Eight)) {
    assert!(is_there(), "the machine must have AVX2");
    // SAFETY: this machine has these instructions.
    unsafe { test(Four::new(), Eight::new()) }
}
