//! Finds characters that hide or reorder text, and words that mix look-alike letters of several scripts.
//!
//! Follows Unicode Technical Standard 39 for mixed scripts, and lets invisible characters pass only where a script or an
//! emoji needs them (Unicode Annex 31, section 2.3).

use icu_properties::props::{
    BidiClass, DefaultIgnorableCodePoint, Emoji, ExtendedPictographic, GeneralCategory, Ideographic,
    IndicSyllabicCategory, JoiningType, Script, VariationSelector,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The pattern without dots, which is as blank as a space.
const BRAILLE_BLANK: char = '\u{2800}';
/// Turns the character before it into a key, as in `1️⃣`.
const KEYCAP: char = '\u{20e3}';
/// The flags that are written with invisible letters: England, Scotland and Wales.
const FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];
/// Greek letters that look like Latin ones. The others are units and symbols, as in `10 kΩ` or `μm`.
const GREEK_LOOK_ALIKES: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧικνορυϲϳ";

/// Returns true if a reader sees anything of the text.
pub(super) fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_invisible(c) && c != BRAILLE_BLANK)
}

/// Returns the characters that hide or reorder text, with their positions.
pub(super) fn hidden(text: &str) -> impl Iterator<Item = (usize, char)> {
    let right_to_left = text.chars().any(is_right_to_left);
    // The character before, and the last one that is no mark on another.
    let (mut before, mut base) = ('\0', '\0');
    text.char_indices().filter(move |(at, c)| {
        let near = Near { text, at: *at, before, base, right_to_left };
        let hidden = is_invisible(*c) && !near.needs(*c);
        before = *c;
        if !is_mark(*c) {
            base = *c;
        }
        hidden
    })
}

/// Returns the first word that mixes letters of scripts that look alike.
pub(super) fn mixed_word(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || is_mark(c) || is_invisible(c);
    text.split(|c| !is_part(c)).find(|word| {
        let mut scripts = word.chars().filter_map(script);
        let first = scripts.next();
        scripts.any(|script| Some(script) != first)
    })
}

/// Returns true if every letter is a Latin one.
pub(super) fn is_latin(text: &str) -> bool {
    let script = CodePointMapData::<Script>::new();
    text.chars().filter(|c| c.is_alphabetic()).all(|c| script.get(c) == Script::Latin)
}

/// The script of a letter that can pass for a letter of another script.
fn script(c: char) -> Option<Script> {
    match CodePointMapData::<Script>::new().get(c) {
        Script::Greek if !GREEK_LOOK_ALIKES.contains(c) => None,
        script @ (Script::Latin | Script::Greek | Script::Cyrillic | Script::Armenian | Script::Cherokee) => {
            Some(script)
        }
        _ => None,
    }
}

/// Zero-width and other default-ignorable characters, which include those that set the direction, and line breaks and
/// annotations that only some programs show.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn is_mark(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::NonspacingMark
}

fn is_right_to_left(c: char) -> bool {
    let class = CodePointMapData::<BidiClass>::new().get(c);
    c.is_alphabetic() && matches!(class, BidiClass::RightToLeft | BidiClass::ArabicLetter)
}

fn is_pictographic(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Returns true for a letter whose form depends on its neighbours, as in Arabic and the scripts of India.
fn is_joining(c: char) -> bool {
    let joining = CodePointMapData::<JoiningType>::new().get(c);
    let syllabic = CodePointMapData::<IndicSyllabicCategory>::new().get(c);
    c.is_alphabetic()
        && !is_invisible(c)
        && (syllabic != IndicSyllabicCategory::Other
            || matches!(
                joining,
                JoiningType::DualJoining | JoiningType::RightJoining | JoiningType::LeftJoining
            ))
}

/// The surroundings of an invisible character.
struct Near<'a> {
    text: &'a str,
    at: usize,
    before: char,
    base: char,
    right_to_left: bool,
}

impl Near<'_> {
    /// Returns true if script or emoji needs the invisible character here.
    fn needs(&self, c: char) -> bool {
        let directly = !is_invisible(self.before) && self.before != '\0';
        match c {
            '\u{200e}' | '\u{200f}' | '\u{61c}' => directly && self.right_to_left,
            '\u{200c}' => directly && is_joining(self.base),
            '\u{200d}' => {
                let emoji = is_pictographic(self.base) || is_skin_tone(self.base);
                directly && is_joining(self.base) || emoji && self.after(c).is_some_and(is_pictographic)
            }
            '\u{e0020}'..='\u{e007f}' => self.is_in_flag(),
            _ => {
                CodePointSetData::new::<VariationSelector>().contains(c) && directly && self.takes_variant(c)
            }
        }
    }

    fn after(&self, c: char) -> Option<char> {
        self.text[self.at + c.len_utf8()..].chars().next()
    }

    /// Returns true if the character before has variants: emoji, ideographs, letters that join, and operators.
    fn takes_variant(&self, selector: char) -> bool {
        let before = self.before;
        let emoji = CodePointSetData::new::<Emoji>().contains(before);
        let category = CodePointMapData::<GeneralCategory>::new().get(before);
        emoji && (!before.is_ascii() || self.after(selector) == Some(KEYCAP))
            || CodePointSetData::new::<Ideographic>().contains(before)
            || !before.is_ascii() && category == GeneralCategory::MathSymbol
            || is_joining(before)
    }

    fn is_in_flag(&self) -> bool {
        let flag = self.text[..self.at].rfind('\u{1f3f4}');
        flag.is_some_and(|start| {
            let flag = FLAGS.iter().find(|flag| self.text[start..].starts_with(**flag));
            flag.is_some_and(|flag| self.at < start + flag.len())
        })
    }
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}
