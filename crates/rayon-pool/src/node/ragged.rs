//! Rows of unequal length.

use std::time::Instant;

use napi::Env;

use super::building::Copying;
use super::environment::Environment;
use super::facades::Container;
use super::failure::Failure;
use super::glance::Number;
use super::into_js::IntoJs;
use super::properties::define;
use super::settling::{Settling, Unfinished};
use crate::job::{Job, Step};
use crate::memory::{TryGrow, collected, with_room};

/// How many values there may be: offsets have 32 bits, as Arrow's.
const MOST: usize = i32::MAX as usize;

/// Rows of unequal length, such as the tokens of texts: the values of all rows one behind the other, and where each row ends.
///
/// In JavaScript it is `{ values, offsets }`: a typed array of the values, and an `Int32Array` of one offset more than there are
/// rows. The row of index `i` is `values.subarray(offsets[i], offsets[i + 1])`. That is the layout of Apache Arrow's lists, and,
/// where the values are bytes of UTF-8, what `Documents.fromArrow` takes.
///
/// In signatures of functions it is that of the typed array: `Promise<Ragged<Uint32Array>>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ragged<N> {
    /// The values of all rows.
    pub values: Vec<N>,
    /// 0, and where each row ends in the values.
    pub offsets: Vec<i32>,
}

impl<N: Number> IntoJs for Ragged<N> {
    type Js = Ragged<N::Array>;

    fn begin(self, env: Env) -> Settling {
        Rows { values: Vec::from([self.values]), offsets: Vec::from([self.offsets]) }.begin(env)
    }
}

/// The same in pieces, each behind the one before.
pub(super) struct Rows<N> {
    values: Vec<Vec<N>>,
    offsets: Vec<Vec<i32>>,
}

/// Puts rows one behind the other, which come some after the others.
pub(super) async fn put_together<N: Number>(job: &Job, parts: Vec<Vec<Vec<N>>>) -> Result<Rows<N>, Failure> {
    let joined = job.each(parts.into_iter(), |rows: Vec<Vec<N>>| {
        let (mut values, mut ends) = (with_room(rows.iter().map(Vec::len).sum())?, with_room(rows.len())?);
        for row in rows {
            values.try_append(&row)?;
            ends.try_push(values.len())?;
        }
        Ok(Step::Done((values, ends)))
    });
    let (mut values, mut ends, mut count) = (Vec::new(), Vec::new(), 0);
    for (more, ends_of_more) in joined.await? {
        ends.try_push((count, ends_of_more))?;
        count += more.len();
        values.try_push(more)?;
    }
    if count > MOST {
        return Err(Failure::out_of_range(format_args!(
            "the rows of the result must have at most {MOST} values together, got {count}"
        )));
    }
    // None is larger than the last, which has been looked at.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    let offsets = job.each(ends.into_iter(), |(before, ends): (usize, Vec<usize>)| {
        Ok(Step::Done(collected(ends.into_iter().map(|end| (before + end) as i32))?))
    });
    let mut all = collected([collected([0])?])?;
    all.try_extend(offsets.await?)?;
    Ok(Rows { values, offsets: all })
}

impl<N: Number> IntoJs for Rows<N> {
    type Js = Ragged<N::Array>;

    fn begin(self, env: Env) -> Settling {
        let copying = || {
            let (values, offsets) = (Copying::new(env, self.values)?, Copying::new(env, self.offsets)?);
            Ok::<_, Failure>(Box::new(Building { values, offsets }))
        };
        match copying() {
            Ok(building) => Settling::More(building),
            Err(failure) => Err(failure).into(),
        }
    }
}

struct Building<N> {
    values: Copying<N>,
    offsets: Copying<i32>,
}

impl<N: Number> Unfinished for Building<N> {
    fn go_on(mut self: Box<Self>, env: Env, end: Option<Instant>) -> Settling {
        if !(self.values.go_on(end) && self.offsets.go_on(end)) {
            return Settling::More(self);
        }
        let object = || {
            let environment = Environment::of(&env).map_err(Failure::of_node)?;
            let facades = environment.calls().map_err(Failure::of_node)?.facades();
            let object = facades.container(env, Container::Object)?;
            let properties =
                [(c"values", self.values.into_array(env)?), (c"offsets", self.offsets.into_array(env)?)];
            for (name, array) in properties {
                define(&env, object, name, array).map_err(Failure::of_node)?;
            }
            Ok(object)
        };
        object().into()
    }
}
