// Pages work without this. It only keeps what somebody has typed, and asks before it is lost.
"use strict";

for (const form of document.querySelectorAll("form[data-keep]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// An error summary takes the focus, so that it is read out first.
document.querySelector(".errors")?.focus();

// Filters answer at once; without this there is a button.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
