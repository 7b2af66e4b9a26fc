//! What keeps people from using a page: small contrast, fields without a label, buttons without a name.

use std::fs;
use std::path::Path;

use crate::page::Page;

/// Looks for barriers with axe; gives the serious and the critical ones, if any.
const LOOK: &str = "
    const [done] = arguments;
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations, passes }) => done({
            kept: passes.length,
            barriers: violations
                .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`)),
        }),
        (error) => done({ error: String(error) }),
    );";

/// Fails when something serious or critical keeps people from using what is shown.
pub async fn expect_no_barriers(page: &Page, name: &str) {
    if page.run("return typeof window.axe").await == "undefined" {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
        page.run(&fs::read_to_string(axe).expect("axe-core, from `npm ci`")).await;
    }
    let found = page.run_async(LOOK, Vec::new()).await;
    assert!(found["kept"].as_u64().is_some_and(|rules| rules > 10), "{name} was not looked at: {found}");
    let barriers: Vec<String> = serde_json::from_value(found["barriers"].clone()).unwrap();
    assert!(barriers.is_empty(), "{name} has barriers:\n{}", barriers.join("\n"));
}
