//! Why a promise is rejected, or a call throws; and the texts of all errors that are the crate's own.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ffi::CStr;
use std::fmt::{self, Display};
use std::ptr;
use std::sync::OnceLock;

use napi::bindgen_prelude::{Result, Unknown, ValueType};
use napi::{Env, Error, JsValue, Status, check_status, sys};
use napi_derive::napi;

use super::function::Function;
use super::properties::{define, is_exception_pending};
use crate::documents::{LONGEST, Unfit};
use crate::job::Stop;
use crate::memory::NoMemory;
use crate::pool::{AlreadyConfigured, GlobalError, MAX_THREADS, Name, Refused, SizeError, ThreadsError};
use crate::shared::AnyPool;

/// Why there is no result: in JavaScript an `Error` with a `code` and a message.
#[derive(Debug)]
pub struct Failure {
    class: Class,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    details: Vec<(&'static CStr, Detail)>,
}

#[derive(Debug)]
enum Class {
    Error,
    RangeError,
    TypeError,
    /// A kernel of this name panicked: the message is what the panic says, and where it happened.
    Panic(Name),
    /// The job was cancelled: an `Error` that says that its pool was closed, where nobody knows better.
    Cancelled,
}

#[derive(Debug)]
enum Detail {
    Number(f64),
    Text(Vec<u16>),
}

impl Failure {
    /// One with a code, by which JavaScript can tell it, and with words for people: what was expected, what came, and where.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::Failure;
    ///
    /// let pattern = "(";
    /// let failure = Failure::new("ERR_PATTERN", format_args!("pattern must be a regular expression, got '{pattern}'"));
    /// # let _ = failure;
    /// ```
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Display) -> Self {
        Self::with_class(Class::Error, code.into(), message.to_string().into())
    }

    /// A `RangeError` with the code `ERR_OUT_OF_RANGE`.
    pub fn out_of_range(message: impl Display) -> Self {
        Self::with_class(Class::RangeError, "ERR_OUT_OF_RANGE".into(), message.to_string().into())
    }

    /// A `TypeError` with the code `ERR_INVALID_ARG_TYPE`.
    pub fn wrong_type(message: impl Display) -> Self {
        Self::with_class(Class::TypeError, "ERR_INVALID_ARG_TYPE".into(), message.to_string().into())
    }

    fn with_class(class: Class, code: Cow<'static, str>, message: Cow<'static, str>) -> Self {
        Self { class, code, message, details: Vec::new() }
    }

    /// The code, by which it can be told.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::node::Failure;
    ///
    /// fn even(text: &str) -> Result<u32, Failure> {
    ///     let number: u32 = text.parse().map_err(|error| Failure::new("ERR_NO_NUMBER", error))?;
    ///     if number % 2 == 0 { Ok(number) } else { Err(Failure::out_of_range("expected an even number")) }
    /// }
    ///
    /// assert_eq!(even("7").unwrap_err().code(), "ERR_OUT_OF_RANGE");
    /// assert_eq!(even("x").unwrap_err().to_string(), "ERR_NO_NUMBER: invalid digit found in string");
    /// ```
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The words for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same with a number more, as a property of that name.
    #[must_use]
    pub fn with_number(self, name: &'static CStr, number: f64) -> Self {
        self.with(name, Detail::Number(number))
    }

    /// The same with a text more, of UTF-16 code units, as a property of that name.
    #[must_use]
    pub fn with_text(self, name: &'static CStr, text: Vec<u16>) -> Self {
        self.with(name, Detail::Text(text))
    }

    #[allow(clippy::disallowed_methods, reason = "there are one or two")]
    fn with(mut self, name: &'static CStr, detail: Detail) -> Self {
        self.details.push((name, detail));
        self
    }

    /// Whether it says that the job was cancelled.
    pub(super) fn is_cancellation(&self) -> bool {
        matches!(self.class, Class::Cancelled)
    }

    /// The same of a job of this kernel's.
    #[must_use]
    pub(super) fn of_kernel(mut self, name: Name) -> Self {
        if let Class::Panic(of) = &mut self.class {
            *of = name;
        }
        self
    }

    /// What people read.
    fn words(&self) -> Cow<'_, str> {
        let Class::Panic(name) = self.class else {
            return Cow::Borrowed(&self.message);
        };
        let kernel = if name == Name::OTHERS { "a kernel" } else { name.text() };
        let words = &self.message;
        Cow::Owned(match KERNELS.get() {
            Some(&OURS) => format!("{kernel} of {OURS} panicked, please report it: {words}"),
            Some(addon) => format!("{kernel} of {addon} panicked: {words}"),
            None => format!("{kernel} panicked: {words}"),
        })
    }

    /// Node.js could not make a value, or there was no memory.
    pub(super) fn unmade(message: impl Display) -> Self {
        Self::new("ERR_NO_MEMORY", message)
    }

    /// Node.js could not make a value of the crate's own.
    pub(super) fn of_node(error: Error) -> Self {
        Self::unmade(error.reason)
    }

    /// A kernel has a bug.
    pub(super) fn panic(message: impl Display) -> Self {
        Self::new("ERR_KERNEL_PANIC", message)
    }

    /// Why `pool` did not take a job.
    pub(super) fn of_pool(refused: Refused, pool: &AnyPool) -> Self {
        let settings = pool.settings();
        let name = &settings.name;
        match refused {
            Refused::Closed => Self::new(
                "ERR_POOL_CLOSED",
                format_args!("the pool '{name}' is closed and takes no further job"),
            ),
            Refused::QueueFull => {
                let most = settings.max_queue;
                Self::new(
                    "ERR_QUEUE_FULL",
                    format_args!("the queue of the pool '{name}' is full: maxQueue is {most}"),
                )
            }
        }
    }

    /// Why text that came as the argument `name` is no documents.
    pub(super) fn of_text(name: &str, unfit: Unfit) -> Self {
        match unfit {
            Unfit::InvalidUtf8 { offset, byte } => {
                // Exact: no memory is larger.
                #[allow(clippy::cast_precision_loss)]
                let number = offset as f64;
                Self::new(
                    "ERR_INVALID_UTF8",
                    format_args!(
                        "{name} must be UTF-8, got the invalid byte 0x{byte:02X} at offset {offset}"
                    ),
                )
                .with_number(c"offset", number)
            }
            Unfit::OutOfBounds { index, value, least, most } => Self::out_of_range(format_args!(
                "offsets[{index}] must be from {least} to {most}, got {value}"
            )),
            Unfit::WithinCharacter { index, value } => Self::out_of_range(format_args!(
                "offsets[{index}] must be where a character of {name} starts or the last one ends, got {value}"
            )),
            Unfit::TooLong { index, bytes } => Self::out_of_range(format_args!(
                "documents[{index}] must have at most {LONGEST} bytes, got {bytes}"
            )),
        }
    }

    /// The error object.
    pub(super) fn make(&self, env: &Env) -> sys::napi_value {
        let mut error = ptr::null_mut();
        let mut make = || -> Result<()> {
            let message = env.create_string(&*self.words())?.raw();
            let create = match self.class {
                Class::RangeError => sys::napi_create_range_error,
                Class::TypeError => sys::napi_create_type_error,
                Class::Error | Class::Panic(_) | Class::Cancelled => sys::napi_create_error,
            };
            // SAFETY: the string was made just now, in this environment, and so was the error.
            unsafe {
                check_status!(create(env.raw(), ptr::null_mut(), message, &raw mut error))?;
                check_status!(sys::napi_type_tag_object(env.raw(), error, &raw const MADE_HERE))?;
            }
            define(env, error, c"code", env.create_string(&*self.code)?.raw())?;
            for (name, detail) in &self.details {
                let value = match detail {
                    Detail::Number(number) => env.create_double(*number)?.raw(),
                    Detail::Text(text) => env.create_string_utf16(text)?.raw(),
                };
                define(env, error, name, value)?;
            }
            Ok(())
        };
        // What can fail here fails for want of memory, or because the environment ends; then there is no error to show.
        let _ = make();
        error
    }

    /// The error, to be thrown by the function that returns it, and not before.
    ///
    /// Where an exception is pending, that is thrown: it says why.
    pub(super) fn error(&self, env: &Env) -> Error {
        if is_exception_pending(env) {
            return Error::new(Status::PendingException, self.to_string());
        }
        let error = self.make(env);
        if error.is_null() {
            return Error::new(Status::GenericFailure, self.to_string());
        }
        // SAFETY: it was made just now, in this environment.
        let value = unsafe { Unknown::from_raw_unchecked(env.raw(), error) };
        let mut error = Error::from_unknown_without_coercion(value);
        // What a function says that makes a failure of it again is as on the threads.
        error.reason = self.to_string();
        error
    }

    /// Throws the error, where there is no function to return it.
    pub(super) fn throw(&self, env: &Env) {
        // SAFETY: the error was made just now, in this environment. If there is none, this fails.
        unsafe { sys::napi_throw(env.raw(), self.make(env)) };
    }
}

impl Display for Failure {
    /// The code, and the message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.words())
    }
}

impl std::error::Error for Failure {}

/// Whose the kernels of this addon are, as panics are told.
static KERNELS: OnceLock<&'static str> = OnceLock::new();
/// The package's own.
const OURS: &str = "rayon-pool";

/// Says whose the kernels are.
pub(super) fn name_kernels(of: &'static str) {
    KERNELS.get_or_init(|| of);
}

/// How errors that are made here can be told from those of users.
static MADE_HERE: sys::napi_type_tag =
    sys::napi_type_tag { lower: 0x7261_796f_6e2d_706f, upper: 0x6f6c_2d65_7272_6f72 };

pub(super) const FUNCTIONS: &[Function] = &[("isRefusal", is_refusal_c_callback)];

/// Whether an error was made here: in the realm of the environment, which may not be that of the facade.
#[napi(no_export)]
fn is_refusal(env: Env, error: Unknown<'_>) -> Result<bool> {
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

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            // By a signal, and then the facade rejects with the signal's reason; else by force, with its pool.
            Stop::Cancelled => Self::with_class(
                Class::Cancelled,
                "ERR_POOL_CLOSED".into(),
                "the pool was closed by force before the job ended".into(),
            ),
            Stop::Panicked(words) => {
                Self::with_class(Class::Panic(Name::OTHERS), "ERR_KERNEL_PANIC".into(), words.into())
            }
            Stop::NoMemory(no_memory) => Self::from(no_memory),
        }
    }
}

impl From<NoMemory> for Failure {
    fn from(no_memory: NoMemory) -> Self {
        Self::unmade(format_args!("there is too little memory: {no_memory} were wanted at once"))
    }
}

impl From<GlobalError> for Failure {
    fn from(error: GlobalError) -> Self {
        match error {
            GlobalError::Size(error) => Self::from(error),
            GlobalError::Threads(error) => Self::from(error),
        }
    }
}

impl From<SizeError> for Failure {
    fn from(error: SizeError) -> Self {
        let SizeError { value } = error;
        Self::out_of_range(format_args!(
            "RAYON_NUM_THREADS must be an integer from 1 to {MAX_THREADS}, or 0 or empty for the default, got '{value}'"
        ))
    }
}

impl From<ThreadsError> for Failure {
    fn from(error: ThreadsError) -> Self {
        let ThreadsError { threads, name, reason } = error;
        Self::new(
            "ERR_POOL_THREADS",
            format_args!("the {threads} threads of the pool '{name}' did not start: {reason}"),
        )
    }
}

impl From<AlreadyConfigured> for Failure {
    fn from(_: AlreadyConfigured) -> Self {
        Self::new("ERR_POOL_CONFIGURED", "the default pool can be configured once, before it is first used")
    }
}

impl From<Infallible> for Failure {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<Error> for Failure {
    /// With the status as its code: what one of napi-rs's has no word of its own for is a `GenericFailure`.
    fn from(error: Error) -> Self {
        Self::new(error.status.as_ref().to_owned(), &error.reason)
    }
}

#[cfg(test)]
mod tests {
    use napi::{Error, Status};

    use super::Failure;

    fn tried() -> Result<(), Failure> {
        Ok(Err(Error::new(Status::ObjectExpected, "expected an object"))?)
    }

    #[test]
    fn an_error_of_napi_rs_is_a_failure_with_its_status() {
        let failure = tried().unwrap_err();
        assert_eq!((failure.code(), failure.message()), ("ObjectExpected", "expected an object"));
    }

    #[test]
    fn a_failure_is_an_error_with_its_code_in_its_words_where_no_kernel_is_called() {
        let failure = Failure::out_of_range("too much");
        let other: Box<dyn std::error::Error + Send + Sync> = Failure::out_of_range("too much").into();
        assert_eq!(other.to_string(), "ERR_OUT_OF_RANGE: too much");
        let error = Error::from(failure);
        assert_eq!((error.status, &*error.reason), (Status::GenericFailure, "ERR_OUT_OF_RANGE: too much"));
    }
}
