//! A function of one text, on each of a batch.
//!
//! How long the function takes is not known: nanoseconds, or seconds. So a turn goes on for a while with a group of texts, and
//! what is then left of the group is halved, so that other threads have a share in it: down to single texts, if they are slow.
//! Cutting by time alone, at the same place each time, would leave a group of slow texts to one thread; cutting into single
//! texts at once would cost more than what is quick.
//!
//! Texts reach the function as `&str`. What is ASCII, or kept as UTF-8, is not copied for that.

use std::iter;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::wtf8::encode_latin1;
use super::{Corpus, Documents, Group, encode};
use crate::job::{Job, Step, Stop};
use crate::memory::{NoMemory, TryGrow, all_or_error, collected, with_room};

/// How long a turn goes on, if its texts are quick; and no longer, but for the last text.
const TURN: Duration = Duration::from_micros(500);

/// To look at the clock takes as long as a short text: after so many texts at most.
const MOST_UNSEEN: usize = 256;

/// `work` on each text; the results come in the order of the texts, some after the others. It has a state of the thread's, made
/// by `init` when a thread first needs one: a parser, or memory that is used again.
///
/// A lone surrogate, which no `&str` can have, is U+FFFD in it.
///
/// # Errors
/// The job was cancelled, `work` or `init` panicked, or there is too little memory; inside, the error of the first text that has
/// one, whichever thread was faster. What stands behind it is not begun any more.
pub async fn try_map_init<S, T, E, I, W>(
    job: Job,
    texts: Documents,
    init: I,
    work: W,
) -> Result<Result<Vec<Vec<T>>, E>, Stop>
where
    S: Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
    I: Fn() -> S + Send + Sync + 'static,
    W: Fn(&mut S, &str) -> Result<T, E> + Send + Sync + 'static,
{
    job.set_total(texts.len());
    let (inner, states) = (job.clone(), Mutex::new(Vec::new()));
    let turn = move |part: Part<T, E>| {
        let mut state = lock(&states).pop().unwrap_or_else(&init);
        let step = part.turn(&inner, |text| work(&mut state, text))?;
        lock(&states).try_push(state)?;
        Ok(step)
    };
    let groups = match texts {
        Documents::Whole(group) => job.each(iter::once(Part::from(group)), turn).await?,
        Documents::Fed(intake, _) => job.drain(intake, turn).await?,
        Documents::Kept(corpus) => {
            let portions = 0..corpus.portions();
            job.each(portions.map(move |number| Part::Fresh(Source::Kept(corpus.clone(), number))), turn)
                .await?
        }
    };
    Ok(all_or_error(groups)?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where texts come from.
enum Source {
    Group(Group),
    /// A portion in memory.
    Kept(Corpus, usize),
}

/// Some texts that came together: all of them, or a range of them.
enum Part<T, E> {
    Fresh(Source),
    Of(Arc<Run<T, E>>, Range<usize>),
}

/// What comes of a turn.
type Turned<T, E> = Step<Part<T, E>, Result<Vec<T>, E>>;

impl<T, E> From<Group> for Part<T, E> {
    fn from(group: Group) -> Self {
        Self::Fresh(Source::Group(group))
    }
}

/// Texts that came together, and what has come of them.
struct Run<T, E> {
    text: Text,
    /// Where each stands in it.
    spans: Vec<Range<usize>>,
    outcome: Mutex<Outcome<T, E>>,
}

/// A text of all texts, which is UTF-8.
enum Text {
    Group(Group),
    Kept(Corpus, usize),
    Own(Vec<u8>),
}

struct Outcome<T, E> {
    /// The results of ranges, each with the start of it.
    results: Vec<(usize, Vec<T>)>,
    /// How many texts are neither done nor of no use.
    left: usize,
    /// The first failure, with the index of its text.
    failure: Option<(usize, E)>,
}

impl<T, E> Run<T, E> {
    fn new(source: Source) -> Result<Self, NoMemory> {
        let (text, spans) = match source {
            Source::Group(group) if group.units.is_empty() && group.latin1.is_ascii() => {
                let spans = collected(group.spans())?;
                (Text::Group(group), spans)
            }
            Source::Group(group) => {
                let (mut bytes, mut spans) = (with_room(group.text_len())?, with_room(group.len())?);
                // One by one: halves of a pair in two texts are no pair.
                for span in group.spans() {
                    let start = bytes.len();
                    if group.units.is_empty() {
                        encode_latin1(&group.latin1[span], &mut bytes)?;
                    } else {
                        encode(&group.units[span], &mut bytes)?;
                    }
                    spans.try_push(start..bytes.len())?;
                }
                group.recycle();
                replace_surrogates(&mut bytes);
                (Text::Own(bytes), spans)
            }
            Source::Kept(corpus, number) => {
                let portion = corpus.portion(number);
                let spans = collected(portion.spans())?;
                if simdutf8::basic::from_utf8(portion.text()).is_ok() {
                    (Text::Kept(corpus, number), spans)
                } else {
                    let mut bytes = collected(portion.text().iter().copied())?;
                    replace_surrogates(&mut bytes);
                    (Text::Own(bytes), spans)
                }
            }
        };
        let outcome = Outcome { results: Vec::new(), left: spans.len(), failure: None };
        Ok(Self { text, spans, outcome: Mutex::new(outcome) })
    }

    /// The text of all texts in a range, and where that starts.
    fn text(&self, range: &Range<usize>) -> (usize, &str) {
        let bytes = match &self.text {
            Text::Group(group) => &*group.latin1,
            Text::Kept(corpus, number) => corpus.portion(*number).text(),
            Text::Own(bytes) => bytes,
        };
        let spans = &self.spans[range.clone()];
        let (start, end) =
            spans.first().zip(spans.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
        // Checked anew for each turn: a tenth of a microsecond a kilobyte, and no text is ever taken for what it is not.
        (start, simdutf8::basic::from_utf8(&bytes[start..end]).expect("it was UTF-8 before"))
    }
}

/// Makes WTF-8 UTF-8: surrogates become U+FFFD, which has three bytes as they have.
fn replace_surrogates(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(0xED, &bytes[from..]).map(|at| from + at) {
        if let Some(surrogate @ [_, 0xA0..=0xBF, _]) = bytes.get_mut(at..at + 3) {
            surrogate.copy_from_slice("\u{FFFD}".as_bytes());
        }
        from = at + 1;
    }
}

impl<T, E> Part<T, E> {
    /// A turn's work: then what came of all texts, if these were the last; or what is left of them.
    fn turn(self, job: &Job, mut work: impl FnMut(&str) -> Result<T, E>) -> Result<Turned<T, E>, Stop> {
        let (run, range) = match self {
            Self::Fresh(source) => {
                let run = Run::new(source)?;
                let all = 0..run.spans.len();
                (Arc::new(run), all)
            }
            Self::Of(run, range) => (run, range),
        };
        let mut results = Vec::new();
        let (mut at, mut failure) = (range.start, None);
        if run.is_of_no_use(&range) {
            at = range.end;
        } else {
            results.try_room(range.len())?;
        }
        let (base, text) = run.text(&range);
        let mut clock = Clock::new();
        while at < range.end {
            let span = &run.spans[at];
            match work(&text[span.start - base..span.end - base]) {
                Ok(result) => results.try_push(result)?,
                Err(error) => {
                    failure = Some((at, error));
                    break;
                }
            }
            at += 1;
            if clock.is_over() {
                break;
            }
        }
        job.advance((at - range.start) as u64);
        run.end(range, at, results, failure)
    }
}

impl<T, E> Run<T, E> {
    /// Whether a text before all of a range has failed.
    fn is_of_no_use(&self, range: &Range<usize>) -> bool {
        lock(&self.outcome).failure.as_ref().is_some_and(|(failed, _)| *failed < range.start)
    }

    /// A turn has gone through a range up to the text `at`; that one has failed, if there is a failure.
    fn end(
        self: Arc<Self>,
        range: Range<usize>,
        at: usize,
        results: Vec<T>,
        failure: Option<(usize, E)>,
    ) -> Result<Turned<T, E>, Stop> {
        let rest = if failure.is_some() { range.end..range.end } else { at..range.end };
        let mut outcome = lock(&self.outcome);
        outcome.left -= range.len() - rest.len();
        outcome.results.try_push((range.start, results))?;
        if let Some((failed, _)) = failure
            && outcome.failure.as_ref().is_none_or(|(first, _)| failed < *first)
        {
            outcome.failure = failure;
        }
        if outcome.left > 0 {
            drop(outcome);
            let middle = rest.start + rest.len().div_ceil(2);
            let halves = [rest.start..middle, middle..rest.end].into_iter().filter(|half| !half.is_empty());
            return Ok(Step::Split(collected(halves.map(|half| Part::Of(Arc::clone(&self), half)))?));
        }
        let (results, failure) = (std::mem::take(&mut outcome.results), outcome.failure.take());
        drop(outcome);
        if let Some(Self { text: Text::Group(group), .. }) = Arc::into_inner(self) {
            group.recycle();
        }
        match failure {
            Some((_, error)) => Ok(Step::Last(Err(error))),
            None => Ok(Step::Done(Ok(in_order(results)?))),
        }
    }
}

/// The results of ranges, in the order of their texts.
fn in_order<T>(mut results: Vec<(usize, Vec<T>)>) -> Result<Vec<T>, NoMemory> {
    results.sort_unstable_by_key(|(start, _)| *start);
    let mut results = results.into_iter().map(|(_, part)| part);
    let mut all = results.next().unwrap_or_default();
    for part in results {
        all.try_extend(part)?;
    }
    Ok(all)
}

/// Says when a turn has gone on for long enough, and seldom looks at the time where texts are quick.
struct Clock {
    began: Instant,
    /// When it was last looked at, how many texts ago, and after how many it is looked at again.
    seen: Duration,
    unseen: usize,
    stride: usize,
}

impl Clock {
    fn new() -> Self {
        Self { began: Instant::now(), seen: Duration::ZERO, unseen: 0, stride: 1 }
    }

    fn is_over(&mut self) -> bool {
        self.unseen += 1;
        if self.unseen < self.stride {
            return false;
        }
        let now = self.began.elapsed();
        // As many again may take as long again: that must not be more than a small part of a turn.
        self.stride = if now < self.seen + TURN / 32 { (2 * self.stride).min(MOST_UNSEEN) } else { 1 };
        (self.seen, self.unseen) = (now, 0);
        now > TURN
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::sleep;

    use super::*;
    use crate::documents::from_strings;
    use crate::job::block_on;

    fn lengths(texts: Documents) -> Vec<usize> {
        let work = |(): &mut (), text: &str| Ok::<_, ()>(text.chars().count());
        let parts = block_on(|job| try_map_init(job, texts, || (), work));
        parts.expect("nothing stops it").expect("nothing fails").concat()
    }

    const TEXTS: [&str; 7] = ["", "plain", "déjà vu", "漢字", "", "𝄞𝄞", "ÿ"];

    #[test]
    fn every_text_reaches_the_function_however_it_comes() {
        let expected = TEXTS.map(|text| text.chars().count());
        assert_eq!(lengths(Documents::from_iter(TEXTS)), expected);
        let kept = block_on(|job| from_strings(job, Documents::from_iter(TEXTS))).expect("nothing stops it");
        assert_eq!(lengths(Documents::Kept(kept)), expected);
        assert_eq!(lengths(Documents::from_iter(["one", "of", "ascii"])), [3, 2, 5]);
        assert_eq!(lengths(Documents::from_iter([""; 0])), [0; 0]);
        let latin1 =
            Group { latin1: b"d\xE9j\xE0 vu\xFF".to_vec(), lengths: [7, 1].to_vec(), ..Group::default() };
        assert_eq!(lengths(Documents::Whole(latin1)), [7, 1]);
    }

    #[test]
    fn a_lone_surrogate_is_one_replacement_character() {
        let units = [0xD834, 0xDD1E, 0xD834, 0x41, 0xDD1E, 0xD7FF, 0xE000].to_vec();
        let group = Group { units, lengths: [3, 2, 2].to_vec(), ..Group::default() };
        let texts = [Documents::Whole(group.clone()), {
            let kept = block_on(|job| from_strings(job, Documents::Whole(group)));
            Documents::Kept(kept.expect("nothing stops it"))
        }];
        for texts in texts {
            let work = |(): &mut (), text: &str| Ok::<_, ()>(text.to_owned());
            let parts = block_on(|job| try_map_init(job, texts, || (), work));
            let strings = parts.expect("nothing stops it").expect("nothing fails").concat();
            assert_eq!(strings, ["𝄞\u{FFFD}", "A\u{FFFD}", "\u{D7FF}\u{E000}"]);
        }
    }

    #[test]
    fn slow_texts_are_cut_into_many_turns_and_come_in_order() {
        let slow = |(): &mut (), text: &str| {
            sleep(Duration::from_millis(1));
            Ok::<_, ()>(text.to_owned())
        };
        let texts: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        let given: Documents = texts.iter().map(String::as_str).collect();
        let (send, receive) = std::sync::mpsc::channel();
        let parts = block_on(|job| {
            send.send(job.clone()).expect("there is room");
            try_map_init(job, given, || (), slow)
        });
        assert_eq!(parts.expect("nothing stops it").expect("nothing fails").concat(), texts);
        assert_eq!(receive.recv().expect("it was sent").progress(), (20, 20));
    }

    #[test]
    fn the_first_failure_counts_and_ends_what_is_behind() {
        static BEGUN: AtomicUsize = AtomicUsize::new(0);
        let work = |(): &mut (), text: &str| {
            BEGUN.fetch_add(1, Ordering::Relaxed);
            // Each a turn of its own: so the halves take turns, and the later of two failures comes first.
            sleep(2 * TURN);
            if text == "bad" || text == "worse" { Err(text.to_owned()) } else { Ok(()) }
        };
        let texts: Vec<&str> =
            ["good"; 8].into_iter().chain(["bad"]).chain(["good"; 8]).chain(["worse"; 8]).collect();
        let failed = block_on(|job| try_map_init(job, texts.into_iter().collect(), || (), work));
        assert_eq!(failed.expect("nothing stops it").expect_err("two are bad"), "bad");
        assert!(BEGUN.load(Ordering::Relaxed) < 25, "what is behind a failure is not begun");
    }

    #[test]
    fn a_thread_keeps_its_state_from_text_to_text() {
        let work = |seen: &mut usize, _: &str| {
            *seen += 1;
            Ok::<_, ()>(*seen)
        };
        let parts = block_on(|job| try_map_init(job, Documents::from_iter(["a"; 5]), || 0, work));
        assert_eq!(parts.expect("nothing stops it").expect("nothing fails").concat(), [1, 2, 3, 4, 5]);
    }
}
