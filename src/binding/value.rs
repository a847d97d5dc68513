//! Results and errors as JavaScript values. All of it runs on the JS thread.

use std::convert::Infallible;
use std::ffi::CStr;
use std::ptr;

use napi::bindgen_prelude::{Result, ToNapiValue, TypeName, Unknown, ValueType};
use napi::{Env, Error, JsValue, Status, check_status, sys};
use napi_derive::napi;

use crate::job::Stop;
use crate::kernels::documents::{self, LONGEST};
use crate::kernels::numbers::{NoInteger, UnsafeSum};
use crate::kernels::primes::{MAX_SAFE, Unfit, Value};
use crate::kernels::score::{MAX_SAFE_INTEGER, TooLarge};
use crate::memory::{Failure, NoMemory};
use crate::pool::{AlreadyConfigured, GlobalError, MAX_THREADS, Pool, Refused, SizeError, ThreadsError};

/// What a promise is settled with.
pub(super) type Settled = std::result::Result<sys::napi_value, Refusal>;

/// A promise on its way to JavaScript.
pub struct Promise(sys::napi_value);

impl Promise {
    pub(super) fn new(raw: sys::napi_value) -> Self {
        Self(raw)
    }
}

impl ToNapiValue for Promise {
    unsafe fn to_napi_value(_env: sys::napi_env, promise: Self) -> Result<sys::napi_value> {
        Ok(promise.0)
    }
}

impl TypeName for Promise {
    fn type_name() -> &'static str {
        "Promise"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

/// Any value that napi-rs knows how to make.
pub(super) fn js(env: &Env, value: impl ToNapiValue) -> Settled {
    // SAFETY: `env` is live, and this is its thread.
    Ok(unsafe { ToNapiValue::to_napi_value(env.raw(), value) }?)
}

/// The result of what ran at once; a refusal is thrown.
pub(super) fn settled<T, E: Into<Refusal>>(
    env: Env,
    result: std::result::Result<std::result::Result<T, E>, Stop>,
) -> Result<T> {
    let refusal = match result {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.into(),
        Err(stop) => Refusal::from(stop),
    };
    Err(refusal.throw(&env))
}

/// How errors that are made here can be told from those of users.
static MADE_HERE: sys::napi_type_tag =
    sys::napi_type_tag { lower: 0x7261_796f_6e2d_706f, upper: 0x6f6c_2d65_7272_6f72 };

/// Whether an error was made here: in the realm of the environment, which may not be that of the facade.
#[napi]
pub fn is_refusal(env: Env, error: Unknown<'_>) -> Result<bool> {
    if error.get_type()? != ValueType::Object {
        return Ok(false);
    }
    let mut is_made_here = false;
    // SAFETY: the value is an object, and all pointers are valid for the call.
    unsafe {
        let tag = &raw const MADE_HERE;
        check_status!(sys::napi_check_object_type_tag(env.raw(), error.raw(), tag, &raw mut is_made_here))?;
    }
    Ok(is_made_here)
}

/// An error to throw from an exported function.
pub(super) fn thrown(env: Env, error: impl Into<Refusal>) -> Error {
    error.into().throw(&env)
}

/// Why a promise is rejected, or a call throws. The one place for the texts of native errors.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A `RangeError` with the code `ERR_OUT_OF_RANGE`.
    OutOfRange(String),
    /// Bytes that are not UTF-8, and the `offset` of the first that is not.
    InvalidUtf8(String, usize),
    /// The pool is closing, or closed.
    Closed(String),
    /// The pool's queue is full.
    QueueFull(String),
    /// The default pool was configured before, or has been used.
    Configured,
    /// The system would not start threads.
    Threads(String),
    /// A text is no integer of 64 bits: its index, and the text as far as it is told.
    NoInteger(String, f64, Vec<u16>),
    /// A kernel has a bug.
    Panic(String),
    /// The job was cancelled: by a signal, and then the facade rejects with the signal's reason; else by force, with its
    /// pool.
    Cancelled,
    /// A JavaScript value could not be made.
    Unmade(String),
}

impl Refusal {
    /// Why `pool` did not take a job.
    pub(super) fn of_pool(refused: Refused, pool: &Pool) -> Self {
        let settings = pool.settings();
        let name = &settings.name;
        match refused {
            Refused::Closed => Self::Closed(format!("the pool '{name}' is closed and takes no further job")),
            Refused::QueueFull => {
                let most = settings.max_queue;
                Self::QueueFull(format!("the queue of the pool '{name}' is full: maxQueue is {most}"))
            }
        }
    }

    /// Why text that came as the argument `name` is no documents.
    pub(super) fn of_text(name: &str, unfit: documents::Unfit) -> Self {
        use documents::Unfit;
        match unfit {
            Unfit::InvalidUtf8 { offset, byte } => {
                let message =
                    format!("{name} must be UTF-8, got the invalid byte 0x{byte:02X} at offset {offset}");
                Self::InvalidUtf8(message, offset)
            }
            Unfit::OutOfBounds { index, value, least, most } => {
                Self::OutOfRange(format!("offsets[{index}] must be from {least} to {most}, got {value}"))
            }
            Unfit::WithinCharacter { index, value } => Self::OutOfRange(format!(
                "offsets[{index}] must be where a character of {name} starts or the last one ends, got {value}"
            )),
            Unfit::TooLong { index, bytes } => {
                Self::OutOfRange(format!("documents[{index}] must have at most {LONGEST} bytes, got {bytes}"))
            }
        }
    }

    /// The error object.
    pub(super) fn make(&self, env: &Env) -> sys::napi_value {
        let mut error = ptr::null_mut();
        let mut make = || -> Result<()> {
            let code = env.create_string(self.code())?.raw();
            let message = env.create_string(self.message())?.raw();
            let create = match self {
                Self::OutOfRange(_) => sys::napi_create_range_error,
                _ => sys::napi_create_error,
            };
            // SAFETY: the strings were made just now, in this environment, and so was the error.
            unsafe {
                check_status!(create(env.raw(), code, message, &raw mut error))?;
                check_status!(sys::napi_type_tag_object(env.raw(), error, &raw const MADE_HERE))?;
            }
            self.add_details(env, error)
        };
        // What can fail here fails for want of memory, or because the environment ends; then there is no error to show.
        let _ = make();
        error
    }

    /// Adds what else the error says, as properties.
    fn add_details(&self, env: &Env, error: sys::napi_value) -> Result<()> {
        let add = |name: &CStr, value: sys::napi_value| {
            // SAFETY: both values were made just now, in this environment, and the name ends with a zero.
            check_status!(unsafe { sys::napi_set_named_property(env.raw(), error, name.as_ptr(), value) })
        };
        match self {
            // Exact: no memory is larger.
            #[allow(clippy::cast_precision_loss)]
            Self::InvalidUtf8(_, offset) => add(c"offset", env.create_double(*offset as f64)?.raw()),
            Self::NoInteger(_, index, text) => {
                add(c"index", env.create_double(*index)?.raw())?;
                add(c"value", env.create_string_utf16(text)?.raw())
            }
            _ => Ok(()),
        }
    }

    /// Throws the error from an exported function.
    pub(super) fn throw(&self, env: &Env) -> Error {
        // SAFETY: the error was made just now, in this environment.
        unsafe { sys::napi_throw(env.raw(), self.make(env)) };
        Error::new(Status::PendingException, self.message())
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange(_) => "ERR_OUT_OF_RANGE",
            Self::InvalidUtf8(..) => "ERR_INVALID_UTF8",
            Self::Closed(_) | Self::Cancelled => "ERR_POOL_CLOSED",
            Self::QueueFull(_) => "ERR_QUEUE_FULL",
            Self::Configured => "ERR_POOL_CONFIGURED",
            Self::Threads(_) => "ERR_POOL_THREADS",
            Self::NoInteger(..) => "ERR_PARSE_INTEGER",
            Self::Panic(_) => "ERR_KERNEL_PANIC",
            Self::Unmade(_) => "ERR_NO_MEMORY",
        }
    }

    fn message(&self) -> &str {
        match self {
            Self::OutOfRange(message)
            | Self::InvalidUtf8(message, _)
            | Self::NoInteger(message, ..)
            | Self::Closed(message)
            | Self::QueueFull(message)
            | Self::Threads(message)
            | Self::Panic(message)
            | Self::Unmade(message) => message,
            Self::Configured => "the default pool can be configured once, before it is first used",
            Self::Cancelled => "the pool was closed by force before the job ended",
        }
    }
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Cancelled => Self::Cancelled,
            Stop::Panicked(words) => {
                Self::Panic(format!("a kernel of rayon-pool panicked, please report it: {words}"))
            }
            Stop::NoMemory(no_memory) => Self::from(no_memory),
        }
    }
}

impl From<TooLarge> for Refusal {
    fn from(too_large: TooLarge) -> Self {
        Self::OutOfRange(match too_large {
            TooLarge::Score { index, score } => {
                format!("the score of documents[{index}] must be at most {MAX_SAFE_INTEGER}, got {score}")
            }
            TooLarge::Total { total } => {
                format!("the total of all scores must be at most {MAX_SAFE_INTEGER}, got {total}")
            }
        })
    }
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        let Unfit { index, value } = unfit;
        Self::OutOfRange(match value {
            Value::Double(number) if number > MAX_SAFE && number.is_finite() => {
                format!("candidates[{index}] must be at most {MAX_SAFE}, got {}", in_javascript(number))
            }
            Value::Double(number) => {
                format!("candidates[{index}] must be a non-negative integer, got {}", in_javascript(number))
            }
            Value::Integer(integer) => {
                format!("candidates[{index}] must be a non-negative integer, got {integer}n")
            }
        })
    }
}

/// A number as JavaScript writes it: very large and very small ones with an exponent.
fn in_javascript(number: f64) -> String {
    let size = number.abs();
    if number.is_infinite() {
        number.to_string().replace("inf", "Infinity")
    } else if size >= 1e21 {
        format!("{number:e}").replace('e', "e+")
    } else if size < 1e-6 && size > 0.0 {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

impl From<NoMemory> for Refusal {
    fn from(no_memory: NoMemory) -> Self {
        Self::Unmade(format!("there is too little memory: {no_memory} were wanted at once"))
    }
}

impl<E: Into<Self>> From<Failure<E>> for Refusal {
    fn from(failure: Failure<E>) -> Self {
        match failure {
            Failure::NoMemory(no_memory) => Self::from(no_memory),
            Failure::Of(error) => error.into(),
        }
    }
}

impl From<NoInteger> for Refusal {
    fn from(no_integer: NoInteger) -> Self {
        let NoInteger { index, text, is_cut } = no_integer;
        let (start, rest) = (String::from_utf16_lossy(&text), if is_cut { "…" } else { "" });
        let (least, most) = (i64::MIN, i64::MAX);
        let message =
            format!("texts[{index}] must be a decimal integer from {least} to {most}, got '{start}{rest}'");
        // Exact: no array has so many elements.
        #[allow(clippy::cast_precision_loss)]
        let index = index as f64;
        Self::NoInteger(message, index, text)
    }
}

impl From<UnsafeSum> for Refusal {
    fn from(UnsafeSum(sum): UnsafeSum) -> Self {
        Self::OutOfRange(format!(
            "the sum of values must be from -{MAX_SAFE_INTEGER} to {MAX_SAFE_INTEGER}, got {sum}"
        ))
    }
}

impl From<GlobalError> for Refusal {
    fn from(error: GlobalError) -> Self {
        match error {
            GlobalError::Size(error) => Self::from(error),
            GlobalError::Threads(error) => Self::from(error),
        }
    }
}

impl From<SizeError> for Refusal {
    fn from(error: SizeError) -> Self {
        let SizeError { value } = error;
        Self::OutOfRange(format!(
            "RAYON_NUM_THREADS must be an integer from 1 to {MAX_THREADS}, or 0 or empty for the default, got '{value}'"
        ))
    }
}

impl From<ThreadsError> for Refusal {
    fn from(error: ThreadsError) -> Self {
        let ThreadsError { threads, name, reason } = error;
        Self::Threads(format!("the {threads} threads of the pool '{name}' did not start: {reason}"))
    }
}

impl From<AlreadyConfigured> for Refusal {
    fn from(_: AlreadyConfigured) -> Self {
        Self::Configured
    }
}

impl From<Infallible> for Refusal {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Unmade(error.reason.clone())
    }
}
