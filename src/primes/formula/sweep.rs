//! Going over a long range in pieces, on all threads, each piece as long as it is worth.
//!
//! What a stretch of numbers costs depends on where it lies, on the formula's part and on the machine. So nobody
//! guesses it: pieces start short, and whoever comes for the next gets one as long as the last finished one says will
//! take [`PIECE`]. A piece is worked on in turns of about a millisecond, and may keep what it has set up between them.
//!
//! Pieces are independent. What one would have to know of all those before it is made up for at the end: see `hard`.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::progress::Share;
use rayon_pool::job::{Job, Step, Stop, feed};
use rayon_pool::memory::NoMemory;

/// How long a piece should take: many times what it costs to set one up.
const PIECE: Duration = Duration::from_millis(8);
/// How long a turn should take. The work of a piece looks at the clock.
const TURN: Duration = Duration::from_millis(1);

/// The work on one piece of the range.
pub(super) trait Piece: Send + 'static {
    /// What comes of it.
    type Result: Send + 'static;

    /// Does a little: much less than a turn.
    ///
    /// # Errors
    /// There is too little memory.
    fn go_on(&mut self) -> Result<(), NoMemory>;
    /// Whether there is nothing left to do.
    fn is_done(&self) -> bool;
    /// What came of it.
    fn result(self) -> Self::Result;
}

/// The range of a sweep, and how it is cut.
pub(super) struct Plan {
    /// What is swept.
    pub(super) range: Range<u64>,
    /// Every piece but the last is a multiple of this long, as a rule.
    pub(super) unit: u64,
    /// Where that would take too much of the time, it is a multiple of this.
    pub(super) grain: u64,
    /// No piece is longer than so many units.
    pub(super) most: u64,
    /// And no longer than such a part of what lies before it.
    pub(super) part: u64,
    /// How much of the time is over when so much of the range is swept, both from 0 to 1.
    pub(super) pace: Pace,
}

/// See [`Plan`].
type Pace = Box<dyn Fn(f64) -> f64 + Send>;

struct Cuts {
    plan: Plan,
    /// How many units the next piece gets.
    units: u64,
    /// Where it starts, and its number.
    next: u64,
    number: usize,
    /// The length of all finished pieces.
    swept: u64,
    threads: u64,
}

impl Cuts {
    fn claim(&mut self) -> Option<(usize, Range<u64>)> {
        let (start, end) = (self.next, self.plan.range.end);
        if start >= end {
            return None;
        }
        // Towards the end pieces get shorter, so that all threads finish at about the same time.
        let fair = (end - start) / (2 * self.threads * self.plan.unit);
        let before = start / (self.plan.part * self.plan.unit);
        let mut length = self.units.min(fair).min(before).max(1) * self.plan.unit;
        // Nor should one thread be busy with a piece while the others are done with all the rest.
        let most = 0.5 / self.threads as f64;
        while length > self.plan.grain && self.over(start.saturating_add(length)) - self.over(start) > most {
            length = (length / 2).next_multiple_of(self.plan.grain);
        }
        self.next = start.saturating_add(length).min(end);
        self.number += 1;
        Some((self.number - 1, start..self.next))
    }

    /// How much of the time is over when all is swept up to `number`.
    fn over(&self, number: u64) -> f64 {
        let range = &self.plan.range;
        self.over_after(number.min(range.end) - range.start)
    }

    /// The same when so many numbers are swept.
    fn over_after(&self, swept: u64) -> f64 {
        let range = &self.plan.range;
        (self.plan.pace)(swept as f64 / (range.end - range.start) as f64)
    }

    /// A piece of `length` took `time`: the next should be about as long as is worth it. Gives how much of the time of
    /// the sweep is over.
    fn learn(&mut self, length: u64, time: Duration) -> f64 {
        let units = length as f64 / self.plan.unit as f64;
        let fit = units * PIECE.as_secs_f64() / time.as_secs_f64().max(1e-6);
        self.units = (fit as u64).clamp(self.units / 2, self.units * 2).clamp(1, self.plan.most);
        self.swept += length;
        self.over_after(self.swept)
    }
}

/// A piece between two of its turns.
struct Open<P> {
    number: usize,
    range: Range<u64>,
    piece: P,
    time: Duration,
}

/// Sweeps the range of `plan`: `start` begins the work on a piece of it, and `put` takes what came of the piece with
/// its number. `share` is told how far the sweep is.
///
/// # Errors
/// The job was cancelled, a chunk panicked, or there is too little memory.
pub(super) async fn sweep<P: Piece>(
    job: &Job,
    plan: Plan,
    share: Share,
    start: impl Fn(Range<u64>) -> Result<P, Stop> + Send + Sync + 'static,
    put: impl Fn(usize, P::Result) -> Result<(), NoMemory> + Send + Sync + 'static,
) -> Result<(), Stop> {
    let threads = job.threads();
    let (workers, intake) = feed(usize::MAX);
    for _ in 0..threads {
        workers.push(None, 1);
    }
    workers.close();
    let share = Arc::new(share);
    let cuts = Cuts { units: 1, next: plan.range.start, number: 0, swept: 0, threads: threads as u64, plan };
    let cuts = Arc::new(Mutex::new(cuts));
    let (inner, told) = (job.clone(), Arc::clone(&share));
    let work = move |open: Option<Open<P>>| {
        let began = Instant::now();
        let mut open = match open {
            Some(open) => open,
            None => match cuts.lock().unwrap_or_else(PoisonError::into_inner).claim() {
                Some((number, range)) => {
                    Open { number, piece: start(range.clone())?, range, time: Duration::ZERO }
                }
                None => return Ok(Step::Done(())),
            },
        };
        while !open.piece.is_done() && began.elapsed() < TURN && !inner.is_cancelled() {
            open.piece.go_on()?;
        }
        open.time += began.elapsed();
        if !open.piece.is_done() {
            return Ok(Step::More(Some(open)));
        }
        put(open.number, open.piece.result())?;
        let length = open.range.end - open.range.start;
        told.reach(cuts.lock().unwrap_or_else(PoisonError::into_inner).learn(length, open.time));
        Ok(Step::More(None))
    };
    job.drain(intake, work).await?;
    share.end();
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cuts, Plan};

    /// Half of the time goes into the first hundredth.
    fn pace(swept: f64) -> f64 {
        0.5 * swept + 0.5 * (swept / 0.01).min(1.0)
    }

    proptest! {
        #[test]
        fn no_piece_takes_more_than_half_of_what_a_thread_has_to_do(
            threads in 1_u64..100,
            grain in 1_u64..100,
            grains in 1_u64..20,
            end in 1_u64..100_000,
            units in 1_u64..100,
        ) {
            let unit = grain * grains;
            let plan = Plan { range: 0..end, unit, grain, most: 64, part: 1, pace: Box::new(pace) };
            let mut cuts = Cuts { units, next: 0, number: 0, swept: 0, threads, plan };
            let (mut last, mut count) = (0, 0);
            while let Some((number, piece)) = cuts.claim() {
                prop_assert_eq!((number, piece.start), (count, last), "they follow one another");
                (last, count) = (piece.end, count + 1);
                prop_assert!(piece.start.is_multiple_of(grain) && !piece.is_empty());
                let time = cuts.over(piece.end) - cuts.over(piece.start);
                let length = piece.end - piece.start;
                prop_assert!(length <= grain || time <= 0.5 / threads as f64, "{piece:?} takes {time}");
            }
            prop_assert_eq!(last, end, "all is swept");
        }
    }
}
