//! Chunks of a job that run on all threads: what kernels fan out.

use std::ops::Range;
use std::sync::PoisonError;

use super::feed::{Inlet, Intake};
use super::gather::{InOrder, Merged};
use super::region::{Region, Step};
use super::{Job, Stop};
use crate::sync::Mutex;

impl Job {
    /// Runs `work` on every index of `chunks`, on all threads; the results come in the order of the indices.
    ///
    /// # Errors
    /// The job was cancelled, a chunk panicked or stopped for a reason of its own, or there is no memory for the results.
    /// No chunk runs any more by then.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Stop, block_on};
    ///
    /// /// Numbers in a chunk: about a millisecond of work.
    /// const CHUNK: usize = 1 << 16;
    ///
    /// let sums = block_on(|job| async move {
    ///     let chunk = |chunk: usize| Ok((chunk * CHUNK..(chunk + 1) * CHUNK).map(|number| number % 7).sum::<usize>());
    ///     job.map(0..4, chunk).await
    /// });
    /// assert_eq!(sums?.len(), 4);
    /// # Ok::<(), Stop>(())
    /// ```
    pub async fn map<T, F>(&self, chunks: Range<usize>, work: F) -> Result<Vec<T>, Stop>
    where
        T: Send + 'static,
        F: Fn(usize) -> Result<T, Stop> + Send + Sync + 'static,
    {
        let work = move |_, chunk| work(chunk).map(Step::Done);
        let region = Region::new(self.clone(), chunks, InOrder::new(), work);
        region.list();
        let gathered = region.gathered().await;
        if gathered.is_err() {
            // With what it has gathered so far.
            self.leave(region);
        }
        gathered
    }

    /// Runs `work` on every item, on all threads; the results come in the order of the items. An item that is more than
    /// a turn's work is given back, as a [`Step`] that says so.
    ///
    /// # Errors
    /// As [`Job::map`].
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Step, Stop, block_on};
    ///
    /// /// The steps from a number to 1, a thousand a turn.
    /// fn turn((mut number, mut steps): (u64, u32)) -> Result<Step<(u64, u32), u32>, Stop> {
    ///     for _ in 0..1000 {
    ///         if number == 1 {
    ///             return Ok(Step::Done(steps));
    ///         }
    ///         number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
    ///         steps += 1;
    ///     }
    ///     Ok(Step::More((number, steps)))
    /// }
    ///
    /// let steps = block_on(|job| async move { job.each([(27, 0), (1, 0)].into_iter(), turn).await });
    /// assert_eq!(steps?, [111, 0]);
    /// # Ok::<(), Stop>(())
    /// ```
    pub async fn each<I, T, F>(
        &self,
        items: impl ExactSizeIterator<Item = I> + Send + 'static,
        work: F,
    ) -> Result<Vec<T>, Stop>
    where
        I: Send + 'static,
        T: Send + 'static,
        F: Fn(I) -> Result<Step<I, T>, Stop> + Send + Sync + 'static,
    {
        self.each_numbered(items, move |_, item| work(item)).await
    }

    /// The same, where `work` is told the number of the item, from 0 on.
    pub(crate) async fn each_numbered<I, T, F>(
        &self,
        items: impl ExactSizeIterator<Item = I> + Send + 'static,
        work: F,
    ) -> Result<Vec<T>, Stop>
    where
        I: Send + 'static,
        T: Send + 'static,
        F: Fn(usize, I) -> Result<Step<I, T>, Stop> + Send + Sync + 'static,
    {
        let region = Region::new(self.clone(), items, InOrder::new(), work);
        region.list();
        let gathered = region.gathered().await;
        self.leave(region);
        gathered
    }

    /// Runs `work` on every index of `chunks`, on all threads, and merges the results as they come: `merge` must be
    /// associative and commutative. Unlike [`Job::map`] it keeps nothing per chunk, so there can be any number.
    ///
    /// # Errors
    /// The job was cancelled, or a chunk panicked or stopped for a reason of its own. No chunk runs any more by then.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Stop, block_on};
    ///
    /// let most = block_on(|job| async move { job.fold(0..100, 0, |chunk| Ok(chunk * 37 % 101), usize::max).await });
    /// assert_eq!(most?, 100);
    /// # Ok::<(), Stop>(())
    /// ```
    pub async fn fold<T, F, M>(&self, chunks: Range<usize>, identity: T, work: F, merge: M) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: Fn(usize) -> Result<T, Stop> + Send + Sync + 'static,
        M: Fn(T, T) -> T + Send + 'static,
    {
        if chunks.len() == 1 {
            return self.alone(|| Ok(merge(identity, work(chunks.start)?)));
        }
        let gather = Merged::new(identity, merge);
        let work = move |_, chunk| work(chunk).map(Step::Done);
        let region = Region::new(self.clone(), chunks, gather, work);
        region.list();
        region.gathered().await?.ok_or(Stop::Cancelled)
    }

    /// Runs `work` once, as a turn of its own.
    ///
    /// # Errors
    /// The job was cancelled, or `work` panicked or stopped for a reason of its own.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Stop, block_on};
    ///
    /// let mut numbers = vec![3, 1, 2];
    /// let sorted = block_on(|job| async move {
    ///     job.step(move || {
    ///         numbers.sort_unstable();
    ///         Ok(numbers)
    ///     })
    ///     .await
    /// });
    /// assert_eq!(sorted?, [1, 2, 3]);
    /// # Ok::<(), Stop>(())
    /// ```
    pub async fn step<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Stop> + Send + 'static,
    {
        let work = Mutex::new(Some(work));
        let once = move |_| {
            let work = work.lock().unwrap_or_else(PoisonError::into_inner).take();
            work.map_or(Err(Stop::Cancelled), |work| work())
        };
        self.map(0..1, once).await?.pop().ok_or(Stop::Cancelled)
    }

    /// Runs `work` on every item of a feed, as the items come, until the feed is closed; the results come in the
    /// order of the items. Each becomes a `W` before its first turn; one that is more than a turn's work is given back,
    /// as a [`Step`] that says so.
    ///
    /// # Errors
    /// As [`Job::map`], or the feed was abandoned.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::{Step, Stop, block_on, feed};
    ///
    /// let (way_in, intake) = feed(1000);
    /// for text in ["one", "and two"] {
    ///     way_in.push(text.to_owned(), text.len());
    /// }
    /// way_in.close();
    /// let lengths = block_on(|job| async move {
    ///     job.drain(intake, |text: String| Ok(Step::Done(text.len()))).await
    /// });
    /// assert_eq!(lengths?, [3, 7]);
    /// # Ok::<(), Stop>(())
    /// ```
    pub async fn drain<I, W, T, F>(&self, intake: Intake<I>, work: F) -> Result<Vec<T>, Stop>
    where
        I: Send + 'static,
        W: From<I> + Send + 'static,
        T: Send + 'static,
        F: Fn(W) -> Result<Step<W, T>, Stop> + Send + Sync + 'static,
    {
        self.drain_numbered(intake, move |_, item| work(item)).await
    }

    /// The same, where `work` is told the number of the item, from 0 on.
    pub(crate) async fn drain_numbered<I, W, T, F>(&self, intake: Intake<I>, work: F) -> Result<Vec<T>, Stop>
    where
        I: Send + 'static,
        W: From<I> + Send + 'static,
        T: Send + 'static,
        F: Fn(usize, W) -> Result<Step<W, T>, Stop> + Send + Sync + 'static,
    {
        let listening = intake.listening();
        let region = Region::new(self.clone(), Inlet::new(intake), InOrder::new(), work);
        listening.tells(&region);
        region.list();
        let gathered = region.gathered().await;
        self.leave(region);
        gathered
    }

    /// A single chunk needs no other thread, and no turn of its own: the small job that it mostly belongs to ends a
    /// round earlier.
    fn alone<T>(&self, work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        self.checkpoint()?;
        let result = work()?;
        self.checkpoint()?;
        Ok(result)
    }
}
