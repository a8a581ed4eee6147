// Pages work without this. It only keeps what somebody has typed, and asks before it is lost.
"use strict";

for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// Offers while somebody types; without this the search works as well, a page later.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  let asked = 0;
  input.addEventListener("input", async () => {
    const mine = ++asked;
    if (input.value.trim().length < 2) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (mine !== asked) return;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const { items } = await answer.json();
    input.list.replaceChildren(...items.map((item) => new Option(item.label, item.label)));
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

// Filters answer at once; without this there is a button.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
