//! What results become in JavaScript.

use std::slice;

use napi::Env;
use napi::bindgen_prelude::{BigInt, Result};

use super::calls::{Answer, Calls};
use super::environment::Environment;
use super::glance::Number;
use super::memory::Moved;
use super::value::{Promise, Settled, js};

/// What can be the result of a call: numbers, strings and booleans, and vectors of numbers, which become typed arrays.
pub trait IntoJs: Sized {
    /// The value.
    ///
    /// # Errors
    /// Node.js could not make it.
    fn into_js(self, env: Env) -> Settled;

    /// Puts it where small results of calls stand, if it is one; says whether.
    #[doc(hidden)]
    fn put_at_hand(&self, _calls: &Calls) -> bool {
        false
    }
}

/// What a call gives that has its result at once.
pub(super) fn at_once<R: IntoJs, P>(env: Env, calls: &Calls, result: R) -> Result<Promise<P>> {
    if result.put_at_hand(calls) {
        return Ok(Promise::elsewhere());
    }
    let value = result.into_js(env).map_err(|failure| failure.throw(&env))?;
    calls.answer(Answer::Value);
    Ok(Promise::new(value))
}

/// Values that napi-rs knows how to make, and that cannot be large.
macro_rules! values {
    ($($value:ty),*) => {
        $(impl IntoJs for $value {
            fn into_js(self, env: Env) -> Settled {
                js(&env, self)
            }
        })*
    };
}
values!((), bool, f64, u32, i32, String, BigInt);

impl<N: Number> IntoJs for Vec<N> {
    fn into_js(self, env: Env) -> Settled {
        Numbers(Vec::from([self])).into_js(env)
    }

    fn put_at_hand(&self, calls: &Calls) -> bool {
        calls.answer_numbers(slice::from_ref(self))
    }
}

/// Numbers, some after the others, for a typed array of them all.
pub(super) struct Numbers<N>(pub(super) Vec<Vec<N>>);

impl<N: Number> IntoJs for Numbers<N> {
    fn into_js(self, env: Env) -> Settled {
        let Self(parts) = self;
        let length = parts.iter().map(Vec::len).sum();
        let array = Environment::of(&env)?.calls()?.facades().array::<N>(env, length)?;
        let mut array = Moved::take(&env, &array)?.own::<N>()?;
        copy(&parts, &mut array);
        array.into_array(&env)
    }

    fn put_at_hand(&self, calls: &Calls) -> bool {
        calls.answer_numbers(&self.0)
    }
}

/// Copies numbers to where there must be room for exactly as many.
pub(super) fn copy<N: Number>(parts: &[Vec<N>], to: &mut [N]) {
    let mut rest = to;
    for part in parts {
        let (to, behind) = rest.split_at_mut(part.len());
        to.copy_from_slice(part);
        rest = behind;
    }
    assert!(rest.is_empty(), "there must be as many numbers as there is room for");
}
