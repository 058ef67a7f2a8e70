//! Contrast of the accent colour (WCAG 2.2, relative luminance and contrast ratio), with
//! everything that the default theme's stylesheet puts it on or beside, in both schemes.

/// WCAG 2.2 success criterion 1.4.3, level AA, for text.
pub const REQUIRED: f64 = 4.5;

/// A colour: red, green and blue.
type Rgb = [u8; 3];

const WHITE: Rgb = [0xff; 3];
/// `--soft` of the light scheme: the darkest ground that is not made from the accent.
const SOFT_LIGHT: Rgb = [0xf4, 0xf6, 0xf7];
/// `--soft` of the dark scheme: the lightest such ground.
const SOFT_DARK: Rgb = [0x1b, 0x22, 0x26];
/// `--bg` of the dark scheme.
const GROUND_DARK: Rgb = [0x13, 0x18, 0x1b];
/// `--on-link` of the dark scheme: text on buttons.
const ON_LINK_DARK: Rgb = [0x0f, 0x14, 0x16];
/// `--text` of the dark scheme.
const TEXT_DARK: Rgb = [0xe8, 0xed, 0xef];
/// Per cent of the accent in `--accent-dark`, the rest is white.
const LINK_DARK_SHARE: u32 = 40;
/// Per cent of the accent in `--tint` of the light scheme, the rest is white.
const TINT_LIGHT_SHARE: u32 = 7;
/// Per cent of the accent in `--tint` of the dark scheme, the rest is the ground.
const TINT_DARK_SHARE: u32 = 22;

/// The pair of colours that is hardest to read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    /// Contrast, from 1 to 21.
    pub ratio: f64,
    /// `light` or `dark`: the scheme in which it stands.
    pub scheme: &'static str,
}

/// Parses `#rrggbb`.
pub fn parse(colour: &str) -> Option<Rgb> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// The lowest contrast of text in, on or beside the accent colour.
pub fn worst(accent: Rgb) -> Worst {
    let tint_light = mix(accent, TINT_LIGHT_SHARE, WHITE);
    let link_dark = mix(accent, LINK_DARK_SHARE, WHITE);
    let tint_dark = mix(accent, TINT_DARK_SHARE, GROUND_DARK);
    let pairs = [
        ("light", accent, WHITE),
        ("light", accent, SOFT_LIGHT),
        ("light", accent, tint_light),
        ("dark", link_dark, GROUND_DARK),
        ("dark", link_dark, SOFT_DARK),
        ("dark", link_dark, tint_dark),
        ("dark", link_dark, ON_LINK_DARK),
        ("dark", TEXT_DARK, tint_dark),
    ];
    let ratios = pairs.map(|(scheme, text, ground)| Worst {
        ratio: ratio(text, ground),
        scheme,
    });
    ratios.into_iter().fold(
        ratios[0],
        |worst, one| if one.ratio < worst.ratio { one } else { worst },
    )
}

/// CSS `color-mix(in srgb, colour share%, other)`.
fn mix(colour: Rgb, share: u32, other: Rgb) -> Rgb {
    let mixed = |at: usize| {
        let sum = u32::from(colour[at]) * share + u32::from(other[at]) * (100 - share);
        u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
    };
    [mixed(0), mixed(1), mixed(2)]
}

fn ratio(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Rgb) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(colour: &str) -> Worst {
        worst(parse(colour).unwrap_or_default())
    }

    #[test]
    fn known_contrasts() {
        assert!((ratio([0; 3], WHITE) - 21.0).abs() < 0.01);
        assert!((ratio([0x76; 3], WHITE) - 4.54).abs() < 0.01);
        assert_eq!(mix([0x0b, 0x5c, 0x55], 40, WHITE), [0x9d, 0xbe, 0xbb]);
        assert_eq!(parse("teal"), None);
    }

    #[test]
    fn both_schemes_are_looked_at() {
        assert!(checked("#0b5c55").ratio > REQUIRED);
        let pale = checked("#767676");
        assert!(pale.ratio < REQUIRED);
        assert_eq!(pale.scheme, "light");
        // A black accent is as easy to read as can be by day; by night it is a middle grey.
        let black = checked("#000000");
        assert_eq!(black.scheme, "dark");
        assert!((black.ratio - 5.7).abs() < 0.1, "{black:?}");
    }

    /// The colours above are those of the stylesheet.
    #[test]
    fn the_stylesheet_has_these_colours() {
        let css = include_str!("../../../../themes/default/static/style.css");
        let hex = |[r, g, b]: Rgb| format!("#{r:02x}{g:02x}{b:02x}");
        let (light, dark) = css
            .split_once("prefers-color-scheme: dark")
            .unwrap_or_default();
        let dark = dark.split_once("@supports").unwrap_or_default().0;
        for (part, declared) in [
            (light, format!("--soft: {};", hex(SOFT_LIGHT))),
            (light, format!("var(--accent) {LINK_DARK_SHARE}%, #fff)")),
            (light, format!("var(--accent) {TINT_LIGHT_SHARE}%, #fff)")),
            (dark, format!("--soft: {};", hex(SOFT_DARK))),
            (dark, format!("--bg: {};", hex(GROUND_DARK))),
            (dark, format!("--on-link: {};", hex(ON_LINK_DARK))),
            (dark, format!("--text: {};", hex(TEXT_DARK))),
            (
                dark,
                format!("var(--accent) {TINT_DARK_SHARE}%, {})", hex(GROUND_DARK)),
            ),
        ] {
            assert!(part.contains(&declared), "{declared}");
        }
    }
}
