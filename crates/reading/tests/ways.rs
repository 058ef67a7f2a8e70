//! Every way to make a browser fetch something from another host, to ask for a password, and to hide a text.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use candor_reading::{Field, Hiding, Home, Place, Print, Purpose, Reader, Reading, Target};

fn read(body: &str) -> Reading {
    let home = Home::new("https://help.example.com").unwrap();
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>T</title></head><body><main>{body}</main></body></html>"
    );
    Reader::new(&home).read("/faq/", html.as_bytes())
}

/// What it points to on other hosts, but for links.
fn foreign(body: &str) -> Vec<String> {
    read(body)
        .references()
        .filter(|reference| reference.purpose != Purpose::Link)
        .filter(|reference| matches!(reference.target, Target::Foreign(_)))
        .map(|reference| {
            format!(
                "{} {} {:?}",
                reference.element, reference.attribute, reference.purpose
            )
        })
        .collect()
}

#[test]
fn every_way_to_another_host_is_found() {
    for (body, expected) in [
        (
            "<script src=https://evil.example/></script>",
            "script src Load",
        ),
        (
            "<script src=HTTPS://evil.example/></script>",
            "script src Load",
        ),
        (
            "<img src=https://help.example.com.evil.example/>",
            "img src Load",
        ),
        (
            "<img src=https://help.example.com@evil.example/>",
            "img src Load",
        ),
        ("<img src='&#104;ttps://evil.example/'>", "img src Load"),
        ("<img src=\\\\evil.example>", "img src Load"),
        (
            "<img srcset='/a 1x, //evil.example/b 2x'>",
            "img srcset Load",
        ),
        (
            "<picture><source srcset=//evil.example/></picture>",
            "source srcset Load",
        ),
        (
            "<video poster=//evil.example/></video>",
            "video poster Load",
        ),
        (
            "<video><track src=//evil.example/></video>",
            "track src Load",
        ),
        ("<style>@import '//evil.example/';</style>", "style  Load"),
        (
            "<style>a{b:image-set('//evil.example/' 1x)}</style>",
            "style  Load",
        ),
        (
            "<p style='background:url(//evil.example/)'>",
            "p style Load",
        ),
        (
            "<svg><image href=//evil.example/></image></svg>",
            "image href Load",
        ),
        (
            "<svg><use xlink:href=//evil.example/#a></use></svg>",
            "use xlink:href Load",
        ),
        (
            "<svg><rect fill='url(//evil.example/#a)'></rect></svg>",
            "rect fill Load",
        ),
        ("<link rel=PRELOAD href=//evil.example/>", "link href Load"),
        (
            "<link rel='a dns-prefetch' href=//evil.example/>",
            "link href Load",
        ),
        (
            "<link rel=preload imagesrcset=//evil.example/>",
            "link imagesrcset Load",
        ),
        ("<form action=//evil.example/></form>", "form action Send"),
        (
            "<button formaction=//evil.example/></button>",
            "button formaction Send",
        ),
        ("<a href=/ ping=//evil.example/>x</a>", "a ping Send"),
        (
            "<meta http-equiv=Refresh content='0;url=//evil.example/'>",
            "meta content Go",
        ),
        ("<iframe src=//evil.example/></iframe>", "iframe src Load"),
        (
            "<iframe srcdoc='&lt;img src=//evil.example/>'></iframe>",
            "img src Load",
        ),
        ("<object data=//evil.example/></object>", "object data Load"),
        ("<embed src=//evil.example/>", "embed src Load"),
        ("<input type=image src=//evil.example/>", "input src Load"),
        (
            "<table background=//evil.example/></table>",
            "table background Load",
        ),
        ("<x-card src=//evil.example/></x-card>", "x-card src Load"),
        (
            "<noscript><img src=//evil.example/></noscript>",
            "img src Load",
        ),
        (
            "<template><img src=//evil.example/></template>",
            "img src Load",
        ),
        ("<base href=//evil.example/><img src=x.png>", "img src Load"),
    ] {
        assert_eq!(foreign(body), [expected], "{body}");
    }
}

#[test]
fn a_style_that_cannot_be_read_is_told() {
    let reading = read(&format!(
        "<style>{}url(//evil.example/)</style>",
        "(".repeat(500)
    ));
    let targets: Vec<&Target> = reading.references().map(|one| &one.target).collect();
    let is_told = |target: &&Target| matches!(target, Target::Nowhere(_));
    assert!(targets.iter().any(is_told), "{targets:?}");
}

#[test]
fn what_stays_at_home_is_not_foreign() {
    for body in [
        "<img src=https://help.example.com:443/a.png>",
        "<img src='data:image/png;base64,AA=='>",
        "<link rel=canonical href=https://elsewhere.example/>",
        "<a href=https://elsewhere.example/>x</a>",
        "<svg xmlns=http://www.w3.org/2000/svg><use href=#a></use></svg>",
        "<blockquote cite=https://elsewhere.example/>x</blockquote>",
        "<!-- <img src=//evil.example/> -->",
        "<textarea><img src=//evil.example/></textarea>",
        "<script type=application/ld+json>{\"@context\":\"https://schema.org\"}</script>",
    ] {
        assert_eq!(foreign(body), [""; 0], "{body}");
    }
}

#[test]
fn fields_of_a_sign_in_are_found() {
    for (body, expected) in [
        ("<input type=password>", Field::Password),
        ("<input TYPE='pass&#119;ord'>", Field::Password),
        (
            "<input autocomplete='section-a Current-Password'>",
            Field::SavedPassword,
        ),
        ("<input autocomplete=username>", Field::Username),
        ("<input autocomplete=one-time-code>", Field::Code),
        (
            "<noscript><input type=password></noscript>",
            Field::Password,
        ),
    ] {
        let reading = read(body);
        let fields: Vec<Field> = reading
            .parts
            .iter()
            .flat_map(|part| part.fields.iter().copied())
            .collect();
        assert_eq!(fields, [expected], "{body}");
    }
}

#[test]
fn scripts_and_styles_of_the_page_itself_are_noted() {
    for (body, expected) in [
        ("<script>x</script>", ("script", "")),
        ("<script type=module>x</script>", ("script", "")),
        ("<script type=speculationrules>{}</script>", ("script", "")),
        ("<a href=' java\nscript:x()'>x</a>", ("a", "href")),
        ("<p OnClick=x>", ("p", "onclick")),
        ("<style>a{}</style>", ("style", "")),
        ("<p style=color:red>", ("p", "style")),
    ] {
        let reading = read(body);
        let inline: Vec<(&str, &str)> = reading
            .parts
            .iter()
            .flat_map(|part| &part.inline)
            .map(|inline| (&*inline.element, &*inline.attribute))
            .collect();
        assert_eq!(inline, [expected], "{body}");
    }
}

#[test]
fn what_readers_do_not_see_is_told_apart() {
    let secret = Print::of("Call 212 555 01 00");
    for body in [
        "<p hidden>Call 212 555 01 00</p>",
        "<div hidden=until-found><p>Call 212 555 01 00</p></div>",
        "<p style='display: none'>Call 212 555 01 00</p>",
        "<p aria-hidden=true>Call 212 555 01 00</p>",
        "<dialog><p>Call 212 555 01 00</p></dialog>",
        "<div popover>Call 212 555 01 00</div>",
        "<template><p>Call 212 555 01 00</p></template>",
        "<noscript><p>Call 212 555 01 00</p></noscript>",
    ] {
        let reading = read(body);
        assert!(!reading.shows(secret), "{body}");
        let hides = |part: &candor_reading::Part| part.hidden.contains(&secret);
        assert!(reading.parts.iter().any(|part| hides(part)), "{body}");
        let passages = reading.parts.iter().flat_map(|part| &part.passages);
        assert_eq!(passages.count(), 1, "{body}");
    }
    for body in [
        "<p>Call <b>212 555</b>\n01 00</p>",
        "<details><summary>How</summary><p>Call 212 555 01 00</p></details>",
        "<ul><li>Call<br>212 555 01 00<li>x</ul>",
        "Call 212<wbr> 555 01 00<p>x</p>",
        "<p>Call 212 555<span hidden> no</span> 01 00<noscript> no</noscript></p>",
        "<dialog open>Call 212 555 01 00</dialog>",
    ] {
        assert!(read(body).shows(secret), "{body}");
    }
    let link = read("<p hidden><a href=tel:+12125550100>x</a></p>");
    let hiding: Vec<_> = link.references().map(|one| one.hiding).collect();
    assert_eq!(hiding, [Some(Hiding::Attribute)]);
}

#[test]
fn parts_headings_and_anchors() {
    let home = Home::new("https://help.example.com").unwrap();
    let html = b"<!DOCTYPE html><html lang=en><head><title> A \n b </title><meta name=robots content=NoIndex></head>\
        <body><a href=#main>Skip</a><header>Top<nav><a href=/>Home</a></nav></header>\
        <main id=main><h1 id=a>One <i>more</i></h1><p id=a><a href=#nowhere>x</a><a href=#b>x</a><a name=b></a></main>\
        <footer>Bye</footer></body></html>";
    let reading = Reader::new(&home).read("/", html);
    let places: Vec<Place> = reading.parts.iter().map(|part| part.place).collect();
    assert_eq!(
        places,
        [
            Place::Body,
            Place::Head,
            Place::Header,
            Place::Nav,
            Place::Main,
            Place::Footer
        ]
    );
    assert_eq!(reading.title.as_deref(), Some("A b"));
    assert_eq!(reading.robots.as_deref(), Some("noindex"));
    assert_eq!(reading.lang.as_deref(), Some("en"));
    assert!(reading.has_id("b") && !reading.has_id("c"));
    let twice: Vec<&str> = reading.twice.iter().map(|id| &**id).collect();
    assert_eq!(twice, ["a"]);
    let heading = reading
        .main()
        .flat_map(|part| &part.headings)
        .next()
        .unwrap();
    assert_eq!((heading.level, heading.print), (1, Print::of("One more")));
    let addresses: Vec<_> = reading.references().map(|one| one.written()).collect();
    assert_eq!(addresses, ["/", "#nowhere"]);
}

#[test]
fn pictures_in_svg_are_read_as_xml() {
    let home = Home::new("https://help.example.com").unwrap();
    let foreign = |svg: &str| {
        Reader::new(&home)
            .read_svg("/a.svg", svg.as_bytes())
            .references()
            .filter(|one| matches!(one.target, Target::Foreign(_)))
            .count()
    };
    for svg in [
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://evil.example/'/></svg>",
        "<svg xmlns:x='http://www.w3.org/1999/xlink'><use x:href='https://evil.example/'/></svg>",
        "<svg><style><![CDATA[@import 'https://evil.example/';]]></style></svg>",
        "<svg><style>a{b:url(&#104;ttps://evil.example/)}</style></svg>",
        "<svg><script href='&#x68;ttps://evil.example/'/></svg>",
        "<svg><path style='fill:url(https://evil.example/)'/></svg>",
        "<svg><path filter='url(https://evil.example/#a)'/></svg>",
        "<?xml-stylesheet href='https://evil.example/'?><svg/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg><image href='https://evil.example/'/></svg>",
        "<svg><image href='https://evil.example/'></svg>",
    ] {
        assert_eq!(foreign(svg), 1, "{svg}");
    }
    assert_eq!(
        foreign(
            "<svg xmlns='http://www.w3.org/2000/svg'><title>https://evil.example/</title><g/></svg>"
        ),
        0
    );
}
