import { writeFileAtomically } from "../config/atomic-write.ts";
import { addServer } from "../config/edit.ts";
import type { Project } from "../config/load.ts";
import { defaultServerName, packageOfSource } from "../config/names.ts";
import { withProjectLock } from "../config/project-lock.ts";
import {
  languageSchema,
  type ServerEntry,
  type ServerSpec,
  serverNameSchema,
  strategySchema,
} from "../config/servers-schema.ts";
import { oneOrMany, UserError } from "../errors.ts";
import type { Settled } from "../project/locker.ts";
import { knownArguments } from "../sources/known-arguments.ts";
import { parseSource, type Source } from "../sources/source.ts";
import { fileDiff } from "../ui/diff.ts";
import { type Context, defineCommand } from "./command.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { settleServers } from "./settle-servers.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Looks each server up in its registry and adds it to servers.yaml: comments and order of the file stay as they are. Nothing of the package is run. What it needs beyond its source (scripts that compile native code, replacements for dependencies the registry no longer has) is written beside it, where you can change it.",
  positionals: [
    {
      name: "source",
      description:
        "As npm:NAME, pypi:NAME, go:MODULE[/PACKAGE] or github:OWNER/REPO, each with @VERSION after it or not.",
      required: true,
      variadic: true,
    },
  ],
  options: {
    name: { type: "string", value: "NAME", description: "The server's name here (only with one source)." },
    bin: { type: "string", value: "COMMAND", description: "Which of the package's commands is the server." },
    strategy: {
      type: "string",
      description: "How its dependencies reach the build; which there are depends on the kind of source.",
      choices: [...strategySchema.options],
    },
    "index-url": indexUrlOption,
    language: {
      type: "string",
      description:
        "Which language a server from a repository is built by, where it has manifests of several.",
      choices: [...languageSchema.options],
    },
    "dry-run": { type: "boolean", short: "n", description: "Show the change and write nothing." },
  },
  examples: [
    ["add npm:firecrawl-mcp", "the newest version, pinned by the next prefetch"],
    ["add npm:firecrawl-mcp@3.22.2 npm:@playwright/mcp", "several at once"],
    ["add npm:@playwright/mcp --name browser", "under a name of your own"],
    [
      "add github:upstash/context7/packages/mcp",
      "from its repository: the latest release, built from source",
    ],
    ["add pypi:mcp-server-fetch", "a server that uvx starts"],
    ["add go:github.com/github/github-mcp-server/cmd/github-mcp-server", "one that go install builds"],
  ],
  async run(context, { options, positionals }) {
    const sources = positionals.source.map((source) => parseSource(source));
    if (sources.length > 1 && (options.name !== undefined || options.bin !== undefined)) {
      throw usageError("--name and --bin are about one server", "Add the servers one by one.");
    }
    if (options.language !== undefined && sources.some(({ kind }) => kind !== "github")) {
      throw usageError("--language is about servers from github", "Add the others without it.");
    }
    const indexUrl = indexUrlOf(options["index-url"]);
    const asked: Partial<ServerEntry> = {
      ...(options.bin === undefined ? {} : { bin: options.bin }),
      ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
      ...(options.language === undefined ? {} : { language: options.language }),
    };
    const project = await context.project();
    const specs = namedServers(project, sources, options.name, asked);
    const { settled, errors } = await settleServers(
      context,
      { folder: project.root, settings: project.settings, indexUrl },
      specs.map((spec, index) => ({ source: sources[index]!, spec })),
    );
    const written = await write(context, settled, options["dry-run"]);
    for (const one of settled) for (const note of one.notes) context.ui.warn(`${one.server.name}: ${note}`);
    return {
      json: {
        dryRun: options["dry-run"],
        added: settled.map(({ server, facts, notes: _, ...rest }) => ({
          ...server,
          ...rest,
          ...facts,
        })),
      },
      text: options["dry-run"] ? written : summary(context, settled),
      errors: [...errors.values()],
    };
  },
});

/** Gives each source its name; nothing is asked of the network yet. */
function namedServers(
  project: Project,
  sources: readonly Source[],
  name: string | undefined,
  asked: Partial<ServerEntry>,
): ServerSpec[] {
  const taken = new Set(project.servers.keys());
  const errors: UserError[] = [];
  const specs: ServerSpec[] = [];
  for (const source of sources) {
    const there = [...project.servers.values(), ...specs].find(
      (server) =>
        server.source.startsWith(`${source.kind}:`) && packageOfSource(server.source) === source.name,
    );
    if (there !== undefined && name === undefined) {
      errors.push(
        new UserError(`${source.name} is here already, as ${there.name} (${there.source})`, {
          code: "E_SERVER_EXISTS",
          where: source.spec,
          hint: "Change its source in servers.yaml for another version, or give this one a --name of its own.",
        }),
      );
      continue;
    }
    const chosen = name === undefined ? defaultServerName(source.called, taken) : freeName(project, name);
    taken.add(chosen);
    const args = knownArguments(source);
    specs.push({
      name: chosen,
      source: source.spec,
      ...asked,
      ...(args === undefined ? {} : { args: [...args] }),
    });
  }
  if (errors.length > 0) throw oneOrMany(errors);
  return specs;
}

/** The name asked for, checked before the registry is asked, which takes longer. */
function freeName(project: Project, name: string): string {
  const parsed = serverNameSchema.safeParse(name);
  if (!parsed.success) throw usageError(`'${name}' cannot be a name: ${parsed.error.issues[0]?.message}`);
  const other = [...project.servers.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
  if (other === undefined) return name;
  throw new UserError(`there is already a server called '${other}'`, {
    code: "E_SERVER_EXISTS",
    where: name,
    hint: "Choose another --name, or change its source in servers.yaml.",
  });
}

/** Writes all at once; with `dryRun`, gives the diff instead. The file is read again: it may have changed meanwhile. */
async function write(context: Context, settled: readonly Settled[], dryRun: boolean): Promise<string> {
  if (settled.length === 0) return "";
  const { root } = await context.project();
  return withProjectLock(
    root,
    async () => {
      const { file, text } = await context.project();
      let edited = text;
      for (const { server } of settled) {
        const { name, ...entry } = server;
        edited = addServer(edited, name, entry);
      }
      if (!dryRun) await writeFileAtomically(file, edited);
      return dryRun ? fileDiff("servers.yaml", text, edited, context.ui.colors) : "";
    },
    { signal: context.signal },
  );
}

function summary(context: Context, settled: readonly Settled[]): string {
  if (settled.length === 0) return "";
  const { colors } = context.ui;
  const lines = settled.map(
    (one) =>
      `${colors.green("added")} ${one.server.name}: ${one.package}@${one.version}, command ${one.mainProgram}`,
  );
  return [...lines, "Next: mcp-nixgen prefetch"].join("\n");
}
