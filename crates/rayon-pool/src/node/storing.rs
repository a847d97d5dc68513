//! Documents that are to stay, on their way into memory.

use std::sync::Arc;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, Status, sys};
use napi_derive::napi;

use super::batch::Texts;
use super::control::Control;
use super::environment::Environment;
use super::failure::Failure;
use super::function::Function;
use super::glance::Number;
use super::into_js::IntoJs;
use super::memory::{Moved, Shared};
use super::opaque::Held;
use super::pool::Pool;
use super::settling::Settling;
use super::store::{Kept, Store};
use super::value::{Promise, Settled};
use crate::documents::{Corpus, Offset, Places, from_arrow, from_lines, from_strings};
use crate::pool::Name;

pub(super) const FUNCTIONS: &[Function] = &[
    ("storeTexts", store_texts_c_callback),
    ("storeLines", store_lines_c_callback),
    ("storeArrow", store_arrow_c_callback),
];

/// Keeps the texts of a call.
#[napi(no_export)]
fn store_texts(texts: Texts) -> Result<Promise<Strings>> {
    if texts.are_kept() {
        // A job may read them; to keep them would keep whoever has them from ending.
        return Err(Error::new(Status::InvalidArg, "these are kept already"));
    }
    texts.run(|job, texts| async move { Ok(Strings(from_strings(job, texts).await?)) })
}

/// Documents that were made of strings.
struct Strings(Corpus);

impl IntoJs for Strings {
    type Js = Self;

    fn begin(self, env: Env) -> Settling {
        Store::keep(env, Kept::Own(self.0)).into()
    }
}

/// Keeps the lines of a text, in a `Uint8Array` that nobody else refers to.
#[napi(no_export)]
fn store_lines(env: Env, pool: Pool, utf8: Unknown<'_>, control: Option<Held<Control>>) -> Result<Promise> {
    // SAFETY: the facade has copied or moved it, and has kept no reference.
    let bytes = unsafe { Moved::take(&env, &utf8) }?.share::<u8>()?;
    let text = bytes.clone();
    Environment::of(&env)?.start(
        pool.pool(),
        Name::of("Documents.fromLines"),
        control.as_deref(),
        move |job| async move {
            let places = from_lines(job, text).await?;
            Ok(places.map_err(|unfit| Failure::of_text("utf8", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

/// Keeps the documents of an Arrow array, in typed arrays that nobody else refers to.
#[napi(no_export)]
fn store_arrow(
    env: Env,
    pool: Pool,
    values: Unknown<'_>,
    offsets: Unknown<'_>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    // SAFETY: as above.
    let (values, offsets) = unsafe { (Moved::take(&env, &values)?, Moved::take(&env, &offsets)?) };
    let values = values.share::<u8>()?;
    match offsets.kind() {
        sys::TypedarrayType::int32_array => start_arrow(env, pool, values, offsets.share::<i32>()?, control),
        sys::TypedarrayType::bigint64_array => {
            start_arrow(env, pool, values, offsets.share::<i64>()?, control)
        }
        _ => Err(Error::new(Status::InvalidArg, "a typed array without offsets")),
    }
}

fn start_arrow<O: Offset + Number>(
    env: Env,
    pool: Pool,
    bytes: Shared<u8>,
    offsets: Shared<O>,
    control: Option<Held<Control>>,
) -> Result<Promise> {
    let values = bytes.clone();
    Environment::of(&env)?.start(
        pool.pool(),
        Name::of("Documents.fromArrow"),
        control.as_deref(),
        move |job| async move {
            let places = from_arrow(job, values, offsets).await?;
            Ok(places.map_err(|unfit| Failure::of_text("values", unfit)))
        },
        move |env, places| stored(*env, bytes, places),
    )
}

fn stored(env: Env, bytes: Shared<u8>, places: Places) -> Settled {
    Store::keep(env, Kept::Array(bytes.rest(env), Arc::new(places)))
}
