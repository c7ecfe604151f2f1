// What all views share: elements, the theme, and asking the server.

/** Makes an element: properties by name, text or elements inside. */
export function make(tag, properties = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

/** Makes an SVG element. */
export function draw(tag, attributes = {}, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

export const at = id => document.getElementById(id);

const themes = {
  auto: ["Theme: as the system. Switch to light", "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18", "M12 3a9 9 0 1 0 0 18z"],
  light: ["Theme: light. Switch to dark", "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.900l1.4 1.400M17.7 17.700l1.4 1.400M2 12h2M20 12h2M4.9 19.100l1.4-1.400M17.7 6.300l1.4-1.4"],
  dark: ["Theme: dark. Switch to the system's", "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"],
};

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  const [label, path, filled] = themes[name];
  const button = at("theme");
  button.ariaLabel = label;
  button.title = label;
  button.replaceChildren(draw("svg", { viewBox: "0 0 24 24", width: 22, height: 22, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }, draw("path", { d: path }), draw("path", { d: filled ?? "", fill: "currentColor", stroke: "none" })));
  button.onclick = () => {
    const next = { auto: "light", light: "dark", dark: "auto" }[name];
    try { localStorage.setItem("graft-theme", next); } catch { /* A browser that keeps nothing still switches. */ }
    setTheme(next);
  };
}

let kept = "auto";
try { kept = localStorage.getItem("graft-theme") ?? "auto"; } catch { /* as above */ }
setTheme(kept in themes ? kept : "auto");

/** A refusal of the server, in its own words. */
export class Refusal extends Error {
  constructor(problem, status) {
    super(problem?.detail ?? `The server answered with status ${status}.`);
    this.code = problem?.code;
    this.status = status;
  }
}

/** Asks the server and gives the JSON of the answer; where it wants a key, the person is asked for it once. */
export async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal({ detail: "The server does not answer. Is it still running?" }, 0);
  }
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  throw new Refusal(problem, response.status);
}

/** Asks for a key where the server wants one; done when it has been given. */
export async function admitted() {
  if ((await ask("session")).admitted) return;
  const key = make("input", { type: "password", autocomplete: "current-password", required: true });
  const fault = make("p", { className: "note bad", hidden: true, role: "alert" });
  const form = make("form", { method: "dialog" }, make("h2", {}, "This server asks for a key"), make("label", {}, "Key", key), fault, make("button", { className: "main" }, "Go in"));
  const dialog = make("dialog", {}, form);
  dialog.addEventListener("cancel", event => event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
  await new Promise(done => form.addEventListener("submit", async event => {
    event.preventDefault();
    try {
      await ask("session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ key: key.value }) });
      dialog.remove();
      done();
    } catch (error) {
      fault.textContent = error.message;
      fault.hidden = false;
      key.select();
    }
  }));
}

/** A share as people read it. */
export const percent = share => `${(100 * share).toFixed(share > 0.9995 || share < 0.0005 ? 0 : 1)} %`;
