//! What JavaScript says of a call besides its arguments, in memory that both sides know: to set a number there takes a
//! nanosecond, to hand it over as an argument ten or more.
//!
//! The memory is an array of the facade's: a header, the lengths of the texts of a group, and room for the numbers of a
//! small result. `facade/calls.ts` has the same places.

use std::cell::RefCell;
use std::{ptr, slice};

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, JsValue, Status, check_status, sys};

use super::control::Control;
use super::failure::Failure;
use super::glance::{Glance, Number};
use super::opaque::Held;

/// Where the header has the pool's handle, in two halves, the lower one first.
const POOL: usize = 0;
/// How many texts there are.
const COUNT: usize = 2;
/// What else is to be known of the call: the sum of what holds.
const FLAGS: usize = 3;
/// What the call has given: see [`Answer`].
const KIND: usize = 4;
/// How many numbers that is.
const LENGTH: usize = 5;
/// How long the header is.
const HEADER: usize = 8;
/// How many texts a group may have.
const TEXTS: usize = 1 << 14;
/// Where the numbers of a small result stand; what is there is aligned for all of them.
const NUMBERS: usize = HEADER + TEXTS;

/// It may be done at once, on this thread.
const AT_ONCE: u32 = 1;
/// No character of the text is above U+00FF.
const LATIN1: u32 = 2;
/// Somebody may want to cancel it, or to see how far it is.
const CONTROLLED: u32 = 4;

/// What a call has given.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// A promise.
    Promise,
    /// The result itself.
    Value,
    /// So many numbers, in the memory, for a typed array of this kind.
    Numbers(sys::napi_typedarray_type, u32),
}

/// What is said of a call.
pub(super) struct Said {
    pub(super) pool: f64,
    pub(super) may_be_at_once: bool,
    pub(super) control: Option<Held<Control>>,
}

/// The memory, and the function that makes arrays.
pub(super) struct Calls {
    _memory: sys::napi_ref,
    /// Where its numbers stand, and how many.
    data: *mut u32,
    length: usize,
    maker: sys::napi_ref,
    control: RefCell<Option<Held<Control>>>,
}

impl Calls {
    /// Those of an array of 32-bit numbers, and of a function that makes a typed array, given its kind and its length.
    pub(super) fn new(env: Env, memory: &Unknown<'_>, maker: &Unknown<'_>) -> Result<Self> {
        // Nobody on another thread has it: this refuses a `SharedArrayBuffer`.
        Glance::at(&env, memory)?;
        let reference = |value: &Unknown<'_>| {
            let mut reference = ptr::null_mut();
            // SAFETY: the pointer is valid for the call.
            let status = unsafe { sys::napi_create_reference(env.raw(), value.raw(), 1, &raw mut reference) };
            check_status!(status).map(|()| reference)
        };
        let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
        // SAFETY: all pointers are valid for the call, or null for what is not asked for.
        unsafe {
            check_status!(sys::napi_get_typedarray_info(
                env.raw(),
                memory.raw(),
                &raw mut kind,
                &raw mut length,
                &raw mut data,
                ptr::null_mut(),
                ptr::null_mut(),
            ))?;
        }
        if kind != sys::TypedarrayType::uint32_array || length < NUMBERS {
            return Err(Error::new(Status::InvalidArg, "the memory of calls is too short"));
        }
        let (_memory, maker, control) = (reference(memory)?, reference(maker)?, RefCell::default());
        Ok(Self { _memory, data: data.cast(), length, maker, control })
    }

    /// The next call that is said to have a handle has this one.
    pub(super) fn set_control(&self, control: Held<Control>) {
        self.control.replace(Some(control));
    }

    /// What the facade says of the call that is being made.
    pub(super) fn said(&self, env: Env) -> Result<Said> {
        self.with(env, |words| {
            // Until there is another answer.
            say(words, Answer::Promise);
            let [low, high] = [words[POOL], words[POOL + 1]].map(f64::from);
            Said {
                pool: high.mul_add(4_294_967_296.0, low),
                may_be_at_once: words[FLAGS] & AT_ONCE != 0,
                control: if words[FLAGS] & CONTROLLED == 0 { None } else { self.control.take() },
            }
        })
    }

    /// Does something with the lengths of the texts of a group, told whether their characters are all up to U+00FF.
    pub(super) fn with_lengths<R>(&self, env: Env, act: impl FnOnce(&[u32], bool) -> R) -> Result<R> {
        self.with(env, |words| {
            let count = (words[COUNT] as usize).min(TEXTS);
            act(&words[HEADER..HEADER + count], words[FLAGS] & LATIN1 != 0)
        })
    }

    /// Says what a call has given.
    pub(super) fn answer(&self, env: Env, answer: Answer) -> Result<()> {
        self.with(env, |words| say(words, answer))
    }

    /// Gives numbers as a small result; says whether there is room for them.
    pub(super) fn answer_numbers<N: Number>(&self, env: Env, parts: &[Vec<N>]) -> Result<bool> {
        let length: usize = parts.iter().map(Vec::len).sum();
        self.with(env, |words| {
            // SAFETY: every pattern of bits is a number of either type.
            let (_, room, _) = unsafe { words[NUMBERS..].align_to_mut::<N>() };
            let (Ok(count), Some(mut rest)) = (u32::try_from(length), room.get_mut(..length)) else {
                return false;
            };
            for part in parts {
                let (to, behind) = rest.split_at_mut(part.len());
                to.copy_from_slice(part);
                rest = behind;
            }
            say(words, Answer::Numbers(N::KIND, count));
            true
        })
    }

    /// A typed array for numbers of the type `N`, from the facade: one that could not be made is an error in JavaScript, and
    /// over Node-API the end of the process.
    pub(super) fn array<N: Number>(
        &self,
        env: Env,
        length: usize,
    ) -> std::result::Result<Unknown<'static>, Failure> {
        self.made(env, N::KIND, length).map_err(|_| {
            let (mut is_pending, mut exception) = (false, ptr::null_mut());
            // What the facade throws is of its own realm, and means just this.
            // SAFETY: all pointers are valid for the calls.
            unsafe {
                sys::napi_is_exception_pending(env.raw(), &raw mut is_pending);
                if is_pending {
                    sys::napi_get_and_clear_last_exception(env.raw(), &raw mut exception);
                }
            }
            Failure::unmade(format_args!("Node.js could not make an array of {length} results"))
        })
    }

    fn made(&self, env: Env, kind: sys::napi_typedarray_type, length: usize) -> Result<Unknown<'static>> {
        let (mut maker, mut this, mut array) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let kind = env.create_double(f64::from(kind))?;
        // What a number cannot hold exactly is longer than any array.
        #[allow(clippy::cast_precision_loss)]
        let length = env.create_double(length as f64)?;
        let arguments = [kind.raw(), length.raw()];
        // SAFETY: the reference lives as long as the environment, the values were made just now, and all pointers are valid for
        // the calls.
        unsafe {
            check_status!(sys::napi_get_reference_value(env.raw(), self.maker, &raw mut maker))?;
            check_status!(sys::napi_get_undefined(env.raw(), &raw mut this))?;
            let (count, arguments) = (arguments.len(), arguments.as_ptr());
            check_status!(sys::napi_call_function(env.raw(), this, maker, count, arguments, &raw mut array))?;
            Ok(Unknown::from_raw_unchecked(env.raw(), array))
        }
    }

    /// Does something with the memory.
    fn with<R>(&self, _env: Env, act: impl FnOnce(&mut [u32]) -> R) -> Result<R> {
        // SAFETY: so many numbers stand there as long as the reference lives, for the array is the facade's alone, which never
        // gives its buffer away. This is the JS thread, and `act`, which is none of a user's, runs no JavaScript: nobody else
        // looks at them meanwhile. (No other thread has the array: `new` has seen to that.)
        Ok(act(unsafe { slice::from_raw_parts_mut(self.data, self.length) }))
    }
}

fn say(words: &mut [u32], answer: Answer) {
    [words[KIND], words[LENGTH]] = match answer {
        Answer::Promise => [0, 0],
        Answer::Value => [1, 0],
        // Node-API counts the kinds from 0.
        Answer::Numbers(kind, length) => [kind.cast_unsigned() + 2, length],
    };
}
