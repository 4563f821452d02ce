import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { writeFileAtomically } from "../config/atomic-write.ts";
import { defaultSettings } from "../config/check-document.ts";
import { schemaCopy, serversJsonSchemaText } from "../config/json-schema.ts";
import { loadServersText, serversFileNames } from "../config/load.ts";
import { withProjectLock } from "../config/project-lock.ts";
import type { Settings } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { type Context, defineCommand } from "./command.ts";
import { freeHome, newServersFile } from "./new-servers-file.ts";
import { usageError } from "./usage-error.ts";

/** A file to write; an optional one that is there stays, any other one is in the way. */
interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly optional: boolean;
  /** What it is, for people. */
  readonly about: string;
}

export const command = defineCommand({
  description:
    "Writes a commented servers.yaml; beside it the schema that editors complete and check it by, a flake.nix and an overlay without a server yet, so that the flake evaluates at once. A file that is there is never overwritten: a servers.yaml is an error, your own flake.nix stays.",
  positionals: [
    {
      name: "folder",
      description: "Where to; made when missing. Default: here.",
      required: false,
      complete: "directory",
    },
  ],
  options: {
    output: {
      type: "string",
      value: "DIR",
      default: defaultSettings.output,
      complete: "directory",
      description: "Folder for the generated Nix, relative to servers.yaml.",
    },
    style: {
      type: "string",
      choices: ["nixpkgs", "overlay"],
      default: defaultSettings.style,
      description: "How packages are written.",
    },
    "no-flake": { type: "boolean", description: "No flake.nix." },
    workflow: {
      type: "string",
      value: "FLAKE",
      description:
        "Also a workflow for GitHub that updates the servers weekly, with the mcp-nixgen of this flake: github:OWNER/mcp-nixgen, or .#mcp-nixgen of your own.",
    },
    "dry-run": { type: "boolean", short: "n", description: "Show what would be written, and write nothing." },
  },
  examples: [
    ["init", "in this folder"],
    ["init nix/mcp --style overlay", "elsewhere, registry-neutral packages"],
    ["init --workflow github:OWNER/mcp-nixgen", "with a weekly update by GitHub Actions"],
  ],
  async run(context, { options, positionals }) {
    const file = context.file ?? join(resolve(context.cwd, positionals.folder ?? "."), serversFileNames[0]);
    const root = dirname(file);
    const home = await freeHome(root);
    const files = [
      ...(await newFiles(file, { ...options, home }, !options["no-flake"])),
      ...(await workflowFiles(root, options.workflow)),
    ];
    await refuseOverwrite(file, root);
    const kept = await existing(files.filter(({ optional }) => optional));
    const fresh = files.filter(({ path }) => !kept.includes(path));
    if (!options["dry-run"]) {
      const write = async () => {
        await refuseOverwrite(file, root);
        // servers.yaml last: when it is there, all is.
        for (const { path, text } of [...fresh].reverse()) await writeFileAtomically(path, text);
      };
      await mkdir(root, { recursive: true });
      await withProjectLock(root, write, { signal: context.signal });
    }
    const shown = (path: string) => relative(context.cwd, path) || path;
    return {
      json: {
        dryRun: options["dry-run"],
        files: fresh.map(({ path }) => shown(path)),
        kept: kept.map(shown),
        home: shown(join(root, home)),
      },
      text: summary(context, fresh, kept, { ...options, root, home }).join("\n"),
    };
  },
});

/** servers.yaml first. */
async function newFiles(
  file: string,
  { output, style, home }: Settings & { readonly home: string },
  flake: boolean,
): Promise<NewFile[]> {
  const root = dirname(file);
  const settings = { output, style, home };
  const text = newServersFile(settings);
  // What we write must be what we read.
  loadServersText(file, text);
  const [{ flakeNix }, overlay] = await Promise.all([import("../emit/flake-nix.ts"), emptyFiles(settings)]);
  return [
    { path: file, text, optional: false, about: "the servers: yours to edit" },
    {
      path: join(root, schemaCopy),
      text: serversJsonSchemaText(),
      optional: false,
      about: "what editors complete and check it by",
    },
    ...overlay.map(({ path, contents }) => ({
      path: join(root, path),
      text: contents,
      optional: true,
      about:
        path === settings.home ? "the Home-Manager module of the servers" : "the overlay with their packages",
    })),
    ...(flake
      ? [
          {
            path: join(root, "flake.nix"),
            text: flakeNix(settings.output),
            optional: true,
            about: "a flake with the packages and the overlay",
          },
        ]
      : []),
  ];
}

/** What GitHub would take for an expression, and a shell for more than a word, is no reference to a flake. */
const flakePattern = /^[\w.~/][\w.:/~?=&#@%+-]*$/;

async function workflowFiles(root: string, flake: string | undefined): Promise<NewFile[]> {
  if (flake === undefined) return [];
  if (!flakePattern.test(flake)) {
    throw usageError(`'${flake}' is no reference to a flake`, "Write github:OWNER/mcp-nixgen.");
  }
  const { updateWorkflow, updateWorkflowPath } = await import("../emit/update-workflow.ts");
  return [
    {
      path: join(root, updateWorkflowPath),
      text: updateWorkflow(flake),
      optional: true,
      about: "updates the servers weekly, by a pull request",
    },
  ];
}

/** What `generate` writes when there is no server. */
async function emptyFiles(settings: Settings & { readonly home: string }) {
  const [{ generatedFiles }, { homeNix }] = await Promise.all([
    import("../emit/generated-files.ts"),
    import("../emit/home-nix.ts"),
  ]);
  const helpers =
    settings.style === "overlay" ? await (await import("../emit/overlay-lib.ts")).overlayLib() : [];
  const overlay = generatedFiles({
    settings,
    packages: new Map(),
    helpers,
  });
  return [...overlay, { path: settings.home, contents: homeNix({ servers: [], shared: {}, settings }) }];
}

function summary(
  context: Context,
  fresh: readonly NewFile[],
  kept: readonly string[],
  options: {
    readonly output: string;
    readonly "dry-run": boolean;
    readonly root: string;
    /** The Home-Manager module's file, relative to `root`. */
    readonly home: string;
  },
): string[] {
  const { colors } = context.ui;
  const shown = (path: string) => relative(context.cwd, path) || path;
  const verb = options["dry-run"] ? colors.yellow("would write") : colors.green("wrote");
  const overlay = `./${options.output.replace(/^\.\//, "")}`;
  const wide = Math.max(...fresh.map(({ path }) => shown(path).length));
  const usual = defaultSettings.home as string;
  return [
    ...fresh.map(({ path, about }) => `${verb} ${shown(path).padEnd(wide)}  ${colors.dim(about)}`),
    ...kept.map((path) => `${colors.dim("kept")} ${shown(path)}`),
    ...(kept.some((path) => basename(path) === "flake.nix")
      ? [`Your flake.nix can use the packages by the overlay (import ${overlay}).`]
      : []),
    "Next:",
    "  mcp-nixgen add npm:NAME    a server; also pypi:NAME, go:MODULE and github:OWNER/REPO",
    "  mcp-nixgen prefetch        its version and every hash, into servers.lock.json",
    "  mcp-nixgen generate        the Nix packages and the overlay",
    "  mcp-nixgen build NAME      builds one and speaks MCP with it",
    "In your Home-Manager configuration:",
    `  imports = [ inputs.mcp-nixgen.homeModules.default ./${shown(join(options.root, options.home))} ];`,
    ...(options.home === usual
      ? []
      : [
          `The ${usual} that is there is yours and stays: the servers' module is ${options.home} (settings.home).`,
        ]),
    "Commit all of it; in a git repository Nix sees only files that git knows (git add).",
  ];
}

async function refuseOverwrite(file: string, root: string): Promise<void> {
  const [there] = await existing(
    [file, ...serversFileNames.map((name) => join(root, name))].map((path) => ({ path })),
  );
  if (there === undefined) return;
  throw new UserError("there is a servers file already", {
    code: "E_EXISTS",
    where: there,
    hint: "Add to it with 'mcp-nixgen add', or start in another folder.",
  });
}

async function existing(files: readonly { readonly path: string }[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(({ path }) =>
      stat(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}
