//! Numbers that JavaScript has for things that are held here.

use std::collections::BTreeMap;

/// The first whole number that a JavaScript number cannot tell from the next.
const END: u64 = 1 << 53;

/// Things by their handles. No handle is used twice: one that is kept too long finds nothing, never something else.
pub(super) struct Handles<T> {
    next: u64,
    held: BTreeMap<u64, T>,
}

impl<T> Handles<T> {
    pub(super) const fn new() -> Self {
        Self { next: 0, held: BTreeMap::new() }
    }

    /// Holds `thing` and gives its handle; nothing when all have been used, which takes a process centuries.
    pub(super) fn hold(&mut self, thing: T) -> Option<f64> {
        let handle = self.next;
        if handle == END {
            return None;
        }
        self.next += 1;
        #[allow(clippy::disallowed_methods, reason = "there are as many as pools")]
        self.held.insert(handle, thing);
        #[allow(clippy::cast_precision_loss)] // there is none below the end
        let handle = handle as f64;
        Some(handle)
    }

    pub(super) fn get(&self, handle: f64) -> Option<&T> {
        self.held.get(&whole(handle)?)
    }

    pub(super) fn release(&mut self, handle: f64) -> Option<T> {
        self.held.remove(&whole(handle)?)
    }
}

/// What `handle` counts, if it can be one.
fn whole(handle: f64) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let (count, end) = (handle as u64, END as f64);
    #[allow(clippy::cast_precision_loss, clippy::float_cmp)] // exactly the same, or no handle
    let is_whole = (0.0..end).contains(&handle) && count as f64 == handle;
    is_whole.then_some(count)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{END, Handles, whole};

    #[test]
    fn gives_what_is_held_and_nothing_else() {
        let mut handles = Handles::new();
        let [one, two] = ["one", "two"].map(|thing| handles.hold(thing).expect("handles are left"));
        assert_eq!((handles.get(one), handles.get(two)), (Some(&"one"), Some(&"two")));
        assert_eq!(handles.release(one), Some("one"));
        assert_eq!(handles.release(one), None);
        assert_eq!(handles.get(one), None);
        for none in [-1.0, 0.5, 1.5, 2.0, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0, -f64::INFINITY] {
            assert_eq!(handles.get(none), None, "{none}");
        }
        assert_eq!(handles.get(two), Some(&"two"));
    }

    #[test]
    fn uses_no_handle_twice_and_ends_before_they_grow_inexact() {
        let mut handles = Handles { next: END - 2, held: BTreeMap::new() };
        let given = [0, 1].map(|thing| handles.hold(thing).expect("two handles are left"));
        assert_eq!(given.map(whole), [Some(9_007_199_254_740_990), Some(9_007_199_254_740_991)]);
        assert_eq!(handles.hold(2), None);
        assert_eq!(given.map(|handle| handles.get(handle).copied()), [Some(0), Some(1)]);
        assert_eq!(handles.release(given[0]), Some(0));
        assert_eq!(handles.hold(3), None);
        assert_eq!(handles.get(given[0]), None);
    }
}
