import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type { Project } from "../config/load.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { applyGenerate, type Change, type GeneratePlaces, planGenerate } from "../project/generate.ts";

/** A server's package as it would be generated, in a folder of its own. */
export interface Staged {
  readonly server: ServerSpec;
  readonly locked: LockedServer;
  /** A project in a folder of its own, with an overlay that has this server alone. */
  readonly project: Project;
}

/** Generates a server's package outside of the project, for `use`; it is gone afterwards. */
export async function withStaged<Result>(
  project: Project,
  server: ServerSpec,
  locked: LockedServer,
  places: GeneratePlaces,
  use: (staged: Staged) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), "mcp-nixgen-update-"));
  try {
    const settings = { ...project.settings, output: "overlay" };
    const alone = onlyServer({ ...project, root, settings }, server);
    const plan = await planGenerate(alone, new Map([[server.name, locked]]), places);
    refuseUnwritten(plan.stale, server);
    await applyGenerate(alone, plan);
    return await use({ server, locked, project: alone });
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What has to be written below the server's own folder of the project; nothing else of the project is looked at. */
export async function packageChanges(
  project: Project,
  server: ServerSpec,
  locked: LockedServer,
  places: GeneratePlaces,
): Promise<Change[]> {
  const alone = onlyServer(project, server);
  const plan = await planGenerate(alone, new Map([[server.name, locked]]), places);
  refuseUnwritten(plan.stale, server);
  const folder = packagePath(project, server.name);
  return plan.changes.filter(({ path }) => path.startsWith(`${folder}/`));
}

/** Folder of a server's generated package, relative to the project's root. */
export function packagePath({ settings }: Project, name: string): string {
  return posix.join(settings.output, "packages", name);
}

function onlyServer(project: Project, server: ServerSpec): Project {
  return {
    ...project,
    settings: { ...project.settings, home: false },
    servers: new Map([[server.name, server]]),
  };
}

function refuseUnwritten(stale: ReadonlyMap<string, string>, { name }: ServerSpec): void {
  const reason = stale.get(name);
  if (reason === undefined) return;
  throw new UserError(`its package cannot be written: ${reason}`, { code: "E_STALE", where: name });
}
