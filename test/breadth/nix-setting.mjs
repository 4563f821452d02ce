import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleStandIn } from "../nixpkgs/bundle.mjs";

/**
 * The environment and flags that `build` runs with: the Nix of `scripts/get-nix.sh`, and a package
 * set: the one asked for, else `<nixpkgs>` of NIX_PATH, else the stand-in of the tests.
 */
export async function nixSetting(nixpkgs) {
  const script = fileURLToPath(new URL("../../scripts/get-nix.sh", import.meta.url));
  const { stdout } = await execa(script, { stderr: "inherit" });
  const env = { PATH: [join(stdout.trim(), "bin"), process.env.PATH].join(delimiter) };
  if (nixpkgs !== undefined) return { env, flags: ["--nixpkgs", nixpkgs] };
  if (/(^|:)nixpkgs=/.test(process.env.NIX_PATH ?? "")) return { env, flags: [] };
  await bundleStandIn();
  const standIn = fileURLToPath(new URL("../nixpkgs", import.meta.url));
  // It runs the host's tools, which no sandbox has.
  return { env: { ...env, NIX_CONFIG: "sandbox = false" }, flags: ["--nixpkgs", standIn] };
}
