//! Documents from a text file: one a line.
//!
//! A line ends with LF or CR LF, the last one with the text at the latest: `a\n` is one line, and so is `a`. An empty
//! text has none. A byte order mark at the start says how the text is encoded, and is not part of it.
//!
//! Every portion of the text is looked at by itself, for its ends of lines; the line that it ends with goes to the
//! portion that has the end of it. So a text is read once, by all threads, wherever its lines are.

use std::ops::Deref;
use std::sync::Arc;

use super::{PORTION_BYTES, Places, Run, Unfit, utf8};
use crate::job::{Job, Stop};
use crate::memory::{NoMemory, TryGrow, all_or_error, collected, exact, with_room};

/// How many portions are a turn's work.
const PORTIONS: usize = 8;

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Where the lines of `text` stand.
///
/// # Errors
/// The job was cancelled or panicked, or there is too little memory; inside, the text is not UTF-8, or a line is too long.
pub async fn from_lines<T>(job: Job, text: T) -> Result<Result<Places, Unfit>, Stop>
where
    T: Deref<Target = [u8]> + Send + Sync + 'static,
{
    let (text, inner) = (Arc::new(text), job.clone());
    job.set_total(text.len() as u64);
    let shared = Arc::clone(&text);
    let work = move |turn: usize| {
        let first = turn * PORTIONS;
        inner.advance((shared.len() - first * PORTION_BYTES).min(PORTIONS * PORTION_BYTES) as u64);
        let mut portions = with_room(PORTIONS)?;
        for number in first..first + PORTIONS {
            match Portion::read(&shared, number, PORTION_BYTES)? {
                Ok(portion) => portions.try_push(portion)?,
                Err(unfit) => return Ok(Err(unfit)),
            }
        }
        Ok(Ok(portions))
    };
    let turns = job.map(0..text.len().div_ceil(PORTIONS * PORTION_BYTES), work).await?;
    match all_or_error(turns)? {
        Ok(portions) => Ok(joined(&text, portions.into_iter().flatten(), PORTION_BYTES)?),
        Err(unfit) => Ok(Err(unfit)),
    }
}

/// How long a line is without its end.
pub(super) fn trimmed(line: &[u8]) -> usize {
    let text = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
    text.len()
}

/// What there is to know of a portion of the text, by itself.
struct Portion {
    /// Behind each end of a line, counted from the start of the portion.
    ends: Box<[u32]>,
    /// How many bytes its ends of lines have.
    line_ends: u64,
}

impl Portion {
    /// Reads the portion of this number, of `size` bytes, after checking that it is UTF-8.
    fn read(text: &[u8], number: usize, size: usize) -> Result<Result<Self, Unfit>, NoMemory> {
        let part = text.len().min(number * size)..text.len().min((number + 1) * size);
        if let Err(unfit) = utf8::check(text, part.clone()) {
            return Ok(Err(unfit));
        }
        let feeds = memchr::memchr_iter(b'\n', &text[part.clone()]);
        // A portion is much smaller.
        #[allow(clippy::cast_possible_truncation)]
        let ends = collected(feeds.map(|feed| feed as u32 + 1))?;
        let returns = |&&end: &&u32| text[..part.start + end as usize].ends_with(b"\r\n");
        let line_ends = (ends.len() + ends.iter().filter(returns).count()) as u64;
        Ok(Ok(Self { ends: exact(ends)?, line_ends }))
    }
}

/// All lines of a text of which each portion has been read.
fn joined(
    text: &[u8],
    portions: impl Iterator<Item = Portion>,
    size: usize,
) -> Result<Result<Places, Unfit>, NoMemory> {
    let mut start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut bytes = (text.len() - start) as u64;
    let mut runs = Vec::new();
    for (number, Portion { mut ends, line_ends }) in portions.enumerate() {
        let base = number * size;
        bytes -= line_ends;
        // A line that comes from further than the portion before is a portion of its own.
        if let [end, rest @ ..] = &*ends
            && start + size < base
        {
            let own_base = base + *end as usize;
            runs.try_push(Run::new(start, own_base, exact(collected([0])?)?))?;
            start = own_base;
            ends = exact(collected(rest.iter().copied())?)?;
        }
        let run = Run::new(start, base, ends);
        start = run.end();
        runs.try_push(run)?;
    }
    if start < text.len() {
        runs.try_push(Run::new(start, text.len(), exact(collected([0])?)?))?;
    }
    Ok(Places::new(runs, bytes, true).checked())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Portion, joined};
    use crate::documents::{Corpus, Text};

    /// The lines of a text that is read in portions of `size` bytes.
    fn lines(text: &str, size: usize) -> Vec<String> {
        let bytes = text.as_bytes();
        let read = |number| Portion::read(bytes, number, size).expect("there is memory").expect("UTF-8");
        let joined = joined(bytes, (0..bytes.len().div_ceil(size)).map(read), size);
        let places = Arc::new(joined.expect("there is memory").expect("short lines"));
        let corpus = Corpus::new(Text::One(Arc::new(bytes.to_vec())), Arc::clone(&places));
        let line = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let portions = (0..corpus.portions()).map(|number| corpus.portion(number));
        let lines: Vec<_> = portions
            .flat_map(|portion| portion.spans().map(move |span| line(&portion.text()[span])))
            .collect();
        let single: Vec<_> = (0..corpus.len()).filter_map(|index| corpus.get(index)).map(line).collect();
        assert_eq!(single, lines, "{text:?} in portions of {size}");
        assert_eq!(corpus.get(corpus.len()), None);
        assert_eq!(places.bytes(), lines.iter().map(|line| line.len() as u64).sum::<u64>());
        lines
    }

    #[test]
    fn agrees_with_the_standard_library_whatever_the_portions() {
        let pieces = ["\n", "\r", "a", "é", "long enough for many portions", "\u{FEFF}"];
        for number in 0..6_usize.pow(5) {
            let text: String = (0..5).map(|place| pieces[number / 6_usize.pow(place) % 6]).collect();
            let text = text.trim_start_matches('\u{FEFF}');
            for size in [1, 2, 3, 5, 8, 100] {
                assert_eq!(
                    lines(text, size),
                    text.lines().collect::<Vec<_>>(),
                    "{text:?} in portions of {size}"
                );
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        for size in [1, 2, 3, 4, 100] {
            assert_eq!(lines("\u{FEFF}", size), Vec::<String>::new());
            assert_eq!(lines("\u{FEFF}\n", size), [""]);
            assert_eq!(lines("\u{FEFF}one\r\n\u{FEFF}two", size), ["one", "\u{FEFF}two"]);
        }
    }
}
