import type { WheelName } from "../../python/file-name.ts";
import type { PythonSystem } from "../../python/target.ts";

/** Whether a wheel has nothing that is made for one machine or one interpreter's ABI. */
export function isPure(wheel: WheelName): boolean {
  return wheel.abi === "none" && wheel.platform.split(".").includes("any");
}

/**
 * Whether a wheel is for a Python and a system. C libraries' versions are not looked at: nixpkgs' are newer than any
 * manylinux policy's; musllinux wheels are for another libc.
 *
 * Source: PEP 425, PEP 600 (manylinux), PEP 656 (musllinux), the CPython documentation on the stable ABI.
 *
 * @param python `3.13`
 */
export function fitsTarget(wheel: WheelName, python: string, system: PythonSystem): boolean {
  return fitsPython(wheel, python) && wheel.platform.split(".").some((tag) => fitsPlatform(tag, system));
}

/** As `fitsTarget`, for any system. */
function fitsPython(wheel: WheelName, python: string): boolean {
  const minor = Number(python.split(".")[1]);
  const own = `cp3${minor}`;
  return wheel.python.split(".").some((tag) =>
    wheel.abi.split(".").some((abi) => {
      const [, kind, digits = ""] = /^(py|cp)3(\d*)$/.exec(tag) ?? [];
      if (kind === undefined) return false;
      const since = digits === "" ? 0 : Number(digits);
      if (abi === "none") return kind === "py" ? since <= minor : tag === own || digits === "";
      if (abi === "abi3") return kind === "cp" && since <= minor;
      return tag === own && abi === own;
    }),
  );
}

function fitsPlatform(tag: string, system: PythonSystem): boolean {
  if (tag === "any") return true;
  const [machine, kernel] = system.split("-") as [string, "linux" | "darwin"];
  if (kernel === "linux") {
    return /^(?:many)?linux(?:1|2010|2014|_\d+_\d+)?_/.test(tag) && tag.endsWith(`_${machine}`);
  }
  const own = machine === "aarch64" ? "arm64" : "x86_64";
  return /^macosx_\d+_\d+_/.test(tag) && (tag.endsWith(`_${own}`) || tag.endsWith("_universal2"));
}
