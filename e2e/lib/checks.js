// What must hold for every page, whoever looks at it.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** All keys of messages, from the texts of the nouns. */
const keys = (() => {
  const house = new URL("../../crates/dotyk/src/", import.meta.url);
  const found = new Set();
  for (const noun of readdirSync(house, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const file of readdirSync(new URL(`${noun.name}/`, house)).filter((name) => name.endsWith(".ftl"))) {
      const text = readFileSync(new URL(`${noun.name}/${file}`, house), "utf8");
      for (const [, key] of text.matchAll(/^([a-z][\w-]*) *=/gm)) found.add(key);
    }
  }
  return found;
})();
const nouns = [...new Set([...keys].map((key) => key.split("-")[0]))];
// A missing text shows its own key: a noun, and what is said of it. In lower case, alone, not within an address.
const keyLike = new RegExp(`(?<![\\w/#.@-])(?:${nouns.join("|")})(?:-[a-z0-9]+)+(?![\\w@/.-])`, "g");

/** Strings of a visible text that look like the key of a message that is not there. `known` are words of the data. */
export function missingText(text, known = new Set()) {
  return [...new Set(text.match(keyLike) ?? [])].filter((word) => !known.has(word));
}

/** Serious and critical findings of axe on the page as it stands: one line each. */
export async function axeFindings(page) {
  // Put in as the debugger does: the page itself allows no script that is not its own, and that stays so while we look.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const options = { runOnly: STANDARDS, resultTypes: ["violations"], preload: false };
  const result = await page.evaluate((options) => window.axe.run(document, options), options);
  return result.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `axe ${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${reason(node)}`).join(" | ")}`);
}

function reason(node) {
  return [...node.any, ...node.all, ...node.none].map((check) => check.message)[0] ?? "";
}

/** How far the page can be pushed sideways, and by what; empty when it cannot. */
export async function sideways(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return "";
    const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > width + 1);
    const names = wide.slice(0, 3).map((element) => `${element.localName}.${element.className}`);
    return `${document.documentElement.scrollWidth} px in ${width}: ${names.join(", ")}`;
  });
}

/** Links and fields that should stand on the page and were given no room there, as a part without layout has none; some names. */
export async function unplaced(page) {
  return page.evaluate(() => {
    const away = (element) => {
      if (element.type === "hidden" || element.closest("details:not([open]), [popover]")) return true;
      for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).display === "none") return true;
      return false;
    };
    const controls = [...document.querySelectorAll("main :is(a[href], input, select, textarea, button)")];
    const lost = controls.filter((element) => element.getClientRects().length === 0 && !away(element));
    return lost.slice(0, 3).map((element) => element.id || element.name || element.textContent.trim()).join(", ");
  });
}

/** The visible text of the page, without what people wrote as code. */
export async function visibleText(page) {
  return page.evaluate(() => {
    const shown = document.title;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [shown];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest("code, script, dd ins, dd del, small")) texts.push(walker.currentNode.data);
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) texts.push(element.getAttribute(name) ?? "");
    }
    return texts.join("\n");
  });
}
