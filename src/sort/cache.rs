//! What this machine's caches are best at.

use std::sync::LazyLock;

use super::wide;

/// How keys are spread, and what is sorted without.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    /// Buckets at most.
    pub(super) buckets: usize,
    /// The most bytes that are sorted by one thread in one go, if it takes one more round to make them fewer.
    pub(super) leaf: usize,
}

/// Many buckets, so that each fits a second-level cache of 512 KiB.
const MANY: Sizes = Sizes { buckets: 1 << 8, leaf: 1 << 19 };
/// Intel's processors with AVX-512 and 2 MiB have addresses at hand for few pages that are written to: on a Xeon of the fourth
/// generation ten million doubles are spread over 256 buckets in 84 ms, over 64 in 30, and sorting the larger ones takes 18
/// ms more. AMD's Zen 3 spreads them as fast over 256, and would lose 45 ms with leaves that its cache is too small for.
const FEW: Sizes = Sizes { buckets: 1 << 6, leaf: 1 << 21 };

/// Those for this machine.
pub(super) fn sizes() -> Sizes {
    static SIZES: LazyLock<Sizes> =
        LazyLock::new(|| if wide::is_widest() && second_level() >= FEW.leaf { FEW } else { MANY });
    *SIZES
}

/// The bytes of a thread's own cache; 0 if the processor does not tell.
#[cfg(target_arch = "x86_64")]
fn second_level() -> usize {
    use std::arch::x86_64::__cpuid;

    const CACHES: u32 = 0x8000_0006;
    let last = __cpuid(0x8000_0000).eax;
    if last < CACHES { 0 } else { (__cpuid(CACHES).ecx >> 16) as usize * 1024 }
}

#[cfg(not(target_arch = "x86_64"))]
fn second_level() -> usize {
    0
}
