import { languageSchema, type ServerEntry, strategySchema } from "../config/servers-schema.ts";
import type { UserError } from "../errors.ts";
import { storeProviders } from "../secrets/proposed-secret.ts";
import { parseSource } from "../sources/source.ts";
import { fileDiff } from "../ui/diff.ts";
import { type AddEdit, writeServers } from "./added-servers.ts";
import { addedJson, addedText } from "./added-text.ts";
import { type CommandResult, type Context, defineCommand } from "./command.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { namedServers } from "./named-servers.ts";
import { askedProvider, checkDatabase } from "./secrets-option.ts";
import { type SettledServers, settleServers, type Wanted } from "./settle-servers.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Looks each server up in its registry and adds it to servers.yaml: comments and order of the file stay as they are. Nothing of the package is run. Its code is read, which takes some seconds: variables that it needs, and how it speaks HTTP, are written into its entry or proposed there in comments. What it needs beyond its source (scripts that compile native code, replacements for dependencies the registry no longer has) is written beside it, where you can change it.",
  positionals: [
    {
      name: "source",
      description:
        "As npm:NAME, pypi:NAME, go:MODULE[/PACKAGE] or github:OWNER/REPO, each with @VERSION after it or not. Without one you are asked, at a terminal.",
      required: false,
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
    secrets: {
      type: "string",
      value: "PROVIDER[:WHERE]",
      suggestions: storeProviders(),
      description: `What keeps the secrets that it needs, ${storeProviders().join(", ")}; WHERE: the folder, file, database or vault. How to store each is shown. Default: the one that servers.yaml uses already.`,
    },
    transport: {
      type: "string",
      description: "How clients reach it. http: as one service, on a port that is free in servers.yaml.",
      choices: ["stdio", "http"],
    },
    "no-inspect": { type: "boolean", description: "Do not read its code." },
    "index-url": indexUrlOption,
    language: {
      type: "string",
      description:
        "Which language a server from a repository is built by, where it has manifests of several.",
      choices: [...languageSchema.options],
    },
    interactive: {
      type: "boolean",
      short: "i",
      description: "Ask at the terminal: what keeps its secrets, which clients get it, its name.",
    },
    "dry-run": { type: "boolean", short: "n", description: "Show the change and write nothing." },
  },
  examples: [
    ["add npm:firecrawl-mcp", "the newest version, pinned by the next prefetch"],
    ["add npm:firecrawl-mcp@3.22.2 npm:@playwright/mcp", "several at once"],
    ["add", "at a terminal: search, pick, see what it needs, and answer"],
    ["add npm:@playwright/mcp --name browser", "under a name of your own"],
    [
      "add github:upstash/context7/packages/mcp",
      "from its repository: the latest release, built from source",
    ],
    ["add npm:firecrawl-mcp --secrets pass", "its API key is taken from pass"],
    ["add pypi:mcp-server-fetch", "a server that uvx starts"],
    ["add go:github.com/github/github-mcp-server/cmd/github-mcp-server", "one that go install builds"],
  ],
  async run(context, { options, positionals }) {
    const sources = positionals.source.map((source) => parseSource(source));
    const asks = options.interactive || sources.length === 0;
    if (sources.length > 1 && (options.name !== undefined || options.bin !== undefined || asks)) {
      throw usageError("--name, --bin and --interactive are about one server", "Add the servers one by one.");
    }
    if (options.language !== undefined && sources.some(({ kind }) => kind !== "github")) {
      throw usageError("--language is about servers from github", "Add the others without it.");
    }
    const prompts = asks ? await context.prompts() : null;
    if (asks && prompts === null) throw nobodyToAsk(sources.length === 0);
    const indexUrl = indexUrlOf(options["index-url"]);
    const entry: Partial<ServerEntry> = {
      ...(options.bin === undefined ? {} : { bin: options.bin }),
      ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
      ...(options.language === undefined ? {} : { language: options.language }),
    };
    const project = await context.project();
    const { root: folder, settings } = project;
    const settle = (wanted: readonly Wanted[]) =>
      settleServers(context, { folder, settings, indexUrl, inspect: !options["no-inspect"] }, wanted);
    const dryRun = options["dry-run"];
    const wishes = { provider: askedProvider(options.secrets), transport: options.transport };
    checkDatabase(wishes.provider, project.shared.keepassxc, project.servers);
    if (prompts !== null) {
      const said = { source: sources[0], name: options.name, ...wishes, entry, dryRun };
      const { addInteractively } = await import("./add-interactively.ts");
      const { found, edit } = await addInteractively(context, prompts, said, {
        settle,
        find: async (words) => {
          const { findServers } = await import("./find-servers.ts");
          return findServers(context, { folder, settings, indexUrl }, words);
        },
      });
      return resultOf(context, found, edit, dryRun);
    }
    const specs = namedServers(project, sources, options.name, entry);
    const found = await settle(specs.map((spec, index) => ({ source: sources[index]!, spec })));
    return resultOf(context, found, await writeServers(context, found, wishes, dryRun), dryRun);
  },
});

/** @param edit null: the user did not want it, and knows */
function resultOf(
  context: Context,
  found: SettledServers,
  edit: AddEdit | null,
  dryRun: boolean,
): CommandResult {
  const { colors } = context.ui;
  const added = edit?.added ?? [];
  for (const { settled, proposal } of added)
    for (const note of [...settled.notes, ...proposal.notes])
      context.ui.warn(`${settled.server.name}: ${note}`);
  return {
    json: { dryRun, added: added.map(addedJson) },
    text:
      dryRun && edit !== null
        ? fileDiff("servers.yaml", edit.before, edit.after, colors)
        : addedText(added, colors),
    errors: [...found.errors.values()],
  };
}

function nobodyToAsk(isMissing: boolean): UserError {
  return usageError(
    isMissing ? "missing SOURCE" : "--interactive needs a terminal",
    "Where nobody can be asked: mcp-nixgen add npm:NAME [--name NAME] [--secrets PROVIDER].",
  );
}
