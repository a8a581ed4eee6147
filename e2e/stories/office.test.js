// Those who work here: coordinator, contributor, administrator.

import assert from "node:assert/strict";

import { signIn } from "../lib/browser.js";
import { main, onStage, focused, story } from "../lib/story.js";

onStage();

const save = (page) => page.locator("main form[data-keep] .actions button").click();

story("a coordinator registers a project, mends a mistake, publishes it, adds a number and a step", async ({ enter }) => {
  const me = await enter("coordinator");
  const { page } = me;
  await page.goto("/uk/projects");
  await page.getByRole("link", { name: "Додати проєкт" }).click();

  await page.locator("#about_uk").fill("Довгий опис, який шкода втратити.");
  await page.locator("#direction").selectOption("education");
  await page.locator('[id="stages.0.date"]').fill("колись");
  await me.expecting(422, () => save(page));
  const summary = page.locator(".errors");
  assert.equal(await focused(page), "errors", "what is wrong takes the focus");
  assert.equal(await summary.getByRole("link").count(), 2);
  await summary.getByRole("link").first().click();
  assert.equal(await focused(page), "title_uk", "and leads to the field");
  assert.equal(await page.locator("#title_uk").getAttribute("aria-invalid"), "true");
  assert.equal(await page.locator("#about_uk").inputValue(), "Довгий опис, який шкода втратити.");
  assert.equal(await page.locator("#direction").inputValue(), "education");

  await page.locator("#title_uk").fill("Тепла школа у Старобільську");
  await page.locator("#title_en").fill("A warm school in Starobilsk");
  await page.locator('[id="stages.0.date"]').fill("2021-02");
  await page.locator('[id="cites.0.source"]').fill("interview-2020");
  // By keyboard alone, in another form of the word, and with an old name.
  const party = page.locator('[id="parties.0.organisation"]');
  await party.pressSequentially("кремінської");
  await page.getByRole("option", { name: "Кремінська міська рада" }).waitFor();
  await party.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await party.inputValue(), "kreminna-city-council");
  assert.match(await page.locator('[id="parties.0.organisation"] ~ output').innerText(), /Кремінська міська рада/);
  await page.locator('[id="parties.0.role"]').selectOption("partner");
  await page.locator('[id="places.0.place"]').pressSequentially("Сєвєродонецьк");
  await page.getByRole("option", { name: /^м\. Сіверськодонецьк/ }).click();
  assert.equal(await page.locator('[id="places.0.place"]').inputValue(), "UA44120110010072887");
  assert.equal(await page.locator('[id="places.0.place"]').getAttribute("aria-expanded"), "false");
  await save(page);
  await page.waitForURL("**/uk/projects/a-warm-school-in-starobilsk");
  assert.match(await main(page), /Чернетка/);

  const visitor = await enter();
  await visitor.expecting(404, () => visitor.page.goto("/uk/projects/a-warm-school-in-starobilsk"));
  await page.getByRole("button", { name: "Оприлюднити" }).click();
  await page.getByRole("button", { name: "Сховати від публіки" }).waitFor();
  await visitor.page.goto("/uk/projects/a-warm-school-in-starobilsk");
  assert.match(await main(visitor.page), /Довгий опис/);

  await page.getByRole("link", { name: "Додати показник" }).click();
  await page.locator("#measure").selectOption("people");
  await page.locator("#qualifier").selectOption("more_than");
  await page.locator("#value").fill("430");
  await page.locator("#as_of").fill("2021-02");
  await page.locator("#source").fill("interview-2020");
  await save(page);
  await visitor.page.reload();
  assert.match(await visitor.page.locator("a.number").innerText(), /430\sлюдей/);

  await page.goto("/uk/projects/a-warm-school-in-starobilsk");
  await page.getByRole("link", { name: "Додати крок" }).click();
  await page.locator("#what_uk").fill("Замовити вікна");
  await page.locator("#due").fill("2021-06-30");
  await save(page);
  await visitor.page.reload();
  assert.match(await main(visitor.page), /Замовити вікна/);
});

story("two coordinators edit one project and nothing is lost", async ({ enter }) => {
  const [olena, marta] = [await enter("coordinator"), await enter("administrator")];
  const edit = "/uk/projects/ev-charging-kreminna/edit";
  await olena.page.goto(edit);
  await marta.page.goto(edit);
  await marta.page.locator("#title_uk").fill("Зарядна станція: назва Марти");
  await marta.page.locator("#about_en").fill("What Marta knows.");
  await save(marta.page);
  await marta.page.waitForURL("**/projects/ev-charging-kreminna");

  await olena.page.locator("#title_uk").fill("Зарядна станція: назва Олени");
  await olena.expecting(409, () => save(olena.page));
  assert.equal(await focused(olena.page), "conflict");
  const told = await olena.page.locator(".conflict").innerText();
  assert.match(told, /Поки ви писали, запис змінили/);
  assert.match(told, /назва Марти/, "theirs is shown beside");
  assert.equal(await olena.page.locator("#title_uk").inputValue(), "Зарядна станція: назва Олени", "mine stands");
  assert.equal(await olena.page.locator("#about_en").inputValue(), "What Marta knows.", "what only they changed is merged");
  await save(olena.page);
  await olena.page.waitForURL("**/projects/ev-charging-kreminna");
  assert.equal(await olena.page.locator("h1").innerText(), "Зарядна станція: назва Олени");
});

story("a contributor keeps what is theirs and only looks at the rest", async ({ enter }) => {
  const me = await enter("contributor");
  const { page } = me;
  await page.goto("/uk/projects/ev-charging-kreminna");
  await page.getByRole("link", { name: "Змінити" }).click();
  await page.locator("#about_uk").fill("Перша муніципальна зарядна станція області.");
  await save(page);
  await page.waitForURL("**/projects/ev-charging-kreminna");
  assert.match(await main(page), /Перша муніципальна зарядна станція області/);
  assert.equal(await page.getByRole("button", { name: "Сховати від публіки" }).count(), 0, "publishing is the office's");

  await page.goto("/uk/projects/idp-flats-sievierodonetsk");
  assert.equal(await page.locator("a[href$='/edit']").count(), 0);
  assert.equal(await page.locator("main form[method=post]").count(), 0);
  await me.expecting(403, () => page.goto("/uk/projects/idp-flats-sievierodonetsk/edit"));
  assert.match(await page.locator("h1").innerText(), /не для вашої ролі/i);
  await me.expecting(403, () => page.goto("/uk/accounts"));
  const sections = await page.locator(".top nav").innerText();
  assert.doesNotMatch(sections, /Доступ|Журнал/);
});

story("an administrator invites somebody, who comes in, and is later shut out", async ({ enter }) => {
  const me = await enter("administrator");
  const { page } = me;
  await page.goto("/uk/accounts");
  await page.locator("main .actions a.button").click();
  await page.locator("#login").fill("nadiia");
  await page.locator("#name").fill("Надія Гончар");
  await page.locator("#role").selectOption("coordinator");
  await save(page);
  const link = await page.locator("#link").innerText();
  await page.locator("main").getByRole("link", { name: "Надія Гончар" }).click();

  const password = "калина біля старого млина";
  const nadiia = await enter();
  await nadiia.page.goto(new URL(link, page.url()).pathname);
  await nadiia.page.locator("#new").fill("коротко");
  await nadiia.expecting(422, () => nadiia.page.locator("main form button").click());
  assert.equal(await nadiia.page.locator(".errors a").count(), 1);
  await nadiia.page.locator("#new").fill(password);
  await nadiia.page.locator("main form button").click();
  await nadiia.page.waitForURL("**/session/new?set=1");
  await signIn(nadiia, { login: "nadiia", password });
  assert.match(await nadiia.page.locator(".who").innerText(), /Надія Гончар/);

  await page.getByRole("button", { name: "Закрити доступ" }).click();
  await page.getByRole("button", { name: "Відкрити доступ" }).waitFor();
  await nadiia.page.goto("/uk/projects/new");
  assert.match(nadiia.page.url(), /\/uk\/session\/new/, "what was open is closed at once");
  await nadiia.page.locator("#login").fill("nadiia");
  await nadiia.page.locator("#password").fill(password);
  await nadiia.expecting(422, () => nadiia.page.locator("main form button").click());
  assert.equal(await nadiia.page.locator(".errors").isVisible(), true);
});
