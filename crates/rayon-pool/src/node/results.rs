//! Results that are numbers: written into typed arrays that the facade has made for them. An array that could not be made
//! is an error in JavaScript, and the end of the process over Node-API.

use napi::Env;
use napi::bindgen_prelude::{Result, Unknown};

use super::control::Control;
use super::environment::start;
use super::failure::Failure;
use super::feed::at_once;
use super::memory::{Glance, Moved, Number, Piece};
use super::pool::Pool;
use super::value::{Promise, settled};
use crate::block::concatenate;
use crate::documents::Group;
use crate::job::{Job, Stop};

/// So few numbers are copied on the JS thread: that takes it some microseconds, and another round of turns takes longer.
/// More are put together on the pool.
const FEW: usize = 1 << 12;

/// Computes the numbers of a group at once, into the start of `results`, if there is room and the pool is not busy; says
/// whether.
///
/// # Errors
/// What the computation fails with, thrown.
pub fn fill_at_once<N: Number, E: Into<Failure>>(
    env: Env,
    pool: &Pool,
    control: Option<&Control>,
    group: Group,
    results: &Unknown<'_>,
    compute: impl FnOnce(Group) -> std::result::Result<Vec<N>, E>,
) -> Result<bool> {
    let mut results = Glance::at(&env, results)?;
    let Some(room) = results.numbers_mut()?.get_mut(..group.len()) else {
        return Ok(false);
    };
    let Some(here) = at_once(env, pool, &group, control)? else {
        return Ok(false);
    };
    room.copy_from_slice(&settled(env, here.run(|| compute(group)))?);
    Ok(true)
}

/// Starts a job that gives numbers, part by part, as many as `results` holds; gives the promise of the buffer of that
/// array, which nobody else refers to.
///
/// # Errors
/// `results` is no typed array of such numbers.
///
/// # Panics
/// On the JS thread, and the promise rejects, if the job gives more or fewer numbers than there is room for.
pub fn start_array<N, E, F>(
    env: Env,
    pool: &Pool,
    control: Option<&Control>,
    results: &Unknown<'_>,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
) -> Result<Promise>
where
    N: Number,
    E: Into<Failure> + Send + 'static,
    F: Future<Output = std::result::Result<std::result::Result<Vec<Vec<N>>, E>, Stop>> + Send + 'static,
{
    let array = Moved::take(&env, results)?.own::<N>()?;
    if array.len() <= FEW {
        return start_few(env, pool, control, array, kernel, |parts, array| {
            let mut rest = array;
            for part in parts {
                let (to, behind) = rest.split_at_mut(part.len());
                to.copy_from_slice(&part);
                rest = behind;
            }
            assert!(rest.is_empty(), "there must be as many numbers as there is room for");
        });
    }
    start(
        env,
        pool.pool(),
        control,
        move |job| async move {
            match kernel(job.clone()).await? {
                Ok(parts) => Ok(Ok(concatenate(job, parts, array).await?)),
                Err(error) => Ok(Err(error)),
            }
        },
        |env, array| array.into_buffer(env),
    )
}

/// Starts a job whose result `write` puts into an array, on the JS thread; gives the promise of the array's buffer.
///
/// # Errors
/// Node.js could not make the promise.
pub fn start_few<N, T, E, F>(
    env: Env,
    pool: &Pool,
    control: Option<&Control>,
    mut array: Piece<N>,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
    write: impl FnOnce(T, &mut [N]) + Send + 'static,
) -> Result<Promise>
where
    N: Number,
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
    F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
{
    start(env, pool.pool(), control, kernel, move |env, result| {
        write(result, &mut array);
        array.into_buffer(env)
    })
}
