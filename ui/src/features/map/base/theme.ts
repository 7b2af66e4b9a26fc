/** The attribute of the page that says which theme it has. */
const THEME = "data-mantine-color-scheme";

/** Calls back when the theme has changed, which styles follow by themselves and canvases do not. Returns the end of it. */
export function onThemeChange(changed: () => void): () => void {
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: [THEME] });
  return () => watcher.disconnect();
}
