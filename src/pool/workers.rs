//! How the threads of a pool start, and how they are given work: Rayon's, named, in the priority that was asked for.

use std::hint::black_box;
use std::io;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::Builder;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Settings;
use super::threads::{Alive, Threads, ThreadsError};
use crate::job::note_panics_of_this_thread;

/// The threads as those who have work for them see them. They end when this is dropped and they have nothing left to do.
pub(super) struct Workers(ThreadPool);

impl Workers {
    pub(super) fn count(&self) -> usize {
        self.0.current_num_threads()
    }

    /// Has a thread do `work`.
    pub(super) fn start(&self, work: impl FnOnce() + Send + 'static) {
        self.0.spawn(work);
    }
}

/// Has one of the threads do `work`, from a thread of the same pool.
pub(super) fn start_again(work: impl FnOnce() + Send + 'static) {
    rayon::spawn(work);
}

/// Starts the threads of a pool.
pub(super) fn start(settings: &Settings) -> Result<(Workers, Arc<Threads>), ThreadsError> {
    let threads = Arc::new(Threads::default());
    let gate = Arc::new(Gate::default());
    let built = ThreadPoolBuilder::new()
        .num_threads(settings.threads)
        // Every turn catches its own panics; this is for what no turn could catch, which would abort otherwise.
        .panic_handler(|_| {})
        .spawn_handler(|thread| {
            let name = format!("{}-{}", settings.name, thread.index());
            let gate = Arc::clone(&gate);
            spawn(&threads, name, settings.nice_increment, move || {
                if gate.opens() {
                    thread.run();
                }
            })
        })
        .build();
    gate.decide(built.is_ok());
    match built {
        Ok(rayon) => Ok((Workers(rayon), threads)),
        Err(error) => {
            threads.join();
            let reason = error.to_string();
            Err(ThreadsError { threads: settings.threads, name: settings.name.clone(), reason })
        }
    }
}

/// Where the threads of a pool wait until all of them have started, or one has not. Whatever allocates memory near the
/// system's limit may take all that is left for a moment (glibc does, for a heap of the thread's own), and a thread that
/// starts in that moment ends the process: so none does anything else meanwhile.
#[derive(Default)]
struct Gate {
    decision: Mutex<Option<bool>>,
    decided: Condvar,
}

impl Gate {
    fn decide(&self, open: bool) {
        *self.decision.lock().unwrap_or_else(PoisonError::into_inner) = Some(open);
        self.decided.notify_all();
    }

    /// Waits for the decision.
    fn opens(&self) -> bool {
        let undecided = self.decision.lock().unwrap_or_else(PoisonError::into_inner);
        let decision = self.decided.wait_while(undecided, |decision| decision.is_none());
        decision.unwrap_or_else(PoisonError::into_inner).unwrap_or_default()
    }
}

/// What must be left of the memory before another thread is started: a thread that finds none while it starts ends the
/// process. That is its stack and some more, and less than what would tempt glibc to give it a heap of its own.
const ROOM: usize = 34 << 20;

/// Fails when there is no room for another thread. Asks for the memory and lets go of it, untouched.
fn find_room() -> io::Result<()> {
    let mut room: Vec<u8> = Vec::new();
    room.try_reserve_exact(ROOM).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    // Else the compiler would see that nobody uses it, and ask for nothing.
    black_box(&room);
    Ok(())
}

/// Starts one thread, and waits until it has what it needs: its name, its priority, and its share of the memory, which
/// many that start at once would take from each other.
fn spawn(
    threads: &Arc<Threads>,
    name: String,
    nice: i32,
    run: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    find_room()?;
    let alive = Alive::new(Arc::clone(threads));
    let (tell, told) = sync_channel(1);
    let handle = Builder::new().name(name).spawn(move || {
        note_panics_of_this_thread();
        lower_priority(nice);
        // Whoever starts it waits for this.
        let _ = tell.send(());
        run();
        drop(alive);
    })?;
    threads.keep(handle);
    // Without a word it has ended.
    let _ = told.recv();
    Ok(())
}

/// On Linux a thread has a priority of its own, and anybody may lower it.
#[cfg(target_os = "linux")]
fn lower_priority(by: i32) {
    if by > 0 {
        // A system that will not lower it still runs the jobs.
        let _ = rustix::process::nice(by);
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority(_by: i32) {}
