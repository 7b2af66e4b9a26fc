/** The names under which looks into files, previews and imports are stopped, and their progress is told. */
let begun = 0;

export function nextWork(what: "look" | "preview" | "import"): string {
  begun += 1;
  return `${what}-${begun}`;
}
