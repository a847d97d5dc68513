//! What kernels of users take, learnt from what they took: whether a small batch is worth the way to a thread.
//!
//! Nothing is known of a kernel before its first job. Each job tells what a unit of its text has taken, and the most that one
//! has taken counts for long: what was slow once in a while would keep the event loop from all else. But the system may have been
//! at something else meanwhile: so one among very many counts for nothing.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::pool::{MOST_NAMES, Name};

/// What is expected to take less may be done by the JS thread, in nanoseconds: waking a thread keeps it as long.
const LOW: f32 = 20_000.0;
/// A job costs so many units, and each of its texts, besides what stands in them.
const OF_JOB: u64 = 64;
const OF_TEXT: u64 = 32;
/// By so much less is expected after each job that took less.
const DOUBT: f32 = 15.0 / 16.0;

/// What takes so many times as long as is expected is an exception.
const EXCEPTION: f32 = 4.0;
/// One counts for nothing after so many jobs without.
const TRUSTED: u32 = 1000;

/// What is known of a kernel.
struct Known {
    /// What a unit takes, in nanoseconds, as the bits of a float; zero where nothing is known.
    of_unit: AtomicU32,
    /// How many jobs there were since the last exception.
    regular: AtomicU32,
}

/// By the number of the kernel's name.
static KNOWN: [Known; MOST_NAMES] =
    [const { Known { of_unit: AtomicU32::new(0), regular: AtomicU32::new(0) } }; MOST_NAMES];

/// What a job is expected to take.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    known: &'static Known,
    units: f32,
}

impl Cost {
    /// That of a job of the kernel of this name, over so many texts with so much in them. Nothing where several kernels may share
    /// the name.
    pub(super) fn of(name: Name, texts: u64, length: u64) -> Option<Self> {
        let known = KNOWN.get(name.index()?)?;
        // Small batches alone are asked for.
        #[allow(clippy::cast_precision_loss)]
        let units = (OF_JOB + OF_TEXT.saturating_mul(texts).saturating_add(length)) as f32;
        Some(Self { known, units })
    }

    /// Whether it is known, and less than waking a thread takes.
    pub(super) fn is_low(self) -> bool {
        let of_unit = self.nanoseconds();
        of_unit > 0.0 && of_unit * self.units < LOW
    }

    /// What a unit takes, in picoseconds, as far as is known; zero where nothing is.
    pub(super) fn of_unit(self) -> u32 {
        let of_unit = self.nanoseconds();
        // What is known is never nothing. A float that is too large becomes the largest number.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        if of_unit > 0.0 { ((of_unit * 1e3) as u32).max(1) } else { 0 }
    }

    /// What `work` gives, whose time is learnt: of what fails not, which may have stopped short.
    pub(super) async fn learnt<T, E>(self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let start = Instant::now();
        let value = work.await?;
        self.learn(start.elapsed());
        Ok(value)
    }

    /// It has taken so long.
    pub(super) fn learn(self, took: Duration) {
        // Never nothing: that would say that nothing is known.
        let measured = (took.as_secs_f32() * 1e9 / self.units).max(f32::MIN_POSITIVE);
        let Known { of_unit, regular } = self.known;
        let (expected, before) = (self.nanoseconds(), regular.load(Ordering::Relaxed));
        let is_exception = measured > EXCEPTION * expected;
        // What another thread may learn meanwhile is worth as much.
        regular.store(if is_exception { 0 } else { before.saturating_add(1) }, Ordering::Relaxed);
        if !is_exception || before < TRUSTED {
            of_unit.store(measured.max(expected * DOUBT).to_bits(), Ordering::Relaxed);
        }
    }

    fn nanoseconds(self) -> f32 {
        f32::from_bits(self.known.of_unit.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Cost, TRUSTED};
    use crate::pool::Name;

    #[test]
    fn nothing_is_low_before_it_was_measured_and_what_was_slow_is_not_low_for_long() {
        let cost =
            |length| Cost::of(Name::of("a kernel whose cost is learnt"), 1, length).expect("it has a name");
        assert!(!cost(4).is_low());
        assert_eq!(cost(4).of_unit(), 0);
        cost(4).learn(Duration::from_micros(2));
        assert!(cost(4).is_low());
        // Two microseconds for 64 units, 32 and 4.
        assert_eq!(cost(4).of_unit(), 20_000);
        // A hundred times as much text takes a hundred times as long, so far as is known.
        assert!(!cost(10_000).is_low());
        cost(4).learn(Duration::from_millis(2));
        assert!(!cost(4).is_low());
        let mut jobs = 0;
        while !cost(4).is_low() {
            cost(4).learn(Duration::from_micros(2));
            jobs += 1;
        }
        assert!((50..100).contains(&jobs), "{jobs}");
    }

    #[test]
    fn one_exception_among_very_many_counts_for_nothing_and_another_one_soon_does() {
        let cost = Cost::of(Name::of("a kernel that was interrupted"), 1, 4).expect("it has a name");
        let slow = || cost.learn(Duration::from_millis(2));
        for _ in 0..=TRUSTED {
            cost.learn(Duration::from_micros(2));
        }
        slow();
        assert!(cost.is_low());
        cost.learn(Duration::from_micros(2));
        slow();
        assert!(!cost.is_low());
    }

    #[test]
    fn what_has_no_name_of_its_own_is_never_low() {
        assert!(Cost::of(Name::OTHERS, 1, 1).is_none());
    }
}
