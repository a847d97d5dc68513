//! CPU-bound batches from Node.js on a Rayon thread pool: kernels of one's own, as the npm package `rayon-pool` has its own.
//!
//! A kernel is a function of a text, of some bytes or of a number, or an `async` closure over a [`Job`](job::Job), in an addon that
//! is made with napi-rs:
//!
//! ```
//! use napi::bindgen_prelude::Float64Array;
//! use rayon_pool::node::{Failure, Promise, Result, Texts};
//!
//! /// Where the texts are that have a word. (With `#[napi]`, as a function for JavaScript.)
//! pub fn find_word(texts: Texts, word: String) -> Result<Promise<Float64Array>> {
//!     if word.contains(char::is_whitespace) {
//!         return Err(Failure::new("ERR_NO_WORD", format_args!("'{word}' is more than a word")).into());
//!     }
//!     texts.positions(move |text| text.split_whitespace().any(|other| other == word))
//! }
//! ```
//!
//! It runs on a pool, beside all other jobs there and in turns with them. Whoever called it gets a promise, may abort it, and sees
//! how far it is; the event loop goes on meanwhile. A panic on the pool rejects the promise, and so does a
//! [`Failure`](node::Failure), with its code. One in the function itself, before there is a job, is napi-rs's to catch: with
//! `#[napi(catch_unwind)]` it rejects as well, without that it ends the process.
//!
//! # What a kernel is given, and what it gives
//!
//! | argument | what it is | functions of it |
//! | -------- | ---------- | --------------- |
//! | [`Texts`](node::Texts) | `string[]` or `Documents` | [`map`](node::Batch::map), [`map_strings`](node::Batch::map_strings), [`map_ragged`](node::Batch::map_ragged), [`positions`](node::Batch::positions), [`fold`](node::Batch::fold), [`batches`](node::Batch::batches), … |
//! | [`Bytes`](node::Bytes) | `Uint8Array[]` or Buffers | the same, and [`map_fixed`](node::Batch::map_fixed) for hashes |
//! | [`AnyNumbers`](node::AnyNumbers) | a typed array | [`map`](node::Numbers::map), [`map_to`](node::Numbers::map_to), [`fold`](node::Numbers::fold) |
//! | [`Call`](node::Call) | no batch | [`run`](node::Call::run), [`compute`](node::Call::compute) |
//!
//! All have `run`, which takes an `async` closure over a [`Job`](job::Job) and can do anything: several passes, stages of its own,
//! progress in units of its own. Results are numbers, strings, typed arrays, arrays of these, and `Documents`: see
//! [`IntoJs`](node::IntoJs). Functions take nanoseconds or seconds an item: threads share what there is by the time that it takes.
//!
//! A kernel must not block: no waiting for input and output, for other jobs, or for a lock that somebody holds for long. The
//! thread that it keeps is one of as many as there are cores, and other jobs wait for it.
//!
//! # Tests without Node.js
//!
//! What does the work is a function, to be tested as any. What puts the work together, an `async` closure over a job, runs in a
//! test by [`block_on`](job::block_on), on one thread, or on a [`Pool`](pool::Pool) of several:
//!
//! ```
//! use rayon_pool::documents::{Documents, try_fold};
//! use rayon_pool::job::{Job, Stop, block_on};
//!
//! /// How many words there are.
//! async fn count_words(job: Job, texts: Documents) -> Result<usize, Stop> {
//!     let add = |words: usize, _: &Job, text: &str| Ok(words + text.split_whitespace().count());
//!     let Ok::<_, std::convert::Infallible>(words) = try_fold(job, texts, || 0, add, |one, other| one + other).await?;
//!     Ok(words)
//! }
//!
//! let texts = Documents::from_iter(["one", "and two", ""]);
//! assert_eq!(block_on(|job| count_words(job, texts))?, 3);
//! # Ok::<(), Stop>(())
//! ```
//!
//! # What is where
//!
//! Every arrow between modules points down this list and no other way:
//!
//! - [`node`]: how Node.js sees it. The only place that names Node-API.
//! - `shared`: one pool for many addons, each with a copy of this crate of its own; and documents that they lend each other.
//! - [`pool`]: where and when work runs: threads, turns, the queue of jobs.
//! - [`documents`]: texts and byte strings in memory, as they come and as they are kept; functions of each.
//! - [`block`]: memory that many threads work on at once; functions of each number.
//! - [`job`]: what a running computation can ask and say, and how it is cut into chunks.
//!
//! `sync` has the locks of all of them, [`memory`] what grows with the input. What a kernel asks for in proportion to its input
//! it should ask for by [`memory`], too: then too little of it rejects the promise, where a `Vec` would end the process.
//!
//! # What it needs
//!
//! `panic = "unwind"`, and Rust 1.89. An addon exports nothing of this crate's by linking it. Its `napi` is
//! [the one of this crate](napi): a new major version of that is one of this crate.

#[cfg(panic = "abort")]
compile_error!(
    "rayon-pool needs `panic = \"unwind\"`: a kernel that panics must reject its promise, not end the process"
);

pub use napi;

pub mod block;
pub mod documents;
pub mod job;
pub mod memory;
pub mod node;
pub mod pool;
/// For the tests of this crate alone, and no part of what its versions promise.
#[doc(hidden)]
pub mod shared;
mod sync;
