//! The probe kernels, for the tests of the whole and for benchmarks.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Arguments of exported functions are made for the call: the macro hands them over by value.
#![allow(clippy::needless_pass_by_value)]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use std::hint;
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{
    BigInt, Float64Array, Int32Array, Uint8Array, Uint32Array, Unknown, Utf16String,
};
use napi_derive::napi;
use rayon_pool::dispatch;
use rayon_pool::node::{AnyNumbers, Bytes, Call, Failure, Promise, Ragged, Result, Texts, Value};

use super::{Place, count_by_division, naive_group_scores, naive_scores, panic_in, spin};

/// Keeps a thread busy for `milliseconds` in each of `chunks` chunks.
#[napi(
    ts_args_type = "call: unknown, chunks: number, milliseconds: number",
    ts_return_type = "Promise<bigint>"
)]
fn probe_spin(call: Call, chunks: u32, milliseconds: f64) -> Result<Promise<BigInt>> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    call.run(move |job| async move { Ok(BigInt::from(spin(job, chunks as usize, time).await?)) })
}

/// Panics: at the 'start', in a 'chunk', in a 'join', or at the 'end'.
#[napi(ts_args_type = "call: unknown, place: string", ts_return_type = "Promise<bigint>")]
fn probe_panic(call: Call, place: String) -> Result<Promise<BigInt>> {
    let place = match place.as_str() {
        "start" => Place::Start,
        "chunk" => Place::Chunk,
        "join" => Place::Join,
        _ => Place::End,
    };
    call.run(move |job| async move { Ok(BigInt::from(panic_in(job, place).await?)) })
}

/// How many primes are below `limit`, by trial division.
#[napi(ts_args_type = "call: unknown, limit: number", ts_return_type = "Promise<number>")]
fn probe_count_by_division(call: Call, limit: u32) -> Result<Promise<u32>> {
    call.run(move |job| async move { Ok(count_by_division(job, limit).await?) })
}

/// How many characters each text has; panics at 'panic', and takes so many microseconds each.
#[napi(
    ts_args_type = "texts: object | string, microseconds: number",
    ts_return_type = "Promise<Float64Array>"
)]
fn probe_lengths(texts: Texts, microseconds: u32) -> Result<Promise<Float64Array>> {
    let time = Duration::from_micros(microseconds.into());
    // A text is short.
    #[allow(clippy::cast_precision_loss)]
    texts.map(move |text| {
        assert!(text != "panic", "the probe panics at a text");
        let start = Instant::now();
        while start.elapsed() < time {
            hint::spin_loop();
        }
        text.chars().count() as f64
    })
}

/// The number that each text is.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<Int32Array>")]
fn probe_numbers(texts: Texts) -> Result<Promise<Int32Array>> {
    texts.try_map(|text| {
        let failed = |error| Failure::new("ERR_PROBE", format_args!("'{text}': {error}"));
        text.parse::<i32>().map_err(failed)
    })
}

/// Where the texts are that have a part.
#[napi(ts_args_type = "texts: object | string, part: string", ts_return_type = "Promise<Float64Array>")]
fn probe_positions(texts: Texts, part: String) -> Result<Promise<Float64Array>> {
    texts.positions(move |text| text.contains(&part))
}

/// Each text in upper case, to the first that is 'bad'.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<string[]>")]
fn probe_upper_case(texts: Texts) -> Result<Promise<Vec<String>>> {
    texts.try_map_strings(|text| {
        if text == "bad" { Err(Failure::new("ERR_PROBE", "a bad text")) } else { Ok(text.to_uppercase()) }
    })
}

/// The lengths of the words of each text.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<object>")]
#[allow(clippy::disallowed_methods, clippy::cast_possible_truncation, reason = "a text is short")]
fn probe_word_lengths(texts: Texts) -> Result<Promise<Ragged<Uint32Array>>> {
    texts.map_ragged(|text| text.split_whitespace().map(|word| word.len() as u32).collect())
}

/// All texts, one behind the other.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<string>")]
fn probe_joined(texts: Texts) -> Result<Promise<String>> {
    texts.fold(String::new, |joined, text| joined + text, |joined, others| joined + &others, |joined| joined)
}

/// The length in bytes of the longest text.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<number | null>")]
#[allow(clippy::cast_precision_loss, reason = "a text is short")]
fn probe_longest(texts: Texts) -> Result<Promise<Option<f64>>> {
    texts.reduce(|text| text.len() as f64, f64::max)
}

/// The length in bytes of each text, many at once.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<Uint32Array>")]
#[allow(clippy::disallowed_methods, clippy::cast_possible_truncation, reason = "a text is short")]
fn probe_batches(texts: Texts) -> Result<Promise<Uint32Array>> {
    texts.batches(|_, texts| Ok(texts.iter().map(|text| text.len() as u32).collect()))
}

/// The exact bytes of each text.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<Uint8Array[]>")]
#[allow(clippy::disallowed_methods, reason = "a text is short")]
fn probe_exact_bytes(texts: Texts) -> Result<Promise<Vec<Uint8Array>>> {
    texts.into_bytes().map_bytes(<[u8]>::to_vec)
}

/// The bytes of each byte string in the opposite order; panics at an empty one if it is told to.
#[napi(ts_args_type = "bytes: object, panics: boolean", ts_return_type = "Promise<Uint8Array[]>")]
#[allow(clippy::disallowed_methods, reason = "tests have the memory")]
fn probe_reversed(bytes: Bytes, panics: bool) -> Result<Promise<Vec<Uint8Array>>> {
    bytes.map_bytes(move |bytes| {
        assert!(!panics || !bytes.is_empty(), "the probe panics at a byte string");
        bytes.iter().rev().copied().collect()
    })
}

/// The length of each byte string, in four bytes.
#[napi(ts_args_type = "bytes: object", ts_return_type = "Promise<Uint8Array>")]
#[allow(clippy::cast_possible_truncation, reason = "they are shorter")]
fn probe_byte_lengths(bytes: Bytes) -> Result<Promise<Uint8Array>> {
    bytes.map_fixed(|bytes| (bytes.len() as u32).to_le_bytes())
}

/// Looks at a byte string until the job is aborted.
#[napi(ts_args_type = "bytes: object", ts_return_type = "Promise<Float64Array>")]
fn probe_endless(bytes: Bytes) -> Result<Promise<Float64Array>> {
    bytes.try_map_init(
        || (),
        |(), job, _| {
            job.advance(1);
            while !job.is_cancelled() {
                hint::spin_loop();
            }
            Ok(job.checkpoint().map(|()| 0.0)?)
        },
    )
}

/// What comes after a number.
trait Next {
    fn next(self) -> Self;
}

macro_rules! next {
    ($($integer:ty)*) => {
        $(impl Next for $integer {
            fn next(self) -> Self {
                self.wrapping_add(1)
            }
        })*
    };
}
next!(i8 u8 i16 u16 i32 u32 i64 u64);

impl Next for f32 {
    fn next(self) -> Self {
        self + 1.0
    }
}

impl Next for f64 {
    fn next(self) -> Self {
        self + 1.0
    }
}

/// The number after each.
#[napi(ts_args_type = "numbers: unknown", ts_return_type = "Promise<unknown>")]
fn probe_next(numbers: AnyNumbers) -> Result<Promise<Unknown<'static>>> {
    dispatch!(numbers, |numbers: N| Ok(numbers.map(<N as Next>::next)?.erased()))
}

/// The sum of all squares.
#[napi(ts_args_type = "numbers: unknown", ts_return_type = "Promise<number>")]
fn probe_energy(numbers: AnyNumbers) -> Result<Promise<f64>> {
    numbers.of::<f64>()?.fold(|| 0.0, |sum, number| sum + number * number, |sum, other| sum + other)
}

/// 1 for each number that is finite, 0 for each that is not; panics at -1.
#[napi(ts_args_type = "numbers: unknown", ts_return_type = "Promise<Uint8Array>")]
fn probe_finite(numbers: AnyNumbers) -> Result<Promise<Uint8Array>> {
    numbers.of::<f64>()?.map_to(|number| {
        assert!(number.to_bits() != (-1_f64).to_bits(), "the probe panics at a number");
        u8::from(number.is_finite())
    })
}

/// Many results of a kind, by their numbers.
#[napi(ts_args_type = "call: unknown, count: number, kind: string", ts_return_type = "Promise<any>")]
#[allow(clippy::disallowed_methods, reason = "tests have the memory")]
fn probe_many(call: Call, count: u32, kind: String) -> Result<Promise<Unknown<'static>>> {
    let strings = move || (0..count).map(|number| format!("text {number}")).collect::<Vec<_>>();
    match kind.as_str() {
        "strings" => Ok(call.compute(move |_| Ok(strings()))?.erased()),
        "bytes" => {
            let bytes = move || strings().into_iter().map(String::into_bytes).collect::<Vec<_>>();
            Ok(call.compute(move |_| Ok(bytes()))?.erased())
        }
        "numbers" => Ok(call.compute(move |_| Ok((0..count).collect::<Vec<_>>()))?.erased()),
        "nothing" => Ok(call.compute(|_| Ok(None::<f64>))?.erased()),
        _ => Err(Failure::new("ERR_PROBE", format_args!("'{kind}' is no kind")).into()),
    }
}

/// What a call has said of itself.
#[napi(object)]
#[allow(unreachable_pub, reason = "the macro wants it to be public")]
pub struct Said {
    /// How many chunks there were.
    pub chunks: u32,
}

/// Keeps a thread busy for `milliseconds` in each of `chunks` chunks, or fails at one.
#[napi(
    ts_args_type = "call: unknown, chunks: number, milliseconds: number, bad?: number",
    ts_return_type = "Promise<{ chunks: number }>"
)]
fn probe_chunks(call: Call, chunks: u32, milliseconds: f64, bad: Option<u32>) -> Result<Promise<Said>> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    call.run(move |job| async move {
        if let Some(bad) = bad {
            return Err(Failure::new("ERR_PROBE", format_args!("chunk {bad} is bad")));
        }
        spin(job, chunks as usize, time).await?;
        Ok(Value(Said { chunks }))
    })
}

/// The score of each document, as one writes it first.
#[napi(ts_args_type = "call: unknown, documents: string[]", ts_return_type = "Promise<Float64Array>")]
fn probe_naive_scores(call: Call, documents: Vec<String>) -> Result<Promise<Float64Array>> {
    call.run(move |job| async move { Ok(naive_scores(job, documents).await?) })
}

/// The same of documents that come joined, with the length of each.
#[allow(clippy::disallowed_methods, reason = "a benchmark has the memory")]
#[napi(
    ts_args_type = "call: unknown, text: string, lengths: Uint32Array",
    ts_return_type = "Promise<Float64Array>"
)]
fn probe_group_scores(call: Call, text: Utf16String, lengths: &[u32]) -> Result<Promise<Float64Array>> {
    let (text, lengths) = (text.to_vec(), lengths.to_vec());
    call.run(move |job| async move { Ok(naive_group_scores(job, text, lengths).await?) })
}
