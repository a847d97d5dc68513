//! Which texts match a regular expression.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use rayon_pool::node::{Failure, Promise, Result, Texts};
use regex::Regex;

rayon_pool::addon!();

/// The indices of the texts in which the pattern is found.
#[napi(catch_unwind)]
pub fn grep(texts: Texts, pattern: String) -> Result<Promise<Float64Array>> {
    let regex = Regex::new(&pattern).map_err(|error| Failure::new("ERR_PATTERN", error))?;
    texts.positions(move |text| regex.is_match(text))
}
