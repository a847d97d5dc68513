//! What the addon exports beside its kernels.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing.
#![cfg_attr(test, allow(dead_code))]

use napi::Env;
use napi::bindgen_prelude::{Object, Result};
use napi_derive::napi;

use crate::{fastest, score};

/// What the package's JavaScript calls in every addon: `facade/native.ts` says what it is.
#[napi(ts_return_type = "object")]
fn runtime(env: &Env) -> Result<Object<'_>> {
    rayon_pool::node::runtime(env)
}

/// The widest instructions that the kernels have found on this machine, in words. Texts and numbers want different ones of
/// AVX-512.
#[napi]
fn instructions() -> String {
    let (texts, numbers) = (score::instructions(), fastest::name());
    if texts == numbers { texts.to_owned() } else { format!("{texts} for texts, {numbers} for numbers") }
}
