//! What a run keeps for the next one, damaged at random: the next build writes the bytes of a clean one.

use std::fs;

use crate::common::{Dice, Site, names_in};

/// Builds with damaged caches in an ordinary run of the tests. `CANDOR_DAMAGES=1000` tries more.
const DAMAGES: u64 = 60;

fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
    match dice.below(8) {
        0..5 => {
            for _ in 0..[1, 1, 1, 3, 20][usize::try_from(dice.below(5)).unwrap()] {
                let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        5 => bytes.truncate(at),
        6 => {
            let end = (at + 8).min(bytes.len());
            bytes[at..end].fill(0xff);
        }
        _ => drop(bytes.splice(at..at, (0..16).map(|_| 0x5a))),
    }
    bytes
}

#[test]
fn caches_damaged_at_random_give_the_bytes_of_a_clean_build() {
    let damages = std::env::var("CANDOR_DAMAGES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(DAMAGES);
    let site = Site::minimal();
    // More pages than are parsed without a cache of pages.
    for number in 0..40 {
        site.write(
            &format!("content/more/page-{number}.md"),
            crate::common::page(&format!("Page {number}"), "It says something of its own."),
        );
    }
    site.build().succeeds();
    let mut clean = site.output();
    let mut dice = Dice::with_seed(7);
    let cache = site.path(".candor/cache");
    let names = names_in(&cache);
    assert!(
        names.iter().any(|name| name.starts_with("output-")),
        "{names:?}"
    );
    assert!(names.iter().any(|name| name == "pages.bin"), "{names:?}");
    for round in 0..damages {
        let is_edited = round % 4 == 3;
        for name in &names {
            let path = cache.join(name);
            // A memo stands for all the others: mostly it is not there.
            if name.starts_with("said-") && dice.below(4) > 0 {
                let _ = fs::remove_file(path);
            } else if dice.below(2) == 0 {
                let bytes = fs::read(&path).unwrap_or_default();
                if !bytes.is_empty() {
                    fs::write(&path, damaged(&bytes, &mut dice)).unwrap();
                }
            }
        }
        if is_edited {
            site.append("content/faq/fees.md", &format!("\nRound {round}.\n"));
            let other = Site::copy_of(&site.root());
            other.forget().build().succeeds();
            clean = other.output();
        }
        let run = site.build();
        run.succeeds();
        site.output()
            .assert_same_bytes(&clean, &format!("round {round}"));
        assert_eq!(site.output().faults_by_manifest(), [""; 0], "round {round}");
    }
}

/// Size and time of a page are those of the one that was published, its bytes are not.
#[test]
fn a_page_changed_by_hand_with_size_and_time_kept_is_made_again() {
    let site = Site::minimal().built();
    let clean = site.output();
    for (path, right, wrong) in [
        ("index.html", "<main", "<niam"),
        ("faq/fees/index.html", "1 dollar", "9 dollar"),
        ("sitemap.xml", "https", "httpx"),
    ] {
        for is_edited in [false, true] {
            let place = site.public().join(path);
            let text = fs::read_to_string(&place).unwrap();
            let time = fs::metadata(&place).unwrap().modified().unwrap();
            let other = text.replacen(right, wrong, 1);
            assert!(text != other && text.len() == other.len(), "{path}");
            fs::write(&place, other).unwrap();
            let file = fs::File::options().write(true).open(&place).unwrap();
            file.set_modified(time).unwrap();
            drop(file);
            if is_edited {
                site.replace("content/faq/transfers.md", "+++\n\n", "+++\n\n\n");
            }
            site.build().succeeds();
            let differences: Vec<String> = site.output().differences(&clean);
            assert!(
                is_edited || differences.is_empty(),
                "{path}: {differences:?}"
            );
            assert_eq!(fs::read_to_string(&place).unwrap(), text, "{path}");
        }
    }
}
