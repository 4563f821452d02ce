import { posix } from "node:path";
import type { Secret } from "../config/secret-schema.ts";
import type { ServerSpec, Settings, SharedOptions } from "../config/servers-schema.ts";
import { type Item, type Nix, type NixData, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { GENERATED } from "./overlay-nix.ts";

interface HomeInput {
  /** Those that have a package in the overlay. */
  readonly servers: readonly ServerSpec[];
  readonly shared: SharedOptions;
  readonly settings: Settings;
}

/** The fields of servers.yaml that go to the option of the same name as they are, in the order written. */
const plainFields = [
  "enable",
  "args",
  "secretTimeout",
  "timeout",
  "clients",
  "transport",
  "host",
  "port",
  "path",
  "url",
  "parentDeath",
  "scope",
  "requireScope",
  "log",
] as const;

/** Options with options of their own: each of these can be overridden alone. */
const groupedFields = ["env", "limits", "headers", "socketActivation"] as const;

/**
 * The Home-Manager module that says what servers.yaml says, in the options of `modules/home-manager.nix`.
 * Every value is a default (`lib.mkDefault`), so that a user's own module overrides it; a secret is one as
 * a whole, since another provider replaces the first. The packages are those of the overlay beside it,
 * whether or not the user's nixpkgs has that overlay.
 */
export function homeNix({ servers, shared, settings }: HomeInput): string {
  const sorted = servers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { slice, clients, keepassxc } = shared;
  const items: Item[] = [
    byDefault("enable", true),
    ...grouped(["slice"], slice, { blank: true }),
    ...grouped(["keepassxc"], keepassxc, { blank: true }),
    ...(clients ?? [])
      .toSorted()
      .map((client, index) => n.bind(["clients", client, "enable"], mkDefault(true), { blank: index === 0 })),
    ...sorted.map((server) =>
      n.bind(["servers", server.name], n.attrs(serverItems(server, settings), { expand: true }), {
        blank: true,
      }),
    ),
  ];
  const module = n.attrs([n.bind(["programs", "mcp-nixgen"], n.attrs(items, { expand: true }))], {
    expand: true,
  });
  const overlay = n.call("import", n.path(fromHome(settings.output, settings)), n.id("pkgs"), n.id("pkgs"));
  const body = sorted.length === 0 ? module : n.let([n.inherit(["mcpServers"], overlay)], module);
  const formals = sorted.length === 0 ? ["lib"] : ["lib", "pkgs"];
  return printFile(n.file(n.formals(formals, body, { ellipsis: true, gap: "line" }), [GENERATED]));
}

/** Whether a text is a file that we wrote. */
export function isGenerated(text: string): boolean {
  return text.startsWith(`# ${GENERATED}\n`);
}

/** A path of servers.yaml as home.nix, which may lie elsewhere, names it. */
function fromHome(target: string, { home }: Settings): string {
  const path = posix.relative(posix.dirname(home === false ? "home.nix" : home), target);
  if (path === "..") return "../.";
  return path.startsWith("../") ? path : `./${path}`;
}

function serverItems(server: ServerSpec, settings: Settings): Item[] {
  return [
    n.bind("package", n.call(n.get("lib", "mkDefault"), n.get("mcpServers", server.name))),
    ...plainFields.flatMap((field) => {
      const value = server[field];
      return value === undefined ? [] : [byDefault(field, value)];
    }),
    ...groupedFields.flatMap((field) => grouped([field], server[field])),
    ...serviceItems(server.service),
    ...Object.entries(server.secrets ?? {}).map(([name, secret]) =>
      n.bind(["secrets", name], n.call(n.get("lib", "mkDefault"), secretNix(secret, settings))),
    ),
  ];
}

/** Each directive is a default by itself, too. */
function serviceItems(service: ServerSpec["service"]): Item[] {
  const { settings, ...rest } = service ?? {};
  return [...grouped(["service"], rest), ...grouped(["service", "settings"], settings)];
}

/** Everything as it is but a file of the project, which is a path of Nix: an encrypted one may be in its store. */
function secretNix(secret: Secret, settings: Settings): Nix {
  const items = given(secret).map(([key, value]) => {
    if (key !== "sops" || typeof secret.sops !== "object") return n.bind(key, n.data(dataOf(value)));
    const { file, ...rest } = secret.sops;
    const isRelative = !/^[/~$%]/.test(file);
    const path = isRelative ? n.path(fromHome(file, settings)) : n.str(file);
    const others = given(rest).map(([name, inner]) => n.bind(name, n.data(dataOf(inner))));
    return n.bind(key, n.attrs([n.bind("file", path), ...others]));
  });
  return n.attrs(items);
}

/** What zod gives: like JSON, but keys of optional fields may be there without a value; null is none either. */
type Value = string | number | boolean | readonly Value[] | Values;
type Values = { readonly [key: string]: Value | null | undefined };

/** `name.key = lib.mkDefault value;` a key. */
function grouped(
  path: readonly string[],
  values: Values | undefined,
  lead: { blank?: boolean } = {},
): Item[] {
  return given(values ?? {}).map(([key, value], index) =>
    n.bind([...path, key], mkDefault(sizeOf(value)), index === 0 ? lead : {}),
  );
}

/** As the options take it: a size that is a number is not 0. */
function sizeOf(value: Value): Value {
  return value === 0 ? "0" : value;
}

function byDefault(name: string, value: Value): Item {
  return n.bind(name, mkDefault(value));
}

function mkDefault(value: Value): Nix {
  return n.call(n.get("lib", "mkDefault"), n.data(dataOf(value)));
}

function dataOf(value: Value): NixData {
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(dataOf);
  return Object.fromEntries(given(value).map(([key, inner]) => [key, dataOf(inner)]));
}

function isList(value: readonly Value[] | Values): value is readonly Value[] {
  return Array.isArray(value);
}

function given(values: Values): [string, Value][] {
  return Object.entries(values).filter(
    (entry): entry is [string, Value] => entry[1] !== undefined && entry[1] !== null,
  );
}
