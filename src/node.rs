//! What the addon exports beside its kernels.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing.
#![cfg_attr(test, allow(dead_code))]

use napi_derive::napi;

use crate::{fastest, score};

rayon_pool::addon!("rayon-pool");

/// The widest instructions that the kernels have found on this machine, in words. Texts and numbers want different ones of
/// AVX-512.
#[napi]
fn instructions() -> String {
    let (texts, numbers) = (score::instructions(), fastest::name());
    if texts == numbers { texts.to_owned() } else { format!("{texts} for texts, {numbers} for numbers") }
}
