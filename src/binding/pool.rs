//! Pools, as JavaScript holds them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use napi::bindgen_prelude::{
    Float64ArraySlice, FromNapiValue, ObjectFinalize, Result, TypeName, ValidateNapiValue, ValueType,
};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;

use super::control::JobControl;
use super::environment::Environment;
use super::handles::Handles;
use super::value::{Promise, Refusal};
use crate::pool::{self, Settings, Stats, Times};

/// A thread pool.
#[napi(custom_finalize)]
pub struct Pool {
    held: Arc<pool::Pool>,
    handle: Handle,
    weight: Weight,
}

/// The pools that JavaScript holds, by their handles. Only JS threads take this lock, and not for long.
static POOLS: RwLock<Handles<Arc<pool::Pool>>> = RwLock::new(Handles::new());

/// A pool as the functions take it, by its handle: to look into an object costs Node-API as much as a small job.
pub struct PoolHandle(Arc<pool::Pool>);

/// What JavaScript has for it.
#[napi(js_name = "PoolHandle")]
pub type Handle = f64;

impl FromNapiValue for PoolHandle {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: as the caller promises.
        let handle = unsafe { Handle::from_napi_value(env, value) }?;
        let pools = POOLS.read().unwrap_or_else(PoisonError::into_inner);
        let pool =
            pools.get(handle).ok_or_else(|| Error::new(Status::InvalidArg, "no pool has this handle"))?;
        Ok(Self(Arc::clone(pool)))
    }
}

impl TypeName for PoolHandle {
    fn type_name() -> &'static str {
        "number"
    }

    fn value_type() -> ValueType {
        ValueType::Number
    }
}

impl ValidateNapiValue for PoolHandle {}

impl PoolHandle {
    pub(super) fn pool(&self) -> &pool::Pool {
        &self.0
    }

    /// Leave to do a job at once, whose `control` will say that it did `total`. Nothing when the pool is busy.
    pub(super) fn here(
        &self,
        env: Env,
        control: Option<&JobControl>,
        total: u64,
    ) -> Result<Option<pool::Here<'_>>> {
        let here = self.0.here().map_err(|refused| Refusal::of_pool(refused, &self.0).throw(&env))?;
        if let (Some(_), Some(control)) = (&here, control) {
            control.done_at_once(total);
        }
        Ok(here)
    }
}

/// What a pool is made with. The facade has checked it.
#[napi(object)]
pub struct PoolSettings {
    /// How many threads; by default as many as the default pool.
    pub threads: Option<u32>,
    /// The first part of the threads' names.
    pub name: Option<String>,
    /// How many jobs may wait; without it, any number.
    pub max_queue: Option<f64>,
    /// By how much the threads' priority is lowered.
    pub nice_increment: Option<i32>,
}

impl PoolSettings {
    fn read(self, env: Env) -> Result<Settings> {
        let threads = match self.threads {
            Some(threads) => threads as usize,
            None => pool::default_threads().map_err(|error| thrown(env, error))?,
        };
        let mut settings = Settings::new(threads.clamp(1, pool::MAX_THREADS));
        if let Some(name) = self.name {
            settings.name = name;
        }
        if let Some(most) = self.max_queue {
            // What a number holds beyond that means the same: no bound.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let most = most as usize;
            settings.max_queue = most;
        }
        settings.nice_increment = self.nice_increment.unwrap_or(0).clamp(0, pool::MAX_NICE);
        Ok(settings)
    }
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

impl Pool {
    fn holding(pool: Arc<pool::Pool>) -> Result<Self> {
        let mut pools = POOLS.write().unwrap_or_else(PoisonError::into_inner);
        let handle = pools.hold(Arc::clone(&pool));
        drop(pools);
        let handle =
            handle.ok_or_else(|| Error::new(Status::GenericFailure, "no handle is left for a pool"))?;
        Ok(Self { held: pool, handle, weight: Weight::none() })
    }
}

impl ObjectFinalize for Pool {
    fn finalize(self, env: Env) -> Result<()> {
        self.weight.end(env)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let taken_out = POOLS.write().unwrap_or_else(PoisonError::into_inner).release(self.handle);
        // With no lock held: it may be the last to go, and close the pool.
        drop(taken_out);
    }
}

#[napi]
impl Pool {
    /// Starts the threads.
    #[napi(constructor)]
    pub fn new(env: Env, settings: PoolSettings) -> Result<Self> {
        let settings = settings.read(env)?;
        let threads = settings.threads;
        let pool = pool::Pool::new(settings).map_err(|error| thrown(env, error))?;
        let mut pool = Self::holding(Arc::new(pool))?;
        pool.weight = Weight::of(env, threads)?;
        Ok(pool)
    }

    /// What the functions take for this pool, as long as it is held.
    #[napi(getter)]
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle
    }

    /// How many threads it has.
    #[napi(getter)]
    #[must_use]
    pub fn threads(&self) -> u32 {
        counted(self.held.settings().threads)
    }

    /// The first part of its threads' names.
    #[napi(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.held.settings().name.clone()
    }

    /// Writes down what it does and has done: threads; jobs running, waiting, completed, failed, aborted, refused; the
    /// utilization; and for the times that jobs waited and ran, in milliseconds each, their number, the shortest, the
    /// mean, the longest, and the percentiles 50, 90, 99 and 99.9.
    #[napi(ts_args_type = "numbers: Float64Array")]
    pub fn stats(&self, mut numbers: Float64ArraySlice<'_>) {
        let all = in_numbers(&self.held.stats());
        // SAFETY: this is the JS thread, and no JavaScript runs until the call is over: nobody else looks at the array.
        let numbers = unsafe { numbers.as_mut() };
        for (to, number) in numbers.iter_mut().zip(all) {
            *to = number;
        }
    }

    /// Starts the counts and times of `stats` afresh.
    #[napi]
    pub fn reset_stats(&self) {
        self.held.reset_stats();
    }

    /// Takes no further job, lets the others finish or cancels them, and ends the threads; resolves once they are
    /// gone.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self, env: Env, force: bool) -> Result<Promise> {
        let weight = self.weight.clone();
        let (promise, resolve) = Environment::of(&env)?.signal(move |env| {
            // V8 is told less than it might be if this fails.
            let _ = weight.end(*env);
        })?;
        self.held.close(force, resolve);
        Ok(promise)
    }
}

/// The pool behind the free functions, started by the first call.
#[napi]
pub fn default_pool(env: Env) -> Result<Pool> {
    let pool = pool::global().map_err(|error| thrown(env, error))?;
    // It weighs nothing: it stays, whoever holds it.
    Pool::holding(pool)
}

/// Whether a pool has no job at all.
#[napi]
#[must_use]
pub fn is_idle(pool: PoolHandle) -> bool {
    pool.pool().is_idle()
}

/// Throws if a pool would refuse a job now.
#[napi]
pub fn check_pool(env: Env, pool: PoolHandle) -> Result<()> {
    let pool = pool.pool();
    pool.check().map_err(|refused| thrown(env, Refusal::of_pool(refused, pool)))
}

/// Says what the default pool will be made with.
#[napi]
pub fn configure_default_pool(env: Env, settings: PoolSettings) -> Result<()> {
    let settings = settings.read(env)?;
    pool::configure_global(settings).map_err(|error| thrown(env, error))
}

fn thrown(env: Env, error: impl Into<Refusal>) -> Error {
    error.into().throw(&env)
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

// Counts of jobs stay below 2^53 in any process's life.
#[allow(clippy::cast_precision_loss)]
fn in_numbers(stats: &Stats) -> impl Iterator<Item = f64> + use<> {
    let Stats { threads, running, waiting, completed, failed, aborted, refused, utilization, wait, run } =
        *stats;
    let now = [threads as f64, running as f64, waiting as f64];
    let ended = [completed as f64, failed as f64, aborted as f64, refused as f64, utilization];
    let times = [wait, run].map(|Times { count, min, mean, max, p50, p90, p99, p999 }| {
        [count as f64, min, mean, max, p50, p90, p99, p999]
    });
    now.into_iter().chain(ended).chain(times.into_iter().flatten())
}
