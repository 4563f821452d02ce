import { join } from "node:path";
import { type Confined, HOME, PATH, type Sandbox, SETTINGS, SYSTEM } from "./sandbox.ts";

/**
 * The same with util-linux alone, for systems without bubblewrap: `unshare` makes the namespaces, this script a root
 * of its own and leaves the old one, and `setpriv` takes the capabilities that a maker of namespaces has. It reads
 * everything from its arguments; nothing is put into its text. Source: unshare(1), pivot_root(8), setpriv(1).
 *
 * $1 folder with files for /etc; $2 the new root's mount point; $3 home; $4 shared folder or ""; then places until
 * "--": "b:PATH" to be seen, "d:PATH" an empty folder, "f:PATH" an empty file; then the command.
 */
const script = `set -eu
etc=$1 root=$2 home=$3 shared=$4
shift 4
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
see() {
  if [ -L "$1" ]; then
    mkdir -p "$root\${1%/*}"
    cp -P "$1" "$root$1"
    return
  fi
  [ -e "$1" ] || return 0
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root\${1%/*}"; : >"$root$1"; fi
  mount --rbind "$1" "$root$1"
  # What is mounted below comes along, and each of them is made read-only by itself. Odd characters are in octal.
  while read -r _ _ _ _ point _; do
    case $point in
      *\\\\*) point=$(printf "$(printf %s "$point" | sed s/%/%%/g)") ;;
    esac
    case $point in
      "$root$1" | "$root$1"/*) mount -o remount,bind,ro "$point" ;;
    esac
  done </proc/self/mountinfo
}
mkdir -p "$root/etc" "$root/tmp" "$root/proc" "$root/dev" "$root/run" "$root/var/tmp" "$root$home" "$root/.old"
for folder in /tmp "$home"; do mount -t tmpfs tmpfs "$root$folder"; done
while [ "$1" != -- ]; do
  path=\${1#?:}
  case $1 in
    b:*) see "$path" ;;
    d:*) mkdir -p "$root$path"; mount -t tmpfs tmpfs "$root$path" ;;
    f:*) mkdir -p "$root\${path%/*}"; : >"$root$path"; mount --bind "$etc/../empty" "$root$path" ;;
  esac
  shift
done
shift
cp "$etc"/* "$root/etc/"
for device in null zero full random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"
mount -t proc proc "$root/proc"
if [ -n "$shared" ]; then
  mkdir -p "$root$shared"
  mount --bind "$shared" "$root$shared"
  mount -o remount,bind,ro "$root$shared"
fi
cd "$root"
pivot_root . .old
umount -l /.old
rmdir /.old
mount -o remount,ro /
cd "$home"
exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs -- "$@"
`;

/** @param program the path of unshare(1); mount, pivot_root and setpriv are found beside it or on the system's PATH */
export function unshare(program: string): Sandbox {
  return {
    kind: "unshare",
    // Its loopback is there and down; nothing of util-linux can bring it up.
    ownLoopback: false,
    home: () => HOME,
    around: ({ command, args, env, folder, shared, readable, standIns }: Confined) => ({
      command: program,
      args: [
        ...[
          "--user",
          "--map-root-user",
          "--mount",
          "--net",
          "--pid",
          "--ipc",
          "--uts",
          "--fork",
          "--kill-child",
        ],
        ...["--", "/bin/sh", "-c", script, "sandbox"],
        ...[join(folder, "etc"), join(folder, "root"), HOME, shared ?? ""],
        ...[...SYSTEM, ...SETTINGS, "/nix/store", ...readable].map((path) => `b:${path}`),
        ...standIns.map(({ path, kind }) => `${kind === "folder" ? "d" : "f"}:${path}`),
        ...["--", command, ...args],
      ],
      env: { PATH: `${PATH}:/usr/sbin:/sbin`, LANG: "C.UTF-8", USER: "user", ...env, HOME, TMPDIR: "/tmp" },
      cwd: folder,
    }),
  };
}
