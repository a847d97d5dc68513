//! The way back to a JS thread, for threads of pools: until its environment ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::Env;

use super::doorbell::Doorbell;
use super::holds::{Hold, Holds};
use super::mailbox::Mailbox;
use super::settling::Settling;
use crate::pool::promptly;

/// How a result becomes a JavaScript value, or a reason to reject: run on the JS thread.
pub(super) type Settle = Box<dyn FnOnce(&Env) -> Settling + Send>;

/// What comes back to the JS thread.
pub(super) enum Message {
    /// The promise of this number has a result.
    Settle(usize, Settle),
    /// Nobody works any more on the buffer of this number, and nobody ever will, unless JavaScript has it again.
    Forget { number: usize, given_back: bool },
}

/// What pool threads keep of an environment.
pub(super) struct Channel {
    mailbox: Mailbox<Message>,
    holds: Holds,
    /// Empty once the environment has ended. Held across every call, so that no call is under way by then.
    doorbell: Mutex<Option<Doorbell>>,
}

impl Channel {
    pub(super) fn new(doorbell: Doorbell) -> Self {
        Self { mailbox: Mailbox::new(), holds: Holds::default(), doorbell: Mutex::new(Some(doorbell)) }
    }

    /// Sends a message, from any thread.
    pub(super) fn send(self: &Arc<Self>, message: Message) {
        let channel = Arc::clone(self);
        // The JS thread takes the locks of the mailbox and of the doorbell.
        promptly(move || {
            if channel.mailbox.put(message) {
                channel.with_doorbell(Doorbell::ring);
            }
        });
    }

    /// All messages that have come.
    pub(super) fn take(&self) -> Vec<Message> {
        self.mailbox.take()
    }

    /// Sends messages again that were taken, before those that came since.
    pub(super) fn send_again(&self, messages: Vec<Message>) {
        if self.mailbox.put_back(messages) {
            self.with_doorbell(Doorbell::ring);
        }
    }

    /// Keeps the environment from ending, and its memory with it.
    pub(super) fn hold(&self) -> Hold {
        self.holds.hold()
    }

    /// Does something with the doorbell, while there is one.
    pub(super) fn with_doorbell(&self, act: impl FnOnce(&Doorbell)) {
        if let Some(doorbell) = &*self.lock() {
            act(doorbell);
        }
    }

    /// The environment ends: nothing rings any more. On the JS thread.
    pub(super) fn cut(&self) {
        let doorbell = self.lock().take();
        if let Some(doorbell) = doorbell {
            doorbell.release();
        }
    }

    /// Throws messages away, and waits until nobody holds the environment. Its jobs must have been cancelled.
    pub(super) fn close(&self) {
        // A result that nobody takes any more may be the memory that is waited for.
        self.mailbox.close();
        self.holds.wait();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Doorbell>> {
        self.doorbell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
