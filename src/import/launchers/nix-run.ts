import { type Call, type Launcher, left, type Outcome } from "../call.ts";
import { sourceOfProgram } from "../known/programs.ts";
import { lastOf, readOptions } from "../options.ts";
import { shellCommands } from "../shell-line.ts";
import { packageOf } from "../sources.ts";

const valued = [
  "--option",
  "--override-input",
  "--inputs-from",
  "-I",
  "--extra-experimental-features",
  "--experimental-features",
  "-f",
  "--file",
  "--profile",
  "-p",
  "--packages",
  "--run",
  "--command",
  "-c",
];

/** `nix run nixpkgs#NAME -- args`, and the shells of Nix that start something. */
export const nixRun: Launcher = (call) => {
  const before = readOptions(call.args, valued.slice(0, 6));
  const [subcommand, ...words] = before.rest;
  if (subcommand === "run") return run(call, words);
  if (["shell", "develop", "dev"].includes(subcommand ?? "")) {
    const at = words.findIndex((word) => word === "-c" || word === "--command");
    const [command, ...args] = at === -1 ? [] : words.slice(at + 1);
    if (command !== undefined)
      return { kind: "call", call: { ...call, command, args }, through: "nix shell" };
  }
  return left("Nix starts it already, from an expression that says no package of a registry");
};

/** `nix-shell -p nodejs --run 'npx …'` */
export const nixShell: Launcher = (call) => {
  const at = call.args.findIndex((word) => word === "--run" || word === "--command");
  const [command] = (at === -1 ? null : shellCommands(call.args[at + 1] ?? "")) ?? [];
  const [program, ...args] = command?.words ?? [];
  if (program === undefined) return left("what nix-shell starts cannot be told");
  return {
    kind: "call",
    call: { command: program, args, env: { ...call.env, ...command!.env } },
    through: "nix-shell",
  };
};

function run(call: Call, words: readonly string[]): Outcome {
  const read = readOptions(words, valued);
  const [installable = "", ...rest] = read.rest;
  const args = rest[0] === "--" ? rest.slice(1) : rest;
  const [reference = "", attribute] = installable.split("#");
  const program = attribute?.split(".").at(-1);
  const known = program === undefined ? null : sourceOfProgram(program);
  if (known !== null) return packageOf(known, args, call);
  const [, place, ref] = /^github:([\w-]+\/[\w.-]+)(?:\/([^?]+))?/.exec(reference) ?? [];
  if (
    place !== undefined &&
    lastOf(read, "--file", "-f") === undefined &&
    place.toLowerCase() !== "nixos/nixpkgs"
  ) {
    return packageOf(`github:${place}${ref === undefined ? "" : `@${ref}`}`, args, call, {
      notes: ["it ran by the flake of its repository: here it is built from the same repository"],
    });
  }
  return left("Nix runs it already, and which package of a registry it is, is not known");
}
