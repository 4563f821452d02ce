import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Language, languageSchema } from "../../config/servers-schema.ts";
import { UserError } from "../../errors.ts";
import { readRepositoryFile } from "./read-file.ts";
import type { RepositorySource } from "./repository.ts";

/** How sure a manifest makes us: 3: it speaks of MCP, 2: it has a program, 1: it is there, 0: it is not. */
type Weight = 0 | 1 | 2 | 3;

const weighers: Readonly<Record<Language, (repository: RepositorySource) => Promise<Weight>>> = {
  async javascript(repository) {
    const text = await manifest(repository, "package.json");
    if (text === null) return 0;
    const { bin, workspaces, dependencies } = parsed(text);
    const names = Object.keys(Object(dependencies));
    if (names.some((name) => /^@modelcontextprotocol\/|(?:^|[/-])(?:fast)?mcp(?:$|-)/.test(name))) return 3;
    return bin !== undefined || workspaces !== undefined ? 2 : 1;
  },
  async python(repository) {
    const text = (await manifest(repository, "pyproject.toml")) ?? (await manifest(repository, "setup.py"));
    if (text === null) return 0;
    if (/["'\s](?:fast)?mcp(?:\[[^\]]*\])?\s*(?:["'<>=~!]|$)/m.test(text)) return 3;
    if (/^\[(?:project|tool\.poetry)\.scripts\]|console_scripts/m.test(text)) return 2;
    // Tools of other languages keep their settings in a pyproject.toml too.
    return /^\[(?:project|tool\.poetry)\]|\bsetup\(/m.test(text) ? 1 : 0;
  },
  async go(repository) {
    const text = await inAncestors(repository, "go.mod");
    if (text === null) return 0;
    if (/\bmcp(?:-go|-golang)?\b|modelcontextprotocol\/go-sdk/m.test(text)) return 3;
    const names: string[] = await readdir(join(repository.folder, repository.subfolder)).catch(() => []);
    return names.includes("main.go") || names.includes("cmd") ? 2 : 1;
  },
};

const languages = languageSchema.options;

/**
 * Which language the server in a repository is built by: the one asked for, else that whose manifest speaks of MCP, has a program,
 * or is alone.
 *
 * @throws UserError `E_NO_PROJECT` without any manifest, or without the one asked for; `E_LANGUAGE` when it stays open
 */
export async function languageOf(
  repository: RepositorySource,
  asked: Language | undefined,
  where: string,
): Promise<Language> {
  const weights = await Promise.all(
    languages.map(async (language) => ({ language, weight: await weighers[language](repository) })),
  );
  const there = weights.filter(({ weight }) => weight > 0);
  if (asked !== undefined && there.some(({ language }) => language === asked)) return asked;
  if (asked !== undefined && there.length > 0) throw otherLanguage(asked, there[0]!.language, where);
  if (there.length === 0) throw await noProject(repository, asked, where);
  const most = Math.max(...there.map(({ weight }) => weight));
  const [best, other] = there.filter(({ weight }) => weight === most);
  if (best !== undefined && other === undefined) return best.language;
  const names = there.map(({ language }) => language).join(", ");
  throw new UserError(`the repository has manifests of several languages (${names})`, {
    code: "E_LANGUAGE",
    where,
    hint: "Say which one the server is built by, with --language (`language:` in servers.yaml), or name its folder: github:OWNER/REPO/FOLDER.",
  });
}

function manifest(repository: RepositorySource, name: string): Promise<string | null> {
  return readRepositoryFile(repository, join(repository.subfolder, name));
}

/** A Go module's programs lie in folders below it. */
async function inAncestors(repository: RepositorySource, name: string): Promise<string | null> {
  for (let folder = repository.subfolder; ; folder = folder.replace(/(?:^|\/)[^/]*$/, "")) {
    const text = await readRepositoryFile(repository, join(folder, name));
    if (text !== null || folder === "") return text;
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    // Whoever reads it in earnest says what is wrong with it.
    return {};
  }
}

function otherLanguage(asked: Language, language: Language, where: string): UserError {
  return new UserError(`there is no manifest of ${asked} in it, but one of ${language}`, {
    code: "E_NO_PROJECT",
    where,
    hint: "Take `language` out, or name the folder that has it: github:OWNER/REPO/FOLDER.",
  });
}

async function noProject(
  { folder, subfolder }: RepositorySource,
  asked: Language | undefined,
  where: string,
): Promise<UserError> {
  const place = subfolder === "" ? "the repository's root" : `its folder ${subfolder}`;
  const entries = await readdir(join(folder, subfolder), { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    return new UserError(`the repository has no folder ${subfolder}`, {
      code: "E_NO_PROJECT",
      where,
      hint: "Look at its spelling; folders are case-sensitive.",
    });
  }
  const folders = entries
    .filter((one) => one.isDirectory() && !one.name.startsWith("."))
    .map((one) => one.name);
  const wanted = asked === undefined ? "package.json, pyproject.toml nor go.mod" : `manifest of ${asked}`;
  return new UserError(`there is ${asked === undefined ? "neither a" : "no"} ${wanted} in ${place}`, {
    code: "E_NO_PROJECT",
    where,
    hint:
      folders.length === 0
        ? "It is not a server in JavaScript, Python or Go."
        : `If it is in a folder, name that: github:OWNER/REPO/FOLDER. There are: ${folders.sort().slice(0, 12).join(", ")}.`,
  });
}
