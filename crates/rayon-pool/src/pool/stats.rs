//! What a pool has done: counts, times, and how busy its threads were.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::names::Name;
use crate::job::Stop;

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Completed,
    Failed,
    Aborted,
}

impl Verdict {
    pub(crate) fn of<T, E>(result: &Result<Result<T, E>, Stop>) -> Self {
        match result {
            Ok(Ok(_)) => Self::Completed,
            Ok(Err(_)) | Err(Stop::Panicked(_) | Stop::NoMemory(_)) => Self::Failed,
            Err(Stop::Cancelled) => Self::Aborted,
        }
    }
}

/// What a pool does and has done.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// How many threads there are.
    pub threads: usize,
    /// Jobs that run now.
    pub running: usize,
    /// Jobs that wait now.
    pub waiting: usize,
    /// Jobs that gave their result.
    pub completed: u64,
    /// Jobs that ended with an error.
    pub failed: u64,
    /// Jobs that were cancelled.
    pub aborted: u64,
    /// Jobs that were not taken.
    pub refused: u64,
    /// Which part of the threads' time went into jobs, 0 to 1.
    pub utilization: f64,
    /// From submission to the first turn, of completed and failed jobs.
    pub wait: Times,
    /// From the first turn to the end, of completed and failed jobs.
    pub run: Times,
    /// The jobs of each kernel that has ended one.
    pub kernels: Vec<(Name, KernelStats)>,
}

/// What the jobs of one kernel have come to, on one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KernelStats {
    /// Jobs that gave their result.
    pub completed: u64,
    /// Jobs that ended with an error.
    pub failed: u64,
    /// Jobs that were cancelled.
    pub aborted: u64,
    /// From the first turn to the end, of all completed and failed jobs together.
    pub run: Duration,
}

impl KernelStats {
    fn ended(&mut self, verdict: Verdict, run: Duration) {
        match verdict {
            Verdict::Completed => self.completed += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Aborted => {
                self.aborted += 1;
                return;
            }
        }
        self.run += run;
    }
}

/// Times in milliseconds; the extremes are exact, the others to 1 %.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[allow(missing_docs)] // the names say it
pub struct Times {
    pub count: u64,
    pub min: f64,
    pub mean: f64,
    pub max: f64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
}

/// Two significant digits: quantiles are exact to 1 %, and a histogram stays within some tens of kilobytes.
const DIGITS: u8 = 2;

/// The counting behind [`Stats`], from some moment on.
pub(super) struct Tally {
    since: Instant,
    work_time: Duration,
    completed: u64,
    failed: u64,
    aborted: u64,
    refused: u64,
    wait: Distribution,
    run: Distribution,
    /// By the numbers of their names.
    kernels: Vec<KernelStats>,
}

impl Tally {
    pub(super) fn new(work_time: Duration, since: Instant) -> Self {
        let (wait, run) = (Distribution::new(), Distribution::new());
        let kernels = Vec::new();
        Self { since, work_time, completed: 0, failed: 0, aborted: 0, refused: 0, wait, run, kernels }
    }

    pub(super) fn refused(&mut self) {
        self.refused += 1;
    }

    pub(super) fn ended(&mut self, name: Name, verdict: Verdict, wait: Duration, run: Duration) {
        let number = name.number() as usize;
        if number >= self.kernels.len() {
            self.kernels.resize_with(number + 1, KernelStats::default);
        }
        self.kernels[number].ended(verdict, run);
        match verdict {
            Verdict::Completed => self.completed += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Aborted => {
                self.aborted += 1;
                return;
            }
        }
        self.wait.record(wait);
        self.run.record(run);
    }

    fn kernels(&self) -> Vec<(Name, KernelStats)> {
        let numbered = (0..).map(Name::numbered).zip(self.kernels.iter().copied());
        numbered.filter(|(_, stats)| *stats != KernelStats::default()).collect()
    }

    pub(super) fn stats(
        &self,
        threads: usize,
        running: usize,
        waiting: usize,
        work_time: Duration,
        now: Instant,
    ) -> Stats {
        let (wait, run) = (self.wait.times(), self.run.times());
        #[allow(clippy::cast_precision_loss)] // there are at most some thousand threads
        let available = now.duration_since(self.since).as_secs_f64() * threads as f64;
        let worked = work_time.saturating_sub(self.work_time).as_secs_f64();
        let utilization = if available > 0.0 { (worked / available).min(1.0) } else { 0.0 };
        let Self { completed, failed, aborted, refused, .. } = *self;
        let kernels = self.kernels();
        Stats {
            threads,
            running,
            waiting,
            completed,
            failed,
            aborted,
            refused,
            utilization,
            wait,
            run,
            kernels,
        }
    }
}

/// Times in nanoseconds: a histogram, and the extremes, which it would round.
struct Distribution {
    histogram: Option<Histogram<u64>>,
    min: u64,
    max: u64,
}

impl Distribution {
    fn new() -> Self {
        // That fails for other numbers of digits than 0 to 5 alone.
        Self { histogram: Histogram::new(DIGITS).ok(), min: u64::MAX, max: 0 }
    }

    fn record(&mut self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.min = self.min.min(nanoseconds);
        self.max = self.max.max(nanoseconds);
        if let Some(histogram) = &mut self.histogram {
            // It grows with what it is given, and any time in nanoseconds fits.
            let _ = histogram.record(nanoseconds);
        }
    }

    fn times(&self) -> Times {
        let Some(histogram) = self.histogram.as_ref().filter(|histogram| !histogram.is_empty()) else {
            return Times::default();
        };
        let milliseconds = |nanoseconds: u64| Duration::from_nanos(nanoseconds).as_secs_f64() * 1e3;
        // A bucket's ends may lie past the extremes.
        let quantile =
            |quantile| milliseconds(histogram.value_at_quantile(quantile).clamp(self.min, self.max));
        Times {
            count: histogram.len(),
            min: milliseconds(self.min),
            mean: histogram.mean() / 1e6,
            max: milliseconds(self.max),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            p999: quantile(0.999),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{KernelStats, Name, Tally, Times, Verdict};

    #[test]
    fn measures_utilization_against_the_time_of_all_threads() {
        let start = Instant::now();
        let tally = Tally::new(Duration::from_secs(5), start);
        let stats = tally.stats(4, 0, 0, Duration::from_secs(7), start + Duration::from_secs(2));
        assert!((stats.utilization - 0.25).abs() < 1e-9);
    }

    #[test]
    fn gives_times_in_milliseconds() {
        let start = Instant::now();
        let mut tally = Tally::new(Duration::ZERO, start);
        for milliseconds in 1..=1000 {
            let waited = Duration::from_millis(milliseconds);
            tally.ended(Name::OTHERS, Verdict::Completed, waited, Duration::ZERO);
        }
        let hour = Duration::from_secs(3600);
        tally.ended(Name::OTHERS, Verdict::Aborted, hour, hour);
        let Times { count, min, mean, max, p50, p90, p99, p999 } =
            tally.stats(1, 0, 0, Duration::ZERO, start).wait;
        assert_eq!(count, 1000);
        let expected = [
            (min, 1.0),
            (mean, 500.5),
            (max, 1000.0),
            (p50, 500.0),
            (p90, 900.0),
            (p99, 990.0),
            (p999, 999.0),
        ];
        for (got, expected) in expected {
            assert!((got / expected - 1.0).abs() <= 0.01, "{got} should be {expected}");
        }
    }

    #[test]
    fn gives_the_extremes_exactly() {
        let start = Instant::now();
        let mut tally = Tally::new(Duration::ZERO, start);
        for nanoseconds in [1_234_567, 7_654_321] {
            tally.ended(Name::OTHERS, Verdict::Failed, Duration::ZERO, Duration::from_nanos(nanoseconds));
        }
        let times = tally.stats(1, 0, 0, Duration::ZERO, start).run;
        assert!((times.min - 1.234_567).abs() < 1e-9 && (times.max - 7.654_321).abs() < 1e-9);
    }

    #[test]
    fn counts_the_jobs_of_each_kernel_that_has_ended_one() {
        let [one, other, idle] = ["one of a tally", "other of a tally", "idle of a tally"].map(Name::of);
        let mut tally = Tally::new(Duration::ZERO, Instant::now());
        assert_eq!(tally.kernels(), []);
        let millisecond = Duration::from_millis(1);
        for (name, verdict) in [
            (one, Verdict::Completed),
            (other, Verdict::Aborted),
            (one, Verdict::Failed),
            (one, Verdict::Completed),
            (one, Verdict::Aborted),
        ] {
            tally.ended(name, verdict, Duration::ZERO, millisecond);
        }
        let mut kernels = tally.kernels();
        kernels.sort_by_key(|(name, _)| *name != one);
        let of_one = KernelStats { completed: 2, failed: 1, aborted: 1, run: 3 * millisecond };
        assert_eq!(kernels, [(one, of_one), (other, KernelStats { aborted: 1, ..KernelStats::default() })]);
        assert!(kernels.iter().all(|(name, _)| *name != idle));
    }

    #[test]
    fn has_no_times_without_jobs() {
        let start = Instant::now();
        let stats = Tally::new(Duration::ZERO, start).stats(1, 0, 0, Duration::ZERO, start);
        assert_eq!((stats.wait, stats.run), (Times::default(), Times::default()));
        assert!(stats.utilization.abs() < f64::EPSILON);
    }
}
