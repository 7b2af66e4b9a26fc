/**
 * What the head of the rail calls the workspace: its folder, or the product's name for the folder that is used unless
 * somebody names another. That one is called after the product on each system, on Windows with a folder "data" in it.
 */
export function workspaceName(directory: string): string {
  const parts = directory.split(/[\\/]/).filter((part) => part !== "");
  const last = parts.at(-1);
  if (last === undefined) return "Sitebook";
  const folder = last.toLowerCase() === "data" && isProduct(parts.at(-2)) ? parts.at(-2) : last;
  return isProduct(folder) ? "Sitebook" : (folder ?? last);
}

function isProduct(folder: string | undefined): boolean {
  return folder !== undefined && /^(app\.)?sitebook$/i.test(folder);
}
