// The stage of a story: one office, one browser, people who come and go. What went wrong around them fails the story.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, person, signIn } from "./browser.js";
import { sampleOffice } from "./office.js";

const stage = {};

/** Opens the sample office for the stories of a file. */
export function onStage() {
  before(async () => {
    [stage.browser, stage.office] = await Promise.all([openBrowser(), sampleOffice()]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.office?.close();
  });
}

/** A story: `tell({ office, enter })`, where `enter("coordinator")` brings somebody in, signed in unless a "visitor". */
export function story(name, tell) {
  test(name, async () => {
    const people = [];
    const enter = async (role = "visitor", { lang = "uk", ...options } = {}) => {
      const somebody = await person(stage.browser, stage.office.address, options);
      people.push(somebody);
      if (role !== "visitor") await signIn(somebody, stage.office.signIns[role], lang);
      return somebody;
    };
    try {
      await tell({ office: stage.office, enter });
      assert.deepEqual(people.flatMap(({ trouble }) => trouble), []);
    } finally {
      for (const somebody of people) await somebody.close();
    }
  });
}

/** The text of the page's main part. */
export const main = (page) => page.locator("main").innerText();

/**
 * Where the focus is: the id, else the class, else the name of the element. A page that has just come may not have moved it yet:
 * on a busy machine its script runs later than this asks. So what is nowhere is waited for, a while.
 */
export const focused = async (page) => {
  await page.waitForFunction(() => document.activeElement !== document.body, null, { timeout: 5000 }).catch(() => {});
  return page.evaluate(() => {
    const at = document.activeElement;
    return at.id || at.getAttribute("class") || at.localName;
  });
};

/** A day so many days from today, as the register writes it: `2026-12-01`. The register's today is Kyiv's. */
export function day(shift) {
  const today = new Date(new Date().toLocaleDateString("sv", { timeZone: "Europe/Kyiv" }));
  today.setUTCDate(today.getUTCDate() + shift);
  return today.toISOString().slice(0, 10);
}
