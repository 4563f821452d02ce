import type { Manifest } from "../config/manifest-schema.ts";
import type { Cgroups } from "./cgroup.ts";
import type { Finding } from "./finding.ts";
import { limitFindings } from "./limit-findings.ts";
import { limitsInUnit } from "./limits-in-unit.ts";
import type { DoctorSetting } from "./setting.ts";

/** The slice of all servers: whether it has its unit file, and its limits. Reads only. */
export async function sliceFindings(
  { slice, sliceLimits = {} }: Manifest,
  { manager, memory }: Pick<DoctorSetting, "manager" | "memory">,
): Promise<Finding[]> {
  if (typeof manager === "string") return [];
  const found = await manager.show(slice, ["LoadState", "FragmentPath", "ControlGroup"]);
  if (found === null) return [];
  // systemd makes up any slice that it has no file of: it has no limits then.
  if (!found.FragmentPath) {
    return [
      {
        check: "slice",
        level: "warning",
        text: `${slice} has no unit file, so it limits nothing`,
        hint: "Run home-manager switch, then systemctl --user daemon-reload.",
      },
    ];
  }
  const ok: Finding = { check: "slice", level: "ok", text: slice };
  // What systemd has not taken, the kernel cannot have; and without a server there is no cgroup to look at.
  const unit = await limitsInUnit(manager, slice, sliceLimits, memory);
  const wrong = unit.filter(({ holds }) => !holds);
  const taken = Object.fromEntries(
    Object.entries(sliceLimits).filter(([name]) => !wrong.some((limit) => limit.name === name)),
  );
  const inKernel =
    found.ControlGroup === "" || found.ControlGroup === undefined
      ? unit.filter(({ holds }) => holds).map(({ name, wanted }) => `${name} ${wanted}`)
      : null;
  const held: Finding[] =
    inKernel === null
      ? await limitFindings(cgroupsOfUnit(found.ControlGroup ?? ""), taken, { memory })
      : inKernel.map((text) => ({ check: "limits", level: "ok", text }));
  return [
    ok,
    ...held.map((finding) => ({ ...finding, text: `${slice}: ${finding.text}` })),
    ...wrong.map(
      ({ name, wanted, actual }): Finding => ({
        check: "limits",
        level: "warning",
        text: `${slice}: ${name} is ${actual ?? "not known to systemd"}, not ${wanted}`,
        hint: "Run systemctl --user daemon-reload; was it changed by hand (systemctl --user set-property)?",
      }),
    ),
  ];
}

/** A unit has one path, in the unified hierarchy as in every controller's own. */
function cgroupsOfUnit(path: string): Cgroups {
  return new Map(["", "memory", "cpu", "io", "pids"].map((controller) => [controller, path]));
}
