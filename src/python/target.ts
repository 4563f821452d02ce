import { type PythonSystem, pythonSystems } from "../config/lock-python-file-schema.ts";
import type { MarkerEnvironment } from "./marker.ts";

/**
 * The Python that servers are resolved for: today's `python3` of nixpkgs. One constant, so that resolving gives
 * the same versions whatever Python is installed. Source: nixpkgs, `pkgs/top-level/all-packages.nix`, `python3`.
 */
export const TARGET_PYTHON = "3.13";

/** Newer than any release of that Python, so that no bound on its patch level decides. */
const PATCH = 99;

const machines = { x86_64: "x86_64", aarch64: "aarch64" } as const;

/** What pip would say of a machine of this system that runs this Python (`3.13`). Source: PEP 508. */
export function markerEnvironment(python: string, system: PythonSystem): MarkerEnvironment {
  const [machine, kernel] = system.split("-") as ["x86_64" | "aarch64", "linux" | "darwin"];
  const isDarwin = kernel === "darwin";
  return {
    os_name: "posix",
    sys_platform: kernel,
    platform_machine: isDarwin && machine === "aarch64" ? "arm64" : machines[machine],
    platform_system: isDarwin ? "Darwin" : "Linux",
    platform_python_implementation: "CPython",
    platform_release: "",
    platform_version: "",
    python_version: python,
    python_full_version: fullVersion(python),
    implementation_name: "cpython",
    implementation_version: fullVersion(python),
    extra: "",
  };
}

/** `3.13` as a version that bounds on Python are compared with. */
export function fullVersion(python: string): string {
  return `${python}.${PATCH}`;
}

export { type PythonSystem, pythonSystems };
