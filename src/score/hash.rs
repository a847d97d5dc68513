//! Hashes that nobody outside this process can foresee.
//!
//! Each step multiplies two words, each first changed by something secret, and folds the double-width product. An
//! attacker who does not know the secret cannot choose words that fall on the same slot: which ones do is another
//! question in every process. (A product is zero, and forgets one factor, only if the other equals a secret.)

use std::hash::{BuildHasher, RandomState};

/// The secret of some hashes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed([u64; 2]);

impl Seed {
    /// A seed that the system's source of randomness gave.
    pub(super) fn random() -> Self {
        let state = RandomState::new();
        Self([state.hash_one(0), state.hash_one(1)])
    }

    /// The same every time, for tests.
    #[cfg(test)]
    pub(super) fn fixed(seed: u64) -> Self {
        let key = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self([key, !key.rotate_left(32)])
    }

    /// The hash of 16 bytes.
    #[inline(always)]
    pub(super) fn pair(self, [low, high]: [u64; 2]) -> u64 {
        fold(low ^ self.0[0], high ^ self.0[1])
    }

    /// The hash of any bytes that stand behind others with the hash `before`.
    pub(super) fn bytes(self, bytes: &[u8], before: u64) -> u64 {
        let mut padded = [0; 16];
        let (pairs, last) = if let Some(end) = bytes.last_chunk() {
            // Some of the last 16 bytes may have been read before: that is cheaper than a copy of the others.
            (bytes[..bytes.len() - 1].as_chunks().0, end)
        } else {
            padded[..bytes.len()].copy_from_slice(bytes);
            (&[][..], &padded)
        };
        let hash = pairs.iter().fold(before, |hash, pair| self.link(hash, pair));
        self.pair([self.link(hash, last), bytes.len() as u64])
    }

    fn link(self, hash: u64, bytes: &[u8; 16]) -> u64 {
        let [low, high] = halves(*bytes);
        // Not the mere hash of the pair: whatever the bytes are, the hash so far has its say.
        self.pair([low ^ hash, high]).wrapping_add(hash.rotate_left(23))
    }
}

/// 16 bytes as two words, the first byte the lowest of the first.
#[inline(always)]
pub(super) fn halves(bytes: [u8; 16]) -> [u64; 2] {
    let whole = u128::from_le_bytes(bytes);
    #[allow(clippy::cast_possible_truncation)] // one half, then the other
    let halves = [whole as u64, (whole >> 64) as u64];
    halves
}

/// The double-width product, one half on the other.
#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[allow(clippy::cast_possible_truncation)] // the two halves are what is wanted
    let folded = product as u64 ^ (product >> 64) as u64;
    folded
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Seed;

    #[test]
    fn every_byte_and_the_length_have_their_say() {
        let mut hashes = HashSet::new();
        let mut texts = 0;
        for len in 0..100 {
            let zeros = vec![0; len];
            let changed = (0..len).map(|at| {
                let mut text = zeros.clone();
                text[at] = 1;
                text
            });
            for text in changed.chain([zeros.clone()]) {
                for before in [0, 1] {
                    hashes.insert(Seed::fixed(1).bytes(&text, before));
                    texts += 1;
                }
            }
        }
        assert_eq!(hashes.len(), texts);
    }
}
