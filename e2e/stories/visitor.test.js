// Somebody who has never been here: a minister, a nurse, a journalist.

import assert from "node:assert/strict";

import { DESK, PHONE } from "../lib/browser.js";
import { axeFindings, sideways } from "../lib/checks.js";
import { main, onStage, story } from "../lib/story.js";

onStage();

story("a newcomer goes from the home page to a number and to who said it", async ({ enter }) => {
  const { page } = await enter("visitor", { viewport: PHONE });
  await page.goto("/");
  assert.match(page.url(), /\/uk\/$/);
  await page.locator(".cards").getByRole("link", { name: "Житло для переселенців" }).click();
  assert.match(page.url(), /\/uk\/projects\?direction=idp-housing$/);
  await page.getByRole("link", { name: "Квартири для переселенців у Сєвєродонецьку" }).click();
  assert.equal(await page.locator("h1").innerText(), "Квартири для переселенців у Сєвєродонецьку");

  const number = page.locator("a.number").first();
  const said = await number.innerText();
  await number.click();
  assert.equal(await page.locator("h1").innerText(), said);

  await page.locator("dl.facts a[href*='/sources/']").first().click();
  assert.match(page.url(), /\/uk\/sources\//);
  const passage = new URL(page.url()).hash;
  assert.ok(passage.length > 1, "the link leads to the passage");
  assert.match(await page.locator(passage).innerText(), new RegExp(said.split(" ")[0]), "the passage shows the number");
});

story("a newcomer changes the language and stays where they are", async ({ enter }) => {
  const { page } = await enter();
  await page.goto("/uk/projects?direction=idp-housing&as-of=2021-03-31");
  await page.getByRole("link", { name: "English" }).click();
  assert.match(page.url(), /\/en\/projects\?direction=idp-housing&as-of=2021-03-31$/);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.match(await main(page), /31 March 2021/);
  await page.getByRole("link", { name: "Українською" }).click();
  assert.match(page.url(), /\/uk\/projects\?direction=idp-housing&as-of=2021-03-31$/);
});

story("a journalist asks what was true on a day", async ({ enter }) => {
  const { page } = await enter();
  await page.goto("/uk/figures");
  await page.locator("#measure").selectOption("apartments");
  await page.waitForURL("**measure=apartments**");
  await page.locator("#as-of").fill("2021-03-31");
  await page.locator("#as-of").dispatchEvent("change");
  await page.waitForURL("**as-of=2021-03-31**");
  const totals = await page.locator("section.card").filter({ hasText: "Департамент МТД" }).innerText();
  assert.match(totals, /31\sквартира/);
  assert.match(totals, /35\sквартир/);
  await page.locator(".notice a").click();
  assert.doesNotMatch(page.url(), /as-of=\d/);
});

story("the home page is light", async ({ enter }) => {
  const { context, page } = await enter();
  let weight = 0;
  const bodies = [];
  context.on("response", (response) => bodies.push(response.body().then((body) => { weight += body.length; })));
  await page.goto("/uk/", { waitUntil: "networkidle" });
  await Promise.all(bodies);
  assert.ok(bodies.length >= 3, "page, style and script");
  assert.ok(weight < 100_000, `${weight} bytes, before compression`);
});

story("at 400 % a page is read in one direction", async ({ enter }) => {
  const { page } = await enter("visitor", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  for (const path of ["", "projects", "projects/idp-flats-sievierodonetsk", "figures?measure=apartments", "sources/interview-2020", "session/new"]) {
    for (const lang of ["uk", "en"]) {
      await page.goto(`/${lang}/${path}`);
      assert.equal(await sideways(page), "", `/${lang}/${path}`);
    }
  }
});

story("without scripts everything is still there", async ({ enter }) => {
  const { page } = await enter("visitor", { javaScriptEnabled: false });
  await page.goto("/en/projects");
  await page.locator("#stage").selectOption("completed");
  await page.getByRole("button", { name: "Show" }).click();
  assert.match(page.url(), /stage=completed/);
  assert.ok((await page.locator(".rows .tag").allInnerTexts()).every((tag) => tag === "completed"));
});

story("a page goes on paper without what is only for the screen", async ({ enter }) => {
  const { page } = await enter("visitor", { colorScheme: "dark", viewport: { width: 700, height: 990 } });
  await page.goto("/uk/projects/idp-flats-sievierodonetsk");
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".top nav", ".who", ".bottom"]) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  assert.equal(await page.locator("h1").isVisible(), true);
  assert.equal(await page.locator("a.number").first().isVisible(), true);
  const ink = await page.evaluate(() => [getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]);
  assert.deepEqual(ink, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], "black on white, whatever the screen's theme");
  assert.equal(await sideways(page), "");
  await page.goto("/uk/projects");
  assert.equal(await page.locator("form.filter").isVisible(), false);
});

story("a wrong address is told in the visitor's language", async ({ enter }) => {
  const somebody = await enter("visitor", { viewport: DESK });
  const { page } = somebody;
  await somebody.expecting(404, () => page.goto("/en/projects/never-was"));
  assert.match(await main(page), /There is no such page/);
  await page.locator("main").getByRole("link").click();
  assert.match(page.url(), /\/en\/$/);
});

for (const javaScriptEnabled of [false, true]) {
  story(`a partner has a file checked with the keyboard, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ enter }) => {
    const { page } = await enter("visitor", { javaScriptEnabled });
    await page.goto("/en/iati/check");
    const activity = "<iati-activity><iati-identifier>XM-X-1</iati-identifier><wrong/></iati-activity>";
    const file = `<iati-activities version="2.03">\n${activity}\n</iati-activities>`;
    await page.locator("#file").setInputFiles({ name: "ours.xml", mimeType: "text/xml", buffer: Buffer.from(file) });
    await page.locator("#file").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#report").waitFor();
    assert.equal(await page.locator("#report").innerText(), "ours.xml");
    const report = await main(page);
    assert.match(report, /not valid/);
    assert.match(report, /2:\d+/);
    assert.match(report, /XM-X-1/);
    // The page has no script of its own that axe could need, so where none run there is nothing more to look at.
    if (javaScriptEnabled) assert.deepEqual(await axeFindings(page), []);
  });
}
