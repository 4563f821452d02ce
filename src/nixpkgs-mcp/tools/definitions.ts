import { z } from "zod";

/**
 * How a package is run as a tool: what the package itself does not say. Keys are as in the configuration file
 * (`definitions:`) and in installed_tools.json.
 */
export const definitionSchema = z.strictObject({
  entry_point: z
    .string()
    .min(1)
    .regex(/^[^/]+$/, "a program's name, without a path")
    .optional()
    .describe("The program to run, when it is not the package's main program."),
  default_args: z.array(z.string()).optional().describe("Arguments that come before the caller's."),
  supports_stdin: z.boolean().optional().describe("Whether the tool's schema offers stdin."),
  script_extension: z
    .string()
    .regex(/^\.[A-Za-z0-9]{1,16}$/, "an extension with its dot, such as .py")
    .optional()
    .describe("The tool takes a script as text; it is written to a file with this extension."),
  description_override: z.string().min(1).max(400).optional().describe("What the tool's description says."),
  timeout: z.number().positive().max(86_400).optional().describe("Seconds until the tool is ended."),
});

export type Definition = z.infer<typeof definitionSchema>;

/** What is known of well-known packages; a definition of the configuration goes before it, key by key. */
const builtIn: Readonly<Record<string, Definition>> = {
  awscli2: { entry_point: "aws", timeout: 300 },
  bash: { script_extension: ".sh", supports_stdin: true },
  bat: { default_args: ["--paging=never", "--color=never"], supports_stdin: true },
  bc: { default_args: ["-q"], supports_stdin: true },
  bun: { script_extension: ".ts" },
  cargo: { timeout: 900 },
  cmake: { timeout: 900 },
  csvkit: { supports_stdin: true },
  dasel: { supports_stdin: true },
  datamash: { supports_stdin: true },
  delta: { default_args: ["--paging=never"], supports_stdin: true },
  deno: { script_extension: ".ts" },
  difftastic: { entry_point: "difft", default_args: ["--color=never"] },
  duckdb: { supports_stdin: true },
  eza: { default_args: ["--color=never"] },
  fd: { default_args: ["--color=never"] },
  ffmpeg: { default_args: ["-hide_banner", "-nostdin"], timeout: 900 },
  findutils: { entry_point: "find" },
  fzf: { supports_stdin: true },
  gawk: { supports_stdin: true },
  ghostscript: { entry_point: "gs", default_args: ["-dBATCH", "-dNOPAUSE", "-dSAFER"] },
  git: { default_args: ["--no-pager"], timeout: 300 },
  glow: { supports_stdin: true },
  gnumake: { entry_point: "make", timeout: 900 },
  gnupatch: { supports_stdin: true },
  gnupg: { entry_point: "gpg", default_args: ["--batch", "--no-tty"], supports_stdin: true },
  gnused: { supports_stdin: true },
  graphviz: { entry_point: "dot", supports_stdin: true },
  gron: { supports_stdin: true },
  hexyl: { supports_stdin: true },
  htmlq: { supports_stdin: true },
  hunspell: { supports_stdin: true },
  imagemagick: { entry_point: "magick", timeout: 300 },
  jaq: { supports_stdin: true },
  jc: { supports_stdin: true },
  jo: { supports_stdin: true },
  jq: { supports_stdin: true },
  jujutsu: { entry_point: "jj", default_args: ["--no-pager", "--color=never"] },
  "kubernetes-helm": { entry_point: "helm", timeout: 300 },
  libxml2: { entry_point: "xmllint", default_args: ["--nonet"], supports_stdin: true },
  lua: { script_extension: ".lua" },
  miller: { entry_point: "mlr", supports_stdin: true },
  nixfmt: { supports_stdin: true },
  nodejs: { entry_point: "node", script_extension: ".mjs", supports_stdin: true },
  ocrmypdf: { timeout: 900 },
  opentofu: { entry_point: "tofu", timeout: 900 },
  p7zip: { entry_point: "7z", timeout: 300 },
  pandoc: { supports_stdin: true, timeout: 300 },
  perl: { script_extension: ".pl" },
  "poppler-utils": { entry_point: "pdftotext" },
  postgresql: {
    entry_point: "psql",
    default_args: ["--no-password", "--pset=pager=off"],
    supports_stdin: true,
  },
  protobuf: { entry_point: "protoc" },
  pup: { supports_stdin: true },
  python3: { entry_point: "python3", script_extension: ".py", supports_stdin: true },
  qsv: { supports_stdin: true },
  rclone: { timeout: 900 },
  redis: { entry_point: "redis-cli" },
  ripgrep: { entry_point: "rg", default_args: ["--color=never"], supports_stdin: true },
  rsync: { timeout: 900 },
  ruby: { script_extension: ".rb" },
  sd: { supports_stdin: true },
  shellcheck: { supports_stdin: true },
  shfmt: { supports_stdin: true },
  sqlite: { entry_point: "sqlite3", supports_stdin: true },
  taplo: { supports_stdin: true },
  tree: { default_args: ["-n"] },
  "universal-ctags": { entry_point: "ctags" },
  "yq-go": { supports_stdin: true },
  "yt-dlp": { timeout: 900 },
};

/** The definition of an attribute: the built-in one, and each of `own` over it, key by key. */
export function definitionOf(attr: string, ...own: readonly (Definition | undefined)[]): Definition {
  const base = Object.hasOwn(builtIn, attr) ? builtIn[attr] : undefined;
  return Object.assign({}, base, ...own);
}
