import { join } from "node:path";
import { type Confined, FILES, HOME, PATH, type Sandbox, SETTINGS, SYSTEM } from "./sandbox.ts";

/**
 * Bubblewrap: a root of its own, made of nothing but the store, the system's programs and an empty home; namespaces of
 * its own for users, processes, network, IPC and names; no capability. Source: bwrap(1).
 *
 * @param program its path
 */
export function bubblewrap(program: string): Sandbox {
  return {
    kind: "bubblewrap",
    ownLoopback: true,
    home: () => HOME,
    around: (confined) => ({
      command: program,
      args: [...bubblewrapArguments(confined), "--", confined.command, ...confined.args],
      env: { PATH, LANG: "C.UTF-8", USER: "user", ...confined.env, HOME, TMPDIR: "/tmp" },
      cwd: confined.folder,
    }),
  };
}

function bubblewrapArguments({ folder, shared, readable, standIns }: Confined): string[] {
  return [
    "--die-with-parent",
    // Its own terminal session: no keys can be put into ours (CVE-2017-5226).
    "--new-session",
    "--unshare-all",
    ...["--uid", "1000", "--gid", "1000", "--hostname", "localhost", "--cap-drop", "ALL"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/var/tmp", "--dir", "/run"],
    ...[...SYSTEM, ...SETTINGS, "/nix/store"].flatMap((path) => ["--ro-bind-try", path, path]),
    ...Object.keys(FILES).flatMap((name) => ["--ro-bind", join(folder, "etc", name), `/etc/${name}`]),
    ...["--tmpfs", HOME],
    ...readable.flatMap((path) => ["--ro-bind", path, path]),
    ...standIns.flatMap(({ path, kind }) =>
      kind === "folder" ? ["--tmpfs", path] : ["--bind", join(folder, "empty"), path],
    ),
    ...(shared === null ? [] : ["--ro-bind", shared, shared]),
    ...["--remount-ro", "/", "--chdir", HOME],
  ];
}
