//! What the package's JavaScript calls in an addon, whatever that computes.

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object, Result};

use super::{control, environment, failure, feed, pages, pool, sharing, store, storing, taken};

/// The functions that the package's JavaScript calls: `facade/native.ts` has their types, and says what they do.
///
/// An addon hands this object over; it exports nothing of this crate's otherwise.
///
/// # Errors
/// There is no memory for it.
pub fn runtime(env: &Env) -> Result<Object<'_>> {
    let mut runtime = Object::new(env)?;
    let all = [
        control::FUNCTIONS,
        environment::FUNCTIONS,
        failure::FUNCTIONS,
        feed::FUNCTIONS,
        pages::FUNCTIONS,
        pool::FUNCTIONS,
        sharing::FUNCTIONS,
        store::FUNCTIONS,
        storing::FUNCTIONS,
        taken::FUNCTIONS,
    ];
    for (name, callback) in all.into_iter().flatten() {
        runtime.create_named_method(name, *callback)?;
    }
    Ok(runtime)
}
