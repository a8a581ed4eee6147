// Somebody without a mouse: everything is reached, in an order that makes sense, and the focus is always seen.

import assert from "node:assert/strict";

import { PHONE } from "../lib/browser.js";
import { focused, onStage, story } from "../lib/story.js";

onStage();

/** Whether what has the focus is in the window and has an outline. */
const seen = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return inside && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });

/** Presses Tab until the focus is there; fails after a hundred. Says what it passed. */
async function tabTo(page, there) {
  const passed = [];
  for (let i = 0; i < 100; i += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    assert.ok(await seen(page), `the focus on ${at} is not seen`);
    passed.push(at);
    if (at === there) return passed;
  }
  throw new Error(`Tab does not lead to ${there}: ${passed.join(", ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  story(`the skip link leads over the sections, ${colorScheme}`, async ({ enter }) => {
    const { page } = await enter("visitor", { colorScheme, viewport: PHONE });
    await page.goto("/uk/projects");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "skip");
    assert.ok(await seen(page));
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  });
}

story("Tab goes down the page: brand, language, sections, content", async ({ enter }) => {
  const { page } = await enter("visitor", { viewport: PHONE });
  await page.goto("/uk/");
  const tops = [];
  for (let i = 0; i < 20; i += 1) {
    await page.keyboard.press("Tab");
    assert.ok(await seen(page), await focused(page));
    tops.push(await page.evaluate(() => {
      const at = document.activeElement;
      return [".skip", ".brand", ".who, .find", ".top nav", "main"].findIndex((part) => at.closest(part));
    }));
  }
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  assert.ok(tops.includes(4), "and reaches the content");
});

story("a whole form is filled in and mended by keyboard", async ({ enter }) => {
  const me = await enter("coordinator");
  const { page } = me;
  await page.goto("/uk/projects/new");
  await tabTo(page, "title_uk");
  await page.keyboard.type("Клавіатурний проєкт");
  await tabTo(page, "title_en");
  await page.keyboard.type("A project by keyboard");
  await tabTo(page, "direction");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#direction").inputValue(), "education");
  await tabTo(page, "about_uk");
  await page.keyboard.type("Без миші.");
  await tabTo(page, "stages.0.date");
  await page.keyboard.type("колись");
  await me.expecting(422, async () => {
    await page.keyboard.press("Enter");
    await page.locator(".errors").waitFor();
  });
  assert.equal(await focused(page), "errors");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "stages.0.date");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2021-03");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/projects/a-project-by-keyboard");

  await page.keyboard.press("Tab");
  for (let i = 0; i < 60 && (await page.evaluate(() => document.activeElement.localName)) !== "summary"; i += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#stage").isVisible(), true, "what is folded opens by keyboard");
  await tabTo(page, "stage");
});
