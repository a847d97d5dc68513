//! Pools, as JavaScript holds them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use napi::bindgen_prelude::{FromNapiValue, Object, Result, retain_current_module_for_unload_safety};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;

use super::control::Control;
use super::environment::Environment;
use super::failure::Failure;
use super::function::Function;
use super::handles::Handles;
use super::opaque::{Held, Opaque};
use super::value::{Promise, thrown};
use crate::pool::{self, Inline, Name, Settings};
use crate::shared::AnyPool;

/// A pool that JavaScript holds.
pub(super) struct HeldPool {
    pool: AnyPool,
    handle: f64,
    weight: Weight,
    env: Env,
}

impl Opaque for HeldPool {
    const NAME: &'static str = "Pool";
}

/// The pools that JavaScript holds, by their handles. Only JS threads take this lock, and not for long.
static POOLS: RwLock<Handles<AnyPool>> = RwLock::new(Handles::new());

/// A pool as functions take it, by its handle, a number: to look into an object costs Node-API as much as a small job.
pub(super) struct Pool(AnyPool);

impl FromNapiValue for Pool {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: as the caller promises.
        Self::with_handle(unsafe { f64::from_napi_value(env, value) }?)
    }
}

impl Pool {
    pub(super) fn with_handle(handle: f64) -> Result<Self> {
        let pools = POOLS.read().unwrap_or_else(PoisonError::into_inner);
        let pool =
            pools.get(handle).ok_or_else(|| Error::new(Status::InvalidArg, "no pool has this handle"))?;
        Ok(Self(pool.clone()))
    }

    /// The pool itself.
    pub(super) fn pool(&self) -> &AnyPool {
        &self.0
    }

    /// Leave to do a job of a kernel's at once, whose `control` will say that it did `total`. Nothing when the pool is busy. Fails
    /// when it is closing.
    pub(super) fn inline(
        &self,
        env: Env,
        name: Name,
        control: Option<&Control>,
        total: u64,
    ) -> Result<Option<Inline<'_>>> {
        let inline = self.0.inline(name).map_err(|refused| Failure::of_pool(refused, &self.0).error(&env))?;
        if let (Some(_), Some(control)) = (&inline, control) {
            control.done_at_once(total);
        }
        Ok(inline)
    }
}

/// What a pool is made with, from an object that the facade has checked: each may be missing.
fn settings_in(env: Env, object: &Object<'_>) -> Result<Settings> {
    let threads = match object.get::<u32>("threads")? {
        Some(threads) => threads as usize,
        None => pool::default_threads().map_err(|error| thrown(env, error))?,
    };
    let mut settings = Settings::new(threads.clamp(1, pool::MAX_THREADS));
    if let Some(name) = object.get("name")? {
        settings.name = name;
    }
    if let Some(most) = object.get::<f64>("maxQueue")? {
        // What a number holds beyond that means the same: no bound.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let most = most as usize;
        settings.max_queue = most;
    }
    settings.nice_increment = object.get("niceIncrement")?.unwrap_or(0).clamp(0, pool::MAX_NICE);
    Ok(settings)
}

/// What V8 knows of the memory and the threads that hang on a small object of its own. It collects garbage in time for
/// these if it is told; pools that nobody holds would pile up otherwise.
#[derive(Clone)]
struct Weight(Arc<AtomicI64>);

impl Weight {
    /// What counts for a thread. It takes some 30 to 60 KB of memory, but threads are scarcer than that: V8 is to look for
    /// garbage once some hundred of them may hang on it.
    const OF_THREAD: i64 = 1 << 18;

    fn none() -> Self {
        Self(Arc::new(AtomicI64::new(0)))
    }

    /// Tells V8 of so many threads.
    fn of(env: Env, threads: usize) -> Result<Self> {
        let weight = i64::try_from(threads).unwrap_or(i64::MAX).saturating_mul(Self::OF_THREAD);
        env.adjust_external_memory(weight)?;
        Ok(Self(Arc::new(AtomicI64::new(weight))))
    }

    /// Tells V8 that they are gone, or on their way; further calls say nothing.
    fn end(&self, env: Env) -> Result<()> {
        let weight = self.0.swap(0, Ordering::Relaxed);
        if weight > 0 {
            env.adjust_external_memory(-weight)?;
        }
        Ok(())
    }
}

impl HeldPool {
    fn holding(env: Env, pool: AnyPool, weight: Weight) -> Result<Held<Self>> {
        let mut pools = POOLS.write().unwrap_or_else(PoisonError::into_inner);
        let handle = pools.hold(pool.clone());
        drop(pools);
        let handle =
            handle.ok_or_else(|| Error::new(Status::GenericFailure, "no handle is left for a pool"))?;
        Ok(Held::new(Self { pool, handle, weight, env }))
    }

    /// A pool of another addon's, which is what it weighs there.
    pub(super) fn adopted(env: Env, pool: AnyPool) -> Result<Held<Self>> {
        Self::holding(env, pool, Weight::none())
    }

    /// The pool itself, if it is one of this addon's.
    pub(super) fn own(&self) -> Result<&Arc<pool::Pool>> {
        match &self.pool {
            AnyPool::Own(pool) => Ok(pool),
            AnyPool::Shared(_) => Err(Error::new(Status::InvalidArg, "this is a pool of another addon's")),
        }
    }
}

impl Drop for HeldPool {
    fn drop(&mut self) {
        let taken_out = POOLS.write().unwrap_or_else(PoisonError::into_inner).release(self.handle);
        // With no lock held: it may be the last to go, and close the pool.
        drop(taken_out);
        // V8 is told less than it might be if this fails.
        let _ = self.weight.end(self.env);
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    ("newPool", new_pool_c_callback),
    ("defaultPool", default_pool_c_callback),
    ("configureDefaultPool", configure_default_pool_c_callback),
    ("handleOf", handle_of_c_callback),
    ("threadsOf", threads_of_c_callback),
    ("nameOf", name_of_c_callback),
    ("isIdle", is_idle_c_callback),
    ("checkPool", check_pool_c_callback),
    ("closePool", close_pool_c_callback),
];

/// The threads of a pool run this module's code, and outlive the Worker whose exit would unload it.
fn stay_loaded() {
    retain_current_module_for_unload_safety();
}

/// Starts the threads.
#[napi(no_export)]
fn new_pool(env: Env, settings: Object<'_>) -> Result<Held<HeldPool>> {
    stay_loaded();
    let settings = settings_in(env, &settings)?;
    let threads = settings.threads;
    let pool = pool::Pool::new(settings).map_err(|error| thrown(env, error))?;
    HeldPool::holding(env, AnyPool::Own(Arc::new(pool)), Weight::of(env, threads)?)
}

/// The pool behind the free functions, started by the first call.
#[napi(no_export)]
fn default_pool(env: Env) -> Result<Held<HeldPool>> {
    stay_loaded();
    let pool = pool::global().map_err(|error| thrown(env, error))?;
    // It weighs nothing: it stays, whoever holds it.
    HeldPool::holding(env, AnyPool::Own(pool), Weight::none())
}

/// Says what the default pool will be made with.
#[napi(no_export)]
fn configure_default_pool(env: Env, settings: Object<'_>) -> Result<()> {
    let settings = settings_in(env, &settings)?;
    pool::configure_global(settings).map_err(|error| thrown(env, error))
}

/// What the functions take for this pool, as long as it is held.
#[napi(no_export)]
fn handle_of(pool: Held<HeldPool>) -> f64 {
    pool.handle
}

/// How many threads it has.
#[napi(no_export)]
fn threads_of(pool: Held<HeldPool>) -> u32 {
    counted(pool.pool.settings().threads)
}

/// The first part of its threads' names.
#[napi(no_export)]
fn name_of(pool: Held<HeldPool>) -> String {
    pool.pool.settings().name.clone()
}

/// Whether a pool, given by its handle, has no job at all.
#[napi(no_export)]
fn is_idle(pool: Pool) -> bool {
    pool.pool().is_idle()
}

/// Throws if a pool, given by its handle, would refuse a job now.
#[napi(no_export)]
fn check_pool(env: Env, pool: Pool) -> Result<()> {
    let pool = pool.pool();
    pool.check().map_err(|refused| thrown(env, Failure::of_pool(refused, pool)))
}

/// Takes no further job, lets the others finish or cancels them, and ends the threads; resolves once they are
/// gone.
#[napi(no_export)]
fn close_pool(env: Env, pool: Held<HeldPool>, force: bool) -> Result<Promise> {
    let (own, weight) = (pool.own()?, pool.weight.clone());
    let (promise, resolve) = Environment::of(&env)?.signal(move |env| {
        // As above.
        let _ = weight.end(*env);
    })?;
    own.close(force, resolve);
    Ok(promise)
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
