//! x86-64 with AVX2: rows of 256 bits.

mod eight;
mod four;

use super::spread;
use eight::Eight;
use four::Four;

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

macro_rules! sorts {
    ($($name:ident, $key:ty, $wide:ident);*) => {
        $(
            /// Sorts keys, as `spread::sort` does, on such a machine.
            #[allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]
            pub(super) fn $name(keys: &mut [$key], scratch: &mut [$key], home: Option<&mut [$key]>) {
                #[target_feature(enable = "avx2,popcnt,bmi1,bmi2")]
                fn compiled(keys: &mut [$key], scratch: &mut [$key], home: Option<&mut [$key]>) {
                    // SAFETY: this is compiled for these instructions, so it runs where they are.
                    spread::sort(unsafe { $wide::new() }, keys, scratch, home);
                }
                assert!(is_there(), "the machine must have AVX2");
                // SAFETY: this machine has these instructions.
                unsafe { compiled(keys, scratch, home) }
            }
        )*
    };
}
sorts!(sort_u32, u32, Eight; sort_u64, u64, Four);

/// Runs a test with rows of both kinds, on such a machine.
#[cfg(test)]
#[allow(unsafe_code, reason = "as above")]
pub(super) fn with_rows(test: impl FnOnce(Four, Eight)) {
    assert!(is_there(), "the machine must have AVX2");
    // SAFETY: this machine has these instructions.
    unsafe { test(Four::new(), Eight::new()) }
}
