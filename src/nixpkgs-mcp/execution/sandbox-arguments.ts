import { UserError } from "../../errors.ts";
import { isInside } from "./working-directory.ts";

/** All paths are absolute, exist and hold no symbolic links. */
export interface SandboxPlan {
  readonly cwd: string;
  /** Folders the tool may write in. */
  readonly writable: readonly string[];
  /** What it must not see. */
  readonly hidden: readonly { readonly path: string; readonly kind: "folder" | "file" }[];
  /** Folders that are empty for it: other programs' sockets and temporary files are there. */
  readonly emptied: readonly string[];
  /** What is left of those, read-only. */
  readonly kept: readonly string[];
  readonly network: boolean;
}

/** Without these the sandbox would be none. */
const NEVER_WRITABLE = ["/nix/store", "/proc", "/dev", "/sys"];

/**
 * The arguments of `bwrap` before the command: the whole file system read-only, a /tmp, /dev and process table of
 * its own, the writable folders, no capability, no network unless it is granted, and the end of the tool when its
 * parent ends. Mounts that come later cover earlier ones: what is hidden comes last. Source: bwrap(1).
 *
 * @throws UserError `E_SANDBOX` for a writable folder that would undo it
 */
export function sandboxArguments(plan: SandboxPlan): string[] {
  const open = plan.writable.find((folder) => NEVER_WRITABLE.some((path) => isInside(path, folder)));
  if (open !== undefined) {
    throw new UserError(`the sandbox cannot keep anything when ${open} is writable`, {
      code: "E_SANDBOX",
      hint: "Give the client a narrower folder to work in.",
    });
  }
  const hidden = plan.hidden.filter(({ path }) => !plan.writable.some((folder) => isInside(folder, path)));
  return [
    "--die-with-parent",
    // Its own terminal session: no keys can be put into ours (CVE-2017-5226).
    "--new-session",
    ...["--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"],
    ...(plan.network ? [] : ["--unshare-net"]),
    ...["--cap-drop", "ALL"],
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"],
    ...plan.emptied.flatMap((path) => ["--tmpfs", path]),
    ...plan.kept.flatMap((path) => ["--ro-bind-try", path, path]),
    ...plan.writable.flatMap((path) => ["--bind", path, path]),
    ...hidden.flatMap(({ path, kind }) =>
      kind === "folder" ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path],
    ),
    ...["--chdir", plan.cwd, "--"],
  ];
}
