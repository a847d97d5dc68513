//! What results become in JavaScript.

use std::slice;

use napi::Env;
use napi::bindgen_prelude::{BigInt, Null, Result, ToNapiValue};

use super::building::{Copying, filling};
use super::calls::{Answer, Calls};
use super::environment::Environment;
use super::failure::Failure;
use super::glance::{Glance, Number};
use super::memory::Piece;
use super::settling::Settling;
use super::string::string;
use super::value::{Promise, js};

/// What can be the result of a call.
///
/// | in Rust | in JavaScript |
/// | ------- | ------------- |
/// | `()`, `bool`, `f64`, `u32`, `i32`, [`BigInt`] | `undefined`, a boolean, a number, a bigint |
/// | [`String`], `Vec<String>` | a string, an array of strings |
/// | `Vec<N>` of a [`Number`] | a typed array: `Vec<f64>` a `Float64Array`, `Vec<u8>` a `Uint8Array` |
/// | `Vec<Vec<N>>` | an array of typed arrays |
/// | [`Ragged<N>`](super::Ragged) | `{ values, offsets }` |
/// | [`Piece<N>`](super::Piece) | the typed array that it came in |
/// | what [`map_documents`](super::Texts::map_documents) makes | [`Documents`](super::Documents) |
/// | `Option<R>` | `null`, or what an `R` becomes |
/// | [`Value<T>`] | whatever napi-rs makes of a `T`: a struct with `#[napi(object)]`, a tuple |
///
/// It is made on the JavaScript thread. Arrays and strings of any length do not stop the event loop: they are made in slices of
/// half a millisecond. What is in a [`Value`] is made in one go.
pub trait IntoJs: Sized + Send + 'static {
    /// What it becomes, as it stands in the signature of a function: of a `Vec<f64>`, `Float64Array`.
    type Js;

    /// The value, which may take several slices to make.
    #[doc(hidden)]
    fn begin(self, env: Env) -> Settling;

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
    let value = result.begin(env).finish(env).map_err(|failure| failure.error(&env))?;
    calls.answer(Answer::Value);
    Ok(Promise::new(value))
}

/// Values that napi-rs knows how to make, and that cannot be large.
macro_rules! values {
    ($($value:ty),*) => {
        $(impl IntoJs for $value {
            type Js = Self;

            fn begin(self, env: Env) -> Settling {
                js(&env, self).into()
            }
        })*
    };
}
values!((), bool, f64, u32, i32, BigInt);

impl IntoJs for String {
    type Js = Self;

    fn begin(self, env: Env) -> Settling {
        string(env, self.as_bytes()).into()
    }
}

/// Any value that napi-rs knows how to make, as a result: a struct with `#[napi(object)]`, or a tuple.
///
/// Objects are made in the realm that Node.js itself runs in. Where a test runner has a realm of its own for each file, they
/// have other prototypes than those of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<T>(pub T);

impl<T: ToNapiValue + Send + 'static> IntoJs for Value<T> {
    type Js = T;

    fn begin(self, env: Env) -> Settling {
        // SAFETY: this is the thread of the environment.
        let value = unsafe { T::to_napi_value(env.raw(), self.0) };
        value.map_err(Failure::from).into()
    }
}

impl<R: IntoJs> IntoJs for Option<R> {
    type Js = Option<R::Js>;

    fn begin(self, env: Env) -> Settling {
        self.map_or_else(|| js(&env, Null).into(), |result| result.begin(env))
    }
}

/// How many bytes are copied at once, in some microseconds.
const SMALL: usize = 1 << 16;

impl<N: Number> IntoJs for Vec<N> {
    type Js = N::Array;

    fn begin(self, env: Env) -> Settling {
        if size_of_val(&*self) > SMALL {
            return Numbers(Vec::from([self])).begin(env);
        }
        let array = || {
            let environment = Environment::of(&env).map_err(Failure::of_node)?;
            let facades = environment.calls().map_err(Failure::of_node)?.facades();
            let array = facades.array::<N>(env, self.len())?;
            // SAFETY: the array was made just now, and nothing else runs before this is over.
            let mut glance = unsafe { Glance::at(&env, &array) }.map_err(Failure::of_node)?;
            glance.numbers_mut::<N>().map_err(Failure::of_node)?.copy_from_slice(&self);
            Ok(napi::JsValue::raw(&array))
        };
        array().into()
    }

    fn put_at_hand(&self, calls: &Calls) -> bool {
        calls.answer_numbers(slice::from_ref(self))
    }
}

/// Numbers, some after the others, for a typed array of them all.
pub(super) struct Numbers<N>(pub(super) Vec<Vec<N>>);

impl<N: Number> IntoJs for Numbers<N> {
    type Js = N::Array;

    fn begin(self, env: Env) -> Settling {
        match Copying::new(env, self.0) {
            Ok(copying) => Settling::More(Box::new(copying)),
            Err(failure) => Err(failure).into(),
        }
    }

    fn put_at_hand(&self, calls: &Calls) -> bool {
        calls.answer_numbers(&self.0)
    }
}

impl<N: Number> IntoJs for Piece<N> {
    type Js = N::Array;

    fn begin(self, env: Env) -> Settling {
        self.into_array(env).into()
    }
}

/// Results, some after the others, for an array of them all.
pub(super) struct List<R>(pub(super) Vec<Vec<R>>);

impl<R: IntoJs> IntoJs for List<R> {
    type Js = Vec<R::Js>;

    fn begin(self, env: Env) -> Settling {
        filling(env, self.0, R::begin)
    }
}

impl IntoJs for Vec<String> {
    type Js = Self;

    fn begin(self, env: Env) -> Settling {
        List(Vec::from([self])).begin(env)
    }
}

impl<N: Number> IntoJs for Vec<Vec<N>> {
    type Js = Vec<N::Array>;

    fn begin(self, env: Env) -> Settling {
        List(Vec::from([self])).begin(env)
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
