//! The facades of an environment: copies of the package, and the realms of test runners. Each makes the arrays that its
//! results are in: they belong to its realm.

use std::cell::{Cell, RefCell};
use std::{fmt, ptr};

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, JsValue, Status, check_status, sys};

use super::failure::Failure;
use super::glance::Number;
use super::properties::take_exception;
use super::value::Settled;

/// What of results is no typed array: `maker` counts these behind the kinds that Node-API has.
#[derive(Clone, Copy)]
pub(super) enum Container {
    /// An array, empty.
    Array = 11,
    /// An object.
    Object = 12,
    /// The function that makes of documents of the addon's what users hold.
    Documents = 13,
}

/// The facades, by their numbers.
#[derive(Default)]
pub(super) struct Facades {
    all: RefCell<Vec<Facade>>,
    /// Whose call is under way, or is being answered.
    current: Cell<u32>,
}

/// One of them.
struct Facade {
    /// The function that makes typed arrays, given a kind and a length, and what results are put into. It is kept as long as calls are pending, and no longer:
    /// a test runner has a realm a file, and wants its memory back.
    maker: sys::napi_ref,
    pending: usize,
}

impl Facades {
    /// A facade comes, and gets a number: it may be that of one that is gone, and has no call left.
    pub(super) fn add(&self, env: Env, maker: &Unknown<'_>) -> Result<u32> {
        let mut reference = ptr::null_mut();
        // SAFETY: the pointer is valid for the call.
        unsafe {
            check_status!(sys::napi_create_reference(env.raw(), maker.raw(), 0, &raw mut reference))?;
        }
        let facade = Facade { maker: reference, pending: 0 };
        let mut all = self.all.borrow_mut();
        let gone = all.iter().position(|facade| facade.pending == 0 && facade.maker(env).is_none());
        let number = if let Some(number) = gone {
            let gone = std::mem::replace(&mut all[number], facade);
            // SAFETY: it has just left the table, and has not been deleted before.
            unsafe { sys::napi_delete_reference(env.raw(), gone.maker) };
            number
        } else {
            #[allow(clippy::disallowed_methods, reason = "facades are few")]
            all.push(facade);
            all.len() - 1
        };
        Ok(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// The facade of this number calls, or is answered.
    pub(super) fn turn_to(&self, number: u32) {
        self.current.set(number);
    }

    /// The number of the one whose call is under way: that call is pending from now on.
    pub(super) fn hold(&self, env: Env) -> u32 {
        let number = self.current.get();
        if let Some(facade) = self.all.borrow_mut().get_mut(number as usize) {
            facade.pending += 1;
            if facade.pending == 1 {
                // SAFETY: the reference is in the table, so it has not been deleted; a count is all that is asked for.
                unsafe { sys::napi_reference_ref(env.raw(), facade.maker, ptr::null_mut()) };
            }
        }
        number
    }

    /// A pending call of the facade of this number has been answered.
    pub(super) fn let_go(&self, env: Env, number: u32) {
        if let Some(facade) = self.all.borrow_mut().get_mut(number as usize) {
            facade.pending -= 1;
            if facade.pending == 0 {
                // SAFETY: as above.
                unsafe { sys::napi_reference_unref(env.raw(), facade.maker, ptr::null_mut()) };
            }
        }
    }

    /// A typed array for numbers of the type `N`, from the facade whose call this is: one that could not be made is an error in
    /// JavaScript, and over Node-API the end of the process.
    pub(super) fn array<N: Number>(
        &self,
        env: Env,
        length: usize,
    ) -> std::result::Result<Unknown<'static>, Failure> {
        self.made_or(env, N::KIND, length, format_args!("an array of {length} results"))
    }

    /// What takes the parts of a result, of the same facade.
    pub(super) fn container(
        &self,
        env: Env,
        container: Container,
    ) -> std::result::Result<sys::napi_value, Failure> {
        Ok(self.made_or(env, container as _, 0, format_args!("what holds a result"))?.raw())
    }

    /// Documents, as users hold them: of the same facade. What that throws is pending then.
    pub(super) fn documents(&self, env: Env, store: sys::napi_value) -> Settled {
        let maker = self.container(env, Container::Documents)?;
        let (mut this, mut documents) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: all values are of this environment, and the pointers are valid for the calls.
        let called = unsafe {
            sys::napi_get_undefined(env.raw(), &raw mut this);
            check_status!(sys::napi_call_function(
                env.raw(),
                this,
                maker,
                1,
                &raw const store,
                &raw mut documents
            ))
        };
        called.map(|()| documents).map_err(Failure::of_node)
    }

    fn made_or(
        &self,
        env: Env,
        kind: sys::napi_typedarray_type,
        length: usize,
        what: fmt::Arguments<'_>,
    ) -> std::result::Result<Unknown<'static>, Failure> {
        self.made(env, kind, length).map_err(|_| {
            // What the facade throws is of its own realm, and means just this.
            take_exception(&env);
            Failure::unmade(format_args!("Node.js could not make {what}"))
        })
    }

    fn made(&self, env: Env, kind: sys::napi_typedarray_type, length: usize) -> Result<Unknown<'static>> {
        let all = self.all.borrow();
        let maker = all.get(self.current.get() as usize).and_then(|facade| facade.maker(env));
        let maker = maker.ok_or_else(|| Error::new(Status::InvalidArg, "no facade has this number"))?;
        // It may call back: from another facade, say, that is loaded just then.
        drop(all);
        let (mut this, mut array) = (ptr::null_mut(), ptr::null_mut());
        let kind = env.create_double(f64::from(kind))?;
        // What a number cannot hold exactly is longer than any array.
        #[allow(clippy::cast_precision_loss)]
        let length = env.create_double(length as f64)?;
        let arguments = [kind.raw(), length.raw()];
        // SAFETY: the values were made just now, the function is held by its handle, and all pointers are valid for the calls.
        unsafe {
            check_status!(sys::napi_get_undefined(env.raw(), &raw mut this))?;
            let (count, arguments) = (arguments.len(), arguments.as_ptr());
            check_status!(sys::napi_call_function(env.raw(), this, maker, count, arguments, &raw mut array))?;
            Ok(Unknown::from_raw_unchecked(env.raw(), array))
        }
    }
}

impl Facade {
    /// Nothing if it is gone.
    fn maker(&self, env: Env) -> Option<sys::napi_value> {
        let mut maker = ptr::null_mut();
        // SAFETY: the reference has not been deleted, and the pointer is valid for the call.
        let status = unsafe { sys::napi_get_reference_value(env.raw(), self.maker, &raw mut maker) };
        (status == sys::Status::napi_ok && !maker.is_null()).then_some(maker)
    }
}
