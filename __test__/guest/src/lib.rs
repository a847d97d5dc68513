//! Kernels as users of the library write them, one and more a kind: for the tests of `rayon-pool/kernel`.
#![allow(clippy::needless_pass_by_value, reason = "the macro: it hands arguments over by value")]
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "what they reject with is what they are for"
)]

use std::panic::panic_any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{hint, mem, thread};

use napi::bindgen_prelude::{
    Float64Array, Function, Int32Array, ToNapiValue, TypeName, Uint8Array, Uint32Array, Unknown,
};
use napi::{Env, Error, Status, ValueType, sys};
use napi_derive::napi;
use rayon::prelude::*;
use rayon_pool::block::map;
use rayon_pool::job::{Job, Stop};
use rayon_pool::node::{
    AnyNumbers, Bytes, Call, Documents, Failure, Piece, Promise, Ragged, Result, Texts, Value,
};

rayon_pool::addon!();

/// How many characters each text has, in so many microseconds each. Panics at 'panic'.
#[napi]
pub fn lengths(texts: Texts, microseconds: u32) -> Result<Promise<Float64Array>> {
    let time = Duration::from_micros(microseconds.into());
    texts.map(move |text| {
        assert!(text != "panic", "the guest panics at a text");
        busy(time);
        counted(text.chars().count())
    })
}

/// Where the texts are that have a part, which must not be empty.
#[napi]
pub fn grep(texts: Texts, part: String) -> Result<Promise<Float64Array>> {
    if part.is_empty() {
        return Err(Failure::new("ERR_PATTERN", "the part must not be empty").into());
    }
    texts.positions(move |text| text.contains(&part))
}

/// How many texts there are, after so many microseconds for them all.
#[napi]
pub fn count(texts: Texts, microseconds: u32) -> Result<Promise<f64>> {
    texts.run(move |job, texts| async move {
        let count = texts.len();
        let busy = move || {
            busy(Duration::from_micros(microseconds.into()));
            Ok(())
        };
        job.step(busy).await?;
        // No array has more elements than a number tells apart.
        #[allow(clippy::cast_precision_loss)]
        Ok(count as f64)
    })
}

/// The number that each text is.
#[napi]
pub fn integers(texts: Texts) -> Result<Promise<Int32Array>> {
    texts.try_map(|text| {
        text.parse::<i32>().map_err(|error| Failure::new("ERR_NO_INTEGER", format_args!("'{text}': {error}")))
    })
}

/// Each text in upper case.
#[napi]
pub fn upper_case(texts: Texts) -> Result<Promise<Vec<String>>> {
    texts.map_strings(str::to_uppercase)
}

/// The first word of each text that has one, kept in native memory.
#[napi]
pub fn first_words(texts: Texts) -> Result<Promise<Documents>> {
    texts.try_map_documents(|text| match text.split_whitespace().next() {
        Some(word) => Ok(word.to_owned()),
        None => Err(Failure::new("ERR_NO_WORD", format_args!("'{text}' has no word"))),
    })
}

/// Each text so many times, kept in native memory.
#[napi]
pub fn repeated(texts: Texts, times: u32) -> Result<Promise<Documents>> {
    texts.map_documents(move |text| text.repeat(times as usize))
}

/// How many bytes of each text have each remainder by 16, as 16 numbers.
#[napi]
pub fn byte_counts(texts: Texts) -> Result<Promise<Uint8Array>> {
    texts.map_fixed(|text| {
        let mut counts = [0_u8; 16];
        text.bytes().for_each(|byte| counts[usize::from(byte % 16)] += 1);
        counts
    })
}

/// How long each word of each text is, in bytes.
#[napi]
pub fn word_lengths(texts: Texts) -> Result<Promise<Ragged<Uint32Array>>> {
    texts.map_ragged(|text| {
        text.split_whitespace().map(|word| u32::try_from(word.len()).unwrap_or(0)).collect()
    })
}

/// The bytes of each text, added up by Rayon.
#[napi]
pub fn rayon_sums(texts: Texts) -> Result<Promise<Float64Array>> {
    texts.map(|text| text.as_bytes().par_iter().map(|byte| f64::from(*byte)).sum::<f64>())
}

/// The sum of each buffer's bytes.
#[napi]
pub fn sums(bytes: Bytes) -> Result<Promise<Float64Array>> {
    // No buffer has so many bytes.
    #[allow(clippy::cast_precision_loss)]
    bytes.map(|bytes| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>() as f64)
}

/// Each buffer backwards.
#[napi]
pub fn reversed(bytes: Bytes) -> Result<Promise<Vec<Uint8Array>>> {
    bytes.map_bytes(|bytes| bytes.iter().rev().copied().collect())
}

/// Each double times a factor, in so many microseconds each.
#[napi]
pub fn scaled(numbers: AnyNumbers, factor: f64, microseconds: u32) -> Result<Promise<Float64Array>> {
    let time = Duration::from_micros(microseconds.into());
    numbers.of::<f64>()?.map(move |number| {
        busy(time);
        number * factor
    })
}

/// Each double without its sign; or the bits that it has then, which are no result of doubles.
#[napi(ts_return_type = "Promise<Float64Array>")]
pub fn magnitudes(numbers: AnyNumbers, as_bits: bool) -> Result<Promise<Unknown<'static>>> {
    let numbers = numbers.of::<f64>()?;
    let without_sign = |bits: u64| bits << 1 >> 1;
    if as_bits {
        let bits = numbers
            .run(move |job, numbers| async move { Ok(map(job, numbers.into_bits(), without_sign).await?) });
        return Ok(bits?.erased());
    }
    let magnitudes = numbers.run(move |job, numbers| async move {
        let bits = map(job, numbers.into_bits(), without_sign).await?;
        Ok(Piece::<f64>::from_bits(bits))
    });
    Ok(magnitudes?.erased())
}

/// Keeps a thread busy for `milliseconds` in each of `chunks` chunks; gives how many there were.
#[napi]
pub fn spin(call: Call, chunks: u32, milliseconds: f64) -> Result<Promise<u32>> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    call.run(move |job| async move {
        job.set_total(chunks.into());
        let inner = job.clone();
        let chunk = move |_| {
            busy(time);
            inner.advance(1);
            Ok(1_u32)
        };
        Ok(job.map(0..chunks as usize, chunk).await?.into_iter().sum::<u32>())
    })
}

/// Keeps threads busy for `milliseconds` at each of the ends of a tree of halves; gives how many there are.
#[napi]
pub fn split(call: Call, depth: u32, milliseconds: f64) -> Result<Promise<u32>> {
    let time = Duration::from_secs_f64(milliseconds / 1e3);
    call.compute(move |job| Ok(ends(job, depth, time)?))
}

fn ends(job: &Job, depth: u32, time: Duration) -> std::result::Result<u32, Stop> {
    job.checkpoint()?;
    if depth == 0 {
        busy(time);
        job.advance(1);
        return Ok(1);
    }
    let (one, other) = job.join(|| ends(job, depth - 1, time), || ends(job, depth - 1, time));
    Ok(one? + other?)
}

/// The greatest number that divides both: within the call, where that is better. It fails at 0 and 0, and panics at 13.
#[napi]
pub fn divisor(call: Call, one: u32, other: u32) -> Result<Promise<u32>> {
    let compute = move || {
        assert!(one != 13, "the guest panics at 13");
        let zeros = || Failure::new("ERR_ZEROS", "every number divides 0");
        if one == 0 && other == 0 { Err(zeros()) } else { Ok(divisor_of(one, other)) }
    };
    if let Some(promise) = call.at_once(2, compute)? {
        return Ok(promise);
    }
    call.compute(move |_| compute())
}

fn divisor_of(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { divisor_of(other, one % other) }
}

/// Gives nothing, likewise.
#[napi]
pub fn nothing(call: Call) -> Result<Promise<()>> {
    match call.at_once(1, || Ok(()))? {
        Some(promise) => Ok(promise),
        None => call.compute(|_| Ok(())),
    }
}

/// Panics: with words, with something else, with what panics again where it is dropped, in one of two halves, or where something is
/// dropped: at its end, or as it is, if it never begins.
#[napi]
pub fn panic_with(call: Call, what: String) -> Result<Promise<Float64Array>> {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("the guest panics at a drop");
        }
    }

    let bomb = Bomb;
    call.compute(move |job| match what.as_str() {
        "drop" => {
            drop(bomb);
            Ok(Vec::<f64>::new())
        }
        what => {
            mem::forget(bomb);
            match what {
                "number" => panic_any(7),
                "bomb" => panic_any(Bomb),
                "half" => job.join(|| panic!("the guest panics in a half"), || Ok(Vec::new())).1,
                _ => panic!("the guest panics"),
            }
        }
    })
}

/// Panics in the call itself, before there is a job; napi-rs catches it.
#[napi(catch_unwind)]
pub fn panic_at_call(texts: Texts) -> Result<Promise<Float64Array>> {
    assert!(texts.is_empty(), "the guest panics at the call");
    texts.positions(str::is_empty)
}

/// The same, and nobody catches it.
#[napi]
pub fn panic_at_call_uncaught(texts: Texts) -> Result<Promise<Float64Array>> {
    panic_at_call(texts)
}

fn busy(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        hint::spin_loop();
    }
}

// No text has so many characters.
#[allow(clippy::cast_precision_loss)]
fn counted(characters: usize) -> f64 {
    characters as f64
}

/// Whether something is held, and whether it is to be let go.
static IS_HELD: AtomicBool = AtomicBool::new(false);
static IS_LET_GO: AtomicBool = AtomicBool::new(false);

fn held() {
    IS_HELD.store(true, Ordering::SeqCst);
    while !IS_LET_GO.load(Ordering::SeqCst) {
        thread::yield_now();
    }
    IS_HELD.store(false, Ordering::SeqCst);
}

/// Holds each text until `letGo()` is called, whatever else happens.
#[napi]
pub fn hold_texts(texts: Texts) -> Result<Promise<Float64Array>> {
    IS_LET_GO.store(false, Ordering::SeqCst);
    texts.map(|_| {
        held();
        1.0
    })
}

/// Says that a half is done, and holds the rest until `letGo()` is called.
#[napi]
pub fn hold_half(call: Call) -> Result<Promise<u32>> {
    IS_LET_GO.store(false, Ordering::SeqCst);
    call.compute(|job| {
        job.set_total(2);
        job.advance(1);
        held();
        Ok(1_u32)
    })
}

/// Whether something is held.
#[napi]
#[must_use]
pub fn is_held() -> bool {
    IS_HELD.load(Ordering::SeqCst)
}

/// Lets it go.
#[napi]
pub fn let_go() {
    IS_LET_GO.store(true, Ordering::SeqCst);
}

/// Fails on a thread of the pool, or in the call, with that code and that line.
#[napi]
pub fn fail(call: Call, code: String, line: f64, is_at_once: bool) -> Result<Promise<u32>> {
    let failure = Failure::new(code, "as it was told").with_number(c"line", line);
    if is_at_once {
        return Err(failure.into());
    }
    call.compute::<u32>(|_| Err(failure))
}

/// Fails over what a function of napi-rs says.
#[napi]
pub fn fail_over_napi(call: Call) -> Result<Promise<u32>> {
    call.compute(|_| {
        let said: Result<u32> = Err(Error::new(Status::ObjectExpected, "a helper expected an object"));
        Ok(said?)
    })
}

/// Makes an error of a failure, and does without.
#[napi]
pub fn recover(call: Call) -> Result<Promise<u32>> {
    drop(Error::from(Failure::new("ERR_FORGOTTEN", "nobody hears of it")));
    call.compute(|_| Ok(7_u32))
}

/// Makes an error of a failure, called by nobody's facade.
#[napi]
pub fn fail_alone() -> Result<u32> {
    Err(Failure::new("ERR_ALONE", "no kernel was called").into())
}

/// A kernel of two inputs, of which there is none.
#[napi]
pub fn two_inputs(texts: Texts, call: Call) -> Result<Promise<u32>> {
    drop(texts);
    call.compute(|_| Ok(2_u32))
}

/// A value that throws as it is made, whatever it says itself.
pub struct Thrower;

impl ToNapiValue for Thrower {
    unsafe fn to_napi_value(env: sys::napi_env, _thrower: Self) -> Result<sys::napi_value> {
        Env::from_raw(env).throw_range_error("a value cannot be made", Some("ERR_VALUE"))?;
        // SAFETY: as the caller promises.
        unsafe { ToNapiValue::to_napi_value(env, 7) }
    }
}

impl TypeName for Thrower {
    fn type_name() -> &'static str {
        "Thrower"
    }

    fn value_type() -> ValueType {
        ValueType::Number
    }
}

/// Gives a value that throws: within the call, or from a thread.
#[napi(ts_return_type = "Promise<number>")]
pub fn throwing_value(call: Call, is_at_once: bool) -> Result<Promise<Thrower>> {
    if is_at_once && let Some(promise) = call.at_once(1, || Ok(Value(Thrower)))? {
        return Ok(promise);
    }
    call.compute(|_| Ok(Value(Thrower)))
}

/// How many characters each text has. Calls functions of JavaScript's, before the job is started and after.
#[napi]
pub fn calling(
    texts: Texts,
    before: Function<'_, (), ()>,
    after: Function<'_, (), ()>,
) -> Result<Promise<Float64Array>> {
    before.call(())?;
    let promise = texts.map(|text| counted(text.chars().count()))?;
    after.call(())?;
    Ok(promise)
}

/// So many numbers, however many texts there are.
#[napi]
pub fn ones(texts: Texts, numbers: u32) -> Result<Promise<Float64Array>> {
    texts.run_numbers(move |_, _| async move { Ok(vec![vec![1.0; numbers as usize]]) })
}

/// Drops what it has done within the call, and does something else on a thread.
#[napi]
pub fn second_thought(call: Call) -> Result<Promise<Float64Array>> {
    let _ = call.at_once(1, || Ok(vec![1.0]))?;
    call.compute(|_| Ok(vec![2.0]))
}
