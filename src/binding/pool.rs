//! Pools, as JavaScript holds them.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::Result;
use napi_derive::napi;

use super::value::Refusal;

/// A thread pool.
#[napi]
pub struct Pool(Arc<crate::pool::Pool>);

impl Pool {
    pub(super) fn pool(&self) -> &crate::pool::Pool {
        &self.0
    }
}

#[napi]
impl Pool {
    /// How many threads it has.
    #[napi(getter)]
    #[must_use]
    pub fn threads(&self) -> u32 {
        u32::try_from(self.0.threads()).unwrap_or(u32::MAX)
    }
}

/// The pool behind the free functions, started by the first call.
#[napi]
pub fn default_pool(env: Env) -> Result<Pool> {
    match crate::pool::Pool::global() {
        Ok(pool) => Ok(Pool(pool)),
        Err(error) => Err(Refusal::from(error).throw(&env)),
    }
}
