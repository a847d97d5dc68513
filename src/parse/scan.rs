//! One text: a decimal integer of 64 bits, or none.
//!
//! Most texts are at most 18 digits behind at most one minus: those are read without asking whether they fit. All others
//! are read by a [`Scan`], which may have the text in stretches, and which is the one to say what an integer is.

/// A character, as far as integers are concerned: a UTF-16 code unit, or one of Latin-1.
pub(super) trait Unit: Copy + Into<u16> {}

impl Unit for u8 {}
impl Unit for u16 {}

/// As many digits always fit.
const FEW_DIGITS: usize = 18;

/// The integer that a whole text is.
pub(super) fn integer<U: Unit>(text: &[U]) -> Option<i64> {
    plain(text).or_else(|| {
        let mut scan = Scan::default();
        scan.read(text);
        scan.end()
    })
}

/// The integer that a text is, if it has few digits, and nothing else but a minus.
fn plain<U: Unit>(text: &[U]) -> Option<i64> {
    let (is_negative, digits) = match text {
        [minus, digits @ ..] if (*minus).into() == u16::from(b'-') => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > FEW_DIGITS {
        return None;
    }
    let mut value = 0;
    for &unit in digits {
        value = 10 * value + i64::from(digit(unit.into())?);
    }
    Some(if is_negative { -value } else { value })
}

fn digit(unit: u16) -> Option<u16> {
    let digit = unit.wrapping_sub(u16::from(b'0'));
    (digit < 10).then_some(digit)
}

/// What is known of a text that is read from its start to its end.
#[derive(Debug, Default)]
pub(super) struct Scan {
    place: Place,
    is_negative: bool,
    /// The digits so far, unless they are more than 64 bits hold.
    value: Option<u64>,
}

/// What was read last.
#[derive(Debug, Default, PartialEq, Eq)]
enum Place {
    /// Nothing but white space.
    #[default]
    Start,
    Sign,
    Digits,
    /// White space behind the digits.
    End,
    /// Something that stands in no integer.
    Bad,
}

impl Scan {
    /// Reads on. Gives whether this may still become an integer.
    pub(super) fn read<U: Unit>(&mut self, text: &[U]) -> bool {
        for &unit in text {
            let unit = unit.into();
            self.place = match (&self.place, digit(unit)) {
                (Place::Start | Place::Sign, Some(digit)) => {
                    self.value = Some(digit.into());
                    Place::Digits
                }
                (Place::Digits, Some(digit)) => {
                    self.value =
                        self.value.and_then(|value| value.checked_mul(10)?.checked_add(digit.into()));
                    if self.value.is_none() {
                        self.place = Place::Bad;
                        return false;
                    }
                    Place::Digits
                }
                (Place::Start, _) if unit == u16::from(b'-') => {
                    self.is_negative = true;
                    Place::Sign
                }
                (Place::Start, _) if unit == u16::from(b'+') => Place::Sign,
                (Place::Start, _) if is_white_space(unit) => Place::Start,
                (Place::Digits | Place::End, None) if is_white_space(unit) => Place::End,
                _ => {
                    self.place = Place::Bad;
                    return false;
                }
            };
        }
        true
    }

    /// The integer that the whole text is.
    pub(super) fn end(self) -> Option<i64> {
        if !matches!(self.place, Place::Digits | Place::End) {
            return None;
        }
        let value = self.value?;
        if self.is_negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
    }
}

fn is_white_space(unit: u16) -> bool {
    // No pair of surrogates is white space.
    char::from_u32(unit.into()).is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scan, integer};

    fn utf16(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    /// What the standard library makes of it, which knows no white space.
    fn oracle(text: &str) -> Option<i64> {
        text.trim().parse().ok()
    }

    fn in_two_stretches(text: &[u16], middle: usize) -> Option<i64> {
        let mut scan = Scan::default();
        let (start, end) = text.split_at(middle);
        if scan.read(start) && scan.read(end) { scan.end() } else { None }
    }

    #[test]
    fn reads_integers_up_to_the_limits() {
        for limit in
            [0_i128, i64::MAX.into(), i64::MIN.into(), 999_999_999_999_999_999, i128::from(u64::MAX) + 1]
        {
            for near in limit - 2..=limit + 2 {
                for text in [
                    near.to_string(),
                    format!("{near:+}"),
                    format!(" {near:030}\u{3000}"),
                    format!("{near}0"),
                ] {
                    assert_eq!(integer(&utf16(&text)), oracle(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_no_integer() {
        let texts = [
            "",
            " ",
            "+",
            "-",
            "--1",
            "+-1",
            "- 1",
            "1 1",
            "1_000",
            "0x10",
            "1.0",
            "1e3",
            "1n",
            "١",
            "\u{FEFF}1",
        ];
        for text in texts {
            assert_eq!(integer(&utf16(text)), None, "{text:?}");
        }
        assert_eq!(integer(&[0xD800_u16]), None);
    }

    #[test]
    fn takes_all_white_space_around() {
        for char in ('\0'..=char::MAX).filter(|char| char.is_whitespace()) {
            assert_eq!(integer(&utf16(&format!("{char}{char}-7{char}"))), Some(-7), "{char:?}");
        }
        assert_eq!(integer(b"\xA0-7\x85".as_slice()), Some(-7));
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_library(text in "[ \\t\u{2003}]{0,2}[+-]{0,2}[0-9]{0,22}[ x\u{85}]{0,2}") {
            let units = utf16(&text);
            prop_assert_eq!(integer(&units), oracle(&text));
            for middle in 0..=units.len() {
                prop_assert_eq!(in_two_stretches(&units, middle), oracle(&text));
            }
        }

        #[test]
        fn every_integer_comes_back(value in any::<i64>()) {
            prop_assert_eq!(integer(value.to_string().as_bytes()), Some(value));
        }
    }
}
