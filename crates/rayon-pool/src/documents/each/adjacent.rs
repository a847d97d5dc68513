//! Results that are merged with their neighbours as soon as these are there.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use crate::job::drop_each;
use crate::sync::{Mutex, MutexGuard};

/// Results of numbered items, from 0 on, merged in the order of their numbers. Which are merged first is a matter of chance; so
/// merging has to be associative, and need not be commutative. There are never many at once: those of items that are done
/// before an earlier one is.
pub(super) struct Adjacent<A>(Mutex<BTreeMap<usize, Merged<A>>>);

/// The result of some items, and the number behind their last.
struct Merged<A> {
    end: usize,
    value: A,
}

impl<A> Adjacent<A> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Adds a result. Merging runs with no lock held: several threads may do so at once.
    pub(super) fn add(&self, number: usize, value: A, merge: impl Fn(A, A) -> A) {
        let (mut start, mut end, mut value) = (number, number + 1, value);
        loop {
            let mut results = self.lock();
            let before = results.range(..start).next_back().filter(|(_, before)| before.end == start);
            let before = before.map(|(before, _)| *before);
            if let Some(first) = before
                && let Some(before) = results.remove(&first)
            {
                drop(results);
                value = merge(before.value, value);
                start = first;
            } else if let Some(behind) = results.remove(&end) {
                drop(results);
                value = merge(value, behind.value);
                end = behind.end;
            } else {
                #[allow(clippy::disallowed_methods, reason = "they are few")]
                results.insert(start, Merged { end, value });
                return;
            }
        }
    }

    /// What all results come to; nothing if there is none.
    pub(super) fn take(&self) -> Option<A> {
        self.lock().pop_first().map(|(_, all)| all.value)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Merged<A>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A> Drop for Adjacent<A> {
    fn drop(&mut self) {
        let results = std::mem::take(self.0.get_mut().unwrap_or_else(PoisonError::into_inner));
        drop_each(results.into_values());
    }
}

#[cfg(test)]
mod tests {
    use super::Adjacent;

    #[test]
    fn results_are_merged_in_order_whatever_the_order_they_come_in() {
        let words = ["a", "b", "c", "d", "e"];
        // Every order of five.
        for code in 0..120 {
            let mut left: Vec<usize> = (0..5).collect();
            let (results, mut code) = (Adjacent::new(), code);
            while !left.is_empty() {
                let number = left.remove(code % left.len());
                code /= left.len() + 1;
                results.add(number, words[number].to_owned(), |one, next| one + &next);
            }
            assert_eq!(results.take().as_deref(), Some("abcde"));
            assert_eq!(results.take(), None, "nothing was left apart");
        }
    }
}
