//! What a pool does and has done, as JavaScript reads it; and the names that jobs count under.

use std::iter;

use napi::bindgen_prelude::{Either, Float64ArraySlice, Result};
use napi_derive::napi;

use super::function::Function;
use super::opaque::Held;
use super::pool::HeldPool;
use crate::pool::{KernelStats, Name, Stats, Times};

pub(super) const FUNCTIONS: &[Function] = &[
    ("nameKernel", name_kernel_c_callback),
    ("writeStats", write_stats_c_callback),
    ("resetStats", reset_stats_c_callback),
];

/// What calls of a kernel say for its name.
#[napi(no_export)]
fn name_kernel(text: String) -> u32 {
    Name::of(&text).number()
}

/// Writes down what a pool does and has done: threads; jobs running, waiting, completed, failed, aborted, refused; the
/// utilization; and for the times that jobs waited and ran, in milliseconds each, their number, the shortest, the
/// mean, the longest, and the percentiles 50, 90, 99 and 99.9.
///
/// Gives for each kernel that has ended a job, one behind the other: its name; how many jobs have completed, failed, and been
/// aborted; and how many milliseconds those that completed or failed ran, all together.
#[napi(no_export)]
fn write_stats(
    pool: Held<HeldPool>,
    mut numbers: Float64ArraySlice<'_>,
) -> Result<Vec<Either<&'static str, f64>>> {
    let stats = pool.own()?.stats();
    // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
    let to = unsafe { numbers.as_mut() };
    for (to, number) in to.iter_mut().zip(in_numbers(&stats)) {
        *to = number;
    }
    Ok(stats.kernels.iter().flat_map(described).collect())
}

/// Starts the counts and times of the statistics afresh.
#[napi(no_export)]
fn reset_stats(pool: Held<HeldPool>) -> Result<()> {
    pool.own()?.reset_stats();
    Ok(())
}

/// The name, and the numbers.
// As below.
#[allow(clippy::cast_precision_loss)]
fn described(kernel: &(Name, KernelStats)) -> impl Iterator<Item = Either<&'static str, f64>> + use<> {
    let (name, KernelStats { completed, failed, aborted, run }) = *kernel;
    let numbers = [completed as f64, failed as f64, aborted as f64, run.as_secs_f64() * 1e3];
    iter::once(Either::A(name.text())).chain(numbers.map(Either::B))
}

// Counts of jobs stay below 2^53 in any process's life.
#[allow(clippy::cast_precision_loss)]
fn in_numbers(stats: &Stats) -> impl Iterator<Item = f64> + use<> {
    let Stats {
        threads, running, waiting, completed, failed, aborted, refused, utilization, wait, run, ..
    } = *stats;
    let now = [threads as f64, running as f64, waiting as f64];
    let ended = [completed as f64, failed as f64, aborted as f64, refused as f64, utilization];
    let times = [wait, run].map(|Times { count, min, mean, max, p50, p90, p99, p999 }| {
        [count as f64, min, mean, max, p50, p90, p99, p999]
    });
    now.into_iter().chain(ended).chain(times.into_iter().flatten())
}
