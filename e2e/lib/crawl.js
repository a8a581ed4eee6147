// Finds every page that links lead to, and looks at each kind of page in a browser. No form is ever sent.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { DESK, PHONE, openBrowser, person, signIn } from "./browser.js";
import { axeFindings, missingText, sideways, unplaced, visibleText } from "./checks.js";
import { emptyOffice, sampleOffice } from "./office.js";

/** Pages of one kind (`/projects/:id/edit`, whatever is asked of it) that are fetched, and looked at in the browser. */
const FETCHED = 12;
const LOOKED_AT = 2;

/** The windows and themes of a first look at a kind of page, and of further ones by other people and in another office. */
const EVERY = [["light", DESK], ["light", PHONE], ["dark", PHONE], ["dark", DESK]];
const SOME = [["light", PHONE]];
const ZOOMED = { width: 320, height: 256 }; // 1280 px at 400 %

/** The page of a kind that is looked at closely is the heaviest, but none that takes the better part of a minute. */
const HEAVY = 40_000;

const pictures = fileURLToPath(new URL("../pictures/", import.meta.url));

/** The tests of one language. */
export function crawl(lang) {
  describe(`every page in ${lang}`, () => {
    const looked = new Set();
    let browser, full, empty;

    before(async () => {
      mkdirSync(pictures, { recursive: true });
      [browser, full, empty] = await Promise.all([openBrowser(), sampleOffice(), emptyOffice()]);
    });

    after(async () => {
      await browser?.close();
      await full?.close();
      await empty?.close();
    });

    test("a visitor of the sample office", () => round({ browser, office: full, lang, looked, name: "visitor" }));

    test("its administrator", () =>
      round({ browser, office: full, lang, looked, name: "administrator", arrive: (me) => signIn(me, full.signIns.administrator, lang) }));

    test("a visitor of an empty office", () => round({ browser, office: empty, lang, looked, name: "empty-visitor" }));

    test("its administrator on the first day", () =>
      round({ browser, office: empty, lang, looked, name: "empty-administrator", arrive: (me) => settle(me, empty.link, lang) }));
  });
}

/** Sets the first password behind a one-time link, and signs in with it. */
export async function settle(me, link, lang) {
  const password = "синя лампа над річкою";
  await me.page.goto(link);
  const login = await me.page.locator("#username").inputValue();
  await me.page.locator("#new").fill(password);
  await me.page.locator("main form button").click();
  await me.page.waitForURL("**/session/new?set=1");
  await signIn(me, { login, password }, lang);
}

async function round({ browser, office, lang, looked, name, arrive }) {
  const me = await person(browser, office.address);
  try {
    if (arrive) await arrive(me);
    const cookies = await me.context.cookies();
    const cookie = cookies.map((one) => `${one.name}=${one.value}`).join("; ");
    const { pages, wrong } = await discover(office.address, cookie, lang);
    for (const [pattern, all] of looks(pages)) {
      const windows = looked.has(pattern) ? SOME : EVERY;
      looked.add(pattern);
      for (const [index, { path }] of all.entries()) {
        const picture = index === 0 ? `${lang}-${name}${pattern.replace(/[^\w-]+/g, "-").replace(/-$/, "")}` : "";
        const found = await look(me, path, { lang, windows: index === 0 ? windows : [], picture });
        wrong.push(...found.map((what) => `${path}: ${what}`));
      }
    }
    const count = [...pages.values()].reduce((sum, all) => sum + all.length, 0);
    console.log(`${name}, ${lang}: ${count} pages of ${pages.size} kinds`);
    assert.deepEqual(wrong, []);
    assert.ok(pages.size >= 8, "links lead on from the home page");
  } finally {
    await me.close();
  }
}

/** What is looked at in the browser: of each kind the heaviest page, which has most on it, and another. */
function looks(pages) {
  const kinds = new Map();
  for (const [pattern, all] of pages) {
    const bare = pattern.split("?")[0];
    kinds.set(bare, [...(kinds.get(bare) ?? []), ...all.filter(({ html }) => html)]);
  }
  for (const [pattern, all] of kinds) {
    const weight = ({ size }) => (size > HEAVY ? -size : size);
    kinds.set(pattern, all.sort((a, b) => weight(b) - weight(a)).slice(0, LOOKED_AT));
  }
  return kinds;
}

/** Fetches pages along their links, at most `most` of a kind: status and language. `heard(path, body)` gets each. */
export async function discover(address, cookie, lang, heard = () => {}, most = FETCHED) {
  const pages = new Map();
  const wrong = [];
  const seen = new Set([`/${lang}/`]);
  const queue = [...seen];
  while (queue.length > 0) {
    const path = queue.shift();
    const pattern = kind(path);
    const alike = pages.get(pattern) ?? [];
    if (alike.length >= most) continue;
    const response = await fetch(address + path, { headers: { cookie }, redirect: "manual" });
    const body = await response.text();
    heard(path, body);
    const html = (response.headers.get("content-type") ?? "").startsWith("text/html");
    // The door of somebody who is in already leads home.
    const redirected = response.status === 303 && path.includes("/session/new");
    if (response.status !== 200 && !redirected) wrong.push(`${path}: ${response.status}`);
    if (html && !body.includes(`<html lang="${lang}">`)) wrong.push(`${path}: not in ${lang}`);
    pages.set(pattern, [...alike, { path, html: html && !redirected, size: body.length }]);
    if (!html) continue;
    for (const [, href] of body.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)) {
      const url = new URL(href.replace(/&(?:amp|#38);/g, "&"), address + path);
      const next = url.pathname + url.search;
      if (url.origin === address && next.startsWith(`/${lang}/`) && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return { pages, wrong };
}

/** What kind of page an address is: its ids taken out, of its query the names. */
function kind(path) {
  const { pathname, searchParams } = new URL(path, "http://office");
  const [, , noun, ...rest] = pathname.split("/");
  const steady = ["office", "session"].includes(noun);
  const parts = rest.map((part, index) => (index > 0 || steady || part === "new" ? part : part.replace(/^[^.]+/, ":id")));
  const names = [...new Set(searchParams.keys())].sort().join("&");
  return `/${[noun, ...parts].join("/")}${names && `?${names}`}`;
}

/** Looks at a page: closely in these windows and themes, and at its width in all; says what is wrong with it. */
async function look(me, path, { lang, windows, picture }) {
  const { page, trouble } = me;
  const wrong = [];
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(path);
  for (const [theme, size] of windows) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize(size);
    const findings = await axeFindings(page);
    wrong.push(...findings.map((finding) => `${theme}, ${size.width} px: ${finding}`));
    // Phones by day and desks by night, or the other way round: all is seen in half the time.
    if (picture && (theme === "light") === ((size === PHONE) === (lang === "uk"))) {
      await page.screenshot({ path: `${pictures}${picture}-${size.width}-${theme}.png`, fullPage: true });
    }
  }
  for (const size of [DESK, PHONE, ZOOMED]) {
    await page.setViewportSize(size);
    const pushed = await sideways(page);
    if (pushed) wrong.push(`scrolls sideways: ${pushed}`);
    const lost = await unplaced(page);
    if (lost) wrong.push(`has no room for: ${lost}`);
  }
  wrong.push(...missingText(await visibleText(page)).map((key) => `a text is missing: ${key}`));
  if ((await page.locator("h1").count()) !== 1) wrong.push("has not one heading of the first rank");
  if ((await page.locator("html").getAttribute("lang")) !== lang) wrong.push(`is not said to be in ${lang}`);
  wrong.push(...trouble.splice(0));
  return [...new Set(wrong)];
}
