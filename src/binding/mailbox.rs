//! A mailbox: many threads put letters in, one takes them all out, and is woken once for many.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Letters for one reader.
pub(super) struct Mailbox<L>(Mutex<State<L>>);

struct State<L> {
    letters: Vec<L>,
    /// The reader has been told, and has not looked yet.
    told: bool,
}

impl<L> Mailbox<L> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { letters: Vec::new(), told: false }))
    }

    /// Puts a letter in. Says whether the reader has to be told: not when it has been, and has yet to look.
    #[must_use]
    pub(super) fn put(&self, letter: L) -> bool {
        let mut state = self.lock();
        state.letters.push(letter);
        !std::mem::replace(&mut state.told, true)
    }

    /// All letters, oldest first. Letters that come from now on tell the reader again.
    pub(super) fn take(&self) -> Vec<L> {
        let mut state = self.lock();
        state.told = false;
        std::mem::take(&mut state.letters)
    }

    fn lock(&self) -> MutexGuard<'_, State<L>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::Mailbox;

    #[test]
    fn tells_the_reader_once_for_many_letters() {
        let mailbox = Mailbox::new();
        assert!(mailbox.put(1));
        assert!(!mailbox.put(2));
        assert_eq!(mailbox.take(), [1, 2]);
        assert!(mailbox.put(3), "the reader has looked, so it has to be told again");
    }

    #[test]
    fn loses_no_letter_between_threads() {
        let mailbox = Mailbox::new();
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (mailbox, tell) = (&mailbox, tell.clone());
                scope.spawn(move || {
                    for letter in 0..10_000 {
                        if mailbox.put(writer * 10_000 + letter) {
                            tell.send(()).expect("the reader waits");
                        }
                    }
                });
            }
            drop(tell);
            let mut letters: Vec<i32> = told.iter().flat_map(|()| mailbox.take()).collect();
            letters.sort_unstable();
            assert_eq!(letters, (0..40_000).collect::<Vec<_>>());
        });
    }
}
