//! Results that are numbers: written into typed arrays that the facade has made for them. An array that could not be made
//! is an error in JavaScript, and the end of the process over Node-API.

use napi::Env;
use napi::bindgen_prelude::{Result, Unknown};

use super::control::JobControl;
use super::documents::at_once;
use super::environment::Environment;
use super::memory::{Moved, Number, Piece};
use super::pool::PoolHandle;
use super::value::{Promise, Refusal, settled};
use crate::job::{Job, Stop};
use crate::kernels::numbers::concatenate;
use crate::kernels::score::Group;

/// So few numbers are copied on the JS thread: that takes it some microseconds, and another round of turns takes longer.
/// More are put together on the pool.
const FEW: usize = 1 << 12;

/// Computes the numbers of a group at once, into the start of `results`, if there is room and the pool is not busy; says
/// whether.
pub(super) fn fill_at_once<N: Number, E: Into<Refusal>>(
    env: Env,
    pool: &PoolHandle,
    control: Option<&JobControl>,
    group: Group,
    results: &mut [N],
    compute: impl FnOnce(Group) -> std::result::Result<Vec<N>, E>,
) -> Result<bool> {
    let (Some(room), Some(here)) = (results.get_mut(..group.len()), at_once(env, pool, &group, control)?)
    else {
        return Ok(false);
    };
    room.copy_from_slice(&settled(env, here.run(|| compute(group)))?);
    Ok(true)
}

/// Starts a job that gives numbers, part by part, as many as `results` holds; gives the promise of the buffer of that
/// array, which nobody else refers to.
pub(super) fn start_array<N, E, F>(
    env: Env,
    pool: &PoolHandle,
    control: Option<&JobControl>,
    results: &Unknown<'_>,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
) -> Result<Promise>
where
    N: Number,
    E: Into<Refusal> + Send + 'static,
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
    Environment::of(&env)?.start(
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
pub(super) fn start_few<N, T, E, F>(
    env: Env,
    pool: &PoolHandle,
    control: Option<&JobControl>,
    mut array: Piece<N>,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
    write: impl FnOnce(T, &mut [N]) + Send + 'static,
) -> Result<Promise>
where
    N: Number,
    T: Send + 'static,
    E: Into<Refusal> + Send + 'static,
    F: Future<Output = std::result::Result<std::result::Result<T, E>, Stop>> + Send + 'static,
{
    Environment::of(&env)?.start(pool.pool(), control, kernel, move |env, result| {
        write(result, &mut array);
        array.into_buffer(env)
    })
}
