// A draft is the office's own. Its word is looked for through every face that a visitor has.

import assert from "node:assert/strict";

import { discover } from "../lib/crawl.js";
import { onStage, story } from "../lib/story.js";

onStage();

// In a title, a description, a note; Cyrillic and Latin. Searched for by its beginning, for a page repeats what was asked.
const WORD = /зоряночайк|zorianochaik/i;
const BEGINNINGS = ["зоряно", "Zoriano", "зоряночай"];

const save = (page) => page.locator("main form[data-keep] .actions button").click();

story("the word of a draft is heard nowhere", async ({ enter, office }) => {
  const { page } = await enter("coordinator");

  await page.goto("/uk/organisations/new");
  await page.locator("#name_uk").fill("Фонд Зоряночайка");
  await page.locator("#name_en").fill("Zorianochaika Fund");
  await page.locator("#kind").selectOption({ index: 1 });
  await page.locator("#place").fill("м. Кремінна");
  await save(page);
  await page.waitForURL("**/organisations/zorianochaika-fund");

  await page.goto("/uk/sources/new");
  await page.locator("#title_uk").fill("Лист про Зоряночайку");
  await page.locator("#title_en").fill("A letter on Zorianochaika");
  await page.locator("#kind").selectOption({ index: 1 });
  await page.locator('[id="passage.0.locator"]').fill("p1");
  await page.locator('[id="passage.0.text_uk"]').fill("Зоряночайка прилетіла");
  await save(page);
  await page.waitForURL("**/sources/a-letter-on-zorianochaika");

  await page.goto("/uk/projects/new");
  await page.locator("#title_uk").fill("Зоряночайка над містом");
  await page.locator("#title_en").fill("Zorianochaika over the town");
  await page.locator("#direction").selectOption("education");
  await page.locator("#about_uk").fill("Про Зоряночайку поки знає лише установа.");
  await page.locator('[id="stages.0.date"]').fill("2021-02");
  await page.locator('[id="parties.0.organisation"]').fill("usaid");
  await page.locator('[id="parties.0.role"]').selectOption("funder");
  await page.locator('[id="places.0.place"]').fill("м. Кремінна");
  await page.locator('[id="cites.0.source"]').fill("interview-2020");
  await page.locator('[id="cites.0.locator"]').fill("F07");
  await page.locator("details summary").click();
  await page.locator('[id="related.0.kind"]').selectOption({ index: 1 });
  await page.locator('[id="related.0.project"]').fill("ev-charging-kreminna");
  await save(page);
  await page.waitForURL("**/projects/zorianochaika-over-the-town");
  const place = await page.locator("aside a[href*='/places/']").first().getAttribute("href");

  await page.getByRole("link", { name: "Додати показник" }).click();
  await page.locator("#measure").selectOption("apartments");
  await page.locator("#qualifier").selectOption({ index: 1 });
  await page.locator("#value").fill("77003");
  await page.locator("#source").fill("interview-2020");
  await page.locator("#locator").fill("F07");
  await page.locator("#note_uk").fill("Зоряночайка рахує");
  await save(page);
  await page.waitForURL(/\/(figures|projects)\/(?!new)/);
  const figure = (await page.goto("/uk/projects/zorianochaika-over-the-town")) && (await page.locator("a.number").first().getAttribute("href"));

  await page.getByRole("link", { name: "Додати крок" }).click();
  await page.locator("#what_uk").fill("Запросити Зоряночайку");
  await page.locator("#what_en").fill("Invite Zorianochaika");
  await page.locator("#due").fill("2021-06");
  await save(page);
  await page.waitForURL(/\/(steps|projects)\/(?!new)/);

  // Those who work here hear it, or this story would prove nothing.
  await page.goto(`/uk/projects?q=${BEGINNINGS[0]}`);
  assert.match(await page.locator(".rows").innerText(), WORD);

  const heard = [];
  const listen = (path, body) => {
    // A page repeats its own address, in the link to the other language: that word is the visitor's.
    const slug = path.split(/[/.?]/)[3];
    if (WORD.test(slug ? body.replaceAll(slug, "") : body) || /77[\s\u00a0\u202f]?003/.test(body)) heard.push(path);
  };
  const look = async (path) => {
    const response = await fetch(office.address + path, { redirect: "manual" });
    const body = await response.text();
    listen(path, body);
    return { status: response.status, body };
  };

  for (const lang of ["uk", "en"]) {
    await discover(office.address, "", lang, listen, 6);
    for (const own of ["projects/zorianochaika-over-the-town", "organisations/zorianochaika-fund", "sources/a-letter-on-zorianochaika", "steps/invite-zorianochaika", figure.replace(/^\/\w+\//, "")]) {
      for (const suffix of ["", ".json", "?as-of=2021-03-31"]) {
        assert.equal((await look(`/${lang}/${own}${suffix}`)).status, 404, own + suffix);
      }
    }
    for (const near of ["sources/interview-2020", place.replace(/^\/\w+\//, ""), "organisations/usaid", "projects/ev-charging-kreminna", "figures?measure=apartments", "projects?organisation=usaid", "projects?direction=education", "steps", ""]) {
      const [path, query = ""] = near.split("?");
      await look(`/${lang}/${near}`);
      if (path) await look(`/${lang}/${path}.json${query && `?${query}`}`);
    }
    for (const beginning of BEGINNINGS) {
      const q = encodeURIComponent(beginning);
      for (const list of ["projects", "organisations", "sources"]) {
        await look(`/${lang}/${list}?q=${q}`);
        const { body } = await look(`/${lang}/${list}.json?q=${q}`);
        assert.equal(JSON.parse(body).total, 0, `${list} count what may not be seen`);
      }
      for (const list of ["places", "people", "search"]) {
        await look(`/${lang}/${list}?q=${q}`);
        await look(`/${lang}/${list}.json?q=${q}`);
      }
      await look(`/${lang}/suggest.json?q=${q}`);
    }
  }
  assert.deepEqual(heard, []);
});
