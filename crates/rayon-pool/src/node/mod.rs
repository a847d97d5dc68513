//! How Node.js sees the crate. The only place that names Node-API, and the only one that sees both the pool and what is in
//! memory.
//!
//! An addon that links the crate exports nothing of this by itself: what the package's JavaScript calls is in one object,
//! which [`addon!`](crate::addon) makes. The facade (`facade/`) is what users call, and it has checked every argument. What is wrong all
//! the same is refused, never trusted.
//!
//! What a kernel takes decides what it works on: [`Texts`] and [`Bytes`] a batch of strings or byte strings, [`AnyNumbers`] a typed
//! array, [`Call`] nothing but its own arguments. Each has the methods that run a kernel on the pool and give the [`Promise`] of its
//! result: whatever is [`IntoJs`], or stands in a [`Value`]. A kernel that fails says so by a [`Failure`].

// No two files know each other, be it through others; from what knows least to what knows most:
//
// - `opaque`: objects that JavaScript holds without seeing into them; `function`: and functions; `handles`: numbers for pools;
//   `pages`: how fresh memory is mapped; `glance`: what stands under a typed array; `cost`: what kernels have taken.
// - `properties`: what objects that are made here are given; `failure`: why a promise is rejected; `value`: results as JavaScript values; `string`: strings; `settling`: what takes several
//   slices to make.
// - `doorbell`: how the JS thread is told; `holds`: what keeps an environment from ending; `mailbox`: where results gather;
//   `channel`: the way of results from pool threads to the JS thread; `arrays`: memory of V8's that native code works on.
// - `control`: a running job, as JavaScript holds it; `facades`: who calls; `calls`: what is said of a call besides its
//   arguments; `environment`: what one Node environment (the main thread, or a Worker) keeps here; promises, and their end;
//   `saying`: functions that say it.
// - `memory`: typed arrays on their way in; `pool`: pools, as JavaScript holds them; `stats`: what they have done.
// - `sharing`: pools and documents for other addons.
// - `feed`: strings on their way in; `taken`: as arguments of a call; `bytes`: byte strings; `store`: documents that stay.
// - `building`: large results on their way; `into_js`: what results become; `ragged`: rows of unequal length; `kept`:
//   documents.
// - `call`: the call of a kernel; `batch`: with texts or byte strings; `numbers`: with a typed array; `storing`: with texts that
//   are to stay.
// - `runtime`: the object of all functions; `addon`: what an addon exports of it.

// The macro hands the arguments over by value.
#![allow(clippy::needless_pass_by_value)]
// And one by one: an object of arguments costs several times as much as the call.
#![allow(clippy::too_many_arguments)]
// Tests may end with the memory.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_macros))]

mod addon;
mod arrays;
mod batch;
mod building;
mod bytes;
mod call;
mod calls;
mod channel;
mod control;
mod cost;
mod doorbell;
mod environment;
mod facades;
mod failure;
mod feed;
mod function;
mod glance;
mod handles;
mod holds;
mod into_js;
mod kept;
mod mailbox;
mod memory;
mod numbers;
mod opaque;
mod pages;
#[allow(clippy::disallowed_methods, reason = "pools are few")]
mod pool;
mod properties;
mod ragged;
mod runtime;
mod saying;
mod settling;
mod sharing;
#[allow(clippy::disallowed_methods, reason = "kernels are few")]
mod stats;
mod store;
mod storing;
mod string;
mod taken;
mod value;

pub use addon::exported;
pub use batch::{Batch, Bytes, Texts};
pub use call::Call;
pub use failure::Failure;
pub use glance::Number;
pub use into_js::{IntoJs, Value};
pub use kept::Documents;
pub use memory::Piece;
pub use napi::bindgen_prelude::Result;
pub use numbers::{AnyNumbers, Numbers};
pub use ragged::Ragged;
pub use value::Promise;
