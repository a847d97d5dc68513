//! Tasks that may borrow what outlives them.

use std::cell::RefCell;

use super::Job;

/// Where tasks are spawned: see [`Job::scope`].
pub struct Scope<'scope> {
    tasks: RefCell<Vec<Task<'scope>>>,
}

type Task<'scope> = Box<dyn FnOnce(&Scope<'scope>) + Send + 'scope>;

impl<'scope> Scope<'scope> {
    fn new() -> Self {
        Self { tasks: RefCell::default() }
    }

    /// Adds a task, which begins once the closure that spawns it has returned. It may spawn others.
    #[allow(
        clippy::disallowed_methods,
        reason = "a task is a closure in a box of its own, which cannot fail otherwise"
    )]
    pub fn spawn(&self, task: impl FnOnce(&Scope<'scope>) + Send + 'scope) {
        self.tasks.borrow_mut().push(Box::new(task));
    }
}

impl Job {
    /// Runs `spawn`, and then the tasks that it has spawned, on all threads; they may borrow what lives longer than the call,
    /// and spawn others. All are over when it returns.
    ///
    /// It is built on [`join`](Self::join): tasks that are left for other threads are there to be taken over, and those that
    /// nobody takes run on this one. So it is for the inside of a turn, as `join` is: to have other jobs get their turn between
    /// chunks, use [`map`](Self::map).
    ///
    /// # Panics
    /// If `spawn` or a task does, once those have ended that had begun; some of the others may not run.
    ///
    /// # Examples
    /// ```
    /// use rayon_pool::job::block_on;
    ///
    /// let words = ["one", "two", "three"];
    /// let mut lengths = [0; 3];
    /// block_on(|job| async move {
    ///     job.scope(|scope| {
    ///         for (length, word) in lengths.iter_mut().zip(words) {
    ///             scope.spawn(move |_| *length = word.len());
    ///         }
    ///     });
    ///     assert_eq!(lengths, [3, 3, 5]);
    /// });
    /// ```
    pub fn scope<'scope, R>(&self, spawn: impl FnOnce(&Scope<'scope>) -> R) -> R {
        let scope = Scope::new();
        let result = spawn(&scope);
        self.finish(scope.tasks.into_inner());
        result
    }

    /// Runs tasks, and what they spawn.
    #[allow(clippy::disallowed_methods, reason = "they are in memory already, and boxes are small")]
    fn finish(&self, mut tasks: Vec<Task<'_>>) {
        while tasks.len() == 1 {
            let scope = Scope::new();
            if let Some(task) = tasks.pop() {
                task(&scope);
            }
            tasks = scope.tasks.into_inner();
        }
        if !tasks.is_empty() {
            let others = tasks.split_off(tasks.len() / 2);
            self.join(|| self.finish(tasks), || self.finish(others));
        }
    }
}
