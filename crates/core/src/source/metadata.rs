//! What pictures say besides what they show. A photograph names the place where it was taken, the device and often the
//! person: all of it is left out when it is published, except how it is to be turned and which colours it means.
//!
//! The bytes of the picture itself stay as they are. Formats: JPEG (ITU-T T.81, annex B), PNG (W3C, third edition),
//! WebP (RFC 9649); Exif 2.3 for how a picture is turned. Written by hand, since the crates for it keep what stands
//! behind the first scan of a JPEG, which is where telephones put whole videos.

/// How a picture is turned where nothing says so.
const UPRIGHT: u8 = 1;

/// Parts of a PNG that say how it looks; those in capitals all do.
const PNG_PARTS: &[&[u8; 4]] = &[
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// Parts of a WebP that say how it looks.
const WEBP_PARTS: &[&[u8; 4]] = &[
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP",
];

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const EXIF: &[u8] = b"Exif\0\0";

/// Whether metadata are removed from a picture with this name.
pub fn is_cleaned(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// A picture without its metadata; `None` when it is no JPEG, PNG or WebP, or is damaged.
pub fn removed(bytes: &[u8]) -> Option<Vec<u8>> {
    let turned = orientation(bytes).filter(|turned| *turned != UPRIGHT);
    if bytes.starts_with(b"\xff\xd8") {
        jpeg(bytes, turned)
    } else if bytes.starts_with(PNG) {
        png(bytes, turned)
    } else if is_webp(bytes) {
        webp(bytes, turned)
    } else {
        None
    }
}

/// Whether browsers show a picture with width and height exchanged (CSS `image-orientation`, initial value).
pub fn is_on_its_side(bytes: &[u8]) -> bool {
    orientation(bytes).is_some_and(|turned| turned >= 5)
}

fn orientation(bytes: &[u8]) -> Option<u8> {
    if bytes.starts_with(b"\xff\xd8") {
        let mut segments = Segments { bytes, at: 2 };
        let exif = std::iter::from_fn(|| segments.next())
            .take_while(|(marker, _)| *marker != SOS)
            .find_map(|(marker, content)| {
                (marker == APP1).then_some(content)?.strip_prefix(EXIF)
            })?;
        of_tiff(exif)
    } else if bytes.starts_with(PNG) {
        let (_, exif) = png_parts(bytes).find(|(kind, _)| *kind == b"eXIf")?;
        of_tiff(exif.get(8..exif.len().checked_sub(4)?)?)
    } else if is_webp(bytes) {
        let (_, exif) = webp_parts(bytes).find(|(kind, _)| *kind == b"EXIF")?;
        let exif = exif.get(8..)?;
        of_tiff(exif.strip_prefix(EXIF).unwrap_or(exif))
    } else {
        None
    }
}

/// The tag `Orientation` of the first directory.
fn of_tiff(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match is_little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let at = match is_little {
        true => u32::from_le_bytes(four),
        false => u32::from_be_bytes(four),
    };
    let at = usize::try_from(at).ok()?;
    let entries = usize::from(two(at)?);
    let value = (0..entries).find_map(|entry| {
        let at = at.checked_add(2 + entry * 12)?;
        // A short number stands in the entry itself.
        (two(at)? == 0x0112 && two(at + 2)? == 3).then(|| two(at + 8))?
    })?;
    u8::try_from(value)
        .ok()
        .filter(|turned| (1..=8).contains(turned))
}

/// Exif that says how a picture is turned, and nothing else.
fn tiff(turned: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    tiff[19] = turned;
    tiff
}

const SOS: u8 = 0xda;
const EOI: u8 = 0xd9;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;

/// Segments of a JPEG with their contents; those of a scan have its data behind them.
struct Segments<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Segments<'b> {
    fn next(&mut self) -> Option<(u8, &'b [u8])> {
        if *self.bytes.get(self.at)? != 0xff {
            return None;
        }
        // A marker may have any number of these in front.
        while *self.bytes.get(self.at)? == 0xff {
            self.at += 1;
        }
        let marker = *self.bytes.get(self.at)?;
        self.at += 1;
        if matches!(marker, 0x01 | 0xd0..=0xd7 | EOI) {
            return Some((marker, &[]));
        }
        if matches!(marker, 0x00 | 0xd8) {
            return None;
        }
        let size: [u8; 2] = self.bytes.get(self.at..self.at + 2)?.try_into().ok()?;
        let end = self.at.checked_add(usize::from(u16::from_be_bytes(size)))?;
        let content = self.bytes.get(self.at + 2..end)?;
        self.at = end;
        Some((marker, content))
    }

    /// The data of a scan, up to the next marker that does not belong to them.
    fn scan(&mut self) -> &'b [u8] {
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            let is_marker = *byte == 0xff
                && (self.bytes.get(self.at + 1))
                    .is_some_and(|next| !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff));
            if is_marker {
                break;
            }
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }
}

fn jpeg(bytes: &[u8], turned: Option<u8>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(b"\xff\xd8");
    let mut turned = turned;
    let mut segments = Segments { bytes, at: 2 };
    let mut has_scan = false;
    loop {
        let Some((marker, content)) = segments.next() else {
            // Browsers show what there is of a picture that was cut short.
            return has_scan.then_some(out);
        };
        if marker != APP0
            && let Some(turned) = turned.take()
        {
            put_segment(&mut out, APP1, &[EXIF, &tiff(turned)].concat());
        }
        match marker {
            EOI => {
                out.extend_from_slice(b"\xff\xd9");
                return has_scan.then_some(out);
            }
            0x01 | 0xd0..=0xd7 => out.extend_from_slice(&[0xff, marker]),
            // Without the small picture that it may hold.
            APP0 if content.starts_with(b"JFIF\0") => {
                let mut plain = content.get(..12)?.to_vec();
                plain.extend_from_slice(&[0, 0]);
                put_segment(&mut out, marker, &plain);
            }
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => {
                put_segment(&mut out, marker, content);
            }
            // It says which colours the numbers are.
            0xee if content.starts_with(b"Adobe") => put_segment(&mut out, marker, content),
            0xe0..=0xef | 0xfe => {}
            SOS => {
                put_segment(&mut out, marker, content);
                out.extend_from_slice(segments.scan());
                has_scan = true;
            }
            _ => put_segment(&mut out, marker, content),
        }
    }
}

fn put_segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    // Contents come from a segment, or are short.
    let size = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    out.extend_from_slice(&[0xff, marker]);
    out.extend_from_slice(&size.to_be_bytes());
    out.extend_from_slice(content);
}

/// Parts of a PNG with their kinds, each whole.
fn png_parts(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = PNG.len();
    std::iter::from_fn(move || {
        let size: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let end = at
            .checked_add(usize::try_from(u32::from_be_bytes(size)).ok()?)?
            .checked_add(12)?;
        let part = bytes.get(at..end)?;
        at = end;
        Some((&part[4..8], part))
    })
}

fn png(bytes: &[u8], turned: Option<u8>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(PNG);
    let mut turned = turned;
    for (kind, part) in png_parts(bytes) {
        if kind == b"IDAT"
            && let Some(turned) = turned.take()
        {
            let mut exif = b"eXIf".to_vec();
            exif.extend_from_slice(&tiff(turned));
            out.extend_from_slice(&26_u32.to_be_bytes());
            out.extend_from_slice(&exif);
            out.extend_from_slice(&crc(&exif).to_be_bytes());
        }
        let says_how_it_looks =
            kind[0].is_ascii_uppercase() || PNG_PARTS.iter().any(|known| *known == kind);
        if says_how_it_looks {
            out.extend_from_slice(part);
        }
        // What stands behind the end is no part of the picture.
        if kind == b"IEND" {
            return Some(out);
        }
    }
    None
}

/// The sum of a part of a PNG (annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                0xedb8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            }
        })
    })
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// Parts of a WebP with their kinds, each whole.
fn webp_parts(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let size = bytes
        .get(4..8)
        .and_then(|size| size.try_into().ok())
        .map_or(0, u32::from_le_bytes);
    let end = usize::try_from(size)
        .unwrap_or(usize::MAX)
        .saturating_add(8)
        .min(bytes.len());
    let mut at = 12;
    std::iter::from_fn(move || {
        let size: [u8; 4] = bytes.get(at..at + 4 + 4)?[4..].try_into().ok()?;
        let size = usize::try_from(u32::from_le_bytes(size)).ok()?;
        let next = at.checked_add(8)?.checked_add(size)?;
        if next > end {
            return None;
        }
        let part = &bytes[at..next];
        // Each begins at an even place.
        at = next + size % 2;
        Some((&part[..4], part))
    })
}

fn webp(bytes: &[u8], turned: Option<u8>) -> Option<Vec<u8>> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut put = |part: &[u8]| {
        out.extend_from_slice(part);
        if part.len() % 2 == 1 {
            out.push(0);
        }
    };
    let mut has_picture = false;
    let mut is_extended = false;
    for (kind, part) in webp_parts(bytes) {
        if kind == b"VP8X" && part.len() > 8 {
            let mut part = part.to_vec();
            // It says which other parts there are: 8 for Exif, 4 for XMP.
            part[8] &= !0x0c;
            if turned.is_some() {
                part[8] |= 0x08;
            }
            put(&part);
            is_extended = true;
        } else if WEBP_PARTS.iter().any(|known| *known == kind) {
            has_picture |= kind != b"ICCP";
            put(part);
        }
    }
    if let Some(turned) = turned.filter(|_| is_extended) {
        let mut exif = b"EXIF\x1a\0\0\0".to_vec();
        exif.extend_from_slice(&tiff(turned));
        put(&exif);
    }
    let size = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out[4..8].copy_from_slice(&size);
    has_picture.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        put_segment(&mut out, marker, content);
        out
    }

    /// Exif of a telephone: how it is turned, and a place.
    fn exif(turned: u8, is_little: bool) -> Vec<u8> {
        let mut tiff = match is_little {
            true => b"II*\0\x08\0\0\0\x02\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
            false => b"MM\0*\0\0\0\x08\0\x02\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec(),
        };
        tiff[if is_little { 30 } else { 31 }] = turned;
        tiff.extend_from_slice(b"40.7128 N SECRET");
        tiff
    }

    fn photograph(turned: u8, is_little: bool) -> Vec<u8> {
        [
            b"\xff\xd8".to_vec(),
            segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01SECRET"),
            segment(0xe1, &[EXIF, &exif(turned, is_little)].concat()),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0SECRET"),
            segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
            segment(0xe2, b"MPF\0SECRET"),
            segment(0xed, b"Photoshop 3.0\0SECRET"),
            segment(0xee, b"Adobe\0d\0\0\0\0\x01"),
            segment(0xfe, b"SECRET"),
            segment(0xc0, b"\x08\0\x02\0\x01\x01\x01\x11\0"),
            segment(SOS, b"\x01\x01\0\0\x3f\0"),
            b"data\xff\0data\xff\xd0data".to_vec(),
            segment(0xfe, b"SECRET"),
            segment(SOS, b"\x01\x01\0\0\x3f\0"),
            b"more\xff\xd9SECRET video".to_vec(),
        ]
        .concat()
    }

    fn has(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|window| window == what)
    }

    #[test]
    fn of_a_photograph_only_what_it_shows_its_colours_and_how_it_is_turned_stay() {
        for (turned, is_little) in [(1, true), (6, true), (8, false), (3, false)] {
            let cleaned = removed(&photograph(turned, is_little)).unwrap_or_default();
            assert!(
                !has(&cleaned, b"SECRET") && !has(&cleaned, b"40.7"),
                "{turned}"
            );
            for kept in [
                &b"colours"[..],
                b"Adobe",
                b"data\xff\0data\xff\xd0data",
                b"more\xff\xd9",
                b"JFIF",
            ] {
                assert!(has(&cleaned, kept), "{kept:?}");
            }
            assert_eq!(orientation(&cleaned).unwrap_or(UPRIGHT), turned);
            assert_eq!(has(&cleaned, EXIF), turned != UPRIGHT);
            assert_eq!(
                removed(&cleaned).as_deref(),
                Some(&*cleaned),
                "twice is once"
            );
            assert_eq!(is_on_its_side(&cleaned), turned >= 5);
        }
    }

    fn part(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len()).unwrap_or_default();
        let body = [&kind[..], content].concat();
        [&size.to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat()
    }

    #[test]
    fn so_it_is_with_a_screenshot() {
        for turned in [1, 6] {
            let png = [
                PNG.to_vec(),
                part(b"IHDR", b"\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0"),
                part(b"tEXt", b"Author\0SECRET"),
                part(b"iCCP", b"colours"),
                part(b"eXIf", &exif(turned, true)),
                part(b"IDAT", b"data"),
                part(b"tIME", b"SECRET!"),
                part(b"IEND", b""),
                b"SECRET".to_vec(),
            ]
            .concat();
            let cleaned = removed(&png).unwrap_or_default();
            assert!(
                !has(&cleaned, b"SECRET") && has(&cleaned, b"colours") && has(&cleaned, b"data")
            );
            assert_eq!(orientation(&cleaned).unwrap_or(UPRIGHT), turned);
            assert!(png_parts(&cleaned).all(|(_, part)| {
                let (body, sum) = part[4..].split_at(part.len() - 8);
                crc(body).to_be_bytes() == sum
            }));
        }
    }

    #[test]
    fn and_with_a_webp() {
        let chunk = |kind: &[u8], content: &[u8]| {
            let size = u32::try_from(content.len()).unwrap_or_default();
            [
                kind,
                &size.to_le_bytes(),
                content,
                &[0][..content.len() % 2],
            ]
            .concat()
        };
        let body = [
            b"WEBP".to_vec(),
            chunk(b"VP8X", b"\x2c\0\0\0\x01\0\0\0\0\0"),
            chunk(b"ICCP", b"colours"),
            chunk(b"VP8L", b"data"),
            chunk(b"EXIF", &exif(6, false)),
            chunk(b"XMP ", b"SECRET"),
        ]
        .concat();
        let size = u32::try_from(body.len()).unwrap_or_default();
        let webp = [&b"RIFF"[..], &size.to_le_bytes(), &body, b"SECRET"].concat();
        let cleaned = removed(&webp).unwrap_or_default();
        assert!(!has(&cleaned, b"SECRET") && has(&cleaned, b"colours") && has(&cleaned, b"data"));
        assert_eq!(orientation(&cleaned), Some(6));
        assert_eq!(
            removed(&cleaned).as_deref(),
            Some(&*cleaned),
            "twice is once"
        );
    }

    #[test]
    fn what_is_cut_short_or_something_else_does_no_harm() {
        for whole in [
            photograph(6, true),
            [PNG, b"\0\0\0\x01IHDRx"].concat(),
            b"GIF89a".to_vec(),
        ] {
            for end in 0..whole.len() {
                let cleaned = removed(&whole[..end]);
                assert!(
                    cleaned.is_none_or(|cleaned| cleaned.len() <= end + 40),
                    "{end}"
                );
            }
        }
        assert_eq!(removed(b"\xff\xd8\xff\xd9"), None);
        assert_eq!(of_tiff(b"II*\0\xff\xff\xff\xff"), None);
    }
}
