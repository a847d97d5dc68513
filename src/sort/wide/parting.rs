//! Parting keys around many pivots that are known.

use super::Wide;
use super::quicksort::partition;

/// The parts that can wait at once: each level of halving the pivots, of which there are thousands at most, leaves one.
const WAITING: usize = 16;

/// Moves keys to memory for as many, in the order of their parts, which are as many as there are pivots, and one: a part's keys
/// are greater than the pivot before it, and not greater than its own. Writes where each but the last ends. The memory that they
/// come from is used, too.
#[inline(always)]
pub(super) fn part<W: Wide>(
    wide: W,
    keys: &mut [W::Key],
    to: &mut [W::Key],
    pivots: &[W::Key],
    ends: &mut [u32],
) {
    assert!(pivots.len() < 1 << (WAITING - 1), "there is room for those that wait");
    assert!(to.len() == keys.len() && ends.len() == pivots.len(), "there is room for all of them");
    let mut waiting = [Part::default(); WAITING];
    waiting[0] = Part { keys: (0, keys.len()), pivots: (0, pivots.len()), has_moved: false };
    let mut count = 1_usize;
    while let Some(last) = count.checked_sub(1) {
        let Part { keys: (start, end), pivots: (first, behind), has_moved } = waiting[last];
        let (here, there) = (&mut keys[start..end], &mut to[start..end]);
        if first == behind {
            if !has_moved {
                there.copy_from_slice(here);
            }
            count = last;
            continue;
        }
        let middle = usize::midpoint(first, behind);
        let (here, there) = if has_moved { (there, here) } else { (here, there) };
        let split = start + partition(wide, here, there, pivots[middle]);
        #[allow(clippy::cast_possible_truncation, reason = "a window has so few keys")]
        {
            ends[middle] = split as u32;
        }
        waiting[last] = Part { keys: (split, end), pivots: (middle + 1, behind), has_moved: !has_moved };
        waiting[count] = Part { keys: (start, split), pivots: (first, middle), has_moved };
        count += 1;
    }
}

/// Keys between two places, in the memory that they came in or in the other, and which of the pivots are among them.
#[derive(Clone, Copy, Default)]
struct Part {
    keys: (usize, usize),
    pivots: (usize, usize),
    has_moved: bool,
}
