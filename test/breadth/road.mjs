import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parseDocument } from "yaml";

/** A stage may take this long; big trees on two cores do. */
const stageMinutes = 30;

/**
 * One server's whole road in a fresh folder below `keep`. Never throws: a failure is the result,
 * with the stage it came in and the CLI's own message.
 */
export async function walkRoad(server, { cli, keep, nix, code, signal }) {
  const folder = join(keep, server.spec.slice("npm:".length).replaceAll(/[^A-Za-z0-9.-]+/g, "_"));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(server.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const stages = {};
  const began = performance.now();
  const run = (stage, args) =>
    timed(stages, stage, () => call({ cli, folder, stage, args, env: nix.env, signal }));
  const end = async (stage, built, fields) => ({
    stage,
    built,
    answers: false,
    tools: null,
    reason: "",
    seconds: seconds(began),
    stages,
    code,
    ...(await lockFacts(folder)),
    ...fields,
  });
  try {
    await run("init", ["init"]);
    await run("add", ["add", server.spec]);
    const name = await configure(folder, server);
    await run("prefetch", ["prefetch"]);
    await run("generate", ["generate"]);
    // Licences are another question than whether it builds; some servers are slow to start on two cores.
    const build = ["build", name, "--timeout", "60", ...nix.flags];
    const { tools } = probeOf(await run("build", build));
    return await end("done", true, { answers: true, tools });
  } catch (error) {
    const built = error.answer === undefined ? false : probeOf(error.answer).built;
    return await end(error.stage ?? "here", built, { reason: oneLine(error.message) });
  }
}

async function call({ cli, folder, stage, args, env, signal }) {
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [cli, ...args, "--json"], {
    cwd: folder,
    env,
    reject: false,
    stdin: "ignore",
    timeout: stageMinutes * 60_000,
    cancelSignal: signal,
    forceKillAfterDelay: 10_000,
  });
  await writeFile(join(folder, `${stage}.log`), `${stdout}\n\n${stderr}\n`);
  const answer = jsonOf(stdout);
  if (exitCode === 0 && answer?.ok !== false) return answer;
  const told = (answer?.errors ?? []).map(({ code, message }) => `${code} ${message}`).join("; ");
  const message = timedOut
    ? `took over ${stageMinutes} minutes`
    : told || stderr.slice(-500) || `exit ${exitCode}`;
  throw Object.assign(new Error(message), { stage, answer });
}

/** Puts the list's arguments and variables into servers.yaml; gives the name the CLI chose. */
async function configure(folder, server) {
  const path = join(folder, "servers.yaml");
  const document = parseDocument(await readFile(path, "utf8"));
  const [name] = Object.keys(document.toJS().servers ?? {});
  const placed = (text) => text.replaceAll("$PROJECT", folder);
  const set = (key, value) => document.setIn(["servers", name, key], document.createNode(value));
  if (server.args.length > 0) set("args", server.args.map(placed));
  if (Object.keys(server.env).length > 0) {
    set("env", Object.fromEntries(Object.entries(server.env).map(([key, value]) => [key, placed(value)])));
  }
  if (server.allowScripts.length > 0) set("allowScripts", server.allowScripts);
  if (server.bin !== undefined) set("bin", server.bin);
  await writeFile(path, document.toString());
  return name;
}

async function lockFacts(folder) {
  try {
    const lock = JSON.parse(await readFile(join(folder, "servers.lock.json"), "utf8"));
    const [server] = Object.values(lock.servers);
    return {
      packages: server.lockfile.packages,
      installScripts: server.installScripts.map(({ name }) => name),
    };
  } catch {
    return { packages: null, installScripts: [] };
  }
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function timed(stages, stage, act) {
  const began = performance.now();
  try {
    return await act();
  } finally {
    stages[stage] = seconds(began);
  }
}

function seconds(began) {
  return Math.round((performance.now() - began) / 100) / 10;
}

function oneLine(text) {
  const plain = text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\/(?:tmp|nix\/store)\/[^/\s'"]+/g, "…")
    .trim();
  // What a build says last is what it died of.
  return plain.length <= 300 ? plain : `${plain.slice(0, 100)} … ${plain.slice(-200)}`;
}

/** What `build --json` says of the one server. */
function probeOf(answer) {
  const [server] = answer?.servers ?? [];
  return { built: server !== undefined, tools: server?.mcp?.tools?.length ?? null };
}
