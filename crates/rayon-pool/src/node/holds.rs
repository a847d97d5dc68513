//! How many jobs hold memory that belongs to V8: an environment must not end, and free it, before they have let go.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Counts the [`Hold`]s of an environment.
#[derive(Default)]
pub(super) struct Holds(Arc<Count>);

#[derive(Default)]
struct Count {
    holds: Mutex<usize>,
    none_left: Condvar,
}

/// Something of a job that reads or writes memory of V8's. Dropping it lets the environment end.
pub(super) struct Hold(Arc<Count>);

impl Holds {
    pub(super) fn hold(&self) -> Hold {
        *self.0.lock() += 1;
        Hold(Arc::clone(&self.0))
    }

    /// Blocks until nobody holds anything, for the memory is freed next. The jobs must have been cancelled: then each thread
    /// ends the chunk that it is in, of about a millisecond, and starts none. Threads of a low priority may take some
    /// hundred milliseconds for it, where other programs keep the cores busy.
    pub(super) fn wait(&self) {
        let held = self.0.none_left.wait_while(self.0.lock(), |holds| *holds > 0);
        drop(held.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Count {
    fn lock(&self) -> MutexGuard<'_, usize> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut holds = self.0.lock();
        *holds -= 1;
        if *holds == 0 {
            self.0.none_left.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Holds;

    #[test]
    fn waits_for_every_hold() {
        let (holds, let_go) = (Holds::default(), AtomicUsize::new(0));
        holds.wait();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let (hold, let_go) = (holds.hold(), &let_go);
                scope.spawn(move || {
                    std::thread::yield_now();
                    let_go.fetch_add(1, Ordering::Relaxed);
                    drop(hold);
                });
            }
            holds.wait();
            assert_eq!(let_go.load(Ordering::Relaxed), 8);
        });
    }
}
