//! The same code, compiled for more than the least that a processor of its kind can do.
//!
//! Counting bits is one instruction on nearly every x86-64 processor, and a dozen on the oldest; AVX-512 divides eight
//! numbers at once. Which of it there is shows only when the program runs.
#![allow(unsafe_code, reason = "whoever calls what wants more than the least has to know that it is there")]

/// Defines a function that is compiled several times, and runs as the processor at hand does it best.
///
/// What it calls has to be `#[inline(always)]` to be compiled with it. It may have one type parameter, with one bound.
macro_rules! fastest {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident $(<$parameter:ident: $bound:path>)? ($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$attribute])*
        $visibility fn $name $(<$parameter: $bound>)? ($($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn portable $(<$parameter: $bound>)? ($($argument: $type),*) $(-> $result)? $body

            #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
            {
                #[target_feature(enable = "popcnt,bmi1,bmi2,lzcnt,avx2,fma")]
                fn common $(<$parameter: $bound>)? ($($argument: $type),*) $(-> $result)? {
                    portable $(::<$parameter>)? ($($argument),*)
                }

                #[target_feature(enable = "popcnt,bmi1,bmi2,lzcnt,avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq")]
                fn wide $(<$parameter: $bound>)? ($($argument: $type),*) $(-> $result)? {
                    portable $(::<$parameter>)? ($($argument),*)
                }

                if $crate::fastest::is_wide() {
                    // SAFETY: the function needs nothing but the features it was compiled with, and each of them is asked
                    // for there.
                    #[allow(unsafe_code, reason = "see `crate::fastest`")]
                    return unsafe { wide $(::<$parameter>)? ($($argument),*) };
                }
                if $crate::fastest::is_common() {
                    // SAFETY: as above.
                    #[allow(unsafe_code, reason = "see `crate::fastest`")]
                    return unsafe { common $(::<$parameter>)? ($($argument),*) };
                }
            }
            portable $(::<$parameter>)? ($($argument),*)
        }
    };
}

pub(crate) use fastest;

/// What the instructions are called: AVX-512, with what else the kernels want beside it.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
pub(crate) const AVX512: &str = "AVX-512";

/// AVX2, with what else the kernels want beside it.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
pub(crate) const AVX2: &str = "AVX2";

/// What every processor of this kind has.
pub(crate) const LEAST: &str = if cfg!(target_arch = "x86_64") {
    "SSE2"
} else if cfg!(target_arch = "aarch64") {
    "NEON"
} else {
    "the least of its kind"
};

/// Whether this processor has what `common` is compiled for.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
pub(crate) fn is_common() -> bool {
    is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
}

/// Whether this processor has what `wide` is compiled for.
#[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
pub(crate) fn is_wide() -> bool {
    is_common()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vpopcntdq")
}

/// What the instructions are called that such functions run in here.
pub(crate) fn name() -> &'static str {
    #[cfg(all(target_arch = "x86_64", not(feature = "portable")))]
    {
        if is_wide() {
            return AVX512;
        }
        if is_common() {
            return AVX2;
        }
    }
    LEAST
}
