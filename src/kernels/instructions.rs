//! What the instructions are called that kernels run in on this machine: for reports of faults.

use super::{fastest, score};

/// The widest instructions that the kernels have found here. Texts and numbers want different ones of AVX-512.
#[must_use]
pub fn instructions() -> String {
    let (texts, numbers) = (score::instructions(), fastest::name());
    if texts == numbers { texts.to_owned() } else { format!("{texts} for texts, {numbers} for numbers") }
}
