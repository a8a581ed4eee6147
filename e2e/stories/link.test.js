// An institution states a need on a phone, through a private link, on a bad line.

import assert from "node:assert/strict";

import { PHONE } from "../lib/browser.js";
import { main, onStage, story } from "../lib/story.js";

onStage();

/** The address behind which an institution states its needs, as the coordinator hands it over. */
async function linkOf(page, organisation) {
  await page.goto(`/uk/needs?organisation=${organisation}`);
  await page.getByText("Створити посилання").first().click();
  await page.locator("form[action$='/needs/links'] button").click();
  return new URL(await page.locator("#link").inputValue(), page.url()).pathname;
}

story("what was typed on a phone survives a line that broke, and is gone once it has arrived", async ({ enter }) => {
  const { page: desk } = await enter("coordinator");
  const link = await linkOf(desk, "oncology-dispensary");
  const { page } = await enter("visitor", { viewport: PHONE });

  await page.goto(`${link}/new`);
  await page.locator('[id="lines.0.item_uk"]').fill("Ліжка для інфекційного відділення");
  await page.locator('[id="lines.0.quantity"]').fill("12");
  await page.locator("#contact_name").fill("Марія");
  // The page is lost before anything was sent.
  await page.goto(link);
  await page.goto(`${link}/new`);
  assert.equal(await page.locator('[id="lines.0.item_uk"]').inputValue(), "");
  await page.getByRole("button", { name: "Повернути написане" }).click();
  assert.equal(await page.locator('[id="lines.0.item_uk"]').inputValue(), "Ліжка для інфекційного відділення");
  assert.equal(await page.locator("#contact_name").inputValue(), "Марія");
  await page.locator('[id="lines.0.unit"]').selectOption("piece");
  await page.getByRole("button", { name: "Надіслати" }).click();
  assert.match(await main(page), /Дякуємо/);

  // It has arrived, so the device has forgotten it.
  await page.goto(`${link}/new`);
  assert.equal(await page.getByRole("button", { name: "Повернути написане" }).count(), 0);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("dotyk-draft")).length), 0);
});
