// Takes the pictures of the README anew, from the sample office: node pictures.js FOLDER

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { DESK, PHONE, openBrowser, person } from "./lib/browser.js";
import { sampleOffice } from "./lib/office.js";

const MOST = 150_000; // bytes of a picture

const PICTURES = [
  { name: "home.png", path: "/uk/", viewport: DESK },
  { name: "flats.png", path: "/uk/figures?measure=apartments&as-of=2021-03-31", viewport: DESK },
  { name: "project-phone.png", path: "/uk/projects/idp-flats-sievierodonetsk", viewport: { ...PHONE, height: 800 } },
];

const folder = process.argv[2];
if (!folder) throw new Error("say into which folder");
const [browser, office] = await Promise.all([openBrowser(), sampleOffice()]);
try {
  for (const { name, path, viewport } of PICTURES) {
    const visitor = await person(browser, office.address, { viewport, colorScheme: "light" });
    await visitor.page.goto(path);
    const picture = await visitor.page.screenshot();
    if (picture.length > MOST) throw new Error(`${name} has ${picture.length} bytes, more than ${MOST}`);
    writeFileSync(join(folder, name), picture);
    console.log(`${name}: ${picture.length} bytes`);
    await visitor.close();
  }
} finally {
  await browser.close();
  await office.close();
}
