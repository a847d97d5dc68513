//! What a pool is made with, and how many threads it has when nobody says.

use std::env;
use std::thread::available_parallelism;

/// The most threads a pool may have.
pub const MAX_THREADS: usize = 1024;

/// The most that a pool's threads can be lowered in priority.
pub const MAX_NICE: i32 = 19;

/// What a pool is made with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many threads: 1 to [`MAX_THREADS`].
    pub threads: usize,
    /// The threads are called `name-0`, `name-1` and so on; Linux shows the first 15 bytes.
    pub name: String,
    /// How many jobs may wait.
    pub max_queue: usize,
    /// By how much the threads' priority is lowered: 0 to [`MAX_NICE`]. On Linux; elsewhere it has no effect.
    pub nice_increment: i32,
}

impl Settings {
    /// The default name and priority, and a queue without a bound.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self { threads, name: "rayon-pool".to_owned(), max_queue: usize::MAX, nice_increment: 0 }
    }
}

/// `RAYON_NUM_THREADS` holds something that is no number of threads.
#[derive(Debug, PartialEq, Eq)]
pub struct SizeError {
    /// What it holds.
    pub value: String,
}

/// `RAYON_NUM_THREADS`, else the cores that this process may use, as its affinity mask and cgroups allow.
///
/// # Errors
/// The variable holds neither a whole number from 0 to [`MAX_THREADS`] nor nothing; 0 and nothing count as unset, as
/// they do for Rayon.
pub fn default_threads() -> Result<usize, SizeError> {
    let value = env::var_os("RAYON_NUM_THREADS").unwrap_or_default();
    Ok(parse(&value.to_string_lossy())?.unwrap_or_else(cores))
}

fn cores() -> usize {
    available_parallelism().map_or(1, |cores| cores.get().min(MAX_THREADS))
}

fn parse(value: &str) -> Result<Option<usize>, SizeError> {
    let digits = value.trim();
    if digits.is_empty() {
        return Ok(None);
    }
    match digits.parse::<usize>() {
        Ok(0) => Ok(None),
        Ok(threads) if threads <= MAX_THREADS => Ok(Some(threads)),
        _ => Err(SizeError { value: value.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::{SizeError, parse};

    #[test]
    fn reads_a_number_of_threads() {
        assert_eq!(parse("3"), Ok(Some(3)));
        assert_eq!(parse(" 1024 "), Ok(Some(1024)));
    }

    #[test]
    fn takes_nothing_and_zero_for_unset() {
        assert_eq!(parse(""), Ok(None));
        assert_eq!(parse("0"), Ok(None));
    }

    #[test]
    fn refuses_what_is_no_number_of_threads() {
        for value in ["abc", "1.5", "-1", "1025", "100000", "99999999999999999999"] {
            assert_eq!(parse(value), Err(SizeError { value: value.to_owned() }));
        }
    }
}
