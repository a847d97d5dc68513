//! Which 64-bit integers are prime: one number at a time, without a sieve.
//!
//! Numbers below [`TABLE`] are looked up. Greater ones first meet the primes up to 53, which five in six do not survive.
//! Those that do take the test of Baillie, Pomerance, Selfridge and Wagstaff ("Lucas pseudoprimes", Mathematics of
//! Computation 35, 1980): a strong test to base 2, and for the few that pass a strong Lucas test. No composite below
//! 2^64 passes both: J. Feitsma listed all that pass a test to base 2, and every one of them fails the second (R. Baillie,
//! A. Fiori and S. Wagstaff, "Strengthening the Baillie-PSW primality test", Mathematics of Computation 90, 2021, section
//! 1; D. Jacobsen, "Pseudoprime statistics", for the Lucas test that is used here).
//!
//! The second test takes as long as two strong tests. Seven of them, to the bases of J. Sinclair, are as safe, and are the
//! oracle of the tests below; a prime would take three times as long.
//!
//! O(log n) products for a number n. Each waits for the one before, so [`LANES`] numbers take a test side by side.

use super::montgomery::{Modulus, inverse};

/// The numbers that are looked up: a bit for each odd one, in half of a first-level cache.
const TABLE: u64 = 1 << 18;

/// How many numbers take a test at once: the products of four fill the time that one takes.
const LANES: usize = 4;

/// How many numbers wait for a test before it is held.
const QUEUE: usize = 16 * LANES;

/// Those primes among numbers that come one by one: how many, and their sum.
pub(super) struct PrimesAmong {
    table: &'static [u64],
    /// Have no small divisor.
    rough: Queue,
    /// Have passed the test to base 2.
    probable: Queue,
    count: u64,
    sum: u128,
}

impl PrimesAmong {
    pub(super) fn new() -> Self {
        Self { table: &TABLE_OF_ODD, rough: Queue::new(), probable: Queue::new(), count: 0, sum: 0 }
    }

    pub(super) fn put(&mut self, number: u64) {
        if number < TABLE {
            if is_in_table(self.table, number) {
                self.found(number);
            }
            return;
        }
        self.rough.push_if(has_no_small_divisor(number), number);
        if self.rough.is_full() {
            self.test();
        }
    }

    /// How many there were, and their sum.
    pub(super) fn finish(mut self) -> (u64, u128) {
        self.test();
        self.test_probable();
        (self.count, self.sum)
    }

    fn found(&mut self, prime: u64) {
        self.count += 1;
        self.sum += u128::from(prime);
    }

    fn test(&mut self) {
        for numbers in self.rough.lanes() {
            for (number, passes) in numbers.into_iter().zip(pass_base_2(numbers.map(Modulus::new))) {
                if self.probable.is_full() {
                    self.test_probable();
                }
                self.probable.push_if(passes, number);
            }
        }
    }

    fn test_probable(&mut self) {
        for numbers in self.probable.lanes() {
            for (number, passes) in numbers.into_iter().zip(pass_lucas(numbers.map(Modulus::new))) {
                if passes {
                    self.found(number);
                }
            }
        }
    }
}

/// Numbers that wait for a test.
struct Queue {
    numbers: [u64; QUEUE],
    len: usize,
}

impl Queue {
    /// What fills lanes that no number waits for: odd, and no prime.
    const FILLER: u64 = 9;

    const fn new() -> Self {
        Self { numbers: [Self::FILLER; QUEUE], len: 0 }
    }

    /// Without a branch: nobody could predict it.
    fn push_if(&mut self, wanted: bool, number: u64) {
        self.numbers[self.len] = number;
        self.len += usize::from(wanted);
    }

    fn is_full(&self) -> bool {
        self.len == QUEUE
    }

    /// Takes all of them out.
    fn lanes(&mut self) -> impl Iterator<Item = [u64; LANES]> + use<> {
        let (numbers, len) = (self.numbers, self.len);
        self.len = 0;
        let lanes = move |first| {
            let lane = |lane| if first + lane < len { numbers[first + lane] } else { Self::FILLER };
            std::array::from_fn(lane)
        };
        (0..len).step_by(LANES).map(lanes)
    }
}

/// Whether each odd number below [`TABLE`] is prime.
static TABLE_OF_ODD: [u64; (TABLE / 128) as usize] = {
    let mut table = [u64::MAX; (TABLE / 128) as usize];
    // 1 is none.
    table[0] ^= 1;
    let mut divisor = 3;
    while divisor * divisor < TABLE {
        let mut multiple = divisor * divisor;
        while multiple < TABLE {
            table[(multiple / 128) as usize] &= !(1 << (multiple / 2 % 64));
            multiple += 2 * divisor;
        }
        divisor += 2;
    }
    table
};

fn is_in_table(table: &[u64], number: u64) -> bool {
    let is_odd_prime = table[(number / 128) as usize] >> (number / 2 % 64) & number & 1 == 1;
    is_odd_prime || number == 2
}

/// For each odd prime up to 53 its inverse, and the greatest number that it divides in a quotient. A number is a multiple
/// of p exactly if its product with the inverse of p is at most that quotient (T. Granlund and P. Montgomery, "Division
/// by invariant integers using multiplication", section 9).
const DIVISORS: [(u64, u64); 15] = {
    let primes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
    let mut divisors = [(0, 0); 15];
    let mut at = 0;
    while at < primes.len() {
        divisors[at] = (inverse(primes[at]), u64::MAX / primes[at]);
        at += 1;
    }
    divisors
};

fn has_no_small_divisor(number: u64) -> bool {
    // All of them, always: a branch for each would cost more than what it spares.
    let divides = |(inverse, most): (u64, u64)| number.wrapping_mul(inverse) <= most;
    let has_divisor =
        DIVISORS.into_iter().fold(number.is_multiple_of(2), |found, divisor| found | divides(divisor));
    !has_divisor
}

/// Whether each is a strong probable prime to base 2: with n - 1 = d·2^s, d odd, whether 2^d is 1, or one of 2^(d·2^r),
/// r < s, is -1.
fn pass_base_2(moduli: [Modulus; LANES]) -> [bool; LANES] {
    let twos = moduli.map(|modulus| (modulus.n - 1).trailing_zeros());
    let exponents: [u64; LANES] = std::array::from_fn(|lane| moduli[lane].n >> twos[lane]);
    let mut powers = moduli.map(|modulus| modulus.one);
    // From the highest bit of any: the others' leading zeros leave the power at 1.
    for bit in bits_down(exponents) {
        for lane in 0..LANES {
            let (modulus, power) = (moduli[lane], powers[lane]);
            let square = modulus.product(power, power);
            let is_set = exponents[lane] >> bit & 1 == 1;
            powers[lane] = modulus.sum(square, if is_set { square } else { 0 });
        }
    }
    std::array::from_fn(|lane| {
        let (modulus, mut power) = (moduli[lane], powers[lane]);
        let minus_one = modulus.n - modulus.one;
        if power == modulus.one || power == minus_one {
            return true;
        }
        (1..twos[lane]).any(|_| {
            power = modulus.product(power, power);
            power == minus_one
        })
    })
}

/// Whether each is an extra strong Lucas probable prime (J. Grantham, "Frobenius pseudoprimes", Mathematics of
/// Computation 70, 2001, section 3): with the first P from 3 up whose P² - 4 is no square modulo n, with V(k) =
/// P·V(k-1) - V(k-2) from V(0) = 2 and V(1) = P on, and with n + 1 = d·2^s, d odd, whether V(d) is 2 or -2 and U(d) is 0,
/// or one of V(d·2^r), r < s - 1, is 0.
fn pass_lucas(moduli: [Modulus; LANES]) -> [bool; LANES] {
    let parameters = moduli.map(|modulus| parameter(modulus.n));
    let firsts: [u64; LANES] = std::array::from_fn(|lane| {
        let modulus = moduli[lane];
        (0..parameters[lane].unwrap_or(0)).fold(0, |sum, _| modulus.sum(sum, modulus.one))
    });
    let two = moduli.map(|modulus| modulus.sum(modulus.one, modulus.one));
    // Written so that n + 1 need not fit.
    let twos = moduli.map(|modulus| modulus.n.trailing_ones());
    let indices: [u64; LANES] = std::array::from_fn(|lane| (moduli[lane].n >> twos[lane]) + 1);
    // V(k) and V(k+1), with k the bits of the index so far.
    let (mut here, mut next) = (two, firsts);
    for bit in bits_down(indices) {
        for lane in 0..LANES {
            let modulus = moduli[lane];
            let is_set = indices[lane] >> bit & 1 == 1;
            let of_one = if is_set { next[lane] } else { here[lane] };
            let doubled = modulus.difference(modulus.product(of_one, of_one), two[lane]);
            let between = modulus.difference(modulus.product(here[lane], next[lane]), firsts[lane]);
            (here[lane], next[lane]) = if is_set { (between, doubled) } else { (doubled, between) };
        }
    }
    std::array::from_fn(|lane| {
        let (modulus, mut here) = (moduli[lane], here[lane]);
        let negative = |value| modulus.difference(0, value);
        // U(d) is 0 when 2·V(d+1) is P·V(d): here, when V(d+1) is P, or -P.
        let returns = here == two[lane] && next[lane] == firsts[lane]
            || here == negative(two[lane]) && next[lane] == negative(firsts[lane]);
        let mut vanishes = || {
            (1..twos[lane]).any(|_| {
                let is_zero = here == 0;
                here = modulus.difference(modulus.product(here, here), two[lane]);
                is_zero
            })
        };
        parameters[lane].is_some() && (returns || vanishes())
    })
}

/// The numbers of the bits of the greatest of `values`, from the highest down.
fn bits_down(values: [u64; LANES]) -> impl Iterator<Item = u32> {
    let all = values.into_iter().fold(0, |all, value| all | value);
    (0..u64::BITS - all.leading_zeros()).rev()
}

/// The P of the Lucas test; none when looking for it shows that the number is no prime.
fn parameter(n: u64) -> Option<u64> {
    // How far one has to look in vain before it is worth asking whether n is a square, for which there is no P.
    const SQUARE_SUSPECTED: u64 = 20;
    for parameter in 3.. {
        if parameter == SQUARE_SUSPECTED && n.isqrt().pow(2) == n {
            break;
        }
        match jacobi(parameter * parameter - 4, n) {
            -1 => return Some(parameter),
            0 => break,
            _ => {}
        }
    }
    None
}

/// The Jacobi symbol (a / n), n odd.
fn jacobi(a: u64, n: u64) -> i32 {
    let (mut a, mut n, mut sign) = (a % n, n, 1);
    while a != 0 {
        let twos = a.trailing_zeros();
        a >>= twos;
        if twos % 2 == 1 && matches!(n % 8, 3 | 5) {
            sign = -sign;
        }
        if a % 4 == 3 && n % 4 == 3 {
            sign = -sign;
        }
        (a, n) = (n % a, a);
    }
    if n == 1 { sign } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::montgomery::Modulus;
    use super::{LANES, PrimesAmong, TABLE, has_no_small_divisor, pass_base_2, pass_lucas};

    /// The strong test to the seven bases that leave no composite below 2^64, on 128-bit arithmetic.
    fn is_prime(number: u64) -> bool {
        const BASES: [u64; 7] = [2, 325, 9375, 28_178, 450_775, 9_780_504, 1_795_265_022];
        if number < 2 || number.is_multiple_of(2) {
            return number == 2;
        }
        let wide = u128::from(number);
        let twos = (number - 1).trailing_zeros();
        BASES.into_iter().filter(|base| base % number != 0).all(|base| {
            let (mut power, mut square, mut exponent) = (1, u128::from(base) % wide, number >> twos);
            while exponent > 0 {
                if exponent % 2 == 1 {
                    power = power * square % wide;
                }
                square = square * square % wide;
                exponent /= 2;
            }
            power == 1
                || (0..twos).any(|_| {
                    let is_minus_one = power == wide - 1;
                    power = power * power % wide;
                    is_minus_one
                })
        })
    }

    fn by_trial_division(number: u64) -> bool {
        number >= 2 && (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
    }

    fn found(numbers: impl IntoIterator<Item = u64>) -> (u64, u128) {
        let mut primes = PrimesAmong::new();
        numbers.into_iter().for_each(|number| primes.put(number));
        primes.finish()
    }

    fn is_found(number: u64) -> bool {
        found([number]) == if found([number]).0 == 1 { (1, u128::from(number)) } else { (0, 0) }
            && found([number]).0 == 1
    }

    #[test]
    fn agrees_with_trial_division_on_small_numbers_and_around_the_end_of_the_table() {
        for number in (0..10_000).chain(TABLE - 2000..TABLE + 2000) {
            assert_eq!(is_found(number), by_trial_division(number), "{number}");
        }
    }

    /// Both tests, without the table and the small divisors in front of them.
    #[test]
    fn no_odd_number_below_four_million_passes_both_tests_unless_it_is_prime() {
        // 3 and 5 have no parameter that is small enough.
        for number in (7..4_000_000).step_by(2) {
            let moduli = [Modulus::new(number); LANES];
            let passes = pass_base_2(moduli)[0] && pass_lucas(moduli)[0];
            assert_eq!(passes, is_prime(number), "{number}");
        }
    }

    #[test]
    fn knows_composites_that_pass_one_of_the_tests() {
        // Strong pseudoprimes to base 2, and extra strong Lucas pseudoprimes (OEIS A001262, A217719).
        for number in [2047, 3277, 4033, 4681, 8321, 3_215_031_751, 341_550_071_728_321] {
            assert!(pass_base_2([Modulus::new(number); LANES])[0], "{number}");
        }
        for number in [989, 3239, 5777, 10_877, 27_971, 29_681, 30_739, 31_631] {
            assert!(pass_lucas([Modulus::new(number); LANES])[0], "{number}");
        }
    }

    #[test]
    fn knows_the_greatest_primes_of_every_width_and_the_composites_around_them() {
        for (end, below) in [(1 << 32, 5), (1 << 53, 111), (1 << 63, 25), (0_u64, 59)] {
            let prime = end.wrapping_sub(below);
            assert_eq!(found(prime..=end.wrapping_sub(1)), (1, u128::from(prime)));
        }
        let square = 4_294_967_291_u64.pow(2);
        let semiprime = 4_294_967_291 * 4_294_967_279;
        let traps =
            [3_215_031_751, 341_550_071_728_321, 3_825_123_056_546_413_051, square, semiprime, u64::MAX];
        assert_eq!(found(traps), (0, 0));
        // Wieferich's primes: their squares pass the test to base 2.
        assert_eq!(found([1093 * 1093, 3511 * 3511]), (0, 0));
    }

    #[test]
    fn finds_the_same_whatever_else_is_asked_at_the_same_time() {
        let numbers = (1_u64 << 40..).take(5000);
        let apart: u64 = numbers.clone().filter(|&number| is_prime(number)).sum();
        for skipped in 0..9 {
            let rest = numbers.clone().skip(skipped);
            let before: u64 = numbers.clone().take(skipped).filter(|&number| is_prime(number)).sum();
            assert_eq!(found(rest).1, u128::from(apart - before));
        }
    }

    /// What gets as far as the tests: random numbers seldom do.
    fn rough() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0..46_u32)
            .prop_map(|(number, shift)| number >> shift | 1)
            .prop_filter("has a small divisor", |&number| has_no_small_divisor(number))
    }

    proptest! {
        #[test]
        fn agrees_with_seven_bases(number in rough()) {
            prop_assert_eq!(is_found(number), is_prime(number));
        }

        #[test]
        fn small_divisors_are_seen(number in 54_u64..) {
            let divides = |divisor: &u64| number.is_multiple_of(*divisor);
            prop_assert_eq!(has_no_small_divisor(number), (2..54).filter(divides).count() == 0);
        }
    }
}
