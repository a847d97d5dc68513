//! Tokens of texts, as models with the encoding o200k_base count them.

use bpe_openai::o200k_base;
use napi::bindgen_prelude::Uint32Array;
use napi_derive::napi;
use rayon_pool::node::{Promise, Ragged, Result, Texts};

rayon_pool::addon!();

/// The tokens of each text.
#[napi(catch_unwind)]
pub fn tokenize(texts: Texts) -> Result<Promise<Ragged<Uint32Array>>> {
    texts.map_ragged(|text| o200k_base().encode(text))
}

/// How many tokens each text has.
#[napi(catch_unwind)]
pub fn count_tokens(texts: Texts) -> Result<Promise<Uint32Array>> {
    texts.map(|text| o200k_base().count(text) as u32)
}
