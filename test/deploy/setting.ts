import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clients } from "../../src/clients/clients.ts";
import type { ClientId } from "../../src/config/clients.ts";
import { type Manifest, manifestSchema } from "../../src/config/manifest-schema.ts";
import { type DeployRequest, type DeployRun, previewDeploy, runDeploy } from "../../src/deploy/deploy.ts";
import type { DeployPlan } from "../../src/deploy/plan.ts";
import type { FilePlan } from "../../src/deploy/plan-file.ts";

/** A home folder of its own, and what deploy does there. */
export interface Home {
  readonly path: string;
  /** What it remembers. */
  readonly folder: string;
  at(path: string): string;
  read(path: string): Promise<string>;
  write(path: string, text: string | Uint8Array): Promise<void>;
  deploy(manifest: Manifest | null, more?: Partial<DeployRequest>, run?: DeployRun): Promise<DeployPlan>;
  preview(manifest: Manifest | null, more?: Partial<DeployRequest>): Promise<DeployPlan>;
  /** Every file and its bytes, but for what deploy remembers; folders end with a slash. */
  files(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

export async function makeHome(): Promise<Home> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "deploy-")));
  const env = { HOME: path };
  const request = (manifest: Manifest | null, more: Partial<DeployRequest> = {}): DeployRequest => ({
    manifest,
    clients,
    place: { platform: "linux", home: path, env },
    ...more,
  });
  return {
    path,
    folder: join(path, ".local/state/mcp-nixgen"),
    at: (file) => join(path, file),
    read: (file) => readFile(join(path, file), "utf8"),
    write: async (file, text) => {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), text);
    },
    deploy: (manifest, more, run) => runDeploy(request(manifest, more), run),
    preview: (manifest, more) => previewDeploy(request(manifest, more)),
    files: () => filesBelow(path),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

async function filesBelow(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const found: Record<string, string> = {};
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(path.length + 1);
    if (`${name}/`.startsWith(".local/")) continue;
    if (entry.isDirectory()) found[`${name}/`] = "";
    else found[name] = await readFile(file, "latin1");
  }
  return found;
}

/** `{ NAME: what differs from a stdio server for all clients }` */
export function manifestOf(
  names: readonly ClientId[],
  servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Manifest {
  return manifestSchema.parse({
    version: 1,
    slice: "mcp-servers.slice",
    clients: names,
    servers: Object.fromEntries(
      Object.entries(servers).map(([name, more]) => [
        name,
        {
          transport: "stdio",
          command: `/nix/store/x/bin/mcp-${name}`,
          checkSecrets: "/nix/store/x/check",
          clients: names,
          package: { name, version: "1", path: "/nix/store/x" },
          secrets: [],
          ...more,
        },
      ]),
    ),
  });
}

/** `{ CLIENT: ["add one", …] }`, problems by their code. */
export function outcome({ files }: { readonly files: readonly FilePlan[] }): Record<string, string[]> {
  return Object.fromEntries(
    files.map(({ question, changes, problem }) => [
      question.client.id,
      problem === undefined
        ? changes.map((change) => `${change.kind} ${change.name}`)
        : [problem.line === undefined ? problem.code : `${problem.code}:${problem.line}:${problem.column}`],
    ]),
  );
}

/** The names of servers in a JSON file of Claude's notation. */
export function namesIn(text: string): string[] {
  return Object.keys(JSON.parse(text).mcpServers ?? {});
}
