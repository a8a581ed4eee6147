// Chromium, and somebody sitting in front of it.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const SWITCHES = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

/** Starts the browser of this system. */
export async function openBrowser() {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("Chromium is missing: apt-get install chromium, or say where in CHROMIUM");
  return chromium.launch({ executablePath, args: SWITCHES });
}

/**
 * A person: a context of their own (cookies, window) with one page, and everything that must not happen while they look
 * around, gathered in `trouble`: errors of the console, requests to other hosts, answers of 400 and more that were not
 * announced with `expecting`.
 */
export async function person(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: DESK, baseURL: address, locale: "uk-UA", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const trouble = [];
  let expected = [];
  // The console speaks of an answer some time after it came, often when nobody expects it any more: the line is known
  // by its address and status.
  const announced = new Set();
  const host = new URL(address).host;
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.host !== host && url.protocol !== "data:") trouble.push(`asks another host for ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() < 400) return;
    if (expected.includes(response.status())) announced.add(`${response.status()} ${response.url()}`);
    else trouble.push(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const status = /status of (\d+)/.exec(message.text())?.[1];
    if (status && (expected.includes(Number(status)) || announced.has(`${status} ${message.location().url}`))) return;
    trouble.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => trouble.push(`script: ${error.error()}`));
  return {
    context, page, trouble,
    /** Does something that answers with this status, which is no trouble then. */
    async expecting(status, action) {
      expected = [status];
      const result = await action();
      expected = [];
      return result;
    },
    close: () => context.close(),
  };
}

/** Signs in through the form. */
export async function signIn(somebody, { login, password }, lang = "uk") {
  const { page } = somebody;
  await page.goto(`/${lang}/session/new`);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(password);
  await page.locator("main form button").click();
  await page.waitForURL(`**/${lang}/`);
}
