import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readingLog } from "../../src/logs/open-log.ts";
import { type Home, makeHome } from "../doctor/setting.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;
let home: Home;
let log: string;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  home = await makeHome();
  await home.manifest({ fire: {}, silent: { log: null } });
  await mkdir(join(home.folder, ".local/state/mcp-nixgen/log"), { recursive: true });
  log = join(home.folder, ".local/state/mcp-nixgen/log/fire.log");
});
afterEach(() => home.remove());

const run = (...words: string[]) => cli.run(words, { env: home.env });

it("shows the last lines, those of the rotated file first, without codes for the terminal", async () => {
  await writeFile(`${log}.1`, "1\n2\n");
  await writeFile(log, "3\n\u001b[31mred\u001b[0m\u0007\n");
  expect((await run("logs", "fire")).stdout).toBe("1\n2\n3\nred\n");
  expect((await run("logs", "fire", "-n", "3")).stdout).toBe("2\n3\nred\n");
  const { value } = { value: JSON.parse((await run("logs", "fire", "--json")).stdout) };
  expect(value).toMatchObject({ ok: true, server: "fire", source: { kind: "file", path: log }, clients: [] });
  expect(value.lines).toHaveLength(4);
});

it("says why there is none, and who else may have one", async () => {
  const none = await run("logs", "fire");
  expect([none.code, none.stdout]).toEqual([1, ""]);
  expect(none.stderr).toContain("there is no log of 'fire' yet");
  expect(none.stderr).toContain(log);
  expect((await run("logs", "silent")).stderr).toContain("its option 'log' is false");
  expect((await run("logs", "fir")).stderr).toContain("Did you mean 'fire'?");

  const theirs = join(home.folder, ".config/Claude/logs");
  await mkdir(theirs, { recursive: true });
  await writeFile(join(theirs, "mcp-server-fire.log"), "hello\n");
  expect((await run("logs", "fire")).stderr).toContain("claude-desktop has one: --all shows it.");
  expect((await run("logs", "fire", "--all")).stdout).toBe("hello\n");
  await writeFile(log, "own\n");
  expect((await run("logs", "fire", "--all")).stdout).toBe(
    `==> ${log} <==\nown\n\n==> claude-desktop: ${join(theirs, "mcp-server-fire.log")} <==\nhello\n`,
  );
  const named = await run("logs", "fire");
  expect([named.stdout, named.stderr]).toEqual(["own\n", expect.stringContaining("claude-desktop keeps")]);
});

it("follows across a rotation until it is interrupted", async () => {
  await writeFile(log, "1\n");
  const child = execa(process.execPath, [cli.path, "logs", "fire", "--follow"], {
    env: home.env,
    extendEnv: false,
    reject: false,
  });
  let seen = "";
  child.stdout.on("data", (chunk) => {
    seen += chunk;
  });
  const until = async (text: string) => {
    for (let turn = 0; turn < 500 && seen !== text; turn++) await pause(20);
    expect(seen).toBe(text);
  };
  await until("1\n");
  await appendFile(log, "2\n");
  await until("1\n2\n");
  await rename(log, `${log}.1`);
  await writeFile(log, "3\n");
  await until("1\n2\n3\n");
  child.kill("SIGINT");
  expect((await child).exitCode).toBe(0);
});

it("shows the file of a service where there is no systemd", async () => {
  const file = join(home.folder, "Library/Logs/mcp-web.log");
  const web = { transport: "http", url: "http://127.0.0.1:1/mcp", unit: null, socket: null, log: null };
  await home.manifest({ web: { ...web, log: file }, dark: web });
  await mkdir(join(home.folder, "Library/Logs"), { recursive: true });
  await writeFile(file, "listening\n");
  expect((await run("logs", "web")).stdout).toBe("listening\n");
  expect((await run("logs", "dark")).stderr).toContain("'dark' has no systemd service here");
});

it("that cannot be read is an error with its path and a remedy", async () => {
  await mkdir(log);
  expect((await run("logs", "fire", "--follow")).stderr).toContain("cannot read the log: it is a folder");
  const { stderr } = await run("logs", "fire");
  expect(stderr).toContain("cannot read the log: it is a folder");
  expect(stderr).toContain(log);
  expect(stderr).toContain("hint: The wrapper keeps a file there");
  expect(JSON.parse((await run("logs", "fire", "--json")).stdout).errors).toEqual([
    expect.objectContaining({ code: "E_LOG_READ", where: log }),
  ]);
});

it("that may not be read says so", async () => {
  const denied = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  await expect(readingLog("/a.log", () => Promise.reject(denied))).rejects.toMatchObject({
    code: "E_LOG_READ",
    where: "/a.log",
    message: "cannot read the log: permission denied",
    hint: expect.stringContaining("may you enter every folder"),
  });
});
