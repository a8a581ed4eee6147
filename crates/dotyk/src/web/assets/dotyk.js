// Pages work without this. It only keeps what somebody has typed, and asks before it is lost.
"use strict";

for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

/** What the register offers for some letters: records with their labels and addresses. */
async function offers(address, text, kind = "") {
  const answer = await fetch(`${address}?q=${encodeURIComponent(text)}&kind=${kind}`).catch(() => null);
  return answer?.ok ? (await answer.json()).items : [];
}

/** Calls `ask` once somebody has paused, and `show` with its answer unless they went on typing meanwhile. */
function whileTyping(input, ask, show) {
  let asked = 0;
  input.addEventListener("input", async () => {
    const mine = ++asked;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (mine !== asked) return;
    const items = input.value.trim().length < 2 ? [] : await ask(input.value);
    if (mine === asked && document.activeElement === input) show(items);
  });
}

// The search offers titles; without this it works as well, a page later.
const find = document.querySelector("#find");
for (const input of document.querySelectorAll("input[data-suggest]")) {
  whileTyping(input, (text) => offers(input.dataset.suggest, text),
    (items) => input.list.replaceChildren(...items.map((item) => new Option(item.label, item.label))));
}

const NAMING = "input[list]:not([data-suggest])";

/** What our own list in the page has for some letters, of a name or at the beginning of a code. */
function among(list, text) {
  // Keyboards have a straight apostrophe, names the one of print.
  const plain = (words) => words.toLowerCase().replaceAll(/['ʼ`]/g, "’");
  const letters = plain(text.trim());
  if (letters.length < 2) return [];
  const found = [...list.options].filter(({ value, label }) => plain(value).startsWith(letters) || plain(label || value).includes(letters));
  return found.slice(0, 12).map(({ value, label }) => ({ key: value, label: label && label !== value ? `${value} ${label}` : value }));
}

/**
 * A field that names a record offers what the register knows, in any form of the word, an old name, or a letter away: a
 * combobox as ARIA describes it. Without this the browser's own list offers the beginning of the alphabet. A field for
 * records of any kind takes their addresses. A list of ours that is in the page whole (`data-own`) is looked through there;
 * of `several` the field takes one after another.
 */
function offering(input) {
  const own = input.list?.dataset.own ? input.list : null;
  const several = own?.dataset.own === "several";
  const kind = input.getAttribute("list").slice(0, -1);
  const any = kind === "record";
  const box = document.createElement("ul");
  if (!box.showPopover) return;
  const chosen = document.createElement("output");
  let at = -1;
  box.id = `${input.id}-offers`;
  box.className = "offers";
  box.popover = "manual";
  box.role = "listbox";
  box.ariaLabel = input.labels[0]?.textContent ?? "";
  chosen.className = "hint";
  input.removeAttribute("list");
  input.role = "combobox";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", box.id);
  input.ariaExpanded = "false";
  input.after(box, chosen);

  const close = () => {
    if (input.ariaExpanded === "true") box.hidePopover();
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const mark = (next) => {
    at = (next + box.children.length) % box.children.length;
    [...box.children].forEach((option, index) => { option.ariaSelected = String(index === at); });
    input.setAttribute("aria-activedescendant", box.children[at].id);
    box.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    const before = several ? /^(?:.*[,;]\s*)?/s.exec(input.value)[0] : "";
    input.value = before + option.dataset.key;
    chosen.textContent = option.textContent;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = (items) => {
    close();
    box.replaceChildren(...items.map((item, index) => {
      const option = document.createElement("li");
      option.id = `${box.id}-${index}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.textContent = item.label;
      option.dataset.key = item.key ?? (any ? item.url : decodeURIComponent(item.url.split("/").pop()));
      // The field keeps the focus while a pointer chooses.
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    if (items.length === 0) return;
    const field = input.getBoundingClientRect();
    box.showPopover();
    Object.assign(box.style, { left: `${field.left}px`, top: `${field.bottom}px`, minWidth: `${field.width}px` });
    input.ariaExpanded = "true";
  };

  input.addEventListener("input", () => { chosen.textContent = ""; close(); });
  const ask = (text) => own ? among(own, several ? text.split(/[,;]/).pop() : text) : offers(find.dataset.suggest, text, any ? "" : kind);
  whileTyping(input, ask, show);
  input.addEventListener("blur", close);
  window.addEventListener("scroll", close, { capture: true, passive: true });
  input.addEventListener("keydown", (event) => {
    if (input.ariaExpanded !== "true") return;
    const act = {
      ArrowDown: () => mark(at + 1),
      ArrowUp: () => mark(at < 0 ? -1 : at - 1),
      Enter: () => (at < 0 ? close() : choose(box.children[at])),
      Escape: close,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Rows of a form: whoever writes in the last one finds an empty one behind it, as many as they need. Without this a form
// that is saved and opened again has a few more.
const lastRows = new Map();
for (const field of document.querySelectorAll("form[data-keep] [id][name]")) {
  const start = /^.+?\.\d+\./.exec(field.name)?.[0];
  const row = start && (field.closest("tr, .card") ?? field.closest(".field"));
  const whole = row && [...row.querySelectorAll("[name]")].every(({ name }) => name.startsWith(start));
  if (whole) lastRows.set(start.split(".")[0], { row, start });
}

function growing(row, start, blank) {
  const [table, number] = start.split(".");
  const after = `${table}.${Number(number) + 1}.`;
  row.addEventListener("input", () => {
    const next = blank.cloneNode(true);
    for (const element of next.querySelectorAll("*")) {
      for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll(start, after);
    }
    row.after(next);
    growing(next, after, next.cloneNode(true));
    next.querySelectorAll(NAMING).forEach(offering);
  }, { once: true });
}

for (const { row, start } of lastRows.values()) growing(row, start, row.cloneNode(true));
document.querySelectorAll(NAMING).forEach(offering);

// A small form of a card that is refused keeps what was typed, and what is wrong is said in it. Without this the refusal is
// a page of its own.
for (const form of document.querySelectorAll("form[data-here]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    const typed = new FormData(form, event.submitter);
    form.ariaBusy = "true";
    const body = form.enctype === "multipart/form-data" ? typed : new URLSearchParams(typed);
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    form.ariaBusy = "false";
    if (answer?.redirected) return location.assign(answer.url);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    const refusal = document.createElement("div");
    refusal.className = "errors";
    refusal.tabIndex = -1;
    refusal.role = "alert";
    for (const said of page.querySelectorAll("main h1, #problem")) {
      refusal.append(Object.assign(document.createElement("p"), { textContent: said.textContent }));
    }
    if (refusal.children.length === 0) refusal.textContent = form.dataset.here;
    form.querySelector(".errors")?.remove();
    form.prepend(refusal);
    refusal.focus();
  });
}

// What went wrong takes the focus, so that it is read out first: the errors, or what others changed meanwhile.
document.querySelector(".errors, .conflict")?.focus();

// On a phone the sections are one row: the one we are in is pushed into view.
const here = document.querySelector(".top nav [aria-current]");
if (here) {
  const row = here.closest("ul");
  row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// What is made to be printed has a button for it; without this the browser's own does.
for (const print of document.querySelectorAll("template[data-print]")) {
  print.after(print.content.cloneNode(true));
  print.nextElementSibling.querySelector("button").addEventListener("click", () => window.print());
}

// Filters answer at once; without this there is a button.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// The numbers of a board are asked for again once a minute while somebody looks at the page, and when they come back to it.
// What is the same is not sent. Only numbers are put in place, so no form is touched; where the focus is, nothing moves; and
// the line behind the board says what has changed.
const boards = document.querySelectorAll("[data-fresh]");
if (boards.length > 0) {
  let tag = "";
  const numbers = (board) => new Map([...board.querySelectorAll("a:has(> b)")].map((link) => [link.getAttribute("href"), link]));
  const renew = async () => {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    tag = answer.headers.get("etag") ?? "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const board of boards) {
      const fresh = page.getElementById(board.id);
      if (!fresh || fresh.innerHTML === board.innerHTML) continue;
      if (board.contains(document.activeElement)) { tag = ""; continue; }
      const before = numbers(board);
      const changed = [...numbers(fresh)].filter(([list, link]) => before.get(list)?.textContent !== link.textContent);
      board.replaceChildren(...fresh.childNodes);
      const said = changed.map(([, link]) => `${link.querySelector("span").textContent}: ${link.querySelector("b").textContent}`);
      board.nextElementSibling.textContent = said.join("; ");
    }
  };
  setInterval(renew, 60_000);
  document.addEventListener("visibilitychange", renew);
}
