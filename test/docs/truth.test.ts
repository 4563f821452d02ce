import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import type { AnyCommand } from "../../src/commands/command.ts";
import { exitCodes } from "../../src/commands/exit-codes.ts";
import { parseCommandLine, splitCommand } from "../../src/commands/parse.ts";
import { loadServersText } from "../../src/config/load.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { guides } from "../support/walkthrough/guides.ts";

const root = resolve(import.meta.dirname, "../..");

/** Pages for people; those that a program wrote are tested beside. */
const pages = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/servers-yaml.md",
  ...guides.map((name) => `docs/${name}`),
];

const textOf = (path: string) => readFile(join(root, path), "utf8");

/** The contents of a page's code blocks of one language. A guide's console that no test runs is one too. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found = ""]) => found.replace(/ no-run: .*$/, "") === language)
    .map(([, , body]) => body ?? "");
}

/** Commands typed at a prompt, comments cut off. */
function typed(text: string): string[] {
  return blocks(text, "console").flatMap((block) =>
    [...block.matchAll(/^\$ (.*)$/gm)].map(([, line]) => (line ?? "").replace(/\s+#.*$/, "")),
  );
}

describe.each(pages)("%s", (page) => {
  it("links to files and headings that are there", async () => {
    const text = await textOf(page);
    for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", heading] = target.split("#");
      const file = path === "" ? join(root, page) : resolve(root, dirname(page), path);
      expect(existsSync(file), target).toBe(true);
      if (heading === undefined) continue;
      expect(headings(await readFile(file, "utf8")), target).toContain(heading);
    }
  });

  it("names paths of the project that are there", async () => {
    const text = (await textOf(page)).replace(/^```[\s\S]*?^```$/gm, "");
    const named = [...text.matchAll(/`((?:src|test|scripts|overlays\/lib|schemas|docs|\.ci)\/[\w./-]*)`/g)];
    for (const [, path = ""] of named) {
      if (!path.includes("NAME")) expect(existsSync(join(root, path)), path).toBe(true);
    }
  });

  it("names no registry", async () => {
    const { defaultRegistry } = await loadNpmConfig(root, {});
    expect(await textOf(page)).not.toContain(new URL(defaultRegistry).host);
  });

  it("shows servers.yaml files that are read without an error", async () => {
    for (const block of blocks(await textOf(page), "yaml")) {
      expect(loadServersText(join(root, "servers.yaml"), block).servers.size).toBeGreaterThan(0);
    }
  });

  it("shows commands that the program takes", async () => {
    for (const line of typed(await textOf(page))) {
      if (!line.startsWith("mcp-nixgen ")) continue;
      const words = line.replace(/ [|>].*$/, "").split(/\s+/);
      const { name, rest } = splitCommand(words.slice(1));
      const command = name === undefined ? undefined : await commandOf(name);
      expect(
        () => parseCommandLine(rest, command?.options ?? {}, command?.positionals ?? []),
        line,
      ).not.toThrow();
    }
  });
});

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

async function commandOf(name: string): Promise<AnyCommand> {
  const { command } = await import(`../../src/commands/${name}.ts`);
  return command;
}

describe("README.md", () => {
  it("explains every variable of our own that the program and its scripts read", async () => {
    const readme = await textOf("README.md");
    const { stdout } = await execa("grep", ["-rhoE", "\\bMCP_NIXGEN_[A-Z_]+", "src", "scripts"], {
      cwd: root,
    });
    const own = new Set(stdout.split("\n").filter((name) => !name.endsWith("_")));
    expect(own.size).toBeGreaterThan(0);
    for (const name of own) expect(readme, name).toContain(`\`${name}\``);
  });

  it("tells every exit code", async () => {
    const readme = await textOf("README.md");
    for (const { code } of exitCodes) expect(readme).toMatch(new RegExp(`^\\| ${code} \\| `, "m"));
  });

  it("gives npm scripts that there are", async () => {
    const { scripts } = JSON.parse(await textOf("package.json"));
    for (const page of pages) {
      for (const [, name = ""] of (await textOf(page)).matchAll(
        /\bnpm (?:run )?(demo|docs|test|lint|format|typecheck|build|schema)\b/g,
      )) {
        expect(scripts, `${page}: ${name}`).toHaveProperty([name]);
      }
    }
  });
});
