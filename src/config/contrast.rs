//! Contrast of the accent colour (WCAG 2.2, relative luminance and contrast ratio).

/// The lightest grey that the default theme puts behind accented text.
const BACKGROUND: [u8; 3] = [0xf4, 0xf6, 0xf7];

/// WCAG 2.2 success criterion 1.4.3, level AA, for text.
pub const REQUIRED: f64 = 4.5;

/// Parses `#rrggbb`.
pub fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Contrast of a colour with the theme's light background, from 1 to 21.
pub fn with_background(colour: [u8; 3]) -> f64 {
    let (a, b) = (luminance(colour), luminance(BACKGROUND));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
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

    #[test]
    fn known_contrasts() {
        let contrast = |colour| parse(colour).map(with_background).unwrap_or_default();
        assert!((contrast("#000000") - 19.3).abs() < 0.1);
        assert!(contrast("#0b5c55") > REQUIRED);
        assert!(contrast("#767676") < REQUIRED);
        assert_eq!(parse("teal"), None);
    }
}
