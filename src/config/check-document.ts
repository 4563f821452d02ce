import { posix } from "node:path";
import { type Alias, type Document, visit } from "yaml";
import type { z } from "zod";
import { messageOf, oneOrMany } from "../errors.ts";
import { crossFieldErrors } from "./check-servers.ts";
import { placeOfKey, placeOfValue } from "./node-place.ts";
import { issueErrors } from "./schema-issue.ts";
import { type ConfigWarning, secretWarnings } from "./secret-warnings.ts";
import {
  type ServerSpec,
  type Settings,
  type SharedOptions,
  serversFileSchema,
  type settingsSchema,
} from "./servers-schema.ts";
import { SourceError, type SourceText } from "./source-place.ts";

export const defaultSettings: Settings = { output: "overlays", style: "nixpkgs", home: "home.nix" };

/** What a servers file says. */
export interface CheckedFile {
  readonly settings: Settings;
  readonly shared: SharedOptions;
  /** In the order of the file. */
  readonly servers: ReadonlyMap<string, ServerSpec>;
  readonly warnings: readonly ConfigWarning[];
}

/**
 * What a parsed document says, checked against the schema.
 *
 * Throws SourceError (`E_CONFIG_INVALID`) at the node that is wrong, ManyErrors for several.
 */
export function checkServersDocument(document: Document.Parsed, source: SourceText): CheckedFile {
  const value = plainValue(document, source);
  const parsed = serversFileSchema.safeParse(withoutExtensions(value ?? {}));
  if (!parsed.success) {
    const issues = withoutConsequences(parsed.error.issues);
    throw oneOrMany(issues.flatMap((issue) => issueErrors(document, source, issue)));
  }
  const servers = new Map<string, ServerSpec>();
  for (const [name, entry] of Object.entries(parsed.data.servers ?? {}))
    servers.set(name, { name, ...entry });
  refuseSameFolder(document, source, [...servers.keys()]);
  const settings = withDefaults(parsed.data.settings);
  refuseHomeAmongGenerated(document, source, settings);
  const errors = crossFieldErrors(document, source, servers, parsed.data.keepassxc ?? {});
  if (errors.length > 0) throw oneOrMany(errors);
  const { slice, clients, keepassxc, audit } = parsed.data;
  return {
    settings,
    shared: {
      ...(slice ? { slice } : {}),
      ...(clients ? { clients } : {}),
      ...(keepassxc ? { keepassxc } : {}),
      ...(audit ? { audit } : {}),
    },
    servers,
    warnings: secretWarnings(document, source, servers, parsed.data.keepassxc ?? {}),
  };
}

/** Keys that begin with `x-` are the author's own: a place for YAML's anchors. */
function withoutExtensions(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

/** A misspelt key leaves what it was meant for missing: one mistake, told once. */
function withoutConsequences(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const misspelt = issues.flatMap(({ code, path }) =>
    code === "unrecognized_keys" ? [path.join("\0")] : [],
  );
  return issues.filter(({ code, path }) => code !== "custom" || !misspelt.includes(path.join("\0")));
}

function withDefaults(settings: z.infer<typeof settingsSchema> | null | undefined): Settings {
  return {
    output: settings?.output ?? defaultSettings.output,
    style: settings?.style ?? defaultSettings.style,
    home: settings?.home ?? defaultSettings.home,
    ...(settings?.pythonIndex === undefined ? {} : { pythonIndex: settings.pythonIndex }),
    ...(settings?.update === undefined ? {} : { update: settings.update }),
  };
}

function plainValue(document: Document.Parsed, source: SourceText): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // An alias without its anchor, or an alias bomb.
    const lost = lostAlias(document);
    if (lost === undefined) throw new SourceError(source, 0, messageOf(cause), { code: "E_CONFIG_SYNTAX" });
    throw new SourceError(source, lost.range?.[0] ?? 0, `no anchor is called '${lost.source}'`, {
      code: "E_CONFIG_SYNTAX",
      hint: `An anchor is written &${lost.source}, before the alias.`,
      length: lost.source.length + 1,
    });
  }
}

function lostAlias(document: Document.Parsed): Alias | undefined {
  let lost: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      lost = alias;
      return visit.BREAK;
    },
  });
  return lost;
}

/** The module must not stand where the overlay, its packages or its helpers do. */
function refuseHomeAmongGenerated(document: Document.Parsed, source: SourceText, settings: Settings): void {
  if (settings.home === false) return;
  const inside = posix.relative(settings.output, settings.home);
  if (!/^(?:default\.nix$|packages\/|lib\/)/.test(inside)) return;
  const { start, length } = placeOfValue(document, ["settings", "home"]);
  throw new SourceError(source, start, "'home': this is where the overlay and its packages are written", {
    code: "E_CONFIG_INVALID",
    hint: "Give it a name of its own: home.nix.",
    length,
  });
}

/** Names become folders, and macOS' file systems do not tell letter case apart. */
function refuseSameFolder(document: Document.Parsed, source: SourceText, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const { start, length } = placeOfKey(document, ["servers"], name);
      throw new SourceError(source, start, `'${name}' and '${other}' differ only in letter case`, {
        code: "E_CONFIG_DUPLICATE",
        hint: "A server's name is also a folder's, and not every file system tells case apart.",
        length,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}
