//! Which jobs run, which wait, and which are refused.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Settings;
use super::names::Name;
use super::stats::{Stats, Tally, Verdict};
use super::task::Task;
use crate::job::Job;

/// How many jobs run at once, for each thread. Each holds what it works on; long ones take turns of a millisecond or two,
/// and small ones pass them. Enough that small jobs rarely meet a pool full of long ones.
pub const RUNNING_PER_THREAD: usize = 64;

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The pool is closing, or closed.
    Closed,
    /// As many jobs wait as may.
    QueueFull,
}

/// What becomes of a job that has just come.
pub(super) enum Admitted {
    Runs,
    Waits,
    Refused(Refused),
}

/// What to do when a job has ended.
pub(super) enum Next {
    Start(Arc<Task>),
    /// The pool is closing and this was the last job.
    Stop,
    Nothing,
}

pub(super) struct Admission {
    closing: bool,
    most_running: usize,
    most_waiting: usize,
    threads: usize,
    /// By number, so in the order they came.
    running: BTreeMap<u64, Job>,
    waiting: BTreeMap<u64, Arc<Task>>,
    tally: Tally,
}

impl Admission {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            closing: false,
            most_running: settings.threads * RUNNING_PER_THREAD,
            most_waiting: settings.max_queue,
            threads: settings.threads,
            running: BTreeMap::new(),
            waiting: BTreeMap::new(),
            tally: Tally::new(Duration::ZERO, Instant::now()),
        }
    }

    pub(super) fn admit(&mut self, task: &Arc<Task>) -> Admitted {
        if let Err(refused) = self.check() {
            return Admitted::Refused(refused);
        }
        if self.running.len() < self.most_running {
            self.running.insert(task.number(), task.job().clone());
            Admitted::Runs
        } else {
            self.waiting.insert(task.number(), Arc::clone(task));
            Admitted::Waits
        }
    }

    /// Whether a job would be taken now. One that is not counts as refused.
    pub(super) fn check(&mut self) -> Result<(), Refused> {
        let is_full = self.running.len() >= self.most_running && self.waiting.len() >= self.most_waiting;
        let refused = match (self.closing, is_full) {
            (true, _) => Refused::Closed,
            (false, true) => Refused::QueueFull,
            (false, false) => return Ok(()),
        };
        self.tally.refused();
        Err(refused)
    }

    /// Whether a job that needs no thread may run at once, or has to go the way of all others.
    pub(super) fn admits_inline(&mut self) -> Result<bool, Refused> {
        if self.closing {
            self.tally.refused();
            return Err(Refused::Closed);
        }
        Ok(self.running.len() < self.most_running)
    }

    /// Jobs wait only while others run.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    pub(super) fn ended_inline(&mut self, name: Name, verdict: Verdict, run: Duration) {
        self.tally.ended(name, verdict, Duration::ZERO, run);
    }

    /// Takes a cancelled job out of the queue; it is to be started, so that it can end.
    pub(super) fn release(&mut self, number: u64) -> Option<Arc<Task>> {
        let task = self.waiting.remove(&number)?;
        self.running.insert(number, task.job().clone());
        Some(task)
    }

    /// The job of this number has ended: it is one of `name`'s.
    pub(super) fn ended(
        &mut self,
        number: u64,
        name: Name,
        verdict: Verdict,
        wait: Duration,
        run: Duration,
    ) -> Next {
        self.running.remove(&number);
        self.tally.ended(name, verdict, wait, run);
        if self.running.len() < self.most_running
            && let Some((number, task)) = self.waiting.pop_first()
        {
            self.running.insert(number, task.job().clone());
            return Next::Start(task);
        }
        if self.closing && self.running.is_empty() { Next::Stop } else { Next::Nothing }
    }

    /// Takes no further job. Gives those that are left, and whether there is none.
    pub(super) fn close(&mut self) -> (Vec<Job>, bool) {
        self.closing = true;
        let waiting = self.waiting.values().map(|task| task.job().clone());
        let jobs: Vec<Job> = self.running.values().cloned().chain(waiting).collect();
        let idle = jobs.is_empty();
        (jobs, idle)
    }

    pub(super) fn stats(&self, work_time: Duration, now: Instant) -> Stats {
        self.tally.stats(self.threads, self.running.len(), self.waiting.len(), work_time, now)
    }

    pub(super) fn reset_stats(&mut self, work_time: Duration, now: Instant) {
        self.tally = Tally::new(work_time, now);
    }
}
