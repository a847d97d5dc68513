//! Running kernels on pools.

use std::convert::Infallible;
use std::sync::mpsc::{Receiver, channel};

use rayon_pool::job::{Job, Stop};
use rayon_pool::pool::{Name, Pool, Settings};

pub(crate) fn pool(threads: usize) -> Pool {
    Pool::new(Settings::new(threads)).expect("the system starts a few threads")
}

/// Submits a job that has no errors of its own, and gives the way to its end.
pub(crate) fn run<T, F>(
    pool: &Pool,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
) -> (Job, Receiver<Result<T, Stop>>)
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let (send, receive) = channel();
    let job = pool.submit(
        Name::OTHERS,
        |job| {
            let computation = kernel(job);
            async move { computation.await.map(Ok::<T, Infallible>) }
        },
        move |result| {
            // The test may be over already.
            let _ = send.send(result.map(|Ok(value)| value));
        },
    );
    (job.expect("the pool takes it"), receive)
}

pub(crate) fn end<T>(receive: &Receiver<Result<T, Stop>>) -> Result<T, Stop> {
    receive.recv().expect("every job ends")
}
