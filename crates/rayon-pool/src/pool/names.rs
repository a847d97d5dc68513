//! Names that jobs are counted under: those of kernels.
//!
//! A name is a small number, of which the process has a list: a text is looked up when a kernel is named, and again when somebody
//! reads the statistics, never for a job.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// How many names there may be, for the process. Those that come later have none of their own.
pub(crate) const MOST: usize = 1 << 10;
/// How long one may be, in bytes.
const LONGEST: usize = 256;
/// What the statistics call what has no name of its own.
const OTHERS: &str = "(others)";

/// The name of a kernel, as statistics have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Name(u16);

/// Names stay, as the addon does.
struct Names {
    by_text: BTreeMap<&'static str, Name>,
    texts: Vec<&'static str>,
}

static NAMES: RwLock<Names> = RwLock::new(Names { by_text: BTreeMap::new(), texts: Vec::new() });

impl Name {
    /// What has no name of its own.
    pub const OTHERS: Self = Self(0);

    /// The name of this text: the same for all kernels that are called so. A text of none or of more than 256 bytes has no name of
    /// its own, nor has one that comes after 1,023 others.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_empty() || text.len() > LONGEST || text == OTHERS {
            return Self::OTHERS;
        }
        let known = NAMES.read().unwrap_or_else(PoisonError::into_inner).by_text.get(text).copied();
        known.unwrap_or_else(|| NAMES.write().unwrap_or_else(PoisonError::into_inner).add(text))
    }

    /// That of a number that another addon has for it.
    pub(crate) fn numbered(number: u32) -> Self {
        match u16::try_from(number) {
            Ok(number) if usize::from(number) < MOST => Self(number),
            _ => Self::OTHERS,
        }
    }

    /// Its number.
    pub(crate) fn number(self) -> u32 {
        self.0.into()
    }

    /// A place of its own among [`MOST`]; nothing for what has no name of its own.
    pub(crate) fn index(self) -> Option<usize> {
        (self != Self::OTHERS).then_some(self.0.into())
    }

    /// Its text.
    #[must_use]
    pub fn text(self) -> &'static str {
        let names = NAMES.read().unwrap_or_else(PoisonError::into_inner);
        let known = usize::from(self.0).checked_sub(1).and_then(|index| names.texts.get(index));
        known.copied().unwrap_or(OTHERS)
    }
}

impl Names {
    /// A name that was not there just now.
    fn add(&mut self, text: &str) -> Name {
        if let Some(&known) = self.by_text.get(text) {
            return known;
        }
        let number = self.texts.len() + 1;
        let Some(name) = u16::try_from(number).ok().filter(|_| number < MOST).map(Name) else {
            return Name::OTHERS;
        };
        let text: &'static str = Box::leak(text.into());
        self.texts.push(text);
        self.by_text.insert(text, name);
        name
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{LONGEST, MOST, Name, Names};

    #[test]
    fn a_name_has_its_text_and_is_the_same_for_the_same() {
        let name = Name::of("grep of a test");
        assert_eq!((name.text(), Name::of("grep of a test")), ("grep of a test", name));
        assert_eq!(Name::numbered(name.number()), name);
        assert_ne!(Name::of("another one of a test"), name);
    }

    #[test]
    fn what_is_no_name_is_one_of_the_others() {
        let long = "n".repeat(LONGEST);
        assert_eq!(Name::of(&long).text(), long);
        for text in ["", "(others)", &"n".repeat(LONGEST + 1)] {
            assert_eq!(Name::of(text), Name::OTHERS, "{text}");
        }
        assert_eq!((Name::OTHERS.text(), Name::default()), ("(others)", Name::OTHERS));
        for number in [0, 1 << 10, 1 << 16, u32::MAX] {
            assert_eq!(Name::numbered(number), Name::OTHERS);
        }
    }

    #[test]
    fn there_are_so_many_names_and_no_more() {
        let mut names = Names { by_text: BTreeMap::new(), texts: Vec::new() };
        for number in 1..MOST {
            assert_eq!(usize::from(names.add(&number.to_string()).0), number);
        }
        assert_eq!(names.add("one more"), Name::OTHERS);
        assert_eq!(names.add("7"), Name(7), "those that are there stay");
    }
}
