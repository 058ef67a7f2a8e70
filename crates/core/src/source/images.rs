//! Width and height of pictures, so that a page keeps its place while they load.

use quick_xml::Reader;
use quick_xml::events::Event;

use candor_model::image::ImageSize;

/// The size of a PNG, JPEG, GIF, WebP, AVIF or SVG picture; `None` when the bytes are
/// none of these, or an SVG that names neither its size nor a `viewBox`.
pub fn size(bytes: &[u8]) -> Option<ImageSize> {
    match imagesize::blob_size(bytes) {
        Ok(found) => {
            let (width, height) = (found.width.try_into().ok()?, found.height.try_into().ok()?);
            Some(match super::metadata::is_on_its_side(bytes) {
                true => ImageSize {
                    width: height,
                    height: width,
                },
                false => ImageSize { width, height },
            })
        }
        Err(_) => svg_size(std::str::from_utf8(bytes).ok()?),
    }
    .filter(|size| size.width > 0 && size.height > 0)
}

/// SVG 2, section 8.2: `width` and `height` count; what is missing follows from the `viewBox`.
fn svg_size(text: &str) -> Option<ImageSize> {
    let mut reader = Reader::from_str(text);
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => break element,
            Event::Eof => return None,
            _ => {}
        }
    };
    if root.local_name().as_ref() != b"svg" {
        return None;
    }
    let attribute = |name: &str| {
        let value = root.try_get_attribute(name).ok()??;
        String::from_utf8(value.value.into_owned()).ok()
    };
    let length = |name: &str| {
        let value = attribute(name)?;
        let number = value.trim().trim_end_matches("px").parse::<f64>().ok()?;
        (number > 0.0).then_some(number)
    };
    let view_box = attribute("viewBox").and_then(|text| {
        let numbers: Vec<f64> = text
            .split([' ', ',', '\n', '\t'])
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        match numbers[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
            _ => None,
        }
    });
    let (width, height) = match (length("width"), length("height"), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(size)) => size,
        _ => return None,
    };
    let whole = |number: f64| (number.round() as u32).max(1);
    Some(ImageSize {
        width: whole(width),
        height: whole(height),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(bytes: &[u8]) -> Option<(u32, u32)> {
        size(bytes).map(|size| (size.width, size.height))
    }

    #[test]
    fn pictures_are_measured() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend_from_slice(&[0, 0, 2, 128, 0, 0, 1, 224, 8, 6, 0, 0, 0]);
        assert_eq!(measured(&png), Some((640, 480)));
        assert_eq!(measured(b"GIF89a\x10\0\x08\0\0\0\0"), Some((16, 8)));
        assert_eq!(measured(b"no picture"), None);
        assert_eq!(measured(b""), None);
    }

    #[test]
    fn drawings_are_measured_by_what_they_say() {
        let svg = |attributes: &str| {
            measured(format!("<?xml version=\"1.0\"?>\n<svg {attributes}><path/></svg>").as_bytes())
        };
        assert_eq!(svg("width='30px' height='20'"), Some((30, 20)));
        assert_eq!(svg("viewBox='0 0 120 40'"), Some((120, 40)));
        assert_eq!(svg("width='60' viewBox='0,0,120,40'"), Some((60, 20)));
        assert_eq!(svg("width='100%' viewBox='0 0 12 4'"), Some((12, 4)));
        assert_eq!(svg("width='100%'"), None);
        assert_eq!(measured(b"<html width='1' height='1'></html>"), None);
    }
}
