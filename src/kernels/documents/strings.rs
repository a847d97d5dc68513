//! Documents from JavaScript strings: groups of UTF-16 become WTF-8, as they come.

use std::ops::Range;
use std::sync::Arc;

use super::wtf8::{encode, may_go_on};
use super::{Corpus, Places, Run, Text};
use crate::job::{Job, Step, Stop};
use crate::kernels::score::{Documents, Group};

/// How many code units are encoded between two looks at whether the job was cancelled.
const STRETCH: usize = 1 << 17;

/// The documents, in their order.
///
/// # Errors
/// The job was cancelled or panicked.
pub async fn from_strings(job: Job, documents: Documents) -> Result<Corpus, Stop> {
    let inner = job.clone();
    let encoded = move |group: Group| {
        let encoded = Encoded::new(&group, || inner.is_cancelled());
        inner.advance(group.len() as u64);
        group.recycle();
        encoded
    };
    let all = match documents {
        Documents::Whole(group) => {
            job.set_total(group.len() as u64);
            vec![encoded(group)]
        }
        Documents::Fed(intake, documents) => {
            job.set_total(documents);
            job.drain(intake, move |portion| Step::Done(encoded(portion.into_group()))).await?
        }
        Documents::Kept(corpus) => return Ok(corpus),
    };
    let bytes = all.iter().map(|group| group.bytes.len() as u64).sum();
    let full = all.into_iter().filter(|group| !group.ends.is_empty());
    let (buffers, runs): (Vec<_>, _) =
        full.map(|Encoded { bytes, ends }| (bytes, Run::new(0, 0, ends))).unzip();
    Ok(Corpus::new(Text::Own(buffers.into()), Arc::new(Places::new(runs, bytes, false))))
}

/// The documents of a group.
struct Encoded {
    bytes: Box<[u8]>,
    ends: Box<[u32]>,
}

impl Encoded {
    /// Encodes them all, unless `is_over` before that.
    fn new(group: &Group, is_over: impl Fn() -> bool) -> Self {
        let mut bytes = Vec::with_capacity(group.units.len());
        let mut encode_document = |span: Range<usize>| {
            let mut rest = &group.units[span];
            while !rest.is_empty() && !is_over() {
                let (stretch, after) = rest.split_at(stretch(rest));
                encode(stretch, &mut bytes);
                rest = after;
            }
            // A string has fewer than 2^30 units of at most three bytes, and a group is much smaller.
            #[allow(clippy::cast_possible_truncation)]
            let end = bytes.len() as u32;
            end
        };
        // One by one: halves of a pair in two documents are no pair.
        let ends = group.spans().map(&mut encode_document).collect();
        Self { bytes: bytes.into(), ends }
    }
}

/// How much of a text makes a stretch that no pair of surrogates lies across the end of.
fn stretch(units: &[u16]) -> usize {
    match units.get(STRETCH - 1) {
        Some(&last) if units.len() > STRETCH && may_go_on(last) => STRETCH - 1,
        _ => units.len().min(STRETCH),
    }
}
