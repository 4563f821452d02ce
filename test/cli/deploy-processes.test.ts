import { readdir } from "node:fs/promises";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { useCliHome, users } from "./deploy-setting.ts";

const setting = useCliHome();
const { read, put, install, run, names } = setting;

describe("real processes", () => {
  const some = ["claude-code", "cursor", "crush", "zed"] as const;

  it("deploys at once end as one after the other", async () => {
    await put(".claude.json", users);
    const sets = ["a", "b", "c"].map((set) => [`${set}1`, `${set}2`, "shared"]);
    const paths = await Promise.all(
      sets.map((set) => install(some, Object.fromEntries(set.map((name) => [name, {}])), `${set[0]}.json`)),
    );
    const runs = await Promise.all([...paths, ...paths].map((path) => run(["deploy", "--manifest", path])));
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(
      runs.map(() => [0, expect.not.stringContaining("error")]),
    );
    const ours = (await names(".cursor/mcp.json")).sort();
    expect(sets).toContainEqual(ours);
    expect((await names(".claude.json")).sort()).toEqual([...ours, "mine"].sort());
    await run(["undeploy"]);
    expect(await read(".claude.json")).toBe(users);
    expect(await readdir(setting.home)).toEqual([".claude.json", ".config", ".local"]);
  });

  it("killed at any moment, each file is the old or the new one, and the next run ends it", async () => {
    await put(".claude.json", users);
    const [a, b] = [
      await install(some, { a: {} }, "a.json"),
      await install(some, { b: {}, c: {} }, "b.json"),
    ];
    const files = [
      ".claude.json",
      ".cursor/mcp.json",
      ".config/crush/crush.json",
      ".config/zed/settings.json",
    ];
    const snapshot = () => Promise.all(files.map((path) => read(path).catch(() => "none")));
    await run(["deploy", "--manifest", b]);
    const isB = await snapshot();
    const started = performance.now();
    await run(["deploy", "--manifest", a]);
    const took = performance.now() - started;
    const isA = await snapshot();
    let killed = 0;
    for (let round = 0; round < 24; round++) {
      const target = round % 2 === 0 ? b : a;
      const child = execa(process.execPath, [setting.program, "deploy", "--manifest", target], {
        env: { HOME: setting.home, PATH: process.env.PATH },
        extendEnv: false,
        reject: false,
      });
      // The end of the run is when it writes.
      const timer = setTimeout(() => child.kill("SIGKILL"), took * (0.5 + 0.5 * (round / 24)));
      const { signal } = await child;
      clearTimeout(timer);
      if (signal === "SIGKILL") killed++;
      const now = await snapshot();
      for (const [index, text] of now.entries()) expect([isA[index], isB[index]]).toContain(text);
    }
    expect(killed).toBeGreaterThan(0);
    expect(await run(["deploy", "--manifest", a])).toMatchObject({ code: 0 });
    expect(await snapshot()).toEqual(isA);
    await run(["undeploy"]);
    expect(await read(".claude.json")).toBe(users);
    expect(
      (await readdir(setting.home, { recursive: true })).filter((path) => path.endsWith(".tmp")),
    ).toEqual([]);
  });
});
