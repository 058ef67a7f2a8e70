//! Numbers as printable letters: shorter than decimal digits in JSON, and quicker to read.
//!
//! A number is written in base 64 for its last letter and base 28 for those before it. The last letter
//! holds 0 to 63 and the others 64 to 91, so that a number needs no mark behind it. The letters are ASCII
//! from `#`; the backslash, which JSON would double, is written as a space.

const LAST: u32 = 64;
const MORE: u32 = 28;

/// Field lengths in tokens that a posting can tell apart: exact up to 8, then in steps of about 40 %,
/// finer than the score can tell.
pub(super) const LENGTHS: [u32; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 18, 25, 36, 55, 90, 160];

/// The place in [`LENGTHS`] that is nearest to a length, by ratio.
pub(super) fn level(length: u32) -> u32 {
    let above = LENGTHS.windows(2).take_while(|pair| {
        // Past the geometric mean of two steps.
        u64::from(length) * u64::from(length) > u64::from(pair[0]) * u64::from(pair[1])
    });
    above.count() as u32
}

/// A length as the index tells it.
pub(super) fn rounded(length: u32) -> u32 {
    LENGTHS
        .get(level(length) as usize)
        .copied()
        .unwrap_or(length)
}

/// Letters that a number takes.
pub(super) fn letters(value: u32) -> u32 {
    let mut high = value / LAST;
    let mut letters = 1;
    while high > 0 {
        letters += 1;
        high /= MORE;
    }
    letters
}

/// Appends a number.
#[inline]
pub(super) fn number(out: &mut Vec<u8>, value: u32) {
    let mut high = value / LAST;
    // 28^6 is above 2^26, the most that is left.
    let mut letters = [0u8; 6];
    let mut at = letters.len();
    while high > 0 {
        at -= 1;
        letters[at] = letter(LAST + high % MORE);
        high /= MORE;
    }
    out.extend_from_slice(&letters[at..]);
    out.push(letter(value % LAST));
}

fn letter(value: u32) -> u8 {
    match b'#' + value as u8 {
        b'\\' => b' ',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `unpack` in `search-engine.js` reads them.
    fn read(text: &[u8]) -> Vec<u32> {
        let (mut numbers, mut high) = (Vec::new(), 0);
        for byte in text {
            let value = if *byte == b' ' {
                b'\\' - b'#'
            } else {
                byte - b'#'
            };
            match u32::from(value) {
                value if value < LAST => {
                    numbers.push(high * LAST + value);
                    high = 0;
                }
                value => high = high * MORE + value - LAST,
            }
        }
        numbers
    }

    #[test]
    fn numbers_come_back() {
        let numbers = [
            0,
            1,
            57,
            63,
            64,
            1791,
            1792,
            50_175,
            50_176,
            999_999_999,
            u32::MAX,
        ];
        let mut text = Vec::new();
        for value in numbers {
            number(&mut text, value);
        }
        assert_eq!(read(&text), numbers);
        assert!(
            text.iter()
                .all(|byte| (b' '..=b'~').contains(byte) && !b"\"\\".contains(byte))
        );
    }

    #[test]
    fn short_lengths_are_exact_and_long_ones_near() {
        for length in 1..=8 {
            assert_eq!(LENGTHS[level(length) as usize], length);
        }
        for length in 9..=160u32 {
            let ratio = f64::from(LENGTHS[level(length) as usize]) / f64::from(length);
            assert!((0.7..=1.42).contains(&ratio), "{length}: {ratio}");
        }
        assert_eq!(level(0), 0);
        assert_eq!(level(4095), 15);
    }
}
