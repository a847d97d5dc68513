//! What the formula has in closed form: sums over one prime.
//!
//! - For each prime p to the cube root of x, what its easy leaves have besides the sums that are looked up one by one: see
//!   [`easy`](super::easy).
//! - Between the cube root and y all leaves f(p q) are worth 1, and for the products of two primes above y the smaller ones
//!   have to be left out. Together that is half of S(R)^2 - Q(R) + S(c)^2 + Q(c), less S(y) S(c): with R and c the square
//!   and the cube root of x, S the sum of f over the primes up to a number, and Q that of f^2.
//!
//! O(y / log y) time.

use std::ops::Range;
use std::sync::Arc;

use super::easy::Way;
use super::function::{Function, Ring};
use super::tables::Tables;
use super::tiny;
use rayon_pool::job::{Job, Stop};

/// The primes of one chunk.
const CHUNK: usize = 1 << 12;

/// The sums over single primes.
#[derive(Clone, Copy)]
pub(super) struct Closed<S> {
    /// Of the easy leaves.
    easy: S,
    /// The squares of f, up to the cube root of x and up to y.
    to_cube_root: S,
    to_y: S,
}

impl<S: Ring> Closed<S> {
    pub(super) async fn new<F: Function<Sum = S>>(job: &Job, tables: &Arc<Tables>) -> Result<Self, Stop> {
        let tables = Arc::clone(tables);
        let primes = tables.primes.len();
        let work = move |chunk| Ok(Self::of::<F>(chunk * CHUNK..primes.min((chunk + 1) * CHUNK), &tables));
        let none = Self { easy: S::new(0), to_cube_root: S::new(0), to_y: S::new(0) };
        let add = |one: Self, other: Self| Self {
            easy: one.easy + other.easy,
            to_cube_root: one.to_cube_root + other.to_cube_root,
            to_y: one.to_y + other.to_y,
        };
        job.fold(0..primes.div_ceil(CHUNK), none, work, add).await
    }

    fn of<F: Function<Sum = S>>(places: Range<usize>, tables: &Tables) -> Self {
        let mut sums = Self { easy: S::new(0), to_cube_root: S::new(0), to_y: S::new(0) };
        for place in places {
            let p = u64::from(tables.primes[place]);
            let of_p = F::of(p);
            sums.to_y += of_p * of_p;
            if p <= tables.bounds.cube_root {
                sums.to_cube_root += of_p * of_p;
                if place >= tiny::PRIMES.len() {
                    sums.easy += of_p * Way::new(&tables.bounds, p).closed::<F>(tables, place);
                }
            }
        }
        sums
    }

    /// All of it; `large` and `large_squares` are the sums of f and of its squares over the primes from y to the root of x.
    pub(super) fn sum<F: Function<Sum = S>>(self, tables: &Tables, large: S, large_squares: S) -> S {
        let (y, c) = (tables.up_to::<F>(tables.bounds.y), tables.up_to::<F>(tables.bounds.cube_root));
        let (root, squares) = (y + large, self.to_y + large_squares);
        let pairs = (root * root - squares).half() + (c * c + self.to_cube_root).half() - y * c;
        self.easy + pairs + y - S::new(1)
    }
}
