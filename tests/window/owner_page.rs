//! What the owner sees, as the office sees it: a document inside the window.

use serde_json::json;

use crate::page::Page;
use crate::sample;

/// A home with one device that is shown: its page appears, with its style, under the policy of the window.
pub async fn the_owners_page_is_shown(page: &Page) {
    let changes = json!({ "residential": "true", "contact.email": "ann.lee@example.com" });
    for (command, request) in [
        ("staff_set", json!({ "name": "Sam Carter", "email": "" })),
        ("agents_import", json!({ "path": sample(), "source": "", "dry_run": false })),
        ("agents_set", json!({ "agent": "A-1", "changes": changes })),
        (
            "violet_grant",
            json!({ "agent": "A-1", "devices": ["print01"], "grant": "visible", "on": true, "confirm": "" }),
        ),
    ] {
        page.invoke(command, request).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }
    page.run("location.reload(); return null;").await;
    page.go_to("Agents").await;
    page.follow("Northside Dental").await;
    page.sees_heading("Northside Dental").await;
    page.run("location.hash += '/violet'; return null;").await;
    page.press("See as owner").await;
    page.find("//iframe[@title=\"The owner's page\"]").await;
    page.enter_frame().await;
    let name = page.find("//main//h2[.='print01']").await;
    assert_eq!(name.css_value("font-weight").await.unwrap(), "500", "with the style of the document");
}
