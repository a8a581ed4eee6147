// Somebody without a mouse: everything is reached, in an order that makes sense, and the focus is always seen.

import assert from "node:assert/strict";

import { PHONE } from "../lib/browser.js";
import { day, focused, main, onStage, story } from "../lib/story.js";

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

/** Presses Tab until `there(element)` holds of what has the focus; fails after so many. Says what it passed. */
async function tabUntil(page, what, there, given, most) {
  const passed = [];
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    assert.ok(await seen(page), `the focus on ${at} is not seen`);
    passed.push(at);
    if (await page.evaluate(`(${there})(document.activeElement, ${JSON.stringify(given)})`)) return passed;
  }
  throw new Error(`Tab does not lead to ${what}: ${passed.join(", ")}`);
}

/** Presses Tab until the focus is on the element with this id. */
const tabTo = (page, id) => tabUntil(page, id, (at, id) => at.id === id, id, 100);

/** Presses Tab until the focus is on a link, button or summary with these words. */
const tabToWords = (page, words) =>
  tabUntil(page, words, (at, words) => at.matches("a, button, summary") && at.textContent.trim() === words, words, 150);

/** Types some letters into a field that names a record, and chooses what the register offers. */
async function choose(page, letters, name) {
  await page.keyboard.type(letters);
  await page.getByRole("option", { name }).waitFor();
  const marked = page.getByRole("option", { name, selected: true });
  for (let i = 0; i < 12 && (await marked.count()) === 0; i += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
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

story("a sector is chosen by its name, and several one after another", async ({ enter }) => {
  const { page } = await enter("coordinator");
  await page.goto("/uk/needs/new");
  await tabTo(page, "sector");
  await choose(page, "первинна", "12220 Первинна медична допомога");
  assert.equal(await page.locator("#sector").inputValue(), "12220");
  await tabTo(page, "emergency");
  await choose(page, "covid", /COVID-19/);
  assert.notEqual(await page.locator("#emergency").inputValue(), "covid");
  await page.goto("/en/interests/new");
  await tabTo(page, "sectors");
  await choose(page, "basic health care", "12220 Basic health care");
  await page.keyboard.type(", 111");
  await page.getByRole("option", { name: "111 Education, level unspecified" }).waitFor();
  await page.keyboard.type("30");
  await choose(page, "", "11130 Teacher training");
  assert.equal(await page.locator("#sectors").inputValue(), "12220, 11130");
});

story("an agreement of four parties is written and signed by keyboard", async ({ enter }) => {
  const { page } = await enter("coordinator");
  await page.goto("/uk/agreements/new");
  await tabTo(page, "title_uk");
  await page.keyboard.type("Угода чотирьох без миші");
  await tabTo(page, "title_en");
  await page.keyboard.type("An agreement by keyboard");
  await tabTo(page, "kind");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#kind").inputValue(), "memorandum");
  const parties = [
    ["вінтерсвейк", "Муніципалітет Вінтерсвейк"],
    ["енсхеде", "Муніципалітет Енсхеде"],
    ["рубіжанська", "Рубіжанська міська рада"],
    ["кремінської", "Кремінська міська рада"],
  ];
  for (const [index, [letters, name]] of parties.entries()) {
    await tabTo(page, `parties.${index}.organisation`);
    await choose(page, letters, name);
    assert.match(await page.locator(`[id="parties.${index}.organisation"] ~ output`).innerText(), new RegExp(name));
  }
  await tabTo(page, "parties.3.role");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator('[id="parties.3.role"]').inputValue(), "funder");
  assert.equal(await page.locator('[id="parties.4.organisation"]').count(), 1, "behind the fourth row stands a fifth");
  await tabTo(page, "planned");
  await page.keyboard.type(day(14));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/uk/agreements/an-agreement-by-keyboard");
  const rows = page.locator("#parties + ul > li");
  assert.deepEqual((await rows.locator("h3 a").allInnerTexts()).sort(), parties.map(([, name]) => name).sort());

  await tabToWords(page, "Записати підпис");
  await page.keyboard.press("Enter");
  await tabTo(page, "signature-party");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  const signed = await page.locator("#signature-party option:checked").innerText();
  await tabTo(page, "signature-date");
  await page.keyboard.type(day(-1));
  await page.keyboard.press("Enter");
  await rows.filter({ hasText: signed }).locator("ul li").waitFor();
  assert.match(await main(page), /бракує 3 підписів/);
});

story("somebody registers for an event behind a link by keyboard", async ({ enter, office }) => {
  const { page } = await enter("coordinator");
  await page.goto("/uk/events/new");
  await page.locator("#title_uk").fill("Зустріч без миші");
  await page.locator("#title_en").fill("A meeting by keyboard");
  await page.locator("#kind").selectOption("meeting");
  await page.locator("#date").fill(day(10));
  await page.locator("#registration").selectOption("private");
  await page.locator('[id="states.0.state"]').selectOption("announced");
  await page.locator('[id="states.0.date"]').fill(day(0));
  await page.locator("main form[data-keep] .actions button").click();
  await page.waitForURL("**/uk/events/a-meeting-by-keyboard");
  await page.getByRole("button", { name: "Оприлюднити" }).click();
  await page.getByRole("button", { name: "Сховати від публіки" }).waitFor();
  await page.getByRole("button", { name: "Створити посилання" }).click();
  const link = new URL(await page.locator("#link").inputValue(), office.address).pathname;

  const guest = await enter("visitor", { viewport: PHONE });
  await guest.page.goto(link);
  await tabTo(guest.page, "name");
  await guest.page.keyboard.type("Ганна Клавіатурна");
  await tabTo(guest.page, "mail");
  await guest.page.keyboard.type("hanna@example.org");
  await tabTo(guest.page, "agree");
  await guest.page.keyboard.press("Space");
  assert.equal(await guest.page.locator("#agree").isChecked(), true);
  await tabToWords(guest.page, "Зареєструватися");
  await guest.page.keyboard.press("Enter");
  await guest.page.waitForURL(/\/uk\/v\//);
  assert.match(await main(guest.page), /Ганна Клавіатурна\s+зареєстровано/);
  await tabToWords(guest.page, "Я не зможу прийти");
  await guest.page.keyboard.press("Enter");
  await guest.page.locator("[role=status] .declined").waitFor();
});

story("a cell of the matrix and a number of the report open by keyboard", async ({ enter }) => {
  const { page } = await enter("visitor", { viewport: PHONE });
  await page.goto("/uk/matrix?show=money");
  await tabUntil(page, "the table", (at) => at.matches(".scroll.matrix"), null, 60);
  await page.keyboard.press("ArrowRight");
  await tabUntil(page, "a cell", (at) => at.closest(".matrix tbody td") !== null, null, 100);
  const cell = await page.evaluate(() => ({ url: document.activeElement.getAttribute("href"), said: document.activeElement.title }));
  assert.match(cell.said, /, .+: /, "it says where, what and how much");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${cell.url}`);
  await tabToWords(page, "Матриця потреб і допомоги");

  await page.goto("/uk/reports/2020");
  await tabUntil(page, "a number", (at) => at.matches("a.number"), null, 100);
  const number = await page.evaluate(() => ({ url: document.activeElement.getAttribute("href"), said: document.activeElement.textContent }));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname + url.search === number.url);
  assert.ok((await main(page)).replaceAll(/\s/g, " ").includes(number.said.replaceAll(/\s/g, " ")), `${number.said} is told again`);
  await page.goBack();
  assert.match(page.url(), /\/uk\/reports\/2020$/);
});
