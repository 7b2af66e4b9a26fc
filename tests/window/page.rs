//! What a person does in the window: presses what has a name, fills what has a label, reads what is shown.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::time::{Instant, interval};

/// How long a person waits for something that should come at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Tries again and again, until there is an answer.
pub async fn until<T>(what: &str, attempt: impl AsyncFn() -> WebDriverResult<Option<T>>) -> T {
    until_at_last(PATIENCE, what, attempt).await
}

/// The same for what may take longer.
pub async fn until_at_last<T>(
    patience: Duration,
    what: &str,
    attempt: impl AsyncFn() -> WebDriverResult<Option<T>>,
) -> T {
    let deadline = Instant::now() + patience;
    let mut tries = interval(Duration::from_millis(50));
    loop {
        tries.tick().await;
        let answer = attempt().await;
        if let Ok(Some(answer)) = answer {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what} ({:?})", answer.err());
    }
}

/// What the window shows.
#[derive(Clone)]
pub struct Page {
    window: WebDriver,
}

impl Page {
    pub fn new(window: WebDriver) -> Self {
        Self { window }
    }

    /// The first visible element at this path.
    pub async fn find(&self, path: &str) -> WebElement {
        let found = self.window.query(By::XPath(path)).with_filter(is_visible).first().await;
        found.unwrap_or_else(|error| panic!("nothing is shown at {path}: {error}"))
    }

    /// All elements at this path; there may be none.
    pub async fn all(&self, path: &str) -> WebDriverResult<Vec<WebElement>> {
        self.window.find_all(By::XPath(path)).await
    }

    /// The texts of all elements at this path, in their order; there may be none.
    pub async fn texts(&self, path: &str) -> Vec<String> {
        // What is drawn anew while it is read is read again.
        until(&format!("the texts of {path}"), async || {
            let mut texts = Vec::new();
            for element in self.all(path).await? {
                texts.push(text(&element).await?);
            }
            Ok(Some(texts))
        })
        .await
    }

    /// Clicks what stands at this path as soon as it can be clicked, and stands still: what is still sliding in is missed.
    pub async fn click(&self, path: &str) {
        until(&format!("a click on {path}"), async || {
            let element = self.window.find(By::XPath(path)).await?;
            if !element.is_enabled().await? {
                return Ok(None);
            }
            let (before, now) = (element.rect().await?, element.rect().await?);
            if (before.x, before.y) != (now.x, now.y) {
                return Ok(None);
            }
            element.click().await.map(Some)
        })
        .await;
    }

    /// Presses a button by its words, or by its name where it has no words.
    pub async fn press(&self, name: &str) {
        let name = literal(name);
        self.click(&format!("//button[normalize-space(.)={name} or @aria-label={name}]")).await;
    }

    /// Follows a link by its words.
    pub async fn follow(&self, name: &str) {
        self.click(&format!("//a[normalize-space(.)={}]", literal(name))).await;
    }

    /// Goes to a page by the links at the left; their numbers do not count.
    pub async fn go_to(&self, page: &str) {
        self.click(&format!("//nav[@aria-label='Main']//a[text()={}]", literal(page))).await;
    }

    /// The field with this label.
    pub async fn field(&self, label: &str) -> WebElement {
        self.find(&format!("//*[@id=//label[normalize-space(.)={}]/@for]", literal(label))).await
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(text).await.unwrap();
        assert_eq!(self.value(label).await, text, "{label}");
    }

    /// Goes on from a field with the tabulator key.
    pub async fn leave_field(&self, label: &str) {
        self.field(label).await.send_keys(Key::Tab + "").await.unwrap();
    }

    /// What stands in a field.
    pub async fn value(&self, label: &str) -> String {
        self.field(label).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Waits for an element with exactly these words.
    pub async fn sees(&self, words: &str) {
        self.find(&format!("//*[normalize-space(.)={}]", literal(words))).await;
    }

    /// Waits for the title of a page.
    pub async fn sees_heading(&self, words: &str) {
        self.find(&format!("//h1[normalize-space(.)={}]", literal(words))).await;
    }

    /// Waits until the last dialog is gone.
    pub async fn sees_no_dialog(&self) {
        until("no dialog is open", async || {
            let open = self.window.find_all(By::XPath("//*[@role='dialog']")).await?;
            Ok(open.is_empty().then_some(()))
        })
        .await;
    }

    /// Waits until the ground below the agents is there, if a map is shown.
    pub async fn sees_the_map_drawn(&self) {
        until("the map is drawn", async || {
            let missing = By::Css(".leaflet-tile:not(.leaflet-tile-loaded)");
            Ok(self.window.find_all(missing).await?.is_empty().then_some(()))
        })
        .await;
    }

    /// Closes all messages about what was done.
    pub async fn dismiss_messages(&self) {
        until("all messages are closed", async || {
            let close = self.window.find_all(By::Css("button[aria-label='Close message']")).await?;
            for button in &close {
                button.click().await?;
            }
            Ok(close.is_empty().then_some(()))
        })
        .await;
    }

    /// The cells of the first table row that holds these words.
    pub async fn row(&self, words: &str) -> Vec<String> {
        let row = self.find(&format!("//tbody/tr[.//*[normalize-space(.)={}]]", literal(words))).await;
        let mut cells = Vec::new();
        for cell in row.find_all(By::Tag("td")).await.unwrap() {
            cells.push(text(&cell).await.unwrap());
        }
        cells
    }

    /// Whether a box such as `alert` stands before the window.
    pub async fn has_alert(&self) -> bool {
        self.window.get_alert_text().await.is_ok()
    }

    /// Goes into the only frame inside the page: what is looked for next is looked for there.
    pub async fn enter_frame(&self) {
        self.window.enter_frame(0).await.unwrap();
    }

    /// Runs a script and returns what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.window.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Runs a script with arguments and returns what it passes to its last argument, a function.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.window.execute_async(script, arguments).await.unwrap().json().clone()
    }

    /// Lets calls take as long as a measurement needs.
    pub async fn be_patient(&self, patience: Duration) {
        self.window.set_script_timeout(patience).await.unwrap();
    }

    /// Calls a command as the front end does.
    pub async fn invoke(&self, command: &str, request: Value) -> Result<Value, Value> {
        const INVOKE: &str = "
            const [command, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, { request }).then(
                (reply) => done({ reply }),
                (error) => done({ error: error instanceof Error ? String(error) : error }),
            );";
        let mut answer = self.run_async(INVOKE, vec![json!(command), request]).await;
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["reply"].take()),
        }
    }

    /// Keeps a picture of the window.
    pub async fn screenshot(&self, path: &Path) -> WebDriverResult<()> {
        self.window.execute(MOVE_A_DOT, Vec::new()).await?;
        self.window.screenshot(path).await
    }

    /// Ends the application.
    pub async fn close(self) -> WebDriverResult<()> {
        self.window.quit().await
    }

    /// Leaves the application to whoever ends its process.
    pub fn abandon(self) {
        self.window.leak().unwrap_or_default();
    }
}

/// Whether an element is visible. `WebDriver`'s own answer is no for all that stands in a scrolling part of a page.
async fn is_visible(element: WebElement) -> WebDriverResult<bool> {
    let script = "return arguments[0].checkVisibility({ visibilityProperty: true, opacityProperty: true })";
    element.handle().execute(script, vec![element.to_json()?]).await?.convert()
}

/// The text of an element as it looks, with its lines.
async fn text(element: &WebElement) -> WebDriverResult<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default().trim().to_owned())
}

/// Without a graphics card, `WebKit` takes a picture only when the page is painted again: so for a moment a dot moves.
const MOVE_A_DOT: &str = "
    const dot = document.createElement('div');
    dot.style = 'position: fixed; bottom: 0; width: 1px; height: 1px; background: #888';
    document.body.append(dot);
    let steps = 0;
    const timer = setInterval(() => {
        steps += 1;
        dot.style.left = `${steps % 2}px`;
        if (steps < 40) return;
        clearInterval(timer);
        dot.remove();
    }, 50);";

/// A text as an `XPath` literal, which knows no way to write both kinds of quotation marks.
fn literal(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
