//! Sorting and reducing against the standard library, for numbers of every type.

mod memory;
#[path = "../crates/rayon-pool/tests/run/mod.rs"]
mod run;

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use bytemuck::{Pod, cast_slice};
use proptest::prelude::*;
use rayon_pool::block::Block;
use rayon_pool::job::Stop;
use rayon_pool::memory::NoMemory;
use rayon_pool::pool::Name;
use rayon_pool_addon::reduce::{Operation, Reduced, Reducible, reduce, reduce_inline};
use rayon_pool_addon::sort::{Float, Key, Order, Signed, Unsigned, sort};

use memory::Memory;
use run::{end, pool, run};

/// The bits of the numbers sorted by a job in the order `O`.
fn sorted<K: Key + Pod, O: Order<K>>(threads: usize, bits: &[K]) -> Vec<K> {
    let numbers = Memory::holding(bits);
    let (job, ended) = run(&pool(threads), move |job| sort::<K, O, _>(job, numbers));
    let sorted = end(&ended).expect("nothing stops it").to_vec();
    assert_eq!(job.progress(), (bits.len() as u64, bits.len() as u64), "progress ends at the total");
    sorted
}

/// Bits for numbers of any type, with the patterns that a sort may trip over: few values, one range of them, order.
fn words() -> impl Strategy<Value = Vec<u64>> {
    let word = prop_oneof![
        4 => any::<u64>(),
        1 => Just(0),
        1 => Just(1 << 63),
        1 => any::<f64>().prop_map(f64::to_bits),
        1 => prop::num::f64::ANY.prop_map(f64::to_bits),
        1 => any::<f32>().prop_map(|number| u64::from(number.to_bits()) * 0x1_0000_0001),
    ];
    let form = prop::sample::select(vec![0, 1, 2, 3]);
    (prop::collection::vec(word, 0..3000), any::<u64>(), form).prop_map(|(mut words, mask, form)| {
        match form {
            0 => words.iter_mut().for_each(|word| *word &= mask),
            1 => words.sort_unstable(),
            2 => words.sort_unstable_by(|a, b| b.cmp(a)),
            _ => {}
        }
        words
    })
}

/// Compares what the kernel makes of numbers with what the standard library makes of them.
macro_rules! agrees {
    ($words:expr, $threads:expr, $($number:ty as $bits:ty, $order:ty, $sort:expr);* $(;)?) => {
        $(
            let numbers: &[$number] = cast_slice($words);
            let mut expected = numbers.to_vec();
            let by_standard_library: fn(&mut [$number]) = $sort;
            by_standard_library(&mut expected);
            let got = sorted::<$bits, $order>($threads, cast_slice(numbers));
            prop_assert_eq!(got, cast_slice::<$number, $bits>(&expected));
        )*
    };
}

/// The order of `TypedArray.prototype.sort` for what is no NaN, and NaNs behind it: those that are positive first, each
/// by its bits.
macro_rules! sort_floats {
    () => {
        |numbers| {
            numbers.sort_by(|a, b| {
                let behind = (a.is_nan() && a.is_sign_negative()).cmp(&(b.is_nan() && b.is_sign_negative()));
                behind.then(a.total_cmp(b))
            })
        }
    };
}

proptest! {
    #[test]
    fn sorts_as_the_standard_library(words in words(), threads in 1_usize..=3) {
        agrees!(
            &words, threads,
            u8 as u8, Unsigned, |numbers| numbers.sort_unstable();
            u16 as u16, Unsigned, |numbers| numbers.sort_unstable();
            u32 as u32, Unsigned, |numbers| numbers.sort_unstable();
            u64 as u64, Unsigned, |numbers| numbers.sort_unstable();
            i8 as u8, Signed, |numbers| numbers.sort_unstable();
            i16 as u16, Signed, |numbers| numbers.sort_unstable();
            i32 as u32, Signed, |numbers| numbers.sort_unstable();
            i64 as u64, Signed, |numbers| numbers.sort_unstable();
            f32 as u32, Float, sort_floats!();
            f64 as u64, Float, sort_floats!();
        );
    }
}

proptest! {
    // Large enough for levels: several chunks of 2 MiB.
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn sorts_many_as_the_standard_library(
        words in words(),
        repeats in 200_000_usize..700_000,
        turn in any::<u64>(),
        threads in 1_usize..=3,
    ) {
        let words: Vec<_> = words
            .iter()
            .cycle()
            .take(if words.is_empty() { 0 } else { repeats })
            .enumerate()
            .map(|(at, &word)| word ^ (at as u64).wrapping_mul(turn))
            .collect();
        agrees!(
            &words, threads,
            u16 as u16, Unsigned, |numbers| numbers.sort_unstable();
            i32 as u32, Signed, |numbers| numbers.sort_unstable();
            u64 as u64, Unsigned, |numbers| numbers.sort_unstable();
            f32 as u32, Float, sort_floats!();
            f64 as u64, Float, sort_floats!();
        );
    }
}

/// Forms of input that a sort may take another way for, large enough for levels.
#[test]
fn sorts_many_in_every_form() {
    const COUNT: u64 = 700_001;
    let mixed = |at: u64| {
        (at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0x94D0_49BB_1331_11EB)
    };
    let few = [f64::NAN, -0.0, 0.0, 1.5, f64::NEG_INFINITY, -f64::NAN].map(f64::to_bits);
    let of_few = |at: u64| few[usize::try_from(mixed(at) % 6).expect("below six")];
    // Its sign and its exponent are random, in a narrow range; so most are close to one another.
    let clustered = |at: u64| (mixed(at) >> 12) | (mixed(at) & 7 | 0x3FA | mixed(at) >> 3 & 0x800) << 52;
    #[allow(clippy::cast_precision_loss)]
    let both_signs = |at: u64| (mixed(at) as f64 - (u64::MAX / 2) as f64).to_bits();
    // What a sample of every so many numbers of 64 bits does not tell.
    let (every, middle) = (COUNT / 4096, u64::MAX / 2);
    let forms: [(&str, &dyn Fn(u64) -> u64); 17] = [
        ("all the same", &|_| 5),
        ("few values", &of_few),
        ("few values but for the last", &|at| if at == COUNT - 1 { 77 } else { of_few(at) }),
        ("more than a few values", &|at| mixed(at) % 100 * 0x0101_0101_0101_0101),
        ("rising", &|at| at * 0x1_0000_0001),
        ("never falling", &|at| at / 1000),
        ("falling", &|at| (COUNT - at) * 0x1_0000_0001),
        ("never rising", &|at| (COUNT - at) / 10_000 * 0x0101_0101_0101_0101),
        ("clusters", &clustered),
        ("doubles of both signs", &both_signs),
        ("a few that are far away", &|at| if at % 1000 == 7 { u64::MAX - at } else { mixed(at) >> 40 }),
        ("most beyond a sample", &|at| if at % every == 0 { middle + mixed(at) % 3 } else { mixed(at) }),
        ("in front close together", &|at| {
            if at < 1 << 18 { middle ^ mixed(at) >> 44 } else { mixed(at) >> 1 }
        }),
        ("three quarters the same", &|at| if at % 4 == 0 { mixed(at) % 5000 } else { 2500 }),
        ("half the same", &|at| if at % 2 == 0 { 0 } else { mixed(at) }),
        // At each level most are too close together to be told apart.
        ("ever closer together", &|at| mixed(at) >> (mixed(at + COUNT) % 64)),
        ("sorted in a sample", &|at| if at % every == 0 { at << 32 | at } else { mixed(at) }),
    ];
    for (form, number) in forms {
        for (threads, change) in [(1, None), (2, Some(COUNT / 2)), (3, Some(COUNT - 1))] {
            // One that is not as the others, too.
            let words: Vec<_> =
                (0..COUNT).map(|at| number(at) ^ u64::from(Some(at) == change) << 20).collect();
            let agrees = || -> Result<(), TestCaseError> {
                agrees!(
                    &words, threads,
                    u8 as u8, Unsigned, |numbers| numbers.sort_unstable();
                    i16 as u16, Signed, |numbers| numbers.sort_unstable();
                    u32 as u32, Unsigned, |numbers| numbers.sort_unstable();
                    i64 as u64, Signed, |numbers| numbers.sort_unstable();
                    f32 as u32, Float, sort_floats!();
                    f64 as u64, Float, sort_floats!();
                );
                Ok(())
            };
            agrees().unwrap_or_else(|difference| panic!("{form}, on {threads} threads: {difference}"));
        }
    }
}

/// So many that what becomes of their buckets is planned a part at a time; and among them many of one value, and many that lie
/// close together.
#[test]
fn sorts_so_many_that_planning_them_takes_turns() {
    const COUNT: u64 = 8_000_000;
    let words: Vec<u64> = (0..COUNT)
        .map(|i| match (i.wrapping_mul(0x9E37_79B9_7F4A_7C15), i.wrapping_mul(0xD1B5_4A32_D192_ED03) >> 61) {
            (_, 0) => 1 << 62,
            (word, 1) => 1 << 63 | word >> 40,
            (word, _) => word,
        })
        .collect();
    let mut expected = words.clone();
    expected.sort_unstable();
    for threads in [1, 2] {
        assert!(sorted::<u64, Unsigned>(threads, &words) == expected, "on {threads} threads");
    }
}

/// A sample tells of numbers up to a highest, which is so frequent that it has a bucket of its own; and of none of those above,
/// which must not be taken for as many of the highest.
#[test]
fn sorts_what_a_sample_does_not_tell() {
    const COUNT: u32 = 1 << 20;
    const EVERY: u32 = 1 << 8;
    // With the one below it, which is as frequent, it is too many for a step: so there are segments, with steps of one key.
    const HIGHEST: u32 = 10_001;
    let number = |at: u32| match (at % EVERY, at / EVERY) {
        (0, 0) => 0,
        (0, sampled @ ..=400) => HIGHEST - sampled % 2,
        (0, sampled) => 5 + sampled * 37 % 9000,
        (place, _) if place % 2 == 1 => 5 + at % 9000,
        _ => HIGHEST + 1 + at.wrapping_mul(0x9E37_79B1) / 2,
    };
    let numbers: Vec<u32> = (0..COUNT).map(number).collect();
    let mut expected = numbers.clone();
    expected.sort_unstable();
    assert!(sorted::<u32, Unsigned>(2, &numbers) == expected);
}

/// The numbers reduced by a job; at once it must be the same.
fn reduced<N: Reducible>(threads: usize, numbers: &[N], operation: Operation) -> Reduced {
    let shared: Arc<[N]> = numbers.into();
    let (job, ended) = run(&pool(threads), move |job| reduce(job, shared, operation));
    let reduced = end(&ended).expect("nothing stops it");
    assert_eq!(job.progress(), (numbers.len() as u64, numbers.len() as u64), "progress ends at the total");
    assert!(is_same(reduced, reduce_inline(numbers, operation)), "the same on the thread that asks");
    reduced
}

/// To the bit, but for NaN, which is NaN whatever its bits.
fn is_same(a: Reduced, b: Reduced) -> bool {
    match (a, b) {
        (Reduced::Float(a), Reduced::Float(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
        _ => a == b,
    }
}

macro_rules! integers_reduce {
    ($words:expr, $threads:expr, $($integer:ty),*) => {
        $(
            let numbers: &[$integer] = cast_slice($words);
            let (least, most) = (numbers.iter().min().copied(), numbers.iter().max().copied());
            let sum = numbers.iter().map(|&number| i128::from(number)).sum();
            let of = |operation| reduced($threads, numbers, operation);
            prop_assert_eq!(Some(of(Operation::Min)), least.map(|least| Reduced::Integer(least.into())));
            prop_assert_eq!(Some(of(Operation::Max)), most.map(|most| Reduced::Integer(most.into())));
            prop_assert_eq!(of(Operation::Sum), Reduced::Integer(sum));
        )*
    };
}

macro_rules! floats_reduce {
    ($words:expr, $threads:expr, $($float:ty),*) => {
        $(
            let numbers: &[$float] = cast_slice($words);
            let has_nan = numbers.iter().any(|number| number.is_nan());
            let extreme = |extreme: Option<&$float>| match extreme {
                Some(_) if has_nan => f64::NAN,
                Some(&extreme) => extreme.into(),
                None => unreachable!("there are numbers"),
            };
            let least = extreme(numbers.iter().min_by(|a, b| a.total_cmp(b)));
            let most = extreme(numbers.iter().max_by(|a, b| a.total_cmp(b)));
            prop_assert!(is_same(reduced($threads, numbers, Operation::Min), Reduced::Float(least)));
            prop_assert!(is_same(reduced($threads, numbers, Operation::Max), Reduced::Float(most)));
        )*
    };
}

proptest! {
    #[test]
    fn reduces_as_the_standard_library(
        words in words().prop_filter("not of nothing", |words| !words.is_empty()),
        threads in 1_usize..=3,
    ) {
        integers_reduce!(&words, threads, u8, i8, u16, i16, u32, i32, u64, i64);
        floats_reduce!(&words, threads, f32, f64);
    }
}

#[test]
fn a_cancelled_sort_stops() {
    let pool = pool(1);
    // Waits for its first turn behind a job that cancels it.
    let numbers = Memory::holding(&vec![1_u64; 1 << 20]);
    let (job, ended) = run(&pool, move |job| async move {
        job.cancel();
        sort::<u64, Unsigned, _>(job, numbers).await.map(drop)
    });
    assert!(matches!(end(&ended), Err(Stop::Cancelled)));
    assert!(job.progress().0 < 1 << 20);
}

/// Memory that is counted: how often some was asked for, and how often all of that has been freed.
struct Watched(Memory<u64>, Arc<Whole>);

static WHOLE: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

struct Whole;

impl Whole {
    fn new() -> Arc<Self> {
        WHOLE.fetch_add(1, Ordering::SeqCst);
        Arc::new(Self)
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        FREED.fetch_add(1, Ordering::SeqCst);
    }
}

impl Deref for Watched {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        &self.0
    }
}

impl DerefMut for Watched {
    fn deref_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

impl Block<u64> for Watched {
    fn of(length: usize) -> Result<Self, NoMemory> {
        Ok(Self(Memory::of(length)?, Whole::new()))
    }

    fn split_off(&mut self, middle: usize) -> Self {
        Self(self.0.split_off(middle), Arc::clone(&self.1))
    }

    fn join(&mut self, next: Self) {
        self.0.join(next.0);
    }
}

#[test]
fn a_sort_stops_wherever_it_is_and_is_over_before_its_memory_is_freed() {
    const COUNT: u64 = 1 << 20;
    const PLACES: u64 = 40;
    // Ever closer together, so that there are levels.
    let numbers: Vec<_> = (1..=COUNT)
        .map(|at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) >> (at.wrapping_mul(41) % 60))
        .collect();
    let pool = pool(2);
    let mut stopped = 0;
    // At the first place it has begun.
    for place in 1..PLACES {
        let memory = Watched(Memory::holding(&numbers), Whole::new());
        let freed = FREED.load(Ordering::SeqCst);
        let (send, ended) = channel();
        let job = pool.submit(
            Name::OTHERS,
            |job| {
                let sorted = sort::<u64, Unsigned, _>(job, memory);
                async { sorted.await.map(Ok::<_, Infallible>) }
            },
            move |result| {
                let freed = FREED.load(Ordering::SeqCst) - freed;
                send.send((result, freed)).expect("the test waits");
            },
        );
        let job = job.expect("the pool takes it");
        while job.progress().0 < COUNT * place / PLACES {
            std::thread::yield_now();
        }
        job.cancel();
        match ended.recv().expect("every job ends") {
            (Err(Stop::Cancelled), freed) => {
                assert_eq!(freed, 0, "memory was freed before the end was told, at {place}");
                stopped += 1;
            }
            (Ok(Ok(sorted)), _) => assert!(sorted.is_sorted(), "it was over already"),
            (Err(other), _) => panic!("a cancelled sort ends by {other:?}"),
        }
        while FREED.load(Ordering::SeqCst) < WHOLE.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
    }
    assert!(stopped > 0, "one at least was stopped");
}
