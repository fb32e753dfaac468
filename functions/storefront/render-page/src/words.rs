//! The storefront's texts in each of its languages.

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    En,
    De,
}

impl Lang {
    /// Every language, the one without a URL prefix first.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language tag in HTML and HTTP (BCP 47).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The locale in link previews (Open Graph).
    pub(crate) const fn territory(self) -> &'static str {
        match self {
            Self::En => "en_GB",
            Self::De => "de_DE",
        }
    }

    /// The prefix of paths in this language.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::En => "",
            Self::De => "/de",
        }
    }

    /// The target of the language switch.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::En => Self::De,
            Self::De => Self::En,
        }
    }
}

pub(crate) struct Words {
    en: Translation,
    de: Translation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Translation {
    /// Texts of the pages themselves.
    pub(crate) page: PageWords,
    /// Texts of the scripts, passed on unchanged.
    pub(crate) island: Map<String, Value>,
}

impl Words {
    /// Parses the texts that are compiled into the function.
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        let words = Self {
            en: serde_json::from_str(include_str!("../../../../web/strings/en.json"))?,
            de: serde_json::from_str(include_str!("../../../../web/strings/de.json"))?,
        };
        if words.en.island.keys().ne(words.de.island.keys()) {
            return Err(serde_json::Error::custom("the languages have different keys under `island`"));
        }
        Ok(words)
    }

    pub(crate) const fn of(&self, lang: Lang) -> &Translation {
        match lang {
            Lang::En => &self.en,
            Lang::De => &self.de,
        }
    }
}

/// Fills the one placeholder of a text.
pub(crate) fn fill(text: &str, gap: &(impl ToString + ?Sized)) -> String {
    text.replacen("{}", &gap.to_string(), 1)
}

impl PageWords {
    /// Formats a number of business days.
    pub(crate) fn days(&self, days: u16) -> String {
        if days == 1 { self.days_one.clone() } else { fill(&self.days, &days) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageWords {
    pub(crate) skip: String,
    pub(crate) search: String,
    pub(crate) search_for: String,
    pub(crate) products: String,
    pub(crate) cart: String,
    pub(crate) track: String,
    pub(crate) terms: String,
    pub(crate) privacy: String,
    pub(crate) menu: String,
    pub(crate) other_language: String,
    pub(crate) no_script: String,
    pub(crate) home_title: String,
    pub(crate) home_lead: String,
    pub(crate) home_browse: String,
    pub(crate) home_newest: String,
    pub(crate) home_empty: String,
    pub(crate) home_categories: String,
    pub(crate) home_steps: String,
    pub(crate) home_step_1: String,
    pub(crate) home_step_1_text: String,
    pub(crate) home_step_2: String,
    pub(crate) home_step_2_text: String,
    pub(crate) home_step_3: String,
    pub(crate) home_step_3_text: String,
    pub(crate) list_title: String,
    pub(crate) list_text: String,
    pub(crate) list_found_one: String,
    pub(crate) list_found: String,
    pub(crate) list_none: String,
    pub(crate) list_reset: String,
    pub(crate) list_apply: String,
    pub(crate) list_filters: String,
    pub(crate) list_sort: String,
    pub(crate) sort_newest: String,
    pub(crate) sort_price: String,
    pub(crate) sort_price_down: String,
    pub(crate) sort_name: String,
    pub(crate) any: String,
    pub(crate) category: String,
    pub(crate) material: String,
    pub(crate) color: String,
    /// The names of the hues, in their order.
    pub(crate) hues: String,
    pub(crate) size: String,
    pub(crate) price_up_to: String,
    pub(crate) lead_up_to: String,
    pub(crate) days_one: String,
    pub(crate) days: String,
    pub(crate) page: String,
    pub(crate) page_previous: String,
    pub(crate) page_next: String,
    pub(crate) price_from: String,
    pub(crate) made_in: String,
    pub(crate) made_from: String,
    pub(crate) breadcrumb: String,
    pub(crate) gallery: String,
    pub(crate) picture: String,
    pub(crate) view_3d: String,
    pub(crate) quantity: String,
    pub(crate) add: String,
    pub(crate) price_includes: String,
    pub(crate) price_plus_tax: String,
    pub(crate) price_plus_shipping: String,
    pub(crate) not_together: String,
    pub(crate) description: String,
    pub(crate) sold_out: String,
    pub(crate) not_found_title: String,
    pub(crate) not_found: String,
    pub(crate) sorry_title: String,
    pub(crate) sorry: String,
    pub(crate) cart_title: String,
    pub(crate) checkout_title: String,
    pub(crate) done_title: String,
    pub(crate) back_title: String,
    pub(crate) track_title: String,
    pub(crate) links_title: String,
    pub(crate) loading: String,
    pub(crate) contact: String,
    pub(crate) made_with: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::catalogue::hue::Hue;

    #[test]
    fn every_language_says_the_same_things() {
        assert!(Words::read().is_ok());
    }

    #[test]
    fn every_hue_has_a_name_in_every_language() {
        let words = Words::read().unwrap();
        for lang in Lang::ALL {
            assert_eq!(words.of(lang).page.hues.split(' ').count(), Hue::ALL.len());
        }
    }

    #[test]
    fn gaps_are_filled_and_days_are_counted() {
        let words = Words::read().unwrap();
        let says = |lang, days| words.of(lang).page.days(days);
        assert_eq!(
            (says(Lang::En, 1), says(Lang::De, 3)),
            ("1 business day".into(), "3 Arbeitstagen".into())
        );
    }
}
