import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { UserError } from "../../errors.ts";
import { bubblewrap } from "./bubblewrap.ts";
import { withSandboxFolder } from "./folder.ts";
import { noSandbox } from "./no-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { sandboxExec } from "./sandbox-exec.ts";
import { unshare } from "./unshare.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface Kind {
  readonly platform: NodeJS.Platform;
  readonly program: string;
  readonly make: (program: string) => Sandbox;
}

/** Best first. */
const kinds: readonly Kind[] = [
  { platform: "linux", program: "bwrap", make: bubblewrap },
  { platform: "linux", program: "unshare", make: unshare },
  { platform: "darwin", program: "sandbox-exec", make: sandboxExec },
];

/** setuid programs and the system's own are often not on a user's PATH. */
const ALSO = ["/run/wrappers/bin", "/usr/bin", "/bin"];

/**
 * The sandbox that works here.
 *
 * @param options.none whether the user wants none
 * @throws UserError `E_SANDBOX` where there is none, with why
 */
export async function findSandbox(
  env: Env,
  options: { readonly none?: boolean; readonly only?: Sandbox["kind"]; readonly signal?: AbortSignal } = {},
): Promise<Sandbox> {
  if (options.none) return noSandbox(env.PATH ?? "");
  const reasons: string[] = [];
  for (const { platform, program, make } of kinds) {
    if (platform !== process.platform) continue;
    const path = await onPath(program, env);
    if (path === null) {
      reasons.push(`there is no ${program} on PATH`);
      continue;
    }
    const sandbox = make(path);
    if (options.only !== undefined && sandbox.kind !== options.only) continue;
    const reason = await whyNot(sandbox, options.signal);
    if (reason === null) return sandbox;
    reasons.push(`${program} does not work here: ${reason}`);
  }
  throw new UserError(
    `servers are started in a sandbox, and there is none: ${reasons.join("; ") || process.platform}`,
    {
      code: "E_SANDBOX",
      hint: "Install bubblewrap; it needs unprivileged user namespaces (kernel.unprivileged_userns_clone, AppArmor's profile for bwrap). --no-sandbox starts them with your rights and with network.",
    },
  );
}

/** Many systems have the program and forbid what it needs. */
async function whyNot(sandbox: Sandbox, signal: AbortSignal | undefined): Promise<string | null> {
  return withSandboxFolder(async (folder) => {
    const { command, args, env, cwd } = sandbox.around({
      command: "/bin/sh",
      args: ["-c", ":"],
      env: {},
      folder,
      shared: null,
      readable: [],
      standIns: [],
    });
    const result = await execa(command, [...args], {
      env: { ...env },
      extendEnv: false,
      cwd,
      reject: false,
      stdin: "ignore",
      timeout: 20_000,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    signal?.throwIfAborted();
    if (result.exitCode === 0) return null;
    return result.stderr?.trim().split("\n").at(-1) || result.shortMessage || "it fails";
  });
}

async function onPath(program: string, env: Env): Promise<string | null> {
  const folders = [...(env.PATH ?? "").split(":").filter((one) => one.startsWith("/")), ...ALSO];
  for (const folder of folders) {
    const path = join(folder, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
