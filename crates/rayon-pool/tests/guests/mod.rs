//! Pools that are shared, and kernels that run on them.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use rayon_pool::job::{Feed, Job, Step, Stop, feed};
use rayon_pool::pool::{Name, Pool, Settings};
use rayon_pool::shared::{AnyPool, Showing};

/// A pool, and the same as a guest sees it.
pub(crate) fn shared(settings: Settings) -> (Arc<Pool>, AnyPool) {
    let pool = Arc::new(Pool::new(settings).expect("the system starts a few threads"));
    let showing = Showing::new(Arc::clone(&pool));
    // SAFETY: the pool is shown until this returns.
    let guest = unsafe { AnyPool::adopt(showing.as_ptr()) };
    (pool, guest.expect("both are of one version"))
}

pub(crate) fn run<T, F>(pool: &AnyPool, kernel: impl FnOnce(Job) -> F + Send + 'static) -> (Job, Ended<T>)
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let (send, receive) = channel();
    let kernel = |job| {
        let computation = kernel(job);
        async move { computation.await.map(Ok::<T, Infallible>) }
    };
    let ended = move |result: Result<Result<T, Infallible>, Stop>| {
        // The test may be over already.
        let _ = send.send(result.map(|Ok(value)| value));
    };
    (pool.submit(Name::OTHERS, kernel, ended).expect("the pool takes it"), receive)
}

/// Where a job's end is told.
pub(crate) type Ended<T> = Receiver<Result<T, Stop>>;

pub(crate) fn end<T>(receive: &Ended<T>) -> Result<T, Stop> {
    receive.recv().expect("every job ends")
}

/// A job that runs until its feed is closed, without taking turns.
pub(crate) fn waiting_job(pool: &AnyPool) -> (Job, Ended<Vec<()>>, Feed<()>) {
    let (feed, intake) = feed(1);
    let (job, ended) = run(pool, move |job| async move { job.drain(intake, |()| Ok(Step::Done(()))).await });
    (job, ended, feed)
}
