//! Integers from texts, as JavaScript asks for them.
#![allow(unsafe_code, reason = "the macro: it makes functions that Node-API calls")]
// Test builds export nothing, so what only JavaScript calls is called by nobody there.
#![cfg_attr(test, allow(dead_code))]

use napi::bindgen_prelude::{BigInt64Array, Result};
use napi_derive::napi;
use rayon_pool::node::{Failure, Promise, Texts};

use super::{NoInteger, parse};

/// The integer that each text is.
#[napi(ts_args_type = "texts: object | string", ts_return_type = "Promise<BigInt64Array>")]
fn parse_integers(texts: Texts) -> Result<Promise<BigInt64Array>> {
    texts.run_numbers(|job, texts| async move { Ok(parse(job, texts).await??) })
}

impl From<NoInteger> for Failure {
    fn from(no_integer: NoInteger) -> Self {
        let NoInteger { index, text, is_cut } = no_integer;
        let (start, rest) = (String::from_utf16_lossy(&text), if is_cut { "…" } else { "" });
        let (least, most) = (i64::MIN, i64::MAX);
        let message = format_args!(
            "texts[{index}] must be a decimal integer from {least} to {most}, got '{start}{rest}'"
        );
        let failure = Self::new("ERR_PARSE_INTEGER", message);
        // Exact: no array has so many elements.
        #[allow(clippy::cast_precision_loss)]
        failure.with_number(c"index", index as f64).with_text(c"value", text)
    }
}
