// Spares reloading: forms of devices are sent in the background, and the page looks again now and then. Without it
// everything works as well.
"use strict";

const EVERY = 15000;
const isDevices = () => location.pathname === "/" && document.body.classList.contains("signed-in");

/** Puts what an answer shows, which is a whole page of ours, in place of what is shown. */
async function show(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.querySelector("#shown");
  if (next === null && new URL(response.url).pathname === "/sign-in") {
    location.assign("/sign-in");
    return;
  }
  if (next === null) {
    // What happened stands there, and going elsewhere would take it away.
    const words = [...page.querySelectorAll("main h1, main p")].map((item) => item.textContent.replace(/\.?$/, "."));
    say(words.join(" ") || "That did not work. Look at your devices before you try again.");
    return;
  }
  // The place for messages stays, or nobody would hear of a new one.
  const said = next.ownerDocument.querySelector("#said");
  document.querySelector("#said").replaceChildren(...said.childNodes);
  const shown = document.querySelector("#shown");
  if (next.isEqualNode(shown)) return;
  const label = shown.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  shown.replaceWith(next);
  // Whoever works by keyboard stays where they were.
  if (label) [...next.querySelectorAll("[aria-label]")].find((item) => item.getAttribute("aria-label") === label)?.focus();
}

/** Says what went wrong on the way, where the answer would stand. */
function say(words) {
  const message = document.createElement("p");
  message.className = "message";
  message.textContent = words;
  document.querySelector("#said").replaceChildren(message);
}

let busy = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!isDevices() || form.closest(".device") === null) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.classList.add("busy");
  try {
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    await show(await fetch(form.action, { method: "POST", body: fields }));
  } catch {
    say("There is no connection at the moment. Nothing is certain: look again when you are online.");
  } finally {
    busy = false;
    form.classList.remove("busy");
  }
});

async function look() {
  const isAsking = document.querySelector("details[open]") !== null;
  if (!isDevices() || busy || isAsking || document.hidden) return;
  try {
    const response = await fetch("/");
    if (!busy && response.ok) await show(response);
  } catch {
    say("There is no connection at the moment. What you see may be old.");
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
