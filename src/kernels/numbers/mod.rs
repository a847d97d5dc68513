//! Numbers in arrays: sorted, reduced, or read from text.

mod block;
mod concatenate;
mod key;
mod parse;
#[allow(clippy::disallowed_methods, reason = "what is reduced at once is small")]
mod reduce;
mod sort;

pub use block::Block;
pub use concatenate::concatenate;
pub use key::{Float, Key, Order, Signed, Unsigned};
pub use parse::{NoInteger, parse, parse_here};
pub use reduce::{Operation, Reduced, Reducible, UnsafeSum, reduce, reduce_here};
pub use sort::sort;
