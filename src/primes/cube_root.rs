//! The whole cube root.

/// The greatest number whose cube is at most `x`.
pub(super) fn cube_root(x: u64) -> u64 {
    // Bit by bit: that of 2^64 has 22.
    (0..22).rev().fold(0, |root: u64, bit| {
        let greater = root | 1 << bit;
        if u128::from(greater).pow(3) <= u128::from(x) { greater } else { root }
    })
}

#[cfg(test)]
mod tests {
    use super::cube_root;

    #[test]
    fn knows_cube_roots() {
        for root in [0, 1, 2, 3, 1000, 999_999, 2_642_245] {
            let cube = u64::pow(root, 3);
            assert_eq!((cube_root(cube), cube_root(cube + root)), (root, root));
            assert_eq!(cube_root(cube.saturating_sub(1)), root.saturating_sub(1));
        }
        assert_eq!(cube_root(u64::MAX), 2_642_245);
    }
}
