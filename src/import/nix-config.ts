import { z } from "zod";
import { readWith } from "../clients/read-entry.ts";
import type { JsonValue } from "../clients/types.ts";
import { UserError } from "../errors.ts";
import { type Nix, n } from "../nix/ast.ts";
import type { NixProgram } from "../nix/find-nix.ts";
import { printNix } from "../nix/print.ts";
import { type NixRunOptions, nixEvalJson } from "../nix/program.ts";
import { programOf } from "./call.ts";
import type { FoundServer, ReadFile, UnreadEntry } from "./found.ts";
import { moduleNames, sourceOfModule } from "./known/nix-modules.ts";
import { sourceOfProgram } from "./known/programs.ts";
import { withoutValues } from "./nix-message.ts";

/** A configuration in Nix: a file, an expression, or an attribute of a flake. */
export type NixConfig =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "expression"; readonly text: string }
  | { readonly kind: "flake"; readonly uri: string; readonly attribute: readonly string[] };

/**
 * The servers of a configuration for mcp-servers-nix (`programs.<name>`, `settings.servers`), or of Home-Manager's
 * `programs.mcp.servers`, as Nix evaluates it. A file or expression that is a function is given `pkgs`, `lib` and an empty
 * `config`, as a module is.
 *
 * @throws UserError `E_NIX_EVAL`; `E_IMPORT_FORMAT` where neither is in it
 */
export async function readNixConfig(
  nix: NixProgram,
  config: NixConfig,
  signal: AbortSignal,
): Promise<ReadFile> {
  const shown = shownConfig(config);
  const flakes =
    config.kind === "flake"
      ? { NIX_CONFIG: `${process.env.NIX_CONFIG ?? ""}\nextra-experimental-features = flakes nix-command` }
      : {};
  const value = await evaluated(nix, config, { signal, env: flakes });
  const parsed = picks.parse(value);
  if (Object.values(parsed).every((part) => part === null)) {
    throw new UserError("it has no servers in a form that is known", {
      code: "E_IMPORT_FORMAT",
      where: shown,
      hint: "Name the part with programs.mcp.servers, or with programs and settings.servers of mcp-servers-nix.",
    });
  }
  return readPicked(parsed, shown);
}

/** Nix shows the lines around a mistake, and people keep keys in such files. */
async function evaluated(nix: NixProgram, config: NixConfig, options: NixRunOptions): Promise<unknown> {
  try {
    const args = { value: valueText(config) };
    return await nixEvalJson(nix, { text: printNix(picked()) }, { ...options, args });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(withoutValues(error.message), {
      code: error.code,
      where: error.where,
      hint: error.hint,
    });
  }
}

function valueText(config: NixConfig): string {
  if (config.kind === "expression") return config.text;
  if (config.kind === "file") return printNix(n.call("import", n.path(config.path)));
  const flake = n.call(n.get("builtins", "getFlake"), n.str(config.uri));
  return printNix(config.attribute.length === 0 ? flake : n.get(flake, ...config.attribute));
}

function shownConfig(config: NixConfig): string {
  if (config.kind === "expression") return "nix";
  return config.kind === "file" ? config.path : `${config.uri}#${config.attribute.join(".")}`;
}

const entries = z.record(z.string(), z.unknown());
const picks = z.object({
  homeManager: entries.nullable(),
  modules: entries.nullable(),
  servers: entries.nullable(),
});
type Picks = z.infer<typeof picks>;

/** `{ value }: …`: the parts that may have servers, and nothing of the rest, which JSON may not be able to hold. */
function picked(): Nix {
  const config = n.get("config");
  const none = n.null;
  const isFunction = n.call(n.get("builtins", "isFunction"), n.get("value"));
  const pkgs = n.call("import", n.searchPath("nixpkgs"), n.attrs([]));
  const given = n.attrs([
    n.bind("pkgs", n.get("pkgs")),
    n.bind("lib", n.call("import", n.searchPath("nixpkgs/lib"))),
    n.bind("config", n.attrs([])),
    n.bind("inputs", n.attrs([])),
  ]);
  // A function without an ellipsis takes nothing but what it names.
  const wanted = n.call(n.get("builtins", "functionArgs"), n.get("value"));
  const fitting = n.call(n.get("builtins", "intersectAttrs"), wanted, n.get("given"));
  const called = n.call("value", n.if(n.op("==", wanted, n.attrs([])), n.get("given"), fitting));
  const known = n.attrs(moduleNames.map((name) => n.bind(name, n.null)));
  const ofModules = n.call(
    n.get("builtins", "intersectAttrs"),
    known,
    n.getOr(n.get("base"), ["programs"], n.attrs([])),
  );
  return n.formals(
    ["value"],
    n.let(
      [
        n.bind("pkgs", pkgs),
        n.bind("given", given),
        n.bind("applied", n.if(isFunction, called, n.get("value"))),
        n.bind("config", n.getOr(n.get("applied"), ["config"], n.get("applied"))),
        n.bind("base", n.getOr(config, ["mcp-servers"], config)),
      ],
      n.attrs([
        n.bind("homeManager", n.getOr(config, ["programs", "mcp", "servers"], none)),
        // Home-Manager's own programs.git is another one.
        n.bind(
          "modules",
          n.if(
            n.has(config, "home"),
            n.if(n.has(config, "mcp-servers"), ofModules, none),
            n.if(n.has(n.get("base"), "programs"), ofModules, none),
          ),
        ),
        n.bind(
          "servers",
          n.getOr(n.get("base"), ["settings", "servers"], n.getOr(n.get("base"), ["mcpServers"], none)),
        ),
      ]),
    ),
  );
}

const read = readWith();

function readPicked({ homeManager, modules, servers }: Picks, shown: string): ReadFile {
  const found: FoundServer[] = [];
  const unread: UnreadEntry[] = [];
  const add = (client: FoundServer["client"], all: Picks["servers"], place: string) => {
    for (const [name, entry] of Object.entries(all ?? {})) {
      const one = readEntry(name, entry);
      const about = { client, place: `${shown}: ${place}.${name}`, name };
      if (one === null) continue;
      if ("problem" in one) unread.push({ ...about, reason: one.problem });
      else found.push({ ...about, ...one });
    }
  };
  add("programs-mcp", homeManager, "programs.mcp.servers");
  add(null, moduleEntries(modules), "programs");
  add(null, servers, "settings.servers");
  return { found, unread };
}

const moduleFields = z.looseObject({
  enable: z.boolean().optional(),
  package: z.string().nullish(),
  args: z.array(z.string()).optional(),
});

/** A module that is not enabled is not there: the evaluated configuration has all of them. */
function moduleEntries(modules: Picks["modules"]): Record<string, unknown> | null {
  if (modules === null) return null;
  return Object.fromEntries(
    Object.entries(modules).filter(([, entry]) => moduleFields.safeParse(entry).data?.enable === true),
  );
}

type Read = Pick<FoundServer, "start" | "disabled" | "timeoutMs" | "source" | "commands">;

function readEntry(name: string, entry: unknown): Read | { problem: string } | null {
  const isMap = typeof entry === "object" && entry !== null && !Array.isArray(entry);
  if (!isMap) return { problem: "its entry is no map" };
  const fields = entry as Record<string, unknown>;
  const commands = commandsOf(fields.passwordCommand);
  const filled = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && !isEmpty(value)),
  );
  const isModule = !("command" in filled) && !("url" in filled);
  const source = isModule ? moduleSource(name, filled.package) : undefined;
  const result = read({ ...filled, ...(source === undefined ? {} : { command: name }) } as JsonValue);
  if ("problem" in result) return result;
  return {
    ...result,
    ...(source === undefined ? {} : { source }),
    ...(Object.keys(commands).length === 0 ? {} : { commands }),
  };
}

/** A package by its store path (`HASH-NAME-VERSION`), where one is known by that name; else the module's usual one. */
function moduleSource(name: string, path: unknown): string | undefined {
  const derivation = typeof path === "string" ? programOf(path).replace(/^[a-z0-9]{32}-/, "") : "";
  const packaged = sourceOfProgram(derivation.replace(/-\d[\w.+-]*$/, ""));
  return sourceOfModule(name) ?? packaged ?? undefined;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

const passwordCommands = z.record(z.string(), z.union([z.string().min(1), z.array(z.string()).min(1)]));

function commandsOf(value: unknown): Record<string, readonly string[]> {
  const parsed = passwordCommands.safeParse(value).data ?? {};
  return Object.fromEntries(
    Object.entries(parsed).map(([variable, words]) => [
      variable,
      typeof words === "string" ? words.split(/\s+/) : words,
    ]),
  );
}
