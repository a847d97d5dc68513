//! Promises that are made, with what is to settle them.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::Result;
use napi_derive::napi;

use super::super::channel::Message;
use super::super::control::Control;
use super::super::failure::Failure;
use super::super::function::Function;
use super::super::settling::Settling;
use super::super::value::{Promise, js};
use super::Environment;
use crate::job::{Job, Stop};
use crate::pool::Name;
use crate::shared::AnyPool;

impl Environment {
    /// Starts a job, which counts under `name`, and gives the promise of its result, which `settle` turns into a JavaScript value.
    /// `control` gets the job, if there is one.
    pub(in super::super) fn start<T, E, K, F, S, R>(
        &self,
        pool: &AnyPool,
        name: Name,
        control: Option<&Control>,
        kernel: K,
        settle: impl FnOnce(&Env, T) -> S + Send + 'static,
    ) -> Result<Promise<R>>
    where
        T: Send + 'static,
        S: Into<Settling>,
        E: Into<Failure> + Send + 'static,
        K: FnOnce(Job) -> F + Send + 'static,
        F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
    {
        let (number, promise) = self.promise()?;
        let channel = Arc::clone(&self.channel);
        let submitted = pool.submit(name, kernel, move |result| {
            let settle = move |env: &Env| match result {
                Ok(Ok(value)) => settle(env, value).into(),
                Ok(Err(error)) => Err(error.into().of_kernel(name)).into(),
                Err(stop) => Err(Failure::from(stop).of_kernel(name)).into(),
            };
            channel.send(Message::Settle(number, Box::new(settle)));
        });
        match submitted {
            Ok(job) => {
                if let Some(control) = control {
                    control.hold(job.clone());
                }
                if let Some(pending) = self.pending.borrow_mut().get_mut(number) {
                    pending.job = Some(job);
                    pending.facade =
                        self.calls.get().map(|calls| calls.facades().hold(Env::from_raw(self.raw)));
                }
            }
            Err(refused) => {
                let failure = Failure::of_pool(refused, pool);
                self.settle_one(&Env::from_raw(self.raw), number, Err(failure));
                self.let_process_go();
            }
        }
        Ok(Promise::new(promise))
    }

    /// A promise and what resolves it, with `undefined`, from any thread; `last` is done just before, on the JS thread.
    pub(in super::super) fn signal(
        &self,
        last: impl FnOnce(&Env) + Send + 'static,
    ) -> Result<(Promise, impl FnOnce() + Send + 'static)> {
        let (number, promise) = self.promise()?;
        let channel = Arc::clone(&self.channel);
        let settle = move |env: &Env| {
            last(env);
            js(env, ()).into()
        };
        Ok((Promise::new(promise), move || channel.send(Message::Settle(number, Box::new(settle)))))
    }
}

pub(in super::super) const FUNCTIONS: &[Function] = &[("eventLoopTurn", event_loop_turn_c_callback)];

/// Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls.
#[napi(no_export)]
fn event_loop_turn(env: Env) -> Result<Promise> {
    let (promise, resolve) = Environment::of(&env)?.signal(|_| {})?;
    resolve();
    Ok(promise)
}
