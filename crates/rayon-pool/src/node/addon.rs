//! What an addon exports of this crate.

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object, Result};

use super::failure::name_kernels;
use super::runtime::runtime;

/// The oldest and the newest protocol that this crate speaks with the package's JavaScript, which has its own in
/// `facade/runtime.ts`: the newest is raised where that is; the oldest where something goes that older facades need.
const PROTOCOLS: (u32, u32) = (1, 1);

/// Exports what the package's JavaScript needs of the addon that this stands in: once, anywhere in the crate.
///
/// That is a function `rayonPool`, which is in no typings. Nothing else of this crate is exported by linking it. The addon has
/// `napi` and `napi-derive` among its own dependencies, as whatever has a function that is `#[napi]`.
///
/// A panic of a kernel is told as one of the crate that this stands in, or of what is named.
///
/// # Examples
/// ```
/// # use rayon_pool::napi;
/// rayon_pool::addon!();
/// ```
#[macro_export]
macro_rules! addon {
    () => {
        $crate::addon!(env!("CARGO_PKG_NAME"));
    };
    ($name:expr) => {
        #[doc(hidden)]
        mod rayon_pool_addon {
            // What the macro makes is called by Node-API; test builds export nothing.
            #![allow(unsafe_code, dead_code)]

            use $crate::napi::Env;
            use $crate::napi::bindgen_prelude::{Object, Result};

            #[::napi_derive::napi(js_name = "rayonPool", skip_typescript)]
            fn rayon_pool(env: &Env) -> Result<Object<'_>> {
                $crate::node::exported(env, $name)
            }
        }
    };
}

/// What [`addon!`](crate::addon) exports: all functions that the facade calls, and which protocols they speak.
///
/// # Errors
/// There is no memory for it.
#[doc(hidden)]
pub fn exported<'env>(env: &'env Env, name: &'static str) -> Result<Object<'env>> {
    name_kernels(name);
    let (mut exported, (oldest, newest)) = (runtime(env)?, PROTOCOLS);
    exported.set_named_property("oldestProtocol", oldest)?;
    exported.set_named_property("newestProtocol", newest)?;
    exported.set_named_property("version", env!("CARGO_PKG_VERSION"))?;
    Ok(exported)
}
