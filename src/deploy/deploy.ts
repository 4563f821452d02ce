import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { Place } from "../clients/types.ts";
import { writeError } from "../config/atomic-write.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { xdgFolders } from "../config/xdg.ts";
import { applyDeploy } from "./apply.ts";
import { type Disk, realDisk } from "./disk.ts";
import { type DeployPlan, type DeployQuestion, planDeploy } from "./plan.ts";
import type { FilePlan } from "./plan-file.ts";
import { deployFolder, readState } from "./state-file.ts";
import { findTarget, type TargetQuestion } from "./target.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface DeployRequest extends Omit<DeployQuestion, "state"> {
  /** Default: the real one. */
  readonly disk?: Disk;
  /** Default: `deployFolder`. */
  readonly folder?: string;
}

export interface DeployRun {
  readonly signal?: AbortSignal;
  readonly onFile?: (file: FilePlan) => void;
  /** Once, when another run is deploying. */
  readonly onWait?: (holder: { readonly pid: number }) => void;
  /** Milliseconds to wait for it; default: a minute. */
  readonly patience?: number;
}

/** This machine, as clients ask about it. */
export function placeOf(env: Env, platform: NodeJS.Platform = process.platform): Place {
  return { platform: platform === "darwin" ? "darwin" : "linux", home: xdgFolders(env).home, env };
}

/** What would be done; writes nothing, not even a lock. Throws UserError `E_DEPLOY_STATE`. */
export async function previewDeploy(request: DeployRequest): Promise<DeployPlan> {
  const { disk = realDisk, folder = deployFolder(request.place.env), ...question } = request;
  return planDeploy(
    { ...question, state: await readState(disk, folder, request.place.home) },
    looksOf(disk, request.place.env),
  );
}

/**
 * Plans and writes while no other run does. Throws UserError `E_DEPLOY_STATE`, `E_WRITE` where nothing can be
 * remembered, `E_BUSY`; what is wrong with one file is that file's `problem`.
 */
export async function runDeploy(
  request: DeployRequest,
  run: DeployRun = {},
): Promise<DeployPlan & { readonly files: readonly FilePlan[] }> {
  const { disk = realDisk, folder = deployFolder(request.place.env) } = request;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw writeError(error, folder);
  });
  const { signal, onFile, onWait, patience = 60_000 } = run;
  return withProjectLock(
    folder,
    async () => {
      const plan = await previewDeploy(request);
      const files = await applyDeploy(plan, {
        disk,
        folder,
        targets: targetsOf(request.place.env),
        now: new Date(),
        ...(signal === undefined ? {} : { signal }),
        ...(onFile === undefined ? {} : { onFile }),
      });
      return { ...plan, files };
    },
    { patience, ...(signal === undefined ? {} : { signal }), ...(onWait === undefined ? {} : { onWait }) },
  );
}

function looksOf(disk: Disk, env: Env) {
  const targets = targetsOf(env);
  return { target: (path: string) => findTarget(disk, path, targets), exists: existsSync };
}

/** `NIX_STORE_DIR` is how Nix is told of another store. */
function targetsOf(env: Env): TargetQuestion {
  return { storeDir: env.NIX_STORE_DIR || "/nix/store", uid: process.getuid?.() };
}
