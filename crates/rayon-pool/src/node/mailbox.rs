//! A mailbox: many threads put messages in, one takes them all out, and is woken once for many.

use std::sync::PoisonError;

use crate::job::{drop_caught, drop_each};
use crate::sync::{Mutex, MutexGuard};

/// Messages for one reader.
pub(super) struct Mailbox<L>(Mutex<State<L>>);

struct State<L> {
    messages: Vec<L>,
    /// The reader has been told, and has not looked yet.
    told: bool,
    /// The reader is gone: messages are thrown away, and results of users' with them.
    closed: bool,
}

impl<L> Mailbox<L> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { messages: Vec::new(), told: false, closed: false }))
    }

    /// Puts a message in. Says whether the reader has to be told: not when it has been, and has yet to look.
    #[must_use]
    pub(super) fn put(&self, message: L) -> bool {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            drop_caught(message);
            return false;
        }
        #[allow(clippy::disallowed_methods, reason = "small beside the job that it is about")]
        state.messages.push(message);
        !std::mem::replace(&mut state.told, true)
    }

    /// All messages, oldest first. Messages that come from now on tell the reader again.
    pub(super) fn take(&self) -> Vec<L> {
        let mut state = self.lock();
        state.told = false;
        std::mem::take(&mut state.messages)
    }

    /// Puts messages that were taken back, before those that came since. Says whether the reader has to be told, as above.
    #[must_use]
    pub(super) fn put_back(&self, mut messages: Vec<L>) -> bool {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            drop_each(messages);
            return false;
        }
        #[allow(clippy::disallowed_methods, reason = "a message is small, and one for each ended job")]
        messages.append(&mut state.messages);
        state.messages = messages;
        !std::mem::replace(&mut state.told, true)
    }

    /// Throws away the messages that are in it, and all that come.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let thrown_away = std::mem::take(&mut state.messages);
        drop(state);
        drop_each(thrown_away);
    }

    fn lock(&self) -> MutexGuard<'_, State<L>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Run with `npm run test:models`.
#[cfg(all(test, rayon_pool_model))]
mod models {
    use std::sync::Arc;

    use shuttle::sync::atomic::{AtomicUsize, Ordering};
    use shuttle::thread;

    use super::Mailbox;

    #[test]
    fn no_message_stays_in_the_mailbox_with_nobody_told() {
        shuttle::check_random(
            || {
                let (mailbox, rings) = (Arc::new(Mailbox::new()), Arc::new(AtomicUsize::new(0)));
                let writers = (0..3).map(|writer| {
                    let (mailbox, rings) = (Arc::clone(&mailbox), Arc::clone(&rings));
                    thread::spawn(move || {
                        for message in 0..2 {
                            if mailbox.put(writer * 2 + message) {
                                rings.fetch_add(1, Ordering::SeqCst);
                            }
                        }
                    })
                });
                let writers: Vec<_> = writers.collect();
                let mut messages = Vec::new();
                // As many looks as rings, and not one more: that has to do.
                let mut looks = 0;
                while messages.len() < 6 {
                    if looks < rings.load(Ordering::SeqCst) {
                        looks += 1;
                        messages.extend(mailbox.take());
                    }
                    thread::yield_now();
                }
                for writer in writers {
                    writer.join().expect("it does not panic");
                }
                messages.sort_unstable();
                assert_eq!(messages, [0, 1, 2, 3, 4, 5]);
            },
            5000,
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    use super::Mailbox;

    #[test]
    fn tells_the_reader_once_for_many_messages() {
        let mailbox = Mailbox::new();
        assert!(mailbox.put(1));
        assert!(!mailbox.put(2));
        assert_eq!(mailbox.take(), [1, 2]);
        assert!(mailbox.put(3), "the reader has looked, so it has to be told again");
    }

    #[test]
    fn messages_that_are_put_back_come_first() {
        let mailbox = Mailbox::new();
        assert!(mailbox.put(1));
        assert!(!mailbox.put(2));
        let messages = mailbox.take();
        assert!(mailbox.put(3));
        assert!(!mailbox.put_back(messages), "the reader has been told of the third");
        assert_eq!(mailbox.take(), [1, 2, 3]);
        assert!(mailbox.put_back(vec![4]), "the reader has to be told of what it has put back");
        mailbox.close();
        assert!(!mailbox.put_back(vec![5]));
        assert!(mailbox.take().is_empty());
    }

    #[test]
    fn throws_messages_away_once_it_is_closed() {
        let mailbox = Mailbox::new();
        let (early, late) = (Arc::new(()), Arc::new(()));
        assert!(mailbox.put(Arc::clone(&early)));
        mailbox.close();
        assert!(!mailbox.put(Arc::clone(&late)), "nobody is to be told");
        assert_eq!((Arc::strong_count(&early), Arc::strong_count(&late)), (1, 1));
    }

    #[test]
    fn throws_messages_away_that_panic_at_that() {
        struct Brittle;
        impl Drop for Brittle {
            fn drop(&mut self) {
                panic!("it is not to be dropped");
            }
        }
        let mailbox = Mailbox::new();
        assert!(mailbox.put(Brittle));
        assert!(!mailbox.put(Brittle));
        mailbox.close();
        assert!(!mailbox.put(Brittle));
        assert!(!mailbox.put_back(vec![Brittle, Brittle]));
        assert!(mailbox.take().is_empty());
    }

    #[test]
    fn loses_no_message_between_threads() {
        let mailbox = Mailbox::new();
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (mailbox, tell) = (&mailbox, tell.clone());
                scope.spawn(move || {
                    for message in 0..10_000 {
                        if mailbox.put(writer * 10_000 + message) {
                            tell.send(()).expect("the reader waits");
                        }
                    }
                });
            }
            drop(tell);
            let mut messages: Vec<i32> = told.iter().flat_map(|()| mailbox.take()).collect();
            messages.sort_unstable();
            assert_eq!(messages, (0..40_000).collect::<Vec<_>>());
        });
    }
}
