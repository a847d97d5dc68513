//! How the threads of a pool start, and how they are given work: Rayon's, named, in the priority that was asked for.

use std::io;
use std::sync::Arc;
use std::thread::Builder;

use memmap2::MmapOptions;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Settings;
use super::delegate;
use super::start_barrier::StartBarrier;
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

/// Does `work` on a thread of its own; it is dropped where none starts.
pub(super) fn start_apart(work: impl FnOnce() + Send + 'static) {
    // It has the priority of the thread that starts it.
    let is_low = delegate::is_low();
    let work = move || {
        if is_low {
            delegate::this_thread_is_low();
        }
        work();
    };
    if find_room(ROOM).is_ok() {
        // Without a name it would show that of the thread that starts it.
        drop(Builder::new().name("pool-end".to_owned()).spawn(work));
    }
}

/// Starts the threads of a pool.
///
/// The JavaScript thread calls this, and waits for another thread only where memory is scarce. All that it ever waits
/// for are threads of its own priority that have a few microseconds' work to do: they get their turn as soon as it does.
pub(super) fn start(settings: &Settings) -> Result<(Workers, Arc<Threads>), ThreadsError> {
    // Threads that start for a pool that is then refused may leave glibc with heaps that it never gives back.
    find_room(ROOM + settings.threads * THREAD).map_err(|error| ThreadsError::of(settings, &error))?;
    ready_for_low(settings);
    let mut starting = Starting::default();
    let built = ThreadPoolBuilder::new()
        .num_threads(settings.threads)
        // Every turn catches its own panics; this is for what no turn could catch, which would abort otherwise.
        .panic_handler(|_| {})
        .spawn_handler(|thread| {
            let name = format!("{}-{}", settings.name, thread.index());
            starting.spawn(name, settings.nice_increment, move || thread.run())
        })
        .build();
    let Starting { threads, barrier, .. } = starting;
    barrier.decide(built.is_ok());
    match built {
        Ok(rayon) => Ok((Workers(rayon), threads)),
        Err(error) => {
            // Their memory is to be there again. They have yet to lower their priority.
            threads.join();
            Err(ThreadsError::of(settings, &error))
        }
    }
}

/// Whether threads with such settings have a low priority. If so, the delegate is there for them from now on, if anything can be.
pub(crate) fn ready_for_low(settings: &Settings) -> bool {
    let are_low = LOWERS && settings.nice_increment > 0;
    if are_low && find_room(SPARE + MOST_ROOM).is_ok() {
        delegate::start();
    }
    are_low
}

/// What must be left of the memory before a thread is started while no other is starting: one that finds none ends the
/// process. That is its stack and some more, and less than what would tempt glibc to give it a heap of its own.
const ROOM: usize = 34 << 20;

/// What each thread takes, at least: a stack of the standard library's usual size, which Windows gives bit by bit, and more
/// than what Rayon has for it.
const THREAD: usize = (if cfg!(windows) { 0 } else { 2 << 20 }) + (16 << 10);

/// The most that a starting thread takes, if only for a moment: its stack, and from glibc twice the size of a heap.
const MOST_ROOM: usize = 132 << 20;

/// What must be left for all else while threads start side by side.
const SPARE: usize = 256 << 20;

/// The threads of a pool that is being made.
#[derive(Default)]
struct Starting {
    threads: Arc<Threads>,
    barrier: Arc<StartBarrier>,
    started: usize,
}

impl Starting {
    /// Starts one thread. With memory for the worst that all starting threads may do, it does not wait until the new one
    /// runs, which takes long where other programs keep the cores busy. With less, one starts after another, so that none
    /// takes from another what it needs to start.
    fn spawn(&mut self, name: String, nice: i32, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let side_by_side = self.started - self.barrier.arrived() + 1;
        if find_room(MOST_ROOM.saturating_mul(side_by_side).saturating_add(SPARE)).is_err() {
            self.barrier.wait_for(self.started);
            find_room(ROOM)?;
        }
        let alive = Alive::new(Arc::clone(&self.threads))?;
        let barrier = Arc::clone(&self.barrier);
        let handle = Builder::new().name(name).spawn(move || {
            note_panics_of_this_thread();
            if barrier.opens() {
                // Not earlier: whoever starts it may have waited for it until now.
                lower_priority(nice);
                run();
            }
            drop(alive);
        })?;
        self.threads.keep(handle);
        self.started += 1;
        Ok(())
    }
}

/// Fails when there is no room for so many bytes. Asks the system for them, as a stack does, and lets go of them, untouched:
/// what the allocator of this thread has left may be as much, and of no use to another.
fn find_room(bytes: usize) -> io::Result<()> {
    // Stacks may be larger than all memory together, as long as nobody uses it.
    MmapOptions::new().len(bytes).no_reserve_swap().map_anon().map(drop)
}

/// On Linux a thread has a priority of its own, and anybody may lower it.
const LOWERS: bool = cfg!(target_os = "linux");

#[cfg(target_os = "linux")]
fn lower_priority(by: i32) {
    if by > 0 {
        delegate::this_thread_is_low();
        // A system that will not lower it still runs the jobs.
        let _ = rustix::process::nice(by);
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority(_by: i32) {}
