//! x86-64 with AVX-512: rows of 512 bits.

mod eight;
mod sixteen;

use super::spread;
use eight::Eight;
use sixteen::Sixteen;

/// Whether this machine has these instructions.
pub(super) fn is_there() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("popcnt")
}

macro_rules! sorts {
    ($($name:ident, $key:ty, $wide:ident);*) => {
        $(
            /// Sorts keys, as `spread::sort` does, on such a machine.
            #[allow(unsafe_code, reason = "instructions that not every machine has, behind a check; measured")]
            pub(super) fn $name(keys: &mut [$key], scratch: &mut [$key], home: Option<&mut [$key]>) {
                #[target_feature(enable = "avx512f,popcnt")]
                fn compiled(keys: &mut [$key], scratch: &mut [$key], home: Option<&mut [$key]>) {
                    // SAFETY: this is compiled for these instructions, so it runs where they are.
                    spread::sort(unsafe { $wide::new() }, keys, scratch, home);
                }
                assert!(is_there(), "the machine must have AVX-512");
                // SAFETY: this machine has these instructions.
                unsafe { compiled(keys, scratch, home) }
            }
        )*
    };
}
sorts!(sort_u32, u32, Sixteen; sort_u64, u64, Eight);

/// Runs a test with rows of both kinds, on such a machine.
#[cfg(test)]
#[allow(unsafe_code, reason = "as above")]
pub(super) fn with_rows(test: impl FnOnce(Eight, Sixteen)) {
    assert!(is_there(), "the machine must have AVX-512");
    // SAFETY: this machine has these instructions.
    unsafe { test(Eight::new(), Sixteen::new()) }
}
