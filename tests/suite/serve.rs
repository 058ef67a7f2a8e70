//! `candor serve` over a real connection: what is changed is shown, whatever comes and goes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Site, page};

/// Far longer than any change takes to be shown: only a preview that hangs is this late.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running preview.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn of(site: &Site) -> Preview {
        let mut child = site
            .candor(&["serve", "--port", "0"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("http://") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "it ended");
        }
        let (_, address) = line.split_once("http://").unwrap();
        let address = address.split('/').next().unwrap().to_owned();
        // What is said must be read, or the server waits for somebody to do so.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Preview { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Waits until a page shows a text.
    fn shows(&self, path: &str, text: &str) {
        let begun = Instant::now();
        while !self.get(path).contains(text) {
            assert!(begun.elapsed() < PATIENCE, "{path} never shows {text:?}");
            std::thread::sleep(Duration::from_millis(25));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What it answers to a request, given as it is sent.
fn asked(preview: &Preview, request: &str) -> String {
    let mut connection = TcpStream::connect(&preview.address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const DRAFT: &str = "/_candor/source/content/faq/fees.md";

/// A page of somebody else in the writer's browser can make a name of its own lead here.
#[test]
fn only_names_of_this_machine_are_answered_and_only_its_own_pages_hear_of_changes() {
    let site = Site::minimal();
    let preview = Preview::of(&site);
    preview.shows(FEES, "<main");
    let status = |method: &str, path: &str, headers: &str| {
        let answer = asked(
            &preview,
            &format!("{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"),
        );
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let port = preview.address.rsplit(':').next().unwrap().to_owned();
    for host in [
        "evil.example",
        "evil.example:4000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.0.2.1",
        "",
    ] {
        assert_eq!(
            status("GET", DRAFT, &format!("Host: {host}\r\n")),
            "421",
            "{host}"
        );
        assert_eq!(
            status("GET", FEES, &format!("Host: {host}\r\n")),
            "421",
            "{host}"
        );
    }
    for host in [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        "[::1]:4000".to_owned(),
        "candor.localhost".to_owned(),
    ] {
        assert_eq!(
            status("GET", FEES, &format!("Host: {host}\r\n")),
            "200",
            "{host}"
        );
        assert_eq!(
            status("GET", DRAFT, &format!("Host: {host}\r\n")),
            "200",
            "{host}"
        );
    }
    let host = format!("Host: {}\r\n", preview.address);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        assert_eq!(status(method, FEES, &host), "405", "{method}");
        assert_eq!(status(method, "/_candor/events", &host), "405", "{method}");
    }
    assert_eq!(status("HEAD", FEES, &host), "200");
    for foreign in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        for path in [FINDINGS, DRAFT, "/_candor/events", "/_candor/live.js"] {
            assert_eq!(
                status("GET", path, &format!("{host}{foreign}")),
                "403",
                "{path} {foreign}"
            );
        }
    }
    for own in [
        format!("Origin: http://{}\r\n", preview.address),
        "Sec-Fetch-Site: same-origin\r\n".to_owned(),
        "Sec-Fetch-Site: none\r\n".to_owned(),
    ] {
        assert_eq!(
            status("GET", FINDINGS, &format!("{host}{own}")),
            "200",
            "{own}"
        );
    }
}

/// Whoever connects and says nothing is not waited for, and nobody waits for them.
#[test]
fn requests_that_never_end_are_ended() {
    let site = Site::minimal();
    let preview = Preview::of(&site);
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut connection = TcpStream::connect(&preview.address).unwrap();
            connection
                .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
                .unwrap();
            connection
        })
        .collect();
    preview.shows(FEES, "<main");
    for connection in &mut slow {
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
    }
}

const FEES: &str = "/faq/fees/";
const FINDINGS: &str = "/_candor/findings.json?page=/faq/fees/";

#[test]
fn an_edit_is_shown_after_the_folder_went_away_and_came_back() {
    let site = Site::minimal();
    let preview = Preview::of(&site);
    preview.shows(FEES, "</html>");
    for round in 0..3 {
        fs::rename(site.path("content"), site.path("content.away")).unwrap();
        preview.shows(FEES, "We cannot find that page");
        fs::rename(site.path("content.away"), site.path("content")).unwrap();
        let mark = format!("Mark {round}.");
        site.append("content/faq/fees.md", &format!("\n{mark}\n"));
        preview.shows(FEES, &mark);
        // And again, when nothing but the file changes.
        let mark = format!("Later mark {round}.");
        site.append("content/faq/fees.md", &format!("\n{mark}\n"));
        preview.shows(FEES, &mark);
    }
}

#[test]
fn an_edit_is_shown_in_a_folder_that_was_made_again() {
    let site = Site::minimal();
    let preview = Preview::of(&site);
    preview.shows(FEES, "</html>");
    let copy = Site::copy_of(&site.root());
    fs::remove_dir_all(site.path("content")).unwrap();
    fs::rename(copy.path("content"), site.path("content")).unwrap();
    site.write("content/faq/new.md", page("New", "## Is it new?\n\nYes."));
    preview.shows("/faq/new/", "Is it new?");
    site.append("content/faq/new.md", "\nIt is newer still.\n");
    preview.shows("/faq/new/", "newer still");
}

#[test]
fn rules_that_are_made_while_it_runs_are_followed() {
    let site = Site::minimal();
    site.replace("candor.toml", "packs = []", "packs = [\"house\"]");
    let preview = Preview::of(&site);
    preview.shows(FINDINGS, "there is no rule pack `house`");
    site.write("rules/broken.toml", "id = 1\n");
    preview.shows(FINDINGS, "broken.toml");
    // A second change in the folder that is new.
    site.write("rules/broken.toml", "id = 2\n");
    fs::rename(
        site.path("rules/broken.toml"),
        site.path("rules/cracked.toml"),
    )
    .unwrap();
    preview.shows(FINDINGS, "cracked.toml");
}
