//! Paragraphs of Chinese, Russian and German in turn, of some 350 characters each: as far as a scorer can tell.
//!
//! The words of Russian and German have the letters and lengths of the language, and the n-th most frequent has a share
//! of about 1 / n. Chinese has no spaces but for a few behind its clauses, so that most paragraphs are one or two words.

const PARAGRAPHS: u64 = 16_000;
const CHARACTERS: usize = 340;
/// The letters of a language, the most frequent first.
const RUSSIAN: &str = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ";
const GERMAN: &str = "enisratdhulcgmobwfkzpvüäößjyxqEN";
/// How many different words a language has.
const WORDS: f64 = 50_000.;

pub(super) fn paragraphs() -> Vec<String> {
    (0..PARAGRAPHS).map(paragraph).collect()
}

fn paragraph(number: u64) -> String {
    let mut random = Random(number);
    let mut text = String::new();
    let mut characters = 0;
    while characters < CHARACTERS {
        let before = text.len();
        match number % 3 {
            0 => add_clause(&mut text, &mut random),
            1 => add_word(&mut text, &mut random, RUSSIAN),
            _ => add_word(&mut text, &mut random, GERMAN),
        }
        characters += text[before..].chars().count();
    }
    text
}

/// Some characters of Chinese, the first of Unicode's more frequent; a comma or a full stop; seldom a space.
fn add_clause(text: &mut String, random: &mut Random) {
    for _ in 0..4 + random.below(12) {
        let character = 0x4E00 + random.below(72) * random.below(72);
        text.extend(u32::try_from(character).ok().and_then(char::from_u32));
    }
    text.push(if random.below(3) == 0 { '。' } else { '，' });
    if random.below(40) == 0 {
        text.push(' ');
    }
}

/// A word and the space behind it, now and then with a comma between them.
fn add_word(text: &mut String, random: &mut Random, letters: &str) {
    #[allow(clippy::cast_precision_loss)] // any place between 0 and 1 will do
    let place = random.below(1 << 20) as f64 / f64::from(1 << 20);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a rank below the number of words
    let rank = WORDS.powf(place) as u64;
    // The same letters for the same rank; more of them for a rare word.
    let mut spelling = Random(rank);
    let length = 2 + u64::from(rank.ilog2()) / 2 + spelling.below(6);
    let letters: Vec<char> = letters.chars().collect();
    for _ in 0..length {
        let letter = spelling.below(32) * spelling.below(32) / 32;
        text.extend(usize::try_from(letter).ok().and_then(|letter| letters.get(letter)));
    }
    text.push_str(if random.below(9) == 0 { ", " } else { " " });
}

/// A linear congruential generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The high bits are the better ones, and those of neighbours are to have nothing in common.
        let mixed = (self.0 ^ self.0 >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed >> 32) * limit) >> 32
    }
}
