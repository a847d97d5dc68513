//! The parts of the formula, leaf by leaf: for tests.

/// The least prime factor of a number; of 1, more than any.
pub(super) fn least_factor(number: u64) -> u64 {
    (2..=number.isqrt()).find(|divisor| number.is_multiple_of(*divisor)).unwrap_or(match number {
        1 => u64::MAX,
        prime => prime,
    })
}

pub(super) fn moebius(mut number: u64) -> i128 {
    let mut sign = 1;
    while number > 1 {
        let least = least_factor(number);
        number /= least;
        if number.is_multiple_of(least) {
            return 0;
        }
        sign = -sign;
    }
    sign
}

/// The sums over the leaves of each kind: ordinary, easy, hard. From the last, that over the primes p above y of p times
/// what the primes up to √(x/y) leave up to x/p is taken off. Straight from the definitions.
pub(super) fn parts(x: u64, y: u64, small: u64) -> [i128; 3] {
    let z = x / y;
    let factors: Vec<u64> = (0..=z.max(y)).map(|number| least_factor(number.max(1))).collect();
    let factor = |number: u64| factors[usize::try_from(number).expect("small")];
    let rough_sum = |most: u64, prime: u64| -> i128 {
        (1..=most).filter(|&number| factor(number) > prime).map(i128::from).sum()
    };
    let primes: Vec<u64> = (2..=y).filter(|&number| factor(number) == number).collect();
    let [mut ordinary, mut easy, mut hard] = [0; 3];
    for n in (1..=y).filter(|&n| factor(n) > small && moebius(n) != 0) {
        let rough: i128 = (1..=x / n).filter(|&m| least_factor(m) > small).map(i128::from).sum();
        ordinary += moebius(n) * i128::from(n) * rough;
    }
    for (before, &p) in primes.iter().zip(&primes[1..]).filter(|&(_, &p)| p > small) {
        for m in (y / p + 1..=y).filter(|&m| factor(m) > p) {
            let v = x / (m * p);
            let leaf = -moebius(m) * i128::from(m * p) * rough_sum(v, *before);
            if p * p > y && v <= y { easy += leaf } else { hard += leaf }
        }
    }
    for p in (y + 1..=x.isqrt()).filter(|&p| least_factor(p) == p) {
        hard -= i128::from(p) * rough_sum(x / p, z.isqrt());
    }
    [ordinary, easy, hard]
}
