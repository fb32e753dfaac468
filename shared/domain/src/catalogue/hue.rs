//! Common names of colours: shops name their reds differently, and customers look for red.

/// A colour by its common name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hue {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// Brown.
    Brown,
    /// Black.
    Black,
    /// Grey.
    Grey,
    /// White.
    White,
}

impl Hue {
    /// Every hue, in the order in which the pages list them.
    pub const ALL: [Self; 11] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Blue,
        Self::Purple,
        Self::Pink,
        Self::Brown,
        Self::Black,
        Self::Grey,
        Self::White,
    ];

    /// The name by which lists are filtered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Pink => "pink",
            Self::Brown => "brown",
            Self::Black => "black",
            Self::Grey => "grey",
            Self::White => "white",
        }
    }

    /// The hue of a swatch such as `#d9472b`: grey where there is little colour, otherwise by the angle on the colour circle
    /// (<https://www.w3.org/TR/css-color-4/#the-hsl-notation>); a dark orange is brown, and a light red is pink.
    pub fn of(swatch: &str) -> Option<Self> {
        let part = |from: usize| i32::from_str_radix(swatch.get(from..from + 2)?, 16).ok();
        let (red, green, blue) = (part(1)?, part(3)?, part(5)?);
        let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
        let (colour, light) = (most - least, most + least);
        if colour < 28 {
            return Some(match light {
                ..=130 => Self::Black,
                131..=430 => Self::Grey,
                _ => Self::White,
            });
        }
        let degrees = if most == red {
            60 * (green - blue) / colour
        } else if most == green {
            120 + 60 * (blue - red) / colour
        } else {
            240 + 60 * (red - green) / colour
        };
        Some(match degrees.rem_euclid(360) {
            10..50 if light < 250 => Self::Brown,
            0..14 | 340.. if light > 390 => Self::Pink,
            0..14 | 346.. => Self::Red,
            14..40 => Self::Orange,
            40..70 => Self::Yellow,
            70..165 => Self::Green,
            165..258 => Self::Blue,
            258..305 => Self::Purple,
            _ => Self::Pink,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn swatches_go_by_the_names_that_people_give_them() {
        for (swatch, hue) in [
            ("#d9472b", Hue::Red),
            ("#f28c28", Hue::Orange),
            ("#d4a437", Hue::Yellow),
            ("#2f7d4f", Hue::Green),
            ("#24365e", Hue::Blue),
            ("#1fa5a0", Hue::Blue),
            ("#7b4fa3", Hue::Purple),
            ("#f4a6b7", Hue::Pink),
            ("#5b3a29", Hue::Brown),
            ("#1b1b1d", Hue::Black),
            ("#8a8d91", Hue::Grey),
            ("#f7f5f0", Hue::White),
        ] {
            assert_eq!(Hue::of(swatch), Some(hue), "{swatch}");
        }
    }

    proptest! {
        #[test]
        fn every_swatch_has_a_hue_and_nothing_else_breaks(text in ".*", red: u8, green: u8, blue: u8) {
            let _ = Hue::of(&text);
            let swatch = format!("#{red:02x}{green:02x}{blue:02x}");
            prop_assert!(Hue::of(&swatch).is_some_and(|hue| Hue::ALL.contains(&hue)));
        }
    }
}
