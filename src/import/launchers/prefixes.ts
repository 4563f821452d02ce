import { type Call, type Launcher, left, type Outcome } from "../call.ts";
import { readOptions } from "../options.ts";
import { assignments } from "../shell-line.ts";
import { envFileNote } from "./python-runners.ts";

/** A program that starts another one, whose words follow its own. */
interface Prefix {
  /** Options that take a value. */
  readonly valued?: readonly string[];
  /** The words before its options: `mise exec`. Any of these. */
  readonly subcommands?: readonly string[];
  /** Operands of its own before the command: timeout's seconds. */
  readonly operands?: number;
  /** Operands of its own end here: `mise exec node@22 -- npx`. */
  readonly untilDashes?: boolean;
  readonly note?: string;
}

const envFile = { note: envFileNote };

/** Sources: their manuals. */
const prefixes: Readonly<Record<string, Prefix>> = {
  env: { valued: ["-u", "--unset", "-C", "--chdir", "-S", "--split-string"] },
  "cross-env": {},
  nice: { valued: ["-n", "--adjustment"] },
  ionice: { valued: ["-c", "-n", "-p"] },
  nohup: {},
  time: {},
  timeout: { valued: ["-s", "--signal", "-k", "--kill-after"], operands: 1 },
  stdbuf: { valued: ["-i", "-o", "-e"] },
  setsid: {},
  caffeinate: { valued: ["-t", "-w"] },
  arch: {},
  "xvfb-run": { valued: ["-s", "--server-args", "-n"] },
  "flatpak-spawn": { valued: [] },
  firejail: { valued: [] },
  "systemd-run": { valued: ["-p", "--property", "--unit", "-u", "--slice", "-M"] },
  "systemd-inhibit": { valued: [] },
  mise: {
    subcommands: ["exec", "x"],
    valued: ["-C", "--cd", "-j", "--jobs", "-c", "--command"],
    untilDashes: true,
  },
  rtx: { subcommands: ["exec", "x"], untilDashes: true },
  asdf: { subcommands: ["exec"] },
  fnm: { subcommands: ["exec"], valued: ["--using"], untilDashes: false },
  nvm: { subcommands: ["exec"], operands: 1 },
  volta: { subcommands: ["run"], valued: ["--node", "--npm", "--yarn", "--env"] },
  direnv: { subcommands: ["exec"], operands: 1, note: "what direnv's .envrc sets is not taken along" },
  dotenv: { valued: ["-e", "-v", "-f"], ...envFile },
  dotenvx: { subcommands: ["run"], valued: ["-f", "--env-file"], ...envFile },
  "env-cmd": { valued: ["-f", "--file", "-e", "--environments"], ...envFile },
  op: { subcommands: ["run"], valued: ["--env-file", "--account"] },
  doppler: {
    subcommands: ["run"],
    valued: ["-p", "--project", "-c", "--config", "-t", "--token"],
    note: "what Doppler sets is not taken along",
  },
  infisical: {
    subcommands: ["run"],
    valued: ["--env", "--path", "--projectId", "--token"],
    note: "what Infisical sets is not taken along",
  },
};

export const prefixLaunchers: Readonly<Record<string, Launcher>> = Object.fromEntries(
  Object.entries(prefixes).map(([name, prefix]) => [name, (call: Call) => unwrap(name, prefix, call)]),
);

function unwrap(name: string, prefix: Prefix, call: Call): Outcome {
  const [first = "", ...others] = call.args;
  if (prefix.subcommands !== undefined && !prefix.subcommands.includes(first))
    return left(`${name} does something else than to start a program`);
  const own = prefix.subcommands === undefined ? call.args : others;
  const dashes = prefix.untilDashes === true ? own.indexOf("--") : -1;
  if (prefix.untilDashes === true && dashes === -1) return left(`what ${name} starts cannot be told`);
  const { rest } = dashes === -1 ? readOptions(own, prefix.valued ?? []) : { rest: own.slice(dashes + 1) };
  const words = rest.slice(dashes === -1 ? (prefix.operands ?? 0) : 0);
  const end = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const [command, ...args] = (end === -1 ? [] : words.slice(end)).filter(
    (word, index) => index > 0 || word !== "--",
  );
  if (command === undefined) return left(`${name} starts nothing`);
  const env = { ...call.env, ...assignments(words.slice(0, end)) };
  return {
    kind: "call",
    call: { command, args, env },
    through: name,
    ...(prefix.note === undefined ? {} : { notes: [prefix.note] }),
  };
}
