//! Results of one number for each document or text: typed arrays.

use napi::Env;
use napi::bindgen_prelude::Result;

use super::control::JobControl;
use super::documents::at_once;
use super::environment::Environment;
use super::memory::{Element, Piece};
use super::pool::PoolHandle;
use super::value::{Promise, Refusal, settled, typed_array};
use crate::job::{Job, Stop};
use crate::kernels::numbers::concatenate;
use crate::kernels::score::Group;

/// So few numbers are copied on the JS thread: that takes it some microseconds, and another round of turns takes longer.
/// More are put together on the pool, straight in the memory of the array.
const FEW: usize = 1 << 12;

/// Computes the numbers of a small group at once, into the start of `small`. A group that is not, or has no room there, is
/// given back.
pub(super) fn fill_at_once<N: Element, E: Into<Refusal>>(
    env: Env,
    pool: &PoolHandle,
    control: Option<&JobControl>,
    group: Group,
    small: &mut [N],
    compute: impl FnOnce(Group) -> std::result::Result<Vec<N>, E>,
) -> Result<Option<Group>> {
    let (Some(room), Some(here)) = (small.get_mut(..group.len()), at_once(env, pool, &group, control)?)
    else {
        return Ok(Some(group));
    };
    room.copy_from_slice(&settled(env, here.run(|| compute(group)))?);
    Ok(None)
}

/// Starts a job that gives `length` numbers, part by part, and gives the promise of the array of them.
pub(super) fn start_array<N, E, F>(
    env: Env,
    pool: &PoolHandle,
    control: Option<&JobControl>,
    length: u64,
    kernel: impl FnOnce(Job) -> F + Send + 'static,
) -> Result<Promise>
where
    N: Element,
    E: Into<Refusal> + Send + 'static,
    F: Future<Output = std::result::Result<std::result::Result<Vec<Vec<N>>, E>, Stop>> + Send + 'static,
{
    let (environment, pool) = (Environment::of(&env)?, pool.pool());
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length <= FEW {
        let settle = |env: &Env, parts: Vec<Vec<N>>| typed_array(env, &parts);
        return environment.start(pool, control, kernel, settle);
    }
    let array = Piece::<N>::zeros(&env, length)?;
    environment.start(
        pool,
        control,
        move |job| async move {
            match kernel(job.clone()).await? {
                Ok(parts) => Ok(Ok(concatenate(job, parts, array).await?)),
                Err(error) => Ok(Err(error)),
            }
        },
        |env, array| array.into_array(env),
    )
}
