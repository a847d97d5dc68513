//! What is said of calls beside their arguments, as the package's JavaScript says it.

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, JsValue};
use napi_derive::napi;

use super::control::Control;
use super::environment::Environment;
use super::function::Function;
use super::opaque::Held;

pub(super) const FUNCTIONS: &[Function] = &[
    ("shareCalls", share_calls_c_callback),
    ("setControl", set_control_c_callback),
    ("setNumbers", set_numbers_c_callback),
    ("forgetCall", forget_call_c_callback),
    ("setCallAside", set_call_aside_c_callback),
    ("takeCallUp", take_call_up_c_callback),
];

/// The memory of calls, as `calls` has it, for one more facade: `maker` makes typed arrays for its results, given a kind, as
/// Node-API counts them, and a length; and behind these kinds what results are put into. The facade's number stands there when
/// this returns.
#[napi(no_export)]
fn share_calls(env: Env, maker: Unknown<'_>) -> Result<Unknown<'static>> {
    Environment::of(&env)?.calls_or_new()?.add_facade(env, &maker)
}

/// The call that is being made has this handle, if it is said to have one.
#[napi(no_export)]
fn set_control(env: Env, control: Held<Control>) -> Result<()> {
    Environment::of(&env)?.calls()?.set_control(control);
    Ok(())
}

/// The call that is being made works on this typed array, which nobody else refers to: the kernel is not given it, for that may be
/// a function of the user's around the one of the addon.
#[napi(no_export)]
fn set_numbers(env: Env, numbers: Unknown<'_>) -> Result<()> {
    let environment = Environment::of(&env)?;
    environment.calls()?.set_numbers(environment.keep_array(numbers.raw())?);
    Ok(())
}

/// What was said of the call goes for none.
#[napi(no_export)]
fn forget_call(env: Env) -> Result<()> {
    Environment::of(&env)?.calls()?.forget();
    Ok(())
}

/// A call is made within the one that is under way.
#[napi(no_export)]
fn set_call_aside(env: Env) -> Result<()> {
    Environment::of(&env)?.calls()?.set_aside();
    Ok(())
}

/// It is over.
#[napi(no_export)]
fn take_call_up(env: Env) -> Result<()> {
    Environment::of(&env)?.calls()?.take_up();
    Ok(())
}
