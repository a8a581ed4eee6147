// Starts the real program on a free port: the full sample office, or an empty one. Each is stopped by its own close().

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../target/debug/dotyk", import.meta.url));

/** The binary: DOTYK, else the debug build of this copy. */
export const program = process.env.DOTYK ?? built;

/** The sample office with its three sign-ins: `{ address, signIns: { coordinator: { login, password }, … }, close }`. */
export async function sampleOffice() {
  const started = await start(["demo", "--listen", "127.0.0.1:0"], /Ctrl-C closes it/);
  const signIns = {};
  for (const [, role, login, password] of started.said.matchAll(/^ {2}(\w+) +sign in as (\S+) +password (\S+)$/gm)) {
    signIns[role] = { login, password };
  }
  return { address: addressIn(started.said), signIns, close: started.close };
}

/** An office that has only a name and an administrator, who has not set a password yet: `link` is the path where. */
export async function emptyOffice() {
  const folder = mkdtempSync(join(tmpdir(), "dotyk-e2e-"));
  const database = ["--database", `sqlite:${join(folder, "office.sqlite")}`];
  run("office", "add", "empty", "--name-uk", "Порожній департамент", "--name-en", "An empty department", ...database);
  const said = run("account", "add", "olena", "--name", "Олена Коваль", ...database);
  const started = await start(["serve", "--listen", "127.0.0.1:0", ...database], /listens on/);
  const close = async () => {
    await started.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address: addressIn(started.said), link: said.match(/\/uk\/keys\/\S+/)[0], close };
}

function addressIn(said) {
  return said.match(/http:\/\/[0-9.:]+/)[0];
}

function run(...args) {
  return execFileSync(program, args, { encoding: "utf8" });
}

function start(args, ready) {
  if (!existsSync(program)) throw new Error(`${program} is not there: cargo build`);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text) => { complaints += text; });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (ready.test(said)) resolve({ said, close });
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`dotyk ${args[0]} ended with ${code}: ${complaints}`)));
  });
}
