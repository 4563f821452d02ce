import { type Nix, n } from "../nix/ast.ts";

/** What of nixpkgs has a library, as an argument of package.nix and the expression below it. */
interface Provider {
  readonly formal: string;
  readonly nix: Nix;
}

const whole = (formal: string): Provider => ({ formal, nix: n.id(formal) });

const compiler: Provider = { formal: "stdenv", nix: n.get("stdenv", "cc", "cc", "lib") };

/**
 * Libraries that manylinux lets wheels expect of a system (PEP 600, and auditwheel's policies), and a few that wheels
 * expect all the same.
 */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  "libGL.so.1": whole("libGL"),
  "libEGL.so.1": whole("libGL"),
  "libGLX.so.0": whole("libGL"),
  "libOpenGL.so.0": whole("libGL"),
  "libatomic.so.1": compiler,
  "libbz2.so.1.0": whole("bzip2"),
  "libcrypt.so.1": whole("libxcrypt-legacy"),
  "libdbus-1.so.3": whole("dbus"),
  "libexpat.so.1": whole("expat"),
  "libffi.so.8": whole("libffi"),
  "libgcc_s.so.1": compiler,
  "libgfortran.so.5": compiler,
  "libglib-2.0.so.0": whole("glib"),
  "libgobject-2.0.so.0": whole("glib"),
  "libgthread-2.0.so.0": whole("glib"),
  "libgomp.so.1": compiler,
  "libkeyutils.so.1": whole("keyutils"),
  "liblzma.so.5": whole("xz"),
  "libncursesw.so.6": whole("ncurses"),
  "libnsl.so.1": whole("libnsl"),
  "libportaudio.so.2": whole("portaudio"),
  "libreadline.so.8": whole("readline"),
  "libsqlite3.so.0": whole("sqlite"),
  "libstdc++.so.6": compiler,
  "libtinfo.so.6": whole("ncurses"),
  "libudev.so.1": whole("udev"),
  "libusb-1.0.so.0": whole("libusb1"),
  "libuuid.so.1": whole("libuuid"),
  "libz.so.1": whole("zlib"),
  "libzstd.so.1": whole("zstd"),
};

export interface SystemLibraries {
  /** Arguments of package.nix. */
  readonly formals: readonly string[];
  /** For `buildInputs`. */
  readonly inputs: readonly Nix[];
  /** Sonames that nothing known has: a driver's, as libcuda, or of what is there only when it is used. */
  readonly unknown: readonly string[];
}

/**
 * The packages that have what compiled wheels expect.
 *
 * @param sonames as `NEEDED` writes them
 * @param python the argument of package.nix that is Python
 */
export function systemLibraries(sonames: readonly string[], python: string): SystemLibraries {
  const found = new Map<string, Provider>();
  const unknown: string[] = [];
  for (const soname of sonames) {
    const provider = /^libpython3/.test(soname) ? whole(python) : PROVIDERS[soname];
    if (provider === undefined) unknown.push(soname);
    else found.set(provider.formal, provider);
  }
  const providers = [...found.values()].toSorted((a, b) => (a.formal < b.formal ? -1 : 1));
  return {
    formals: providers.map(({ formal }) => formal),
    inputs: providers.map(({ nix }) => nix),
    unknown,
  };
}
