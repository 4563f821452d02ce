import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { guides } from "../support/walkthrough/guides.ts";
import { mismatch } from "../support/walkthrough/match.ts";
import { stepsOf } from "../support/walkthrough/page.ts";
import { makeWorld, type World } from "../support/walkthrough/world.ts";

// Every command of the guides, in order, as a reader would type them: what is printed has to be what they show.

const docs = resolve(import.meta.dirname, "../../docs");
const pages = await Promise.all(
  guides.map(async (name) => {
    const text = await readFile(join(docs, name), "utf8");
    return { name, text, steps: stepsOf(text) };
  }),
);

/** Why a block may be left out, and what stands in its place, so that what follows can be run. */
const notRun: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "home-manager": (world) => world.switchHome(),
  network: async () => {},
  systemd: async () => {},
};

/** Programs that a guide calls and a machine may lack. */
const programs = ["pass", "gpg", "keepassxc-cli", "sops", "age-keygen"];
const isThere = (program: string) => !execaSync(program, ["--version"], { reject: false }).failed;

let cli: Cli;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());

describeNix.each(pages.filter(({ steps }) => steps.length > 0))("docs/$name", ({ name, steps }) => {
  const words = steps.flatMap((step) => (step.kind === "command" ? step.text.split(/\s+/) : []));
  const lacking = programs.filter((program) => words.includes(program) && !isThere(program));
  if (lacking.length > 0) {
    const message = `NOT CHECKED, for want of ${lacking.join(", ")}: docs/${name}`;
    if (process.env.MCP_NIXGEN_REQUIRE_PROVIDERS === "1") throw new Error(message);
    process.stderr.write(`${message}\n`);
  }

  it.skipIf(lacking.length > 0)("can be followed", { timeout: 120_000 }, async () => {
    const world = await makeWorld(cli);
    try {
      for (const step of steps) {
        const place = `docs/${name}:${step.line}`;
        if (step.kind === "file") await world.write(step.path, step.text);
        else if (step.kind === "not run") await notRun[step.reason]?.(world);
        else {
          const { code, printed } = await world.type(step.text);
          expect(code, `${place}: ${step.text}\n${printed.join("\n")}`).toBe(step.exit);
          expect(mismatch(step.shown, printed), `${place}: ${step.text}`).toBeNull();
        }
      }
    } finally {
      await world.remove();
    }
  });
});

describe("the guides", () => {
  it("are all the pages that no program wrote, and the index has them in order", async () => {
    const written = (await readdir(docs)).filter((name) => name.endsWith(".md"));
    const byPrograms = await Promise.all(
      written.map(async (name) => {
        const text = await readFile(join(docs, name), "utf8");
        return /^Written by /m.test(text) ? [name] : [];
      }),
    );
    const others = ["python-servers.md"];
    expect([...guides, ...byPrograms.flat(), ...others].sort()).toEqual(written.sort());
    const index = pages[0]?.text ?? "";
    const links = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
    expect(links.filter((name) => guides.some((guide) => guide === name))).toEqual(guides.slice(1));
    expect(links).toEqual(expect.arrayContaining([...byPrograms.flat(), ...others]));
  });

  it("leave out what a test knows about, and nothing else", () => {
    const left = pages.flatMap(({ name, steps }) =>
      steps.flatMap((step) => (step.kind === "not run" ? [{ name, reason: step.reason }] : [])),
    );
    for (const { name, reason } of left) expect(Object.keys(notRun), name).toContain(reason);
    expect([...new Set(left.map(({ reason }) => reason))].sort()).toEqual(Object.keys(notRun).sort());
  });
});

describeNix("Nix in the guides", () => {
  it("is Nix", async () => {
    for (const { name, text } of pages) {
      for (const [, input = ""] of text.matchAll(/^```nix\n([\s\S]*?)^```$/gm)) {
        const { env } = requireNix();
        const { stderr } = await execa("nix-instantiate", ["--parse", "-"], { env, input, reject: false });
        expect(stderr, name).toBe("");
      }
    }
  });
});
