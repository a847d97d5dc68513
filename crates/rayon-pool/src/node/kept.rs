//! Documents as results of kernels.

use napi::Env;

use super::environment::Environment;
use super::failure::Failure;
use super::into_js::IntoJs;
use super::settling::Settling;
use super::store::{Kept, Store};
use crate::documents::{Corpus, LONGEST, Unfit, from_texts};
use crate::job::Job;

/// The `Documents` of the package, in signatures of functions: `Promise<Documents>`. There is no value of it in Rust.
///
/// They stay in native memory, of the addon that has made them, and are for all functions that take documents, in any addon.
#[derive(Debug)]
pub enum Documents {}

/// Documents that a job has made.
pub(super) struct Made(Corpus);

/// The texts of all parts, in their order.
pub(super) async fn kept(job: &Job, parts: Vec<Vec<String>>) -> Result<Made, Failure> {
    let corpus = from_texts(job, parts).await?;
    corpus.map(Made).map_err(|unfit| {
        let Unfit::TooLong { index, bytes } = unfit else {
            unreachable!("texts of Rust's are UTF-8, and have no offsets")
        };
        Failure::out_of_range(format_args!(
            "the document of index {index} of the result must have at most {LONGEST} bytes, got {bytes}"
        ))
    })
}

impl IntoJs for Made {
    type Js = Documents;

    fn begin(self, env: Env) -> Settling {
        let documents = || {
            let environment = Environment::of(&env).map_err(Failure::of_node)?;
            let facades = environment.calls().map_err(Failure::of_node)?.facades();
            facades.documents(env, Store::keep(env, Kept::Own(self.0))?)
        };
        documents().into()
    }
}
