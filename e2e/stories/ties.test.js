// What joins people and institutions: agreements, events and what came of them, questions and reports.

import assert from "node:assert/strict";

import { day, main, onStage, focused, story } from "../lib/story.js";

onStage();

const save = (page) => page.locator("main form[data-keep] .actions button").click();

/** Opens what is folded on a card, and gives its form. */
async function unfold(page, summary) {
  const details = page.locator("details", { has: page.locator("summary", { hasText: summary }) });
  await details.locator("summary").click();
  return details.locator("form");
}

/** A signature, the quick way from the card. */
async function sign(page, party, when) {
  const form = await unfold(page, "Записати підпис");
  await form.locator("#signature-party").selectOption({ label: party });
  await form.locator("#signature-date").fill(when);
  await form.locator("#signature-source").fill("interview-2020");
  const saved = page.waitForEvent("framenavigated");
  await form.getByRole("button", { name: "Зберегти" }).click();
  await saved;
}

/** Parties of the card, each with whether it has still to sign. */
const lacking = (page) =>
  page.locator("#parties + ul > li").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector("h3 a").textContent, row.querySelector(".doubtful") !== null]));

/** A calendar as other programs read it: long lines are put together again. */
async function calendar(address) {
  const response = await fetch(address);
  assert.equal(response.headers.get("content-type"), "text/calendar; charset=utf-8");
  return (await response.text()).replace(/\r\n[ \t]/g, "");
}

const compact = (date) => date.replaceAll("-", "");

story("four parties sign on different days, and the calendar knows the last day", async ({ enter, office }) => {
  const { page } = await enter("coordinator");
  const visitor = await enter();
  const [due, until] = [day(30), day(400)];
  await page.goto("/uk/agreements");
  await page.getByRole("link", { name: "Додати угоду" }).click();
  await page.locator("#title_uk").fill("Меморандум чотирьох сторін");
  await page.locator("#title_en").fill("Memorandum of four sides");
  await page.locator("#kind").selectOption("memorandum");
  // The table has three rows; as the last is begun, one more stands behind it.
  for (const [index, slug] of ["popasna", "rubizhne", "winterswijk", "enschede"].entries()) {
    await page.locator(`[id="parties.${index}.organisation"]`).fill(slug);
  }
  await page.locator("#planned").fill(due);
  await page.locator("#until").fill(until);
  await save(page);
  await page.waitForURL("**/uk/agreements/memorandum-of-four-sides");
  assert.deepEqual((await lacking(page)).map(([, lacks]) => lacks), [true, true, true, true]);
  const names = (await lacking(page)).map(([name]) => name);
  await page.getByRole("button", { name: "Оприлюднити" }).click();
  await page.getByRole("button", { name: "Сховати від публіки" }).waitFor();

  for (const [index, when] of [day(-20), day(-12), day(-3)].entries()) {
    await sign(page, names[index], when);
    await page.locator("#parties + ul > li").nth(index).locator("ul li").waitFor();
  }
  assert.deepEqual(await lacking(page), names.map((name, index) => [name, index === 3]), "the page says who has not signed");
  assert.match(await main(page), /підписують/);
  assert.match(await main(page), /бракує 1 підпису/);

  await visitor.page.goto("/uk/agreements?unsigned=1");
  const row = visitor.page.locator(".rows > li").filter({ hasText: "Меморандум чотирьох сторін" });
  assert.match(await row.innerText(), /підписують/);
  assert.match(await row.innerText(), /бракує 1 підпису/);

  await page.goto("/uk/agreements/expiring");
  assert.match(await main(page), /Меморандум чотирьох сторін/);
  await page.getByRole("button", { name: "Отримати адресу" }).click();
  const own = office.address + new URL(await page.locator("#link").inputValue(), office.address).pathname;
  const ahead = await calendar(own);
  assert.match(ahead, new RegExp(`DTSTART;VALUE=DATE:${compact(due)}\r\n(?:.*\r\n)*?SUMMARY:.*Меморандум чотирьох сторін`));

  await page.goto("/uk/agreements/memorandum-of-four-sides");
  await sign(page, names[3], day(0));
  await page.locator("#parties + ul > li").nth(3).locator("ul li").waitFor();
  assert.deepEqual((await lacking(page)).map(([, lacks]) => lacks), [false, false, false, false]);
  assert.match(await page.locator("main > p").first().innerText(), /діє/);
  await visitor.page.goto("/uk/agreements?unsigned=1");
  assert.equal(await row.count(), 0);

  const after = await calendar(own);
  assert.doesNotMatch(after, new RegExp(`DTSTART;VALUE=DATE:${compact(due)}`), "what was signed is waited for no more");
  assert.match(after, new RegExp(`DTSTART;VALUE=DATE:${compact(until)}\r\n(?:.*\r\n)*?SUMMARY:.*Меморандум чотирьох сторін`));
  await page.goto("/uk/agreements/expiring");
  await page.getByRole("button", { name: "Вимкнути адресу" }).click();
  await page.getByRole("button", { name: "Отримати адресу" }).waitFor();
  assert.equal((await fetch(own)).status, 404);
});

/** An agreement of two parties, by the form, with what else is given; ends on its card. */
async function agree(page, title, more) {
  await page.goto("/uk/agreements/new");
  await page.locator("#title_uk").fill(title.uk);
  await page.locator("#title_en").fill(title.en);
  await page.locator("#kind").selectOption("cooperation");
  await page.locator('[id="parties.0.organisation"]').fill("enschede");
  await page.locator('[id="parties.1.organisation"]').fill("sievierodonetsk");
  for (const [field, value] of Object.entries(more)) await page.locator(`[id="${field}"]`).fill(value);
  await save(page);
  await page.waitForURL(/\/uk\/agreements\/(?!new)/);
  return new URL(page.url()).pathname;
}

story("an agreement that ends is renewed by another, and both say so", async ({ enter }) => {
  const me = await enter("coordinator");
  const { page } = me;
  const old = await agree(page, { uk: "Угода про обміни", en: "Agreement on exchanges" }, {
    "signatures.0.party": "*", "signatures.0.date": day(-700), until: day(20),
  });
  assert.match(await page.locator("main > p").first().innerText(), /строк спливає/);
  await page.goto("/uk/agreements/expiring");
  await page.getByRole("link", { name: "Угода про обміни" }).click();

  await page.getByRole("button", { name: "Підготувати нову на заміну" }).click();
  await page.waitForURL(/\/edit$/);
  assert.equal(await page.locator("#title_uk").inputValue(), "Угода про обміни");
  assert.equal(await page.locator('[id="parties.1.organisation"]').inputValue(), "sievierodonetsk");
  assert.equal(await page.locator("#replaces").inputValue(), "agreement-on-exchanges");
  await page.locator("#title_uk").fill("Угода про обміни, нова редакція");
  await page.locator("#until").fill(day(1000));
  await save(page);
  await page.waitForURL(/\/uk\/agreements\/agreement-on-exchanges-\d+$/);
  const next = new URL(page.url()).pathname;
  await sign(page, "усі сторони", day(0));
  await page.getByRole("heading", { name: "Підписи всіх сторін" }).waitFor();

  for (const [path, here, there] of [[old, "Угода про обміни", next], [next, "Угода про обміни, нова редакція", old]]) {
    await page.goto(path);
    const chain = page.locator("aside dt", { hasText: "Попередня і наступна" }).locator("+ dd");
    assert.equal(await chain.locator("b").innerText(), here);
    assert.equal(await chain.locator("li").count(), 2);
    assert.equal(await chain.getByRole("link").getAttribute("href"), there);
  }
  await page.goto(old);
  assert.match(await page.locator("main > p").first().innerText(), /замінено новою/);
  await page.locator("p.notice").getByRole("link", { name: "Угода про обміни, нова редакція" }).click();
  assert.equal(new URL(page.url()).pathname, next);
  await page.locator("p.notice").getByRole("link", { name: "Угода про обміни" }).click();
  assert.equal(new URL(page.url()).pathname, old);
  await page.goto("/uk/agreements/expiring");
  assert.equal(await page.getByRole("link", { name: "Угода про обміни", exact: true }).count(), 0, "it is waited for no more");

  // What was never signed is changed, not replaced.
  await agree(page, { uk: "Лише розмова", en: "Only talk" }, {});
  assert.equal(await page.getByRole("button", { name: "Підготувати нову на заміну" }).count(), 0);
  const typed = {
    "#title_uk": "Угода замість розмови", "#title_en": "Agreement in place of talk", "#about_uk": "Про що домовилися, шкода втратити.",
    '[id="parties.0.organisation"]': "winterswijk", '[id="parties.1.who_uk"]': "Гурт громад", '[id="fields.0.uk"]': "туризм",
    "#until": day(365), "#replaces": "only-talk",
  };
  await page.goto("/uk/agreements/new");
  await page.locator("#kind").selectOption("cooperation");
  for (const [field, value] of Object.entries(typed)) await page.locator(field).fill(value);
  await me.expecting(422, () => save(page));
  assert.equal(await focused(page), "errors");
  assert.match(await page.locator(".errors").innerText(), /«Лише розмова» ще не підписано: чернетку не замінюють/);
  await page.locator(".errors a").click();
  assert.equal(await focused(page), "replaces");
  for (const [field, value] of Object.entries(typed)) assert.equal(await page.locator(field).inputValue(), value, field);
  await page.locator("#replaces").fill("");
  await save(page);
  await page.waitForURL("**/uk/agreements/agreement-in-place-of-talk");
});

story("a series of sessions, registered for by a link, leads to an agreement and a project", async ({ enter, office }) => {
  const { page } = await enter("coordinator");
  await page.goto("/uk/events");
  await page.getByRole("link", { name: "Додати подію" }).click();
  await page.locator("#title_uk").fill("Онлайн-серія про енергію громад");
  await page.locator("#title_en").fill("Online series on energy");
  await page.locator("#kind").selectOption("session");
  await page.locator("#format").selectOption("online");
  await page.locator("#date").fill(`${day(0)}/${day(7)}`);
  await page.locator('[id="organisers.0.organisation"]').fill("vng-international");
  await page.locator('[id="states.0.state"]').selectOption("announced");
  await page.locator('[id="states.0.date"]').fill(day(0));
  await save(page);
  await page.waitForURL("**/uk/events/online-series-on-energy");
  const series = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Оприлюднити" }).click();
  await page.getByRole("button", { name: "Сховати від публіки" }).waitFor();

  for (const [number, when] of [["Друге", day(7)], ["Перше", day(0)]]) {
    await page.goto(series);
    await page.getByRole("link", { name: "Додати засідання" }).click();
    assert.equal(await page.locator("#series").inputValue(), "online-series-on-energy");
    await page.locator("#title_uk").fill(`${number} засідання про енергію`);
    await page.locator("#date").fill(when);
    await page.locator("#link").fill("https://meet.example/energy");
    await page.locator("#registration").selectOption("private");
    await page.locator('[id="states.0.state"]').selectOption("announced");
    await page.locator('[id="states.0.date"]').fill(day(0));
    await save(page);
    await page.waitForURL(/\/uk\/events\/(?!new)/);
    await page.getByRole("button", { name: "Оприлюднити" }).click();
    await page.getByRole("button", { name: "Сховати від публіки" }).waitFor();
  }
  const session = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Створити посилання" }).click();
  const link = new URL(await page.locator("#link").inputValue(), office.address).pathname;

  // Somebody without an account, without scripts.
  const guest = await enter("visitor", { javaScriptEnabled: false });
  await guest.page.goto(session);
  assert.doesNotMatch(await main(guest.page), /meet\.example/, "the line is for those who registered");
  await guest.page.goto(link);
  await guest.page.locator("#name").fill("Ганна Гостя");
  await guest.expecting(422, () => guest.page.getByRole("button", { name: "Зареєструватися" }).click());
  assert.equal(await guest.page.locator("#name").inputValue(), "Ганна Гостя");
  await guest.page.locator("#organisation").fill("rubizhne");
  await guest.page.locator("#mail").fill("hanna@rubizhne.example");
  await guest.page.locator("#agree").check();
  await guest.page.getByRole("button", { name: "Зареєструватися" }).click();
  await guest.page.waitForURL(/\/uk\/v\//);
  assert.match(await main(guest.page), /Ганна Гостя\s+зареєстровано/);
  assert.equal(await guest.page.getByRole("link", { name: "Перейти до трансляції" }).getAttribute("href"), "https://meet.example/energy");

  await page.goto(session);
  await page.getByRole("link", { name: "Список учасників" }).click();
  await page.getByRole("checkbox", { name: "Ганна Гостя" }).check();
  await page.locator("#as-state").selectOption("attended");
  await page.getByRole("button", { name: "Записати участь" }).click();
  await page.getByRole("status").waitFor();
  assert.match(await page.locator("tbody tr").filter({ hasText: "Ганна Гостя" }).innerText(), /присутність/);

  await page.goto(session);
  const form = await unfold(page, "Записати новий стан");
  await form.locator("#state").selectOption("held");
  await form.getByRole("button", { name: "Зберегти" }).click();
  await page.locator("main > p .held").waitFor();
  await page.getByRole("link", { name: "Записати рішення" }).click();
  await page.locator("#what_uk").fill("Підготувати угоду про енергію");
  await page.locator("#due").fill(day(30));
  await save(page);
  await page.goto(session);
  await page.getByRole("link", { name: "Підготувати угоду про енергію" }).waitFor();
  await guest.page.goto(session);
  assert.match(await main(guest.page), /Підготувати угоду про енергію/);
  assert.doesNotMatch(await main(guest.page), /Ганна Гостя/, "names are the office's");

  const agreement = await agree(page, { uk: "Угода про енергію громад", en: "Agreement on energy" }, {
    "signatures.0.party": "*", "signatures.0.date": day(0),
  });
  const project = "/uk/projects/ev-charging-kreminna";
  await page.goto(series);
  assert.deepEqual(
    await page.locator("ol.rows h3 a").allInnerTexts(),
    ["Перше засідання про енергію", "Друге засідання про енергію"],
    "sessions stand by their day",
  );
  for (const [from, to] of [[series, agreement], [agreement, project]]) {
    await page.goto(from);
    await page.getByRole("link", { name: "Додати, що з цього вийшло" }).click();
    await page.locator("#to").fill(office.address + to);
    await page.locator("#note_uk").fill("За підсумками засідань.");
    await save(page);
    await page.waitForURL("**/uk/chains/**");
  }

  // From any end the same chain, drawn and told.
  const ends = [series, agreement, project];
  for (const from of ends) {
    await page.goto(from);
    await page.getByRole("link", { name: "Увесь ланцюжок" }).click();
    const drawn = await page.locator("svg a").evaluateAll((boxes) => boxes.map((box) => box.getAttribute("href")));
    const told = await page.locator("main table tbody tr").evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td:not(:last-child) a")].map((link) => link.getAttribute("href"))));
    for (const end of ends) assert.ok(drawn.includes(end), `${end} is drawn from ${from}`);
    assert.deepEqual([...new Set(told.flat())].sort(), [...drawn].sort(), "the table names what is drawn");
    assert.equal(await page.locator("svg path.way").count(), told.length, "an arrow a row");
    for (const row of [[series, agreement], [agreement, project]]) {
      assert.ok(told.some((pair) => pair.join() === row.join()), `${row.join(" to ")} is told from ${from}`);
    }
    assert.equal(await page.locator("svg a.here").getAttribute("href"), from);
  }
  // The agreement is a draft: a visitor sees the series, and not past what is hidden.
  await guest.page.goto(series);
  assert.doesNotMatch(await main(guest.page), /Угода про енергію громад/);
});

story("two coordinators edit one agreement and nothing is lost", async ({ enter }) => {
  const [olena, marta] = [await enter("coordinator"), await enter("administrator")];
  const card = "/uk/agreements/memorandum-enschede-sievierodonetsk";
  for (const { page } of [olena, marta]) await page.goto(`${card}/edit`);
  await marta.page.locator("#title_uk").fill("Меморандум: назва Марти");
  await marta.page.locator("#about_uk").fill("Що знає Марта.");
  await marta.page.locator('[id="fields.0.uk"]').fill("вода");
  await save(marta.page);
  await marta.page.waitForURL(`**${card}`);

  await olena.page.locator("#title_uk").fill("Меморандум: назва Олени");
  await olena.page.locator("#until").fill(day(500));
  await olena.expecting(409, () => save(olena.page));
  assert.equal(await focused(olena.page), "conflict");
  const told = await olena.page.locator(".conflict").innerText();
  assert.match(told, /Поки ви писали, запис змінили/);
  assert.match(told, /назва Марти/, "theirs is shown beside");
  assert.doesNotMatch(told, /Що знає Марта/, "what only they changed is no conflict");
  assert.equal(await olena.page.locator("#title_uk").inputValue(), "Меморандум: назва Олени", "mine stands");
  assert.equal(await olena.page.locator("#about_uk").inputValue(), "Що знає Марта.", "theirs is merged");
  assert.equal(await olena.page.locator('[id="fields.0.uk"]').inputValue(), "вода");
  await save(olena.page);
  await olena.page.waitForURL(`**${card}`);
  const both = await main(olena.page);
  for (const kept of [/назва Олени/, /Що знає Марта/, /вода/]) assert.match(both, kept);

  // A signature from the card meanwhile is no conflict with an edit of the text.
  await marta.page.goto(`${card}/edit`);
  await sign(olena.page, "усі сторони", day(-1));
  await marta.page.locator("#about_en").fill("What Marta knows.");
  await marta.expecting(409, () => save(marta.page));
  assert.equal(await marta.page.locator("#about_en").inputValue(), "What Marta knows.");
  assert.equal(await marta.page.locator('[id="signatures.1.date"]').inputValue(), day(-1), "her signature is there");
  await save(marta.page);
  await marta.page.waitForURL(`**${card}`);
  assert.equal(await marta.page.locator("#parties ~ ul.plain > li").count(), 2);
});

story("a signature that cannot be is told in its form, and nothing typed is lost", async ({ enter }) => {
  const coordinator = await enter("coordinator");
  const { page } = coordinator;
  const card = "/uk/agreements/memorandum-it-cluster";
  await page.goto(card);
  const form = await unfold(page, "Записати підпис");
  await form.locator("#signature-date").fill(day(40));
  await form.locator("#signature-source").fill("interview-2020");
  await form.locator("#signature-locator").fill("с. 3");
  const told = form.locator(".errors");
  await coordinator.expecting(400, async () => {
    await form.getByRole("button", { name: "Зберегти" }).click();
    await told.waitFor();
  });
  assert.match(await told.innerText(), /Цей день ще не настав/);
  assert.ok(await told.evaluate((element) => element === document.activeElement), "it is read out first");
  assert.equal(page.url().endsWith(card), true);
  assert.equal(await form.locator("#signature-locator").inputValue(), "с. 3");
  await form.locator("#signature-date").fill(day(-2));
  const saved = page.waitForEvent("framenavigated");
  await form.getByRole("button", { name: "Зберегти" }).click();
  await saved;
  assert.match(await main(page), /с\. 3/);
});

story("a question is asked, and what was understood is changed", async ({ enter }) => {
  const { page } = await enter();
  await page.goto("/uk/ask");
  await page.locator("#question").fill("Що Канада фінансувала в Попасній?");
  await page.getByRole("button", { name: "Запитати" }).click();
  const parts = page.locator("section[aria-labelledby=understood] > ul > li");
  const understood = await parts.allInnerTexts();
  assert.ok(understood.some((part) => /^Де: .*Попасн/.test(part)), understood.join("; "));
  const items = page.locator(".split .rows > li h3 a");
  const cars = "Мобільні ЦНАП для постраждалого від конфлікту населення східної України";
  const narrow = await items.allInnerTexts();
  assert.ok(narrow.includes(cars), narrow.join("; "));

  const where = parts.filter({ hasText: "Де:" });
  await where.getByRole("link").click();
  assert.equal(await where.count(), 0, "one part is taken away, and the question stays");
  assert.equal(await page.locator("#question").inputValue(), "Що Канада фінансувала в Попасній?");
  const wide = await items.allInnerTexts();
  assert.ok(wide.includes(cars) && wide.length > narrow.length, "more is found, and what was");

  await page.locator("summary", { hasText: "Змінити" }).click();
  await page.locator("#choice-kind").selectOption("agreement");
  await page.getByRole("button", { name: "Застосувати" }).click();
  assert.match(page.url(), /kind=agreement/);
  assert.ok((await parts.allInnerTexts()).some((part) => /^Що це: Угода/.test(part)));
  assert.notDeepEqual(await items.allInnerTexts(), wide);
});

story("a number of the report of 2020 opens to its records, and back", async ({ enter }) => {
  const { page } = await enter();
  await page.goto("/uk/reports");
  await page.getByRole("link", { name: "2020 рік" }).click();
  const report = page.url();
  const heading = await page.locator("h1").innerText();
  const number = page.locator("main table tbody tr", { hasText: "Разом" }).first().getByRole("link").first();
  const said = Number(await number.innerText());
  await number.click();
  assert.match(page.url(), /\/records\?/);
  assert.match(await page.locator(".lead").innerText(), new RegExp(`^${said}\\s`));
  assert.equal(await page.locator(".rows > li").count(), said, "as many records as the number says");
  await page.locator(".rows > li h2 a").first().click();
  assert.notEqual(await page.locator("h1").innerText(), heading);
  await page.goBack();
  await page.locator("main > p.quiet").first().getByRole("link").click();
  assert.equal(page.url(), report);
  assert.equal(await page.locator("h1").innerText(), heading);

  const figure = page.locator("a.number").first();
  const label = await figure.innerText();
  await figure.click();
  assert.match(await main(page), new RegExp(label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s")));
  await page.goBack();
  assert.equal(page.url(), report);
});
