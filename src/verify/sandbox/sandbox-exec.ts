import { join } from "node:path";
import { type Confined, PATH, type Sandbox } from "./sandbox.ts";

/**
 * What a program may do on macOS: read the store and the system's own folders, write in one folder, and talk to
 * nobody. Names and sizes of files it may see everywhere: without that, programs do not find their own working
 * directory. Paths are given as parameters (`-D`). Source: sandbox-exec(1), and the profiles in
 * /System/Library/Sandbox/Profiles.
 */
const profile = `(version 1)
(deny default)
(allow process-fork)
(allow process-exec)
(allow process-info* (target same-sandbox))
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-read*
  (literal "/")
  (subpath "/nix/store")
  (subpath "/usr")
  (subpath "/bin")
  (subpath "/sbin")
  (subpath "/System")
  (subpath "/Library/Apple")
  (subpath "/private/etc/ssl")
  (literal "/private/etc/localtime")
  (subpath "/private/var/db/timezone")
  (subpath "/private/var/db/dyld")
  (subpath (param "READABLE")))
(allow file-read* file-write* (subpath (param "FOLDER")))
(allow file-read* file-write-data file-ioctl
  (literal "/dev/null")
  (literal "/dev/zero")
  (literal "/dev/dtracehelper"))
(allow file-read* (literal "/dev/random") (literal "/dev/urandom"))
(allow mach-lookup
  (global-name "com.apple.system.opendirectoryd.libinfo")
  (global-name "com.apple.system.logger"))
(deny network*)
`;

/** @param program the path of sandbox-exec(1) */
export function sandboxExec(program: string): Sandbox {
  const homeIn = (folder: string) => join(folder, "home");
  return {
    kind: "sandbox-exec",
    ownLoopback: false,
    home: homeIn,
    around: ({ command, args, env, folder, readable }: Confined) => {
      const home = homeIn(folder);
      const params = { FOLDER: folder, READABLE: readable[0] ?? "/nix/store" };
      return {
        command: program,
        args: [
          ...Object.entries(params).flatMap(([name, value]) => ["-D", `${name}=${value}`]),
          ...["-p", profile, command, ...args],
        ],
        env: { PATH, LANG: "C.UTF-8", ...env, HOME: home, TMPDIR: home },
        cwd: home,
      };
    },
  };
}
