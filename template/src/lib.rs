//! Functions that run on the threads of rayon-pool: one for each kind of input.
//!
//! A panic on those threads rejects the promise. `catch_unwind` sees to one in the call, before: without it the process ends.

use std::cmp::Reverse;

use napi::bindgen_prelude::Uint32Array;
use napi_derive::napi;
use rayon_pool::node::{AnyNumbers, Bytes, Call, Failure, Promise, Result, Texts};

rayon_pool::addon!();

/// How many words each text has.
#[napi(catch_unwind)]
pub fn count_words(texts: Texts) -> Result<Promise<Uint32Array>> {
    texts.map(|text| text.split_whitespace().count() as u32)
}

/// The checksum of each buffer, by FNV-1a.
#[napi(catch_unwind)]
pub fn checksums(buffers: Bytes) -> Result<Promise<Uint32Array>> {
    buffers.map(|bytes| {
        bytes.iter().fold(0x811c_9dc5, |sum: u32, &byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
    })
}

/// The sum of the squares of doubles.
#[napi(catch_unwind)]
pub fn sum_of_squares(numbers: AnyNumbers) -> Result<Promise<f64>> {
    let numbers = numbers.of::<f64>()?;
    numbers.fold(|| 0.0, |sum, number| sum + number * number, |a, b| a + b)
}

/// The number from 1 to `most` that takes the most steps to 1, if even ones are halved and odd ones tripled, plus one.
#[napi(catch_unwind)]
pub fn longest_collatz(call: Call, most: f64) -> Result<Promise<u32>> {
    // As a `u32` it would be what `>>>` makes of a number: 4294967295 of -1, and 9 of 9.7.
    if most.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&most) {
        let wrong = format!("most must be an integer from 0 to {}, got {most}", u32::MAX);
        return Err(Failure::out_of_range(wrong).into());
    }
    let most = most as u32;
    call.run(move |job| async move {
        // About half a millisecond each: between two of them the job notices an abort, and others have their turn.
        let size = 1 << 12;
        let chunks = most.div_ceil(size);
        job.set_total(u64::from(chunks));
        let counted = job.clone();
        let work = move |chunk: usize| {
            let first = chunk as u32 * size;
            let longest = (1..=size.min(most - first))
                .map(|offset| (steps(first + offset), Reverse(first + offset)))
                .max();
            counted.advance(1);
            Ok(longest)
        };
        let longest = job.fold(0..chunks as usize, None, work, Ord::max).await?;
        Ok(longest.map_or(0, |(_, Reverse(number))| number))
    })
}

fn steps(number: u32) -> u32 {
    let halved_or_tripled = |&number: &u64| match number {
        1 => None,
        even if even.is_multiple_of(2) => Some(even / 2),
        odd => Some(3 * odd + 1),
    };
    std::iter::successors(Some(u64::from(number)), halved_or_tripled).count() as u32
}
