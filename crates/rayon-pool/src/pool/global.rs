//! The pool behind the free functions: one a process, made at its first use and kept for good.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Pool, Settings, SizeError, ThreadsError, default_threads};

/// Why there is no global pool.
#[derive(Debug)]
pub enum GlobalError {
    /// Its size makes no sense.
    Size(SizeError),
    /// Its threads did not start.
    Threads(ThreadsError),
}

/// The global pool was configured before, or has been used.
#[derive(Debug, PartialEq, Eq)]
pub struct AlreadyConfigured;

enum Global {
    Unconfigured,
    Configured(Settings),
    Started(Arc<Pool>),
}

static GLOBAL: Mutex<Global> = Mutex::new(Global::Unconfigured);

/// The global pool; the first call starts it, with [`default_threads`] threads unless it has been configured.
///
/// # Errors
/// `RAYON_NUM_THREADS` makes no sense, or the threads did not start. The next call tries again.
pub fn global() -> Result<Arc<Pool>, GlobalError> {
    let mut global = GLOBAL.lock().unwrap_or_else(PoisonError::into_inner);
    let settings = match &*global {
        Global::Started(pool) => return Ok(Arc::clone(pool)),
        Global::Configured(settings) => settings.clone(),
        Global::Unconfigured => Settings::new(default_threads().map_err(GlobalError::Size)?),
    };
    let pool = Arc::new(Pool::new(settings).map_err(GlobalError::Threads)?);
    *global = Global::Started(Arc::clone(&pool));
    Ok(pool)
}

/// Says what the global pool will be made with.
///
/// # Errors
/// It has been said before, or the pool is there already.
pub fn configure_global(settings: Settings) -> Result<(), AlreadyConfigured> {
    let mut global = GLOBAL.lock().unwrap_or_else(PoisonError::into_inner);
    match *global {
        Global::Unconfigured => *global = Global::Configured(settings),
        Global::Configured(_) | Global::Started(_) => return Err(AlreadyConfigured),
    }
    Ok(())
}
