import { type Call, type Launcher, left, type Outcome } from "../call.ts";
import { allOf, lastOf, readOptions } from "../options.ts";
import { shellCommands } from "../shell-line.ts";
import { npmSourceOf, packageOf } from "../sources.ts";

/** Programs that fetch a package of npm's registry and run it. Sources: the manuals of npm, pnpm, Yarn, Bun and Deno. */
export const nodeRunners: Readonly<Record<string, Launcher>> = {
  npx: (call) => runPackage(call, call.args),
  pnpx: (call) => runPackage(call, call.args),
  bunx: (call) => runPackage(call, call.args),
  npm: (call) => subcommand(call, ["exec", "x"]),
  pnpm: (call) => subcommand(call, ["dlx"]),
  yarn: (call) => subcommand(call, ["dlx"]),
  bun: (call) => subcommand(call, ["x"]),
  deno: runDeno,
};

const valued = [
  "-p",
  "--package",
  "-c",
  "--call",
  "--registry",
  "--cache",
  "--userconfig",
  "--prefix",
  "--dir",
  "-C",
  "-w",
  "--workspace",
  "--loglevel",
  "--node-options",
  "--shell",
  "--cwd",
];

/** `PKG args`, `-p PKG COMMAND args`, `-p PKG -c 'COMMAND args'`. */
function runPackage(call: Call, words: readonly string[]): Outcome {
  const read = readOptions(words, valued);
  const packages = allOf(read, "--package", "-p");
  const line = lastOf(read, "--call", "-c");
  const commands = line === undefined ? null : shellCommands(line);
  if (line !== undefined && commands?.length !== 1)
    return left("it runs more than one program through a shell");
  const rest = commands === null ? read.rest : [...commands[0]!.words, ...read.rest];
  const env = { ...call.env, ...commands?.[0]?.env };
  const [first, ...args] = rest;
  if (first === undefined) return left("it names no package");
  // npm takes options of its own after the package as well, and this one is what people write there.
  const own = args[0] === "-y" || args[0] === "--yes" ? args.slice(1) : args;
  const wanted = packages.find((spec) => nameIn(spec) === first) ?? packages[0];
  const source = npmSourceOf(wanted ?? first);
  if (source === null) return left("its package is no published one: a folder, a file or an address");
  const others = packages.filter((spec) => spec !== wanted);
  return packageOf(source, wanted === undefined ? own : args, call, {
    env,
    ...(wanted === undefined ? {} : { bin: first }),
    notes: [
      ...(others.length === 0 ? [] : [`packages beside its own are not taken along: ${others.join(", ")}`]),
      ...(lastOf(read, "--registry") === undefined
        ? []
        : ["its --registry is not taken along: say it in the .npmrc beside servers.yaml"]),
    ],
  });
}

function nameIn(spec: string): string {
  return spec.replace(/(?<=.)@[^/]*$/, "").replace(/^@[^/]+\//, "");
}

function subcommand(call: Call, names: readonly string[]): Outcome {
  const read = readOptions(call.args, valued);
  const [name = "", ...rest] = read.rest;
  if (!names.includes(name)) return left("it runs a project on this machine", localHint);
  const before = allOf(read, "--package", "-p").flatMap((spec) => ["--package", spec]);
  return runPackage(call, [...before, ...rest]);
}

/** What to do about code that only lies on this machine. */
export const localHint =
  "If it is published, add it: mcp-nixgen add npm:NAME, pypi:NAME or github:OWNER/REPO.";

/** `deno run -A npm:PKG@VERSION/bin args` */
function runDeno(call: Call): Outcome {
  const [, ...words] = call.args[0] === "run" || call.args[0] === "x" ? call.args : ["run", ...call.args];
  const { rest } = readOptions(words, ["--import-map", "--config", "-c", "--lock", "--env-file"]);
  const [spec = "", ...args] = rest;
  const [, name, bin] = /^npm:\/?((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(spec) ?? [];
  if (name !== undefined) return packageOf(npmSourceOf(name) ?? `npm:${name}`, args, call, { bin });
  if (spec.startsWith("jsr:")) return left("its package is one of JSR, which is no source of servers.yaml");
  return left("Deno runs a program from a file or an address");
}
