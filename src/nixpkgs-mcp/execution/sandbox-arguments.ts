import { type MountPlan, sandboxMounts } from "./sandbox-mounts.ts";

/** What a tool in the sandbox may do. All paths without symbolic links. */
export interface SandboxPlan extends MountPlan {
  readonly network: boolean;
}

/**
 * The arguments of `bwrap` before the command: the whole file system read-only, a /tmp, /dev and process table of
 * its own, the mounts of the plan, no capability, no network unless it is granted, and the end of the tool when its
 * parent ends. Source: bwrap(1).
 *
 * @throws UserError `E_SANDBOX` as `sandboxMounts`
 */
export function sandboxArguments(plan: SandboxPlan): string[] {
  return [
    "--die-with-parent",
    // Its own terminal session: no keys can be put into ours (CVE-2017-5226).
    "--new-session",
    ...["--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"],
    ...(plan.network ? [] : ["--unshare-net"]),
    ...["--cap-drop", "ALL"],
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...sandboxMounts(plan),
    ...["--chdir", plan.cwd, "--"],
  ];
}
