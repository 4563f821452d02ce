import type { ServerCommand } from "../../mcp/execa-transport.ts";

/** What runs in a sandbox, and the little of this machine that it is given. */
export interface Confined {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside HOME and TMPDIR. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder of ours, empty, where the sandbox may keep what it needs; the server's home where it has no root of its own. */
  readonly folder: string;
  /** A folder with sockets of ours that the inside may connect to, at the same path; it cannot write there; null: none. */
  readonly shared: string | null;
  /** Files that it has to read, beside the store and the system's own folders. */
  readonly readable: readonly string[];
  /** Places that its arguments name: they are there inside, empty, and can be written. */
  readonly standIns: readonly { readonly path: string; readonly kind: "folder" | "file" }[];
}

/** A way to run a program without network and without anything of the user's. */
export interface Sandbox {
  readonly kind: "bubblewrap" | "unshare" | "sandbox-exec" | "none";
  /** Whether it has a network of its own: a loopback that only its own processes reach. */
  readonly ownLoopback: boolean;
  /** Where the server's home is, as the server sees it. */
  home(folder: string): string;
  /** The command that runs it inside. */
  around(confined: Confined): ServerCommand;
}

/** The home inside of a root of its own: the same on every machine. */
export const HOME = "/home/user";

/** The system's own folders: programs and libraries. */
export const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
/** Of /etc only what programs need to find their libraries, certificates and the time. */
export const SETTINGS = [
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/alternatives",
  "/etc/ssl",
  "/etc/pki",
  "/etc/ca-certificates",
  "/etc/localtime",
];

export const PATH = "/usr/local/bin:/usr/bin:/bin";

/** Who it is inside, in the words of passwd(5) and hosts(5): the same name with bubblewrap, and with unshare, where it is 0. */
export const FILES: Readonly<Record<string, string>> = {
  passwd: `user:x:0:0::${HOME}:/bin/sh\nuser:x:1000:1000::${HOME}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
  group: "user:x:0:\nuser:x:1000:\nnogroup:x:65534:\n",
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};
