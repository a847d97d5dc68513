//! Numbers in arrays: sorted, reduced, or read from text.

mod block;
mod concatenate;
mod key;
mod parse;
mod reduce;
mod sort;

pub use block::Block;
pub use concatenate::concatenate;
pub use key::{Float, Key, Order, Signed, Unsigned};
pub use parse::{NoInteger, parse, parse_here};
pub use reduce::{Operation, Reduced, Reducible, UnsafeSum, reduce, reduce_here};
pub use sort::sort;

/// There is too little memory.
#[derive(Debug)]
pub struct NoMemory;
