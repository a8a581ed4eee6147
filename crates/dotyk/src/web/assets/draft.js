// What somebody types behind a private link stays on their own device until it has arrived, and is offered again: a broken line
// loses nothing. Pages work without this.
"use strict";

const LASTS = 30 * 24 * 3600 * 1000;
const place = (name) => `dotyk-draft:${name}`;
const kept = (field) => field.name && !["hidden", "file", "submit", "button"].includes(field.type);
const written = (form) => Object.fromEntries(
  [...form.elements].filter(kept).map((field) => [field.name, field.type === "checkbox" ? String(field.checked) : field.value]));

/** The storage of the browser, or nothing where it is shut. */
function storage() {
  try { return window.localStorage; } catch { return null; }
}

const store = storage();

function read(name) {
  try {
    const draft = JSON.parse(store.getItem(place(name)));
    return draft && Date.now() - draft.at < LASTS ? draft.fields : null;
  } catch { return null; }
}

function fill(form, fields) {
  for (const field of [...form.elements].filter(kept)) {
    if (!(field.name in fields)) continue;
    if (field.type === "checkbox") field.checked = fields[field.name] === "true";
    else field.value = fields[field.name];
  }
}

function watch(form) {
  const name = form.dataset.draft;
  form.addEventListener("input", () => {
    try { store.setItem(place(name), JSON.stringify({ at: Date.now(), fields: written(form) })); } catch { /* it is full */ }
  });
  const draft = read(name);
  const now = written(form);
  if (!draft || Object.entries(draft).every(([field, value]) => !(field in now) || now[field] === value)) return;
  const offer = document.querySelector("template[data-offer]").content.firstElementChild.cloneNode(true);
  const [back, forget] = offer.querySelectorAll("button");
  back.addEventListener("click", () => { fill(form, draft); offer.remove(); });
  forget.addEventListener("click", () => { store.removeItem(place(name)); offer.remove(); });
  form.before(offer);
}

if (store) {
  // It has arrived.
  for (const done of document.querySelectorAll("[data-arrived]")) store.removeItem(place(done.dataset.arrived));
  document.querySelectorAll("form[data-draft]").forEach(watch);
}
