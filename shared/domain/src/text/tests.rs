use proptest::prelude::*;

use super::*;

#[test]
fn slugs_are_lower_case_words_joined_by_single_hyphens() {
    for good in ["a", "articulated-dragon", "3d-print-2"] {
        assert!(Slug::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "-", "a-", "-a", "a--b", "A", "ä", "a_b", &"a".repeat(81)] {
        assert!(Slug::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn texts_are_trimmed_and_limited_and_have_no_control_characters() {
    assert_eq!(Text::<4>::parse("  äöüß ").unwrap().as_str(), "äöüß");
    assert_eq!(Text::<4>::parse("abcde").unwrap_err().code, "text_too_long");
    assert_eq!(Text::<4>::parse("\u{7}").unwrap_err().code, "control_character");
    assert_eq!(Text::<4>::parse(" \n").unwrap_err().code, "empty_text");
}

#[test]
fn a_line_is_a_text_without_line_breaks() {
    assert_eq!(Line::<9>::parse(" one\n").unwrap().as_str(), "one");
    assert_eq!(Line::<9>::parse("one\ntwo").unwrap_err().code, "control_character");
    assert_eq!(Line::<2>::parse("one").unwrap_err().code, "text_too_long");
}

fn code(written: &str) -> Result<(), &'static str> {
    Text::<400>::parse(written).map(drop).map_err(|broken| broken.code)
}

#[test]
fn a_text_that_nobody_sees_is_empty() {
    for blank in [
        "\u{200b}",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{ffa0} \u{2800}",
        "\u{ad}",
        "\u{202e}",
        "\u{feff}\u{2060}",
    ] {
        assert_eq!(code(blank), Err("empty_text"), "{blank:?}");
    }
}

#[test]
fn texts_have_no_characters_that_hide_or_reorder_others() {
    for c in [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202d}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2068}',
        '\u{2069}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fff9}',
        '\u{e0041}',
        '\u{e0100}',
    ] {
        assert_eq!(code(&format!("DH{c}L")), Err("invisible_character"), "{c:?}");
        assert_eq!(code(&format!("{c}DHL{c}")), Err("invisible_character"), "{c:?}");
        assert_eq!(readable(&format!("a{c}b\n{c}")), "ab");
    }
    let flag = "\u{1f3f4}\u{e0068}\u{e0069}";
    for smuggled in
        ["1\u{fe0f}", "❤\u{fe0f}\u{fe0f}", "❤\u{200d}", "❤\u{200d}\u{200d}❤", "م\u{200c}\u{200c}م", flag]
    {
        assert_eq!(code(smuggled), Err("invisible_character"), "{smuggled:?}");
    }
    let told = Text::<400>::parse("Hand\u{ad}bemalt").unwrap_err().detail;
    assert_eq!(told, "The invisible character U+00AD after \"Hand\" is not allowed.");
}

#[test]
fn words_do_not_mix_letters_that_look_alike() {
    for mixed in ["D\u{41d}L", "p\u{430}ypal", "\u{391}BS", "e\u{301}\u{435}", "\u{41c}8x20", "\u{13a0}bc"] {
        assert_eq!(code(mixed), Err("mixed_scripts"), "{mixed}");
    }
    for right in ["10 kΩ", "0.4 μm", "USB-кабель", "Белый PLA", "Αθήνα ABS", "Tシャツ XLサイズ", "3D принтер"]
    {
        assert_eq!(code(right), Ok(()), "{right}");
    }
    assert!(check_latin("JD0146000 ÄÖ/1").is_ok());
    assert_eq!(check_latin("\u{410}\u{412}123").unwrap_err().code, "mixed_scripts");
}

#[test]
fn emoji_and_the_scripts_of_the_world_are_allowed() {
    for text in [
        "👩‍🚀 👨‍👩‍👧‍👦 👍🏽 👩🏽‍🚀 ❤️‍🔥 🏳️‍🌈 🐦‍⬛ 1️⃣ #️⃣ ©️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇩🇪",
        "مزهرية من البلاستيك",
        "می‌خواهم کتاب‌ها",
        "שלום \u{200f}(3D)\u{200f}",
        "꽃병 한국어",
        "क्ष क्‍ष क्‌ष",
        "ශ්‍රී ලංකා",
        "葛\u{e0100}城市",
        "᠊ᠠ\u{180b}",
        "Straße — “naïve” café\u{301}…",
        "line one\n\nline two",
    ] {
        assert_eq!(code(text), Ok(()), "{text}");
        assert_eq!(readable(text), text.replace('\n', ""));
    }
}

#[test]
fn a_stored_text_is_read_even_if_a_later_rule_refuses_it() {
    let text: Text<4> = serde_json::from_str("\"a\u{200b}bcde\"").unwrap();
    assert_eq!(text.as_str(), "a\u{200b}bcde");
}

const NEVER_SHOWN: [char; 5] = ['\u{200b}', '\u{202e}', '\u{2066}', '\u{3164}', '\u{ad}'];

/// Any text, with many of the characters that the rules are about.
fn any_text() -> impl Strategy<Value = String> {
    let special = "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fe0f}\u{e0067}\u{e007f}❤🚀👍🏽🏴aа1कمש\u{3164}\u{ad} \n]";
    proptest::collection::vec(prop_oneof![special, ".", "\\PC"], 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn an_accepted_text_is_visible_and_is_accepted_again(written in any_text()) {
        if let Ok(text) = Text::<400>::parse(&written) {
            prop_assert!(visible::is_visible(text.as_str()));
            prop_assert!(!text.as_str().contains(NEVER_SHOWN));
            prop_assert_eq!(Text::<400>::parse(text.as_str()), Ok(text.clone()));
            prop_assert_eq!(readable(text.as_str()), text.as_str().replace('\n', ""));
        }
    }

    #[test]
    fn visible_characters_are_never_removed(written in any_text()) {
        let shown = readable(&written);
        let visible = |text: &str| text.chars().filter(|c| visible::is_visible(&c.to_string())).collect::<String>();
        prop_assert_eq!(visible(&shown), visible(&written).replace(char::is_control, ""));
        prop_assert!(!shown.contains(NEVER_SHOWN));
    }
}
