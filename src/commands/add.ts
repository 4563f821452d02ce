import { languageSchema, type ServerEntry, strategySchema } from "../config/servers-schema.ts";
import { storeProviders } from "../secrets/proposed-secret.ts";
import { parseSource } from "../sources/source.ts";
import { fileDiff } from "../ui/diff.ts";
import { writeServers } from "./added-servers.ts";
import { addedJson, addedText } from "./added-text.ts";
import { defineCommand } from "./command.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { namedServers } from "./named-servers.ts";
import { settleServers } from "./settle-servers.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Looks each server up in its registry and adds it to servers.yaml: comments and order of the file stay as they are. Nothing of the package is run. Its code is read, which takes some seconds: variables that it needs, and how it speaks HTTP, are written into its entry or proposed there in comments. What it needs beyond its source (scripts that compile native code, replacements for dependencies the registry no longer has) is written beside it, where you can change it.",
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
    secrets: {
      type: "string",
      value: "PROVIDER",
      description:
        "What keeps the secrets that it needs; how to store each is shown. Default: the one that servers.yaml uses already.",
      choices: [...storeProviders()],
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
    ["add npm:firecrawl-mcp --secrets pass", "its API key is taken from pass"],
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
    const found = await settleServers(
      context,
      { folder: project.root, settings: project.settings, indexUrl, inspect: !options["no-inspect"] },
      specs.map((spec, index) => ({ source: sources[index]!, spec })),
    );
    const dryRun = options["dry-run"];
    const wishes = { provider: options.secrets, transport: options.transport };
    const { before, after, added } = await writeServers(context, found, wishes, dryRun);
    for (const { settled, proposal } of added)
      for (const note of [...settled.notes, ...proposal.notes])
        context.ui.warn(`${settled.server.name}: ${note}`);
    return {
      json: { dryRun, added: added.map(addedJson) },
      text: dryRun
        ? fileDiff("servers.yaml", before, after, context.ui.colors)
        : addedText(added, context.ui.colors),
      errors: [...found.errors.values()],
    };
  },
});
