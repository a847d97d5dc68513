//! Large results on their way into JavaScript: made in slices, so that the event loop has its turn between them.

use std::iter::Flatten;
use std::time::Instant;
use std::{ptr, vec};

use napi::bindgen_prelude::Result;
use napi::{Env, check_status, sys};

use super::arrays::KeptArray;
use super::environment::Environment;
use super::facades::Container;
use super::failure::Failure;
use super::glance::Number;
use super::memory::{Moved, Piece};
use super::properties::append;
use super::settling::{Settling, Unfinished, is_over};
use super::value::Settled;

/// How many bytes are copied between two looks at the time: some tens of microseconds, when the memory is fresh.
const STRETCH: usize = 1 << 18;

/// Numbers on their way into a typed array.
pub(super) struct Copying<N> {
    parts: vec::IntoIter<Vec<N>>,
    /// The part that is under way, and what of it has been copied.
    part: Vec<N>,
    copied: usize,
    array: Piece<N>,
    /// What of the array has been filled.
    filled: usize,
}

impl<N: Number> Copying<N> {
    /// Some numbers after the others, for an array of them all.
    pub(super) fn new(env: Env, parts: Vec<Vec<N>>) -> std::result::Result<Self, Failure> {
        let length = parts.iter().map(Vec::len).sum();
        let environment = Environment::of(&env).map_err(Failure::of_node)?;
        let array = environment.calls().map_err(Failure::of_node)?.facades().array::<N>(env, length)?;
        // SAFETY: the facade has made it just now, and has kept no reference.
        let array = unsafe { Moved::take(&env, &array) };
        let array = array.and_then(Moved::own::<N>).map_err(Failure::of_node)?;
        Ok(Self { parts: parts.into_iter(), part: Vec::new(), copied: 0, array, filled: 0 })
    }

    /// Copies until about `end`; says whether all is done.
    pub(super) fn go_on(&mut self, end: Option<Instant>) -> bool {
        while self.filled < self.array.len() {
            if self.copied == self.part.len() {
                (self.part, self.copied) = (self.parts.next().unwrap_or_default(), 0);
                continue;
            }
            let numbers = (self.part.len() - self.copied).min(STRETCH / size_of::<N>());
            let to = &mut self.array[self.filled..self.filled + numbers];
            to.copy_from_slice(&self.part[self.copied..self.copied + numbers]);
            (self.copied, self.filled) = (self.copied + numbers, self.filled + numbers);
            if is_over(end) {
                return self.filled == self.array.len();
            }
        }
        true
    }

    pub(super) fn into_array(self, env: Env) -> Settled {
        self.array.into_array(env)
    }
}

impl<N: Number> Unfinished for Copying<N> {
    fn go_on(mut self: Box<Self>, env: Env, end: Option<Instant>) -> Settling {
        if Self::go_on(&mut self, end) { Settling::Done(self.into_array(env)) } else { Settling::More(self) }
    }
}

/// How many elements are made under one handle scope, between two looks at the time.
const ELEMENTS: usize = 16;

/// An array that is being filled.
pub(super) struct Filling<I, F> {
    array: KeptArray,
    elements: I,
    /// What becomes of an element.
    begin: F,
    /// The element that is under way.
    unfinished: Option<Box<dyn Unfinished>>,
    filled: u32,
}

/// One for elements that come some after the others.
pub(super) fn filling<T: Send + 'static>(
    env: Env,
    parts: Vec<Vec<T>>,
    begin: impl FnMut(T, Env) -> Settling + Send + 'static,
) -> Settling {
    let array = || {
        let environment = Environment::of(&env).map_err(Failure::of_node)?;
        let facades = environment.calls().map_err(Failure::of_node)?.facades();
        let array = facades.container(env, Container::Array)?;
        environment.keep_array(array).map_err(Failure::of_node)
    };
    match array() {
        Ok(array) => {
            let elements: Flatten<vec::IntoIter<Vec<T>>> = parts.into_iter().flatten();
            Settling::More(Box::new(Filling { array, elements, begin, unfinished: None, filled: 0 }))
        }
        Err(failure) => Settling::Done(Err(failure)),
    }
}

impl<T, I, F> Unfinished for Filling<I, F>
where
    I: Iterator<Item = T> + Send + 'static,
    F: FnMut(T, Env) -> Settling + Send + 'static,
{
    fn go_on(mut self: Box<Self>, env: Env, end: Option<Instant>) -> Settling {
        loop {
            match in_scope(env, || self.some(env, end)) {
                Ok(true) => {
                    let array =
                        Environment::of(&env).and_then(|environment| environment.give_back(&self.array));
                    return Settling::Done(array.map_err(Failure::of_node));
                }
                Ok(false) if is_over(end) => return Settling::More(self),
                Ok(false) => {}
                Err(failure) => return Settling::Done(Err(failure)),
            }
        }
    }
}

impl<T, I, F> Filling<I, F>
where
    I: Iterator<Item = T> + Send + 'static,
    F: FnMut(T, Env) -> Settling + Send + 'static,
{
    /// Adds some elements; says whether they were the last.
    fn some(&mut self, env: Env, end: Option<Instant>) -> std::result::Result<bool, Failure> {
        let array = Environment::of(&env).and_then(|environment| environment.give_back(&self.array));
        let array = array.map_err(Failure::of_node)?;
        for _ in 0..ELEMENTS {
            let settling = if let Some(unfinished) = self.unfinished.take() {
                unfinished.go_on(env, end)
            } else if let Some(element) = self.elements.next() {
                (self.begin)(element, env)
            } else {
                return Ok(true);
            };
            match settling {
                Settling::Done(element) => {
                    append(&env, array, self.filled, element?).map_err(Failure::of_node)?;
                    self.filled += 1;
                }
                Settling::More(unfinished) => {
                    self.unfinished = Some(unfinished);
                    if is_over(end) {
                        break;
                    }
                }
            }
        }
        Ok(false)
    }
}

/// Does something whose handles are not needed any more.
fn in_scope<R>(
    env: Env,
    act: impl FnOnce() -> std::result::Result<R, Failure>,
) -> std::result::Result<R, Failure> {
    let mut scope = ptr::null_mut();
    let mut open = || -> Result<()> {
        // SAFETY: the scope is closed below, in the order of opening, and no handle of `act` outlives it.
        unsafe { check_status!(sys::napi_open_handle_scope(env.raw(), &raw mut scope)) }
    };
    open().map_err(Failure::of_node)?;
    let done = act();
    // SAFETY: as above.
    unsafe { sys::napi_close_handle_scope(env.raw(), scope) };
    done
}
