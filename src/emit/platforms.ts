import { type Nix, n } from "../nix/ast.ts";

/** npm's words → nixpkgs'. What nixpkgs has no such packages for is left out. */
const SYSTEMS = { linux: "linux", darwin: "darwin" } as const;
const MACHINES = { x64: "x86_64", arm64: "aarch64" } as const;

/**
 * `meta.platforms` for package.json's `os` and `cpu`: `lib.platforms.linux ++ lib.platforms.darwin`
 * unless they say less. npm's rule: of words without `!` one must match, of words with `!` none may.
 *
 * Source: npm documentation, "package.json", `os` and `cpu`; npm-install-checks.
 */
export function platformsNix(os: readonly string[], cpu: readonly string[]): Nix {
  const systems = matching(SYSTEMS, os);
  const machines = matching(MACHINES, cpu);
  if (systems.length === 0) return n.get("lib", "platforms", "windows");
  if (machines.length === Object.keys(MACHINES).length && onlyRefuses(cpu)) {
    const all = systems.map((system) => n.get("lib", "platforms", system));
    const [first, second] = all;
    return second === undefined ? (first as Nix) : n.op("++", first as Nix, second);
  }
  return n.list(
    systems.flatMap((system) => machines.map((machine) => n.str(`${machine}-${system}`))),
    { expand: true },
  );
}

function matching<T extends string>(words: Readonly<Record<string, T>>, wanted: readonly string[]): T[] {
  const wants = wanted.filter((word) => !word.startsWith("!") && word !== "any");
  return Object.entries(words)
    .filter(([word]) => !wanted.includes(`!${word}`) && (wants.length === 0 || wants.includes(word)))
    .map(([, name]) => name);
}

/** Whether no machine is asked for by name, so that rarer ones (riscv64) may do as well. */
function onlyRefuses(cpu: readonly string[]): boolean {
  return cpu.every((word) => word.startsWith("!") || word === "any");
}
