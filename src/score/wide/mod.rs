//! The loop over documents, in the widest instructions of the machine that it runs on.
//!
//! Which those are is found out at run time. What differs is how 64 bytes are [marked](Wide::mark) and how words are
//! [compared](Wide::equal_pairs); but the whole loop is compiled once for each kind of machine, since newer ones also
//! count zeros and clear bits in one instruction. Measured on one Zen 4 thread against the portable loop: see
//! `benches/score.rs`.

#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx2;
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
mod avx512;
#[cfg(all(target_arch = "aarch64", not(feature = "portable")))]
mod neon;
#[cfg_attr(target_arch = "aarch64", allow(dead_code, reason = "it is what the tests compare NEON with"))]
mod portable;

#[cfg(test)]
pub(super) mod tests;

#[cfg(test)]
pub(super) use portable::Portable;

use super::key::{Key, SHORT, short};
use super::words::Marks;

/// What a machine can do many times at once.
pub(super) trait Wide: Copy {
    /// What its instructions are called.
    const NAME: &'static str;

    /// Whether comparing words is fast enough to be of use.
    const COMPARES: bool;

    /// Marks 64 bytes.
    fn mark(self, block: &[u8; 64]) -> Marks;

    /// The bits of white space among 64 bytes of Latin-1.
    fn mark_latin1(self, block: &[u8; 64]) -> u64;

    /// The bits of white space in 64 bytes of UTF-16: two for each unit.
    fn mark_utf16(self, block: &[u8; 64]) -> u64;

    /// As [`short`].
    #[inline(always)]
    fn key(self, bytes: &[u8; SHORT], len: usize) -> Key {
        short(bytes, len)
    }

    /// How many ordered pairs of keys are equal. They are whole blocks.
    fn equal_pairs(self, keys: &[Key]) -> u64;
}

/// A loop over text.
pub(super) trait Loop {
    /// What it gives.
    type Out;

    /// Runs it on a kind of machine. This must be inlined, and so must what it calls for every word: only then is it
    /// compiled for the machine in question.
    fn run(self, wide: impl Wide) -> Self::Out;
}

/// Runs a loop as fast as this machine can.
pub(super) fn run<L: Loop>(of: L) -> L::Out {
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    {
        if avx512::is_there() {
            return avx512::run(of);
        }
        if avx2::is_there() {
            return avx2::run(of);
        }
    }
    #[cfg(all(target_arch = "aarch64", not(feature = "portable")))]
    return of.run(neon::Neon);
    #[cfg(not(all(target_arch = "aarch64", not(feature = "portable"))))]
    of.run(portable::Portable)
}

/// What the instructions are called that [`run`] takes here.
pub(super) fn name() -> &'static str {
    struct Name;
    impl Loop for Name {
        type Out = &'static str;

        fn run(self, wide: impl Wide) -> Self::Out {
            name_of(wide)
        }
    }
    fn name_of<W: Wide>(_: W) -> &'static str {
        W::NAME
    }
    run(Name)
}
