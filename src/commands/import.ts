import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { clients } from "../clients/clients.ts";
import { writeFileAtomically } from "../config/atomic-write.ts";
import { defaultSettings } from "../config/check-document.ts";
import type { ClientId } from "../config/clients.ts";
import { addServer } from "../config/edit.ts";
import { schemaCopyPath, serversJsonSchemaText } from "../config/json-schema.ts";
import { findServersFile, loadServersText, type Project, serversFileNames } from "../config/load.ts";
import { withProjectLock } from "../config/project-lock.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { shownPath } from "../config/source-place.ts";
import type { UserError } from "../errors.ts";
import type { ImportPlan } from "../import/plan.ts";
import { planImport } from "../import/plan.ts";
import { keepSecret } from "../mask-secrets.ts";
import type { Settled } from "../project/locker.ts";
import { type StoreProvider, storeProviders } from "../secrets/proposed-secret.ts";
import { parseSource } from "../sources/source.ts";
import { fileDiff } from "../ui/diff.ts";
import { type Context, defineCommand } from "./command.ts";
import { readImports, worldOf } from "./import-files.ts";
import { importReport } from "./import-report.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { freeHome, newServersFile } from "./new-servers-file.ts";
import { type AskedProvider, askedProvider, checkDatabase } from "./secrets-option.ts";
import { settleServers } from "./settle-servers.ts";

const usualProvider: StoreProvider = "file";

export const command = defineCommand({
  description:
    "Reads the MCP servers that AI clients on this machine start today, with npx, uvx, docker and the like, and writes them into servers.yaml: which package each is of, its arguments and its settings. The same server of several clients becomes one. Nothing is changed in the clients, and nothing is run.\n\nKeys and passwords are not copied: they become references to a provider of secrets, and the command that puts each value there is printed at the end. Servers are looked up in their registries as by 'add'; with --offline they are not.",
  positionals: [
    {
      name: "file",
      description:
        "Configuration files of clients. Default: those of every client on this machine, and of the project in this folder.",
      required: false,
      variadic: true,
      complete: "file",
    },
  ],
  options: {
    client: {
      type: "string",
      value: "ID",
      description: "Whose the FILEs are. Default: found out, by name and contents.",
      choices: clients.map(({ id }) => id),
    },
    nix: {
      type: "string",
      value: "PATH-OR-EXPR",
      complete: "file",
      description:
        "Read a configuration in Nix: one for mcp-servers-nix, or Home-Manager's programs.mcp.servers. A file, or an expression.",
    },
    flake: {
      type: "string",
      value: "URI#ATTR",
      description: "The same, of a flake: .#homeConfigurations.me",
    },
    secrets: {
      type: "string",
      value: "PROVIDER[:WHERE]",
      suggestions: storeProviders(),
      description: `Where secrets are to be, ${storeProviders().join(", ")}; WHERE: the folder, file, database or vault. Default: as servers.yaml has them, else ${usualProvider}.`,
    },
    "bridge-remotes": {
      type: "boolean",
      description: "Take remote servers in as well, through npm:mcp-remote.",
    },
    offline: { type: "boolean", description: "Look nothing up: what the clients say is taken as it is." },
    "index-url": indexUrlOption,
    "dry-run": { type: "boolean", short: "n", description: "Show the change and write nothing." },
  },
  examples: [
    ["import", "everything that the clients on this machine have"],
    ["import --dry-run --offline", "what would come of it, without a network"],
    ["import ~/.cursor/mcp.json .vscode/mcp.json", "these files only"],
    ["import --secrets pass", "keys go into pass"],
    ["import --secrets sops:secrets/mcp.yaml", "into one file of sops"],
    ["import --nix ./home/mcp.nix", "a configuration of mcp-servers-nix or Home-Manager"],
  ],
  async run(context, { options, positionals }) {
    const indexUrl = indexUrlOf(options["index-url"]);
    const target = await targetOf(context);
    const { provider, where } = providerOf(options.secrets, target.project);
    const settings = target.project?.settings ?? { ...defaultSettings, home: await freeHome(target.root) };
    const { files, read, errors } = await readImports(context, {
      files: positionals.file,
      client: options.client as ClientId | undefined,
      nix: options.nix,
      flake: options.flake,
    });
    const plan = planImport(read, {
      world: worldOf(context.env),
      provider,
      where,
      existing: target.project?.servers ?? new Map(),
      keepassxc: target.project?.shared.keepassxc ?? {},
      bridgeRemotes: options["bridge-remotes"],
      root: process.getuid?.() === 0,
      enabled: (target.project?.shared.clients ?? []).filter((id) => id !== "programs-mcp"),
    });
    // Should a registry or a library repeat one of them in some message.
    for (const value of plan.values) keepSecret(value);
    const settled = options.offline
      ? null
      : await settleAll(context, plan, { folder: target.root, settings, indexUrl });
    const specs = plan.servers.flatMap(({ spec }) => {
      const server = settled === null ? spec : settled.servers.get(spec.name)?.server;
      return server === undefined ? [] : [server];
    });
    const written = await write(context, { ...target, settings }, specs, plan.clients, options["dry-run"]);
    return importReport(context, {
      files,
      plan,
      specs,
      settled: settled?.servers ?? null,
      failed: settled?.errors ?? new Map(),
      errors,
      target: { ...target, shown: shownPath(target.file, context.cwd), home: settings.home },
      diff: written.diff,
      dryRun: options["dry-run"],
    });
  },
});

/** The servers file that is added to; `project` is undefined where it is to be made. */
interface Target {
  readonly file: string;
  readonly root: string;
  readonly project: Project | undefined;
}

async function targetOf(context: Context): Promise<Target> {
  const found = context.file ?? (await findServersFile(context.cwd));
  if (found === undefined) {
    return { file: join(context.cwd, serversFileNames[0]), root: context.cwd, project: undefined };
  }
  const file = resolve(context.cwd, found);
  try {
    return { file, root: dirname(file), project: await context.project() };
  } catch (error) {
    // A file that was named, and is not there, is made.
    if ((error as Partial<UserError>).code !== "E_CONFIG_NOT_FOUND") throw error;
    return { file, root: dirname(file), project: undefined };
  }
}

/** Without `--secrets` the provider that most secrets of servers.yaml have. */
function providerOf(asked: string | undefined, project: Project | undefined): AskedProvider {
  const said = askedProvider(asked);
  checkDatabase(said, project?.shared.keepassxc, project?.servers ?? new Map());
  if (said !== undefined) return said;
  const used = [...(project?.servers.values() ?? [])]
    .flatMap(({ secrets }) => Object.values(secrets ?? {}))
    .flatMap((secret) => storeProviders().filter((one) => secret[one] !== undefined));
  const count = (one: StoreProvider) => used.filter((other) => other === one).length;
  const [most = usualProvider] = [...new Set(used)].sort((a, b) => count(b) - count(a));
  return { provider: most, where: undefined };
}

async function settleAll(
  context: Context,
  plan: ImportPlan,
  setting: { folder: string; settings: Settings; indexUrl: string | undefined },
): Promise<{ servers: ReadonlyMap<string, Settled>; errors: ReadonlyMap<string, UserError> }> {
  const { settled, errors } = await settleServers(
    context,
    setting,
    plan.servers.map(({ spec }) => ({ source: parseSource(spec.source), spec })),
  );
  return { servers: new Map(settled.map((one) => [one.server.name, one])), errors };
}

/** Writes all at once; with `dryRun`, gives the diff instead. The file is read again: it may have changed meanwhile. */
async function write(
  context: Context,
  target: Target & { readonly settings: Settings },
  specs: readonly ServerSpec[],
  found: readonly ClientId[],
  dryRun: boolean,
): Promise<{ diff: string }> {
  if (specs.length === 0) return { diff: "" };
  const { file, root } = target;
  const isNew = target.project === undefined;
  const before = isNew ? newServersFile(target.settings, found) : undefined;
  const edit = async () => {
    const text = before ?? (await context.project()).text;
    let edited = text;
    for (const { name, ...entry } of specs) edited = addServer(edited, name, entry);
    // What we write must be what we read.
    loadServersText(file, edited);
    if (dryRun) {
      return { diff: fileDiff(shownPath(file, context.cwd), isNew ? null : text, edited, context.ui.colors) };
    }
    if (isNew) await writeFileAtomically(schemaCopyPath(root), serversJsonSchemaText());
    await writeFileAtomically(file, edited);
    return { diff: "" };
  };
  if (dryRun) return edit();
  await mkdir(root, { recursive: true });
  return withProjectLock(root, edit, { signal: context.signal });
}
