import type { Cgroups } from "./cgroup.ts";
import type { Finding } from "./finding.ts";
import { type LimitInEffect, limitsInEffect } from "./limits.ts";
import type { DoctorSetting } from "./setting.ts";

/** What the kernel does about a server's limits. */
export async function limitFindings(
  cgroups: Cgroups,
  limits: Readonly<Record<string, string | number>>,
  { memory }: Pick<DoctorSetting, "memory">,
): Promise<Finding[]> {
  return (await limitsInEffect(cgroups, limits, memory)).map(findingOf);
}

function findingOf({ name, wanted, actual, holds }: LimitInEffect): Finding {
  if (holds) return { check: "limits", level: "ok", text: `${name} ${wanted}` };
  return actual === null
    ? {
        check: "limits",
        level: "warning",
        text: `${name} ${wanted} is not in effect: the user manager has no such controller`,
        hint: "The system must delegate it: Delegate=yes for user@.service, with cgroup version 2.",
      }
    : {
        check: "limits",
        level: "warning",
        text: `${name} is ${actual}, not ${wanted}`,
        hint: "Was it changed by hand (systemctl --user set-property)? A new start of the server sets it anew.",
      };
}
