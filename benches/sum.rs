//! Sums of doubles: the exact one, next to sums that are not.
//!
//! - `this_sum`: the kernel, at once, on the thread that asks.
//! - `this_sum_in_a_job`: the same as a job on a pool.
//! - `xsum`: the crate of that name, R. Neal's large superaccumulator, or the small one for up to 1000 numbers. Its answers
//!   are not checked: those of 0.1.6 differ for 65,536 subnormal numbers.
//! - `two_sum`: what each addition rounds away is carried along, in eight lanes: wrong where much cancels.
//! - `plain`: a loop in eight lanes: wrong by a rounding for each term.
//!
//! The inputs are what the kernel's ways differ in: random doubles from 0 to 1; exponents that differ by up to 40, which
//! takes four anchors instead of two; all exponents, for which it has bins; the same terms negated in between; and
//! subnormal numbers. The kernel's answers are checked against those for another order.

use std::convert::Infallible;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::sync::mpsc::channel;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use rayon_pool::pool::{Name, Pool, Settings};
use rayon_pool_addon::reduce::{Operation, Reduced, reduce, reduce_inline};
use xsum::{Xsum, XsumLarge, XsumSmall};

fn main() {
    divan::main();
}

const INPUTS: [&str; 5] = ["unit", "mixed", "wild", "alternating", "subnormal"];
const LENGTHS: [usize; 4] = [10, 1000, 1 << 16, 10_000_000];
const LANES: usize = 8;

fn inputs() -> impl Iterator<Item = Input> {
    LENGTHS.into_iter().flat_map(|length| INPUTS.map(|kind| Input { kind, length }))
}

struct Input {
    kind: &'static str,
    length: usize,
}

impl Display for Input {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.length, self.kind)
    }
}

/// The same at each run: a counter, mixed.
fn random(count: usize) -> impl Iterator<Item = u64> {
    (1..=count as u64).map(|number| {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}

/// With this lowest exponent, and so many others above it.
fn spread(length: usize, lowest: u64, width: u64) -> Vec<f64> {
    let number = |word: u64| {
        f64::from_bits((word & !(0x7ff << 52)) | (lowest + ((word >> 52) & 0x7ff) * width / 0x800) << 52)
    };
    random(length).map(number).collect()
}

fn numbers(&Input { kind, length }: &Input) -> Vec<f64> {
    match kind {
        "mixed" => spread(length, 1003, 40),
        "wild" => spread(length, 0, 0x7ff),
        "alternating" => {
            let mut numbers = spread(length, 0, 0x7ff);
            for pair in numbers.as_chunks_mut().0 {
                let [first, second] = pair;
                *second = -*first;
            }
            numbers
        }
        "subnormal" => spread(length, 0, 1),
        #[allow(clippy::cast_precision_loss)] // 53 bits fit
        _ => random(length).map(|bits| (bits >> 11) as f64 / (1_u64 << 53) as f64).collect(),
    }
}

fn race(bencher: Bencher<'_, '_>, input: &Input, sum: impl Fn(&Arc<[f64]>) -> f64 + Sync) {
    let numbers: Arc<[f64]> = numbers(input).into();
    bencher.counter(BytesCount::of_slice(&numbers)).bench(|| sum(black_box(&numbers)));
}

/// Times an exact sum, after its answer has been compared with the kernel's for another order.
fn race_exact(bencher: Bencher<'_, '_>, input: &Input, sum: impl Fn(&Arc<[f64]>) -> f64 + Sync) {
    let reversed: Arc<[f64]> = numbers(input).into_iter().rev().collect();
    let expected = number(reduce_inline(&reversed, Operation::Sum));
    assert_eq!(sum(&numbers(input).into()).to_bits(), expected.to_bits());
    race(bencher, input, sum);
}

fn number(reduced: Reduced) -> f64 {
    match reduced {
        Reduced::Float(number) => number,
        Reduced::Integer(_) => unreachable!("sums of doubles are doubles"),
    }
}

/// Adds each number to its lane, and then the lanes.
fn in_lanes<const PARTS: usize>(numbers: &[f64], add: impl Fn(&mut [f64; PARTS], f64)) -> f64 {
    let mut lanes = [[0.0; PARTS]; LANES];
    for block in numbers.chunks(LANES) {
        for (lane, &number) in lanes.iter_mut().zip(block) {
            add(lane, number);
        }
    }
    lanes.as_flattened().iter().sum()
}

#[divan::bench(args = inputs(), max_time = 0.3)]
fn this_sum(bencher: Bencher<'_, '_>, input: &Input) {
    race_exact(bencher, input, |numbers| number(reduce_inline(numbers, Operation::Sum)));
}

#[divan::bench(args = inputs(), consts = [1, 2], max_time = 0.3)]
fn this_sum_in_a_job<const THREADS: usize>(bencher: Bencher<'_, '_>, input: &Input) {
    let pool = Pool::new(Settings::new(THREADS)).expect("the system starts the threads");
    race_exact(bencher, input, |numbers| {
        let (send, receive) = channel();
        let numbers = Arc::clone(numbers);
        pool.submit(
            Name::OTHERS,
            |job| async move { reduce(job, numbers, Operation::Sum).await.map(Ok::<_, Infallible>) },
            move |sum| send.send(sum).expect("the bench waits"),
        )
        .expect("the pool takes it");
        let Ok(sum) = receive.recv().expect("the job ends").expect("nothing stops it");
        number(sum)
    });
}

#[divan::bench(args = inputs(), max_time = 0.3)]
fn xsum(bencher: Bencher<'_, '_>, input: &Input) {
    race(bencher, input, |numbers| {
        if numbers.len() > 1000 {
            let mut sum = XsumLarge::new();
            sum.add_list(numbers);
            sum.sum()
        } else {
            let mut sum = XsumSmall::new();
            sum.add_list(numbers);
            sum.sum()
        }
    });
}

#[divan::bench(args = inputs(), max_time = 0.3)]
fn two_sum(bencher: Bencher<'_, '_>, input: &Input) {
    race(bencher, input, |numbers| {
        in_lanes(numbers, |[sum, lost]: &mut [f64; 2], number| {
            let next = *sum + number;
            let added = next - *sum;
            *lost += (*sum - (next - added)) + (number - added);
            *sum = next;
        })
    });
}

#[divan::bench(args = inputs(), max_time = 0.3)]
fn plain(bencher: Bencher<'_, '_>, input: &Input) {
    race(bencher, input, |numbers| in_lanes(numbers, |[sum]: &mut [f64; 1], number| *sum += number));
}
