//! What the package's JavaScript calls in an addon, whatever that computes.

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object, Result};

use super::{bytes, control, environment, failure, feed, pages, pool, sharing, stats, store, storing, taken};

/// The functions that the package's JavaScript calls: `facade/runtime.ts` has their types, and says what they do.
pub(super) fn runtime(env: &Env) -> Result<Object<'_>> {
    let mut runtime = Object::new(env)?;
    let all = [
        bytes::FUNCTIONS,
        control::FUNCTIONS,
        environment::FUNCTIONS,
        failure::FUNCTIONS,
        feed::FUNCTIONS,
        pages::FUNCTIONS,
        pool::FUNCTIONS,
        sharing::FUNCTIONS,
        stats::FUNCTIONS,
        store::FUNCTIONS,
        storing::FUNCTIONS,
        taken::FUNCTIONS,
    ];
    for (name, callback) in all.into_iter().flatten() {
        runtime.create_named_method(name, *callback)?;
    }
    Ok(runtime)
}
