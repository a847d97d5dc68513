//! Functions for JavaScript.

use napi::Callback;

/// One, after its name.
pub(super) type Function = (&'static str, Callback);
