//! Files that are published as they are: only those that are meant, and of them only what is meant.

use std::fs;

use crate::common::{Run, Site, page, png};

fn found(run: &Run) -> Vec<&str> {
    let is_one = |line: &&str| {
        line.starts_with("error[") || line.starts_with("warning[") || line.starts_with("note[")
    };
    run.stdout.lines().filter(is_one).collect()
}

const SOURCE: &str =
    "+++\ntitle = \"Staking\"\nowner = \"Dana\"\ndraft = true\n+++\n\nTell nobody.\n";

#[test]
fn what_looks_like_a_source_and_is_read_as_none_is_told_and_not_published() {
    let site = Site::minimal();
    let bad = [
        "faq/staking.md.txt",
        "faq/notes.txt",
        "faq/staking.MD",
        "faq/staking.markdown",
        "faq/staking.mdx",
        "faq/staking.md.docx",
        "faq/fees (1).md",
        "faq/fees - Copy.md",
        "faq/fees-DESKTOP-AB12CD.md",
        "faq/fees (Dana's conflicted copy 2026-11-20).md",
        "faq/fees.sync-conflict-20261120-101112-ABCDEFG.md",
        "faq/fees_REMOTE_4711.md",
        "reports/2026-q3 (1).toml",
        "reports/2026-q3.TOML",
    ];
    for path in bad {
        site.write(&format!("content/{path}"), SOURCE);
    }
    let run = site.check().denied();
    let told = found(&run);
    assert_eq!(
        told.iter()
            .filter(|line| line.starts_with("error[source.kind]"))
            .count(),
        bad.len(),
        "{run}"
    );
    for name in [
        "Rename it to staking.md",
        "Rename it to staking.md",
        "Rename it to 2026-q3.toml",
    ] {
        assert!(run.stdout.contains(name), "{run}");
    }
    site.run(&["build", "--allow-findings"]);
    let output = site.output();
    assert!(
        output
            .0
            .values()
            .all(|file| !String::from_utf8_lossy(&file.bytes).contains("Tell nobody"))
    );
}

#[test]
fn files_that_are_meant_are_published_and_leftovers_passed_over() {
    let site = Site::minimal();
    let fine = [
        ("terms.txt", "Terms of 2026.\n\n# 1. Scope\n"),
        ("faq/form.docx", "PK"),
        ("ads.txt", "none"),
        (
            ".well-known/security.txt",
            "Contact: mailto:care@harbor.example\n",
        ),
        (".well-known/assetlinks.json", "[]"),
        (".well-known/apple-app-site-association", "{}"),
        ("favicon.ico", "ICO"),
    ];
    for (path, text) in fine {
        site.write(&format!("content/{path}"), text);
    }
    site.append("content/faq/fees.md", "\nSee [the form](form.docx).\n");
    site.write(
        "content/faq/copy-trading.md",
        page("Copying", "Others trade, you copy."),
    );
    site.write("content/faq/fees-USD.md", page("Fees in dollars", "None."));
    let left = [
        "Thumbs.db",
        "faq/desktop.ini",
        "~$form.docx",
        ".DS_Store",
        "faq/fees.md~",
        "__MACOSX/x.md",
        "faq/~WRL0003.tmp",
    ];
    for path in left {
        site.write(&format!("content/{path}"), "x");
    }
    let run = site.check();
    run.succeeds();
    assert_eq!(found(&run), [""; 0], "{run}");
    let site = site.built();
    for (path, text) in fine {
        assert_eq!(fs::read_to_string(site.public().join(path)).unwrap(), text);
    }
    assert!(left.iter().all(|path| !site.public().join(path).exists()));
}

#[test]
fn files_that_nothing_links_to_are_noted() {
    let site = Site::minimal();
    for name in [
        "minutes.docx",
        "old-prices.pdf",
        "faq/plan.xlsx",
        "linked.pdf",
        "raw.pdf",
        "yaml.pdf",
    ] {
        site.write(&format!("content/{name}"), name);
    }
    site.append("content/faq/fees.md", "\n[Linked](../linked.pdf) and <a href=\"/raw.pdf\">raw</a>.\n\n## More? {#more}\n\nText.\n");
    site.replace(
        "content/faq/transfers.md",
        "+++\n\n",
        "+++\n\n<!-- yaml.pdf -->\n\n",
    );
    let run = site.check();
    run.succeeds();
    let told = found(&run);
    assert_eq!(told.len(), 3, "{run}");
    assert!(
        told.iter()
            .all(|line| line.starts_with("note[source.unused]")),
        "{run}"
    );
    site.run(&["check", "--deny", "warning"]).succeeds();
    for number in 0..150 {
        site.write(&format!("content/scan-{number}.pdf"), "x");
    }
    let run = site.check();
    assert_eq!(
        found(&run).len(),
        101,
        "the first hundred, and a count\n{run}"
    );
    assert!(run.stdout.contains("53 more files are published"), "{run}");
}

/// A photograph that a telephone took on its side: 4 × 2 as stored, 2 × 4 as seen.
fn photograph() -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let size = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &size[..], content].concat()
    };
    let exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 40.7128 N";
    [
        b"\xff\xd8".to_vec(),
        segment(0xe1, exif),
        segment(0xfe, b"Dana's telephone"),
        segment(0xc0, b"\x08\0\x02\0\x04\x01\x01\x11\0"),
        segment(0xda, b"\x01\x01\0\0\x3f\0"),
        b"scan\xff\xd9and a video of 40.7128 N".to_vec(),
    ]
    .concat()
}

#[test]
fn photographs_say_nothing_but_what_they_show_and_keep_their_place() {
    let site = Site::minimal();
    site.write("content/faq/me.jpg", photograph())
        .write(
            "content/faq/me.png",
            [png(4, 2), b"Dana's telephone".to_vec()].concat(),
        )
        .append(
            "content/faq/fees.md",
            "\n![Us](me.jpg) ![Us again](me.png)\n",
        );
    let site = site.built();
    for name in ["me.jpg", "me.png"] {
        let bytes = fs::read(site.public().join("faq").join(name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("Dana") && !text.contains("40.7128"),
            "{name}"
        );
    }
    let jpeg = fs::read(site.public().join("faq/me.jpg")).unwrap();
    assert!(jpeg.windows(4).any(|bytes| bytes == b"scan") && jpeg.ends_with(b"\xff\xd9"));
    assert!(
        jpeg.windows(6).any(|bytes| bytes == b"Exif\0\0"),
        "how it is turned stays"
    );
    let html = site.published("faq/fees/index.html");
    assert!(
        html.contains("me.jpg\" alt=\"Us\" width=\"2\" height=\"4\""),
        "{html}"
    );
    assert!(
        html.contains("me.png\" alt=\"Us again\" width=\"4\" height=\"2\""),
        "{html}"
    );
    // A second build knows it.
    let again = site.build();
    again.succeeds();
    assert!(
        again.stderr.contains(" 0 removed") && again.stderr.contains(": 0 written"),
        "{again}"
    );
}

#[test]
fn pictures_that_are_damaged_or_too_large_are_told() {
    let site = Site::minimal();
    let mut large = png(4000, 3000);
    let end = large.split_off(large.len() - 12);
    large.extend(60_000_u32.to_be_bytes());
    large.extend(b"IDAT");
    large.extend(vec![0; 60_000 + 4]);
    large.extend(end);
    site.write("content/faq/icon-large.png", &large)
        .write("content/faq/icon-cut.png", &large[..1000])
        .write("content/faq/icon-heic.jpg", "ftypheic")
        .write("content/faq/icon-fine.png", png(3, 3));
    let told = |site: &Site| -> Vec<String> {
        found(&site.check())
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let both = told(&site);
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(
        both.iter()
            .all(|line| line.starts_with("error[source.picture]: this picture is damaged"))
    );
    site.remove("content/faq/icon-cut.png")
        .remove("content/faq/icon-heic.jpg");
    assert_eq!(told(&site), [""; 0]);
    site.append("candor.toml", "\n[output]\npicture_limit = 60\n");
    assert_eq!(
        told(&site),
        ["warning[source.picture]: this picture has 61 kB; the site's limit is 60 kB"]
    );
}

#[test]
fn drawings_that_run_or_load_something_are_refused() {
    let site = Site::minimal();
    let svg = |inner: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inner}</svg>")
    };
    let bad = [
        "<script>alert(1)</script>",
        "<g onclick=\"x()\"/>",
        "<image href=\"https://t.example/a.png\"/>",
        "<foreignObject><p>Hi</p></foreignObject>",
        "<a href=\"java&#x0A;script:x\"><text>x</text></a>",
        "<rect fill=\"url(https://t.example/a#b)\"/>",
        "<use href=\"data:image/svg+xml,x\"/>",
        "<set attributeName=\"href\" to=\"javascript:x\"/>",
    ];
    for (number, inner) in bad.iter().enumerate() {
        site.write(&format!("content/icon-{number}.svg"), svg(inner));
    }
    site.write("content/icon-a.svg", "<svg><g></svg>");
    site.write(
        "content/icon-b.svg",
        "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>",
    );
    site.write("content/icon-c.svg", svg("<style>a{fill:red}</style>"));
    let run = site.check().denied();
    let told = found(&run);
    let errors = told
        .iter()
        .filter(|line| line.starts_with("error[source.picture]"));
    assert_eq!(errors.count(), bad.len() + 2, "{run}");
    assert_eq!(
        told.iter()
            .filter(|line| line.starts_with("warning[source.picture]"))
            .count(),
        1,
        "{run}"
    );
    let site = Site::minimal();
    for (number, inner) in [
        "<a href=\"https://www.harbor.example/\"><text>More</text></a>",
        "<defs><path id=\"a\" d=\"M0 0\"/></defs><use href=\"#a\"/>",
        "<image href=\"data:image/png;base64,AA\"/>",
        "<rect fill=\"url(#a)\"/><title>on &amp; off</title>",
        "<!-- <script> -->",
        "<animate attributeName=\"x\" to=\"3\"/>",
    ]
    .iter()
    .enumerate()
    {
        site.write(&format!("content/icon-{number}.svg"), svg(inner));
    }
    let run = site.check();
    run.succeeds();
    assert_eq!(found(&run), [""; 0], "{run}");
}

#[test]
fn names_that_windows_cannot_hold_are_told() {
    let site = Site::minimal();
    let bad = [
        "faq/aux.md",
        "faq/NUL.es.md",
        "con/index.md",
        "lpt1.pdf",
        "faq/com9.tar.zip",
    ];
    for path in bad {
        site.write(&format!("content/{path}"), page("A page", "Text."));
    }
    site.write(
        "content/faq/prn-page.md",
        page("Printing", "Text.").replace("title =", "slug = \"prn\"\ntitle ="),
    );
    for fine in [
        "faq/auxiliary.md",
        "faq/null.md",
        "faq/com0.md",
        "faq/console.md",
        "faq/common.md",
    ] {
        site.write(&format!("content/{fine}"), page(fine, "Text."));
    }
    let run = site.check().denied();
    let told = found(&run)
        .into_iter()
        .filter(|line| line.starts_with("error[source.name]"));
    assert_eq!(told.count(), bad.len() + 1, "{run}");
}
