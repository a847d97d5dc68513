//! How a result becomes what a promise is settled with: at once, or, where it is large, in several slices, between which the
//! event loop has its turn.

use std::time::Instant;

use napi::Env;

use super::value::Settled;

/// What has become of a result so far.
pub enum Settling {
    /// The value, or why there is none.
    Done(Settled),
    /// There is more to do.
    More(Box<dyn Unfinished>),
}

/// A value that is being made, on the JS thread.
pub trait Unfinished: Send {
    /// Goes on until about `end`.
    fn go_on(self: Box<Self>, env: Env, end: Option<Instant>) -> Settling;
}

impl Settling {
    /// The value, made in one go.
    pub(super) fn finish(self, env: Env) -> Settled {
        let mut settling = self;
        loop {
            settling = match settling {
                Self::Done(settled) => return settled,
                Self::More(unfinished) => unfinished.go_on(env, None),
            };
        }
    }
}

impl From<Settled> for Settling {
    fn from(settled: Settled) -> Self {
        Self::Done(settled)
    }
}

/// Whether the time to go on is over.
pub(super) fn is_over(end: Option<Instant>) -> bool {
    end.is_some_and(|end| Instant::now() >= end)
}
