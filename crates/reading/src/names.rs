//! Names of elements and attributes that mean something here, told apart quickly.
//!
//! A page of twenty kilobytes has a thousand names. Each is looked up once, as a number of sixteen bytes; what follows
//! goes by the variant.

/// How long the names are that are known; a test says so.
const LONGEST: usize = 16;

/// A name of at most sixteen bytes as one number.
const fn packed(name: &[u8]) -> u128 {
    let mut number = 0;
    let mut at = 0;
    while at < name.len() {
        number = number << 8 | name[at] as u128;
        at += 1;
    }
    number
}

macro_rules! names {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident { $($Variant:ident = $text:literal $(: $traits:expr)?,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        $vis enum $Name {
            $($Variant,)*
            /// Any other.
            Other,
        }

        impl $Name {
            /// Looks a name up, which must be in lower case.
            $vis fn of(name: &[u8]) -> $Name {
                struct Number;
                // The constants are named as the variants are.
                #[allow(non_upper_case_globals)]
                impl Number {
                    $(const $Variant: u128 = packed($text.as_bytes());)*
                }
                if name.len() > LONGEST {
                    return $Name::Other;
                }
                match packed(name) {
                    $(Number::$Variant => $Name::$Variant,)*
                    _ => $Name::Other,
                }
            }

            /// The name as it is written; nothing for others.
            $vis const fn text(self) -> &'static str {
                match self {
                    $($Name::$Variant => $text,)*
                    $Name::Other => "",
                }
            }

            #[cfg(test)]
            const ALL: &[$Name] = &[$($Name::$Variant,)*];

            names!(@traits $Name [$($Variant $(: $traits)?,)*]);
        }
    };
    (@traits $Name:ident [$($Variant:ident: $traits:expr,)*]) => {
        const fn traits(self) -> u8 {
            match self {
                $($Name::$Variant => $traits,)*
                $Name::Other => INLINE,
            }
        }
    };
    (@traits $Name:ident [$($Variant:ident,)*]) => {};
}

/// Nothing special: it stands on lines of its own.
const BLOCK: u8 = 0;
/// Has no content and no end tag.
const VOID: u8 = 1;
/// Stands in a line of text and does not break it.
const INLINE: u8 = 1 << 1;
/// Its content is not displayed: the style sheet of every browser says so, or it is shown only where the element fails.
const UNSEEN: u8 = 1 << 2;
/// Its start tag ends an open paragraph.
const ENDS_P: u8 = 1 << 3;
/// Only the tree builder knows what becomes of it.
const BUILT: u8 = 1 << 4;

names! {
    /// An element of HTML.
    pub(crate) enum Tag {
        A = "a": INLINE,
        Abbr = "abbr": INLINE,
        Acronym = "acronym": INLINE,
        Address = "address": ENDS_P,
        Applet = "applet": BUILT,
        Area = "area": VOID | UNSEEN,
        Article = "article": ENDS_P,
        Aside = "aside": ENDS_P,
        Audio = "audio": INLINE | UNSEEN,
        B = "b": INLINE,
        Base = "base": VOID | UNSEEN,
        Basefont = "basefont": BUILT,
        Bdi = "bdi": INLINE,
        Bdo = "bdo": INLINE,
        Bgsound = "bgsound": BUILT,
        Big = "big": INLINE,
        Blockquote = "blockquote": ENDS_P,
        Body = "body": BLOCK,
        Br = "br": VOID | INLINE,
        Button = "button": INLINE,
        Canvas = "canvas": INLINE | UNSEEN,
        Caption = "caption": BLOCK,
        Center = "center": ENDS_P,
        Cite = "cite": INLINE,
        Code = "code": INLINE,
        Col = "col": VOID,
        Colgroup = "colgroup": BLOCK,
        Data = "data": INLINE,
        Datalist = "datalist": INLINE | UNSEEN,
        Dd = "dd": BLOCK,
        Del = "del": INLINE,
        Details = "details": ENDS_P,
        Dfn = "dfn": INLINE,
        Dialog = "dialog": ENDS_P,
        Dir = "dir": ENDS_P,
        Div = "div": ENDS_P,
        Dl = "dl": ENDS_P,
        Dt = "dt": BLOCK,
        Em = "em": INLINE,
        Embed = "embed": VOID | INLINE,
        Fieldset = "fieldset": ENDS_P,
        Figcaption = "figcaption": ENDS_P,
        Figure = "figure": ENDS_P,
        Font = "font": INLINE,
        Footer = "footer": ENDS_P,
        Form = "form": ENDS_P,
        Frame = "frame": BUILT,
        Frameset = "frameset": BUILT,
        H1 = "h1": ENDS_P,
        H2 = "h2": ENDS_P,
        H3 = "h3": ENDS_P,
        H4 = "h4": ENDS_P,
        H5 = "h5": ENDS_P,
        H6 = "h6": ENDS_P,
        Head = "head": UNSEEN,
        Header = "header": ENDS_P,
        Hgroup = "hgroup": ENDS_P,
        Hr = "hr": VOID | ENDS_P,
        Html = "html": BLOCK,
        I = "i": INLINE,
        Iframe = "iframe": INLINE | UNSEEN,
        Image = "image": BUILT,
        Img = "img": VOID | INLINE,
        Input = "input": VOID | INLINE,
        Ins = "ins": INLINE,
        Isindex = "isindex": BUILT,
        Kbd = "kbd": INLINE,
        Keygen = "keygen": BUILT,
        Label = "label": INLINE,
        Legend = "legend": BLOCK,
        Li = "li": BLOCK,
        Link = "link": VOID | UNSEEN,
        Listing = "listing": ENDS_P,
        Main = "main": ENDS_P,
        Map = "map": INLINE,
        Mark = "mark": INLINE,
        Marquee = "marquee": BUILT,
        Math = "math": BUILT,
        Menu = "menu": ENDS_P,
        Menuitem = "menuitem": BUILT,
        Meta = "meta": VOID | UNSEEN,
        Meter = "meter": INLINE | UNSEEN,
        Nav = "nav": ENDS_P,
        Nobr = "nobr": INLINE | BUILT,
        Noembed = "noembed": UNSEEN | BUILT,
        Noframes = "noframes": UNSEEN | BUILT,
        Noscript = "noscript": INLINE | UNSEEN,
        Object = "object": INLINE | UNSEEN,
        Ol = "ol": ENDS_P,
        Optgroup = "optgroup": BLOCK,
        Option = "option": BLOCK,
        Output = "output": INLINE,
        P = "p": ENDS_P,
        Param = "param": VOID | UNSEEN,
        Picture = "picture": INLINE,
        Plaintext = "plaintext": BUILT,
        Pre = "pre": ENDS_P,
        Progress = "progress": INLINE | UNSEEN,
        Q = "q": INLINE,
        Rb = "rb": INLINE,
        Rp = "rp": INLINE | UNSEEN,
        Rt = "rt": INLINE,
        Rtc = "rtc": INLINE,
        Ruby = "ruby": INLINE,
        S = "s": INLINE,
        Samp = "samp": INLINE,
        Script = "script": INLINE | UNSEEN,
        Search = "search": ENDS_P,
        Section = "section": ENDS_P,
        Select = "select": INLINE,
        Slot = "slot": INLINE,
        Small = "small": INLINE,
        Source = "source": VOID | UNSEEN,
        Span = "span": INLINE,
        Strike = "strike": INLINE,
        Strong = "strong": INLINE,
        Style = "style": INLINE | UNSEEN,
        Sub = "sub": INLINE,
        Summary = "summary": ENDS_P,
        Sup = "sup": INLINE,
        Svg = "svg": INLINE,
        Table = "table": ENDS_P,
        Tbody = "tbody": BLOCK,
        Td = "td": BLOCK,
        Template = "template": INLINE | UNSEEN | BUILT,
        Textarea = "textarea": INLINE,
        Tfoot = "tfoot": BLOCK,
        Th = "th": BLOCK,
        Thead = "thead": BLOCK,
        Time = "time": INLINE,
        Title = "title": INLINE | UNSEEN,
        Tr = "tr": BLOCK,
        Track = "track": VOID | UNSEEN,
        Tt = "tt": INLINE,
        U = "u": INLINE,
        Ul = "ul": ENDS_P,
        Var = "var": INLINE,
        Video = "video": INLINE | UNSEEN,
        Wbr = "wbr": VOID | INLINE,
        Xmp = "xmp": BUILT,
    }
}

impl Tag {
    /// Whether it has no content and no end tag.
    pub(crate) const fn is_void(self) -> bool {
        self.traits() & VOID != 0
    }

    /// Whether text before it, in it and after it may be one line.
    pub(crate) const fn is_inline(self) -> bool {
        self.traits() & (INLINE | UNSEEN) != 0
    }

    /// Whether its content is not displayed.
    pub(crate) const fn is_unseen(self) -> bool {
        self.traits() & UNSEEN != 0
    }

    /// Whether its start tag ends an open paragraph.
    pub(crate) const fn ends_paragraph(self) -> bool {
        self.traits() & ENDS_P != 0
    }

    /// Whether only the tree builder knows what becomes of it.
    pub(crate) const fn needs_builder(self) -> bool {
        self.traits() & BUILT != 0
    }

    /// Which level of heading it is, from 1 to 6.
    pub(crate) const fn heading(self) -> Option<u8> {
        Some(match self {
            Tag::H1 => 1,
            Tag::H2 => 2,
            Tag::H3 => 3,
            Tag::H4 => 4,
            Tag::H5 => 5,
            Tag::H6 => 6,
            _ => return None,
        })
    }
}

names! {
    /// An attribute that is looked at.
    pub(crate) enum Attr {
        Action = "action",
        Alt = "alt",
        AriaDescription = "aria-description",
        AriaHidden = "aria-hidden",
        AriaLabel = "aria-label",
        AriaValuetext = "aria-valuetext",
        Attributionsrc = "attributionsrc",
        Autocomplete = "autocomplete",
        Background = "background",
        Content = "content",
        Data = "data",
        Formaction = "formaction",
        Hidden = "hidden",
        Href = "href",
        HttpEquiv = "http-equiv",
        Id = "id",
        Imagesrcset = "imagesrcset",
        Label = "label",
        Lang = "lang",
        Manifest = "manifest",
        Name = "name",
        Open = "open",
        Ping = "ping",
        Placeholder = "placeholder",
        Popover = "popover",
        Poster = "poster",
        Rel = "rel",
        Role = "role",
        Src = "src",
        Srcdoc = "srcdoc",
        Srcset = "srcset",
        Style = "style",
        Summary = "summary",
        Title = "title",
        Type = "type",
        Value = "value",
        XlinkHref = "xlink:href",
        // Presentation attributes of SVG that can point to a file.
        ClipPath = "clip-path",
        Cursor = "cursor",
        Fill = "fill",
        Filter = "filter",
        MarkerEnd = "marker-end",
        MarkerMid = "marker-mid",
        MarkerStart = "marker-start",
        Mask = "mask",
        Stroke = "stroke",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_fits_and_is_its_own() {
        for tag in Tag::ALL {
            assert!(tag.text().len() <= LONGEST, "{tag:?}");
            assert_eq!(Tag::of(tag.text().as_bytes()), *tag);
        }
        for attr in Attr::ALL {
            assert!(attr.text().len() <= LONGEST, "{attr:?}");
            assert_eq!(Attr::of(attr.text().as_bytes()), *attr);
        }
    }

    #[test]
    fn names_are_found_and_others_are_not() {
        assert_eq!(Tag::of(b"blockquote"), Tag::Blockquote);
        assert_eq!(Tag::of(b"h1").heading(), Some(1));
        assert_eq!(Tag::of(b"x-card"), Tag::Other);
        assert_eq!(Tag::of(b"a-name-of-more-than-sixteen-bytes"), Tag::Other);
        assert_eq!(Tag::of(b""), Tag::Other);
        assert_eq!(Attr::of(b"xlink:href"), Attr::XlinkHref);
        assert_eq!(Attr::of(b"aria-description"), Attr::AriaDescription);
    }
}
