import { readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../config/manifest-schema.ts";
import { xdgFolders } from "../config/xdg.ts";
import type { Finding } from "./finding.ts";
import type { DoctorSetting } from "./setting.ts";
import { sliceFindings } from "./slice.ts";

/** What the servers find around them: systemd, cgroups, lingering, the Home-Manager generation. Reads only. */
export async function environmentFindings(
  manifest: Manifest,
  setting: Pick<DoctorSetting, "env" | "manager" | "memory">,
): Promise<Finding[]> {
  const services = Object.values(manifest.servers).some((server) => server.transport === "http");
  const linux = process.platform === "linux";
  return [
    ...(linux ? systemdFindings(setting, services) : []),
    ...(linux ? await cgroupFindings(setting) : []),
    ...(await sliceFindings(manifest, setting)),
    ...(linux && services ? await lingerFindings(setting.env) : []),
    ...(await generationFindings(setting.env)),
  ];
}

function systemdFindings(
  { manager, env }: Pick<DoctorSetting, "env" | "manager">,
  services: boolean,
): Finding[] {
  if (typeof manager !== "string")
    return [{ check: "systemd", level: "ok", text: `systemd ${manager.version}, user manager reached` }];
  const hint = env.XDG_RUNTIME_DIR
    ? "Log in anew, or 'loginctl enable-linger' for a manager that is always there."
    : "XDG_RUNTIME_DIR is not set, and there is no /run/user folder of yours: 'loginctl enable-linger' makes one.";
  return [
    { check: "systemd", level: services ? "failed" : "warning", text: `no user manager: ${manager}`, hint },
  ];
}

async function cgroupFindings({ manager }: Pick<DoctorSetting, "manager">): Promise<Finding[]> {
  const root = "/sys/fs/cgroup";
  const all = await readFile(join(root, "cgroup.controllers"), "utf8").catch(() => null);
  if (all === null) {
    return [
      {
        check: "cgroups",
        level: "warning",
        text: "cgroup version 1 or hybrid",
        hint: "Not all limits work: memoryHigh, memorySwapMax and the weights need version 2.",
      },
    ];
  }
  if (typeof manager === "string") return [{ check: "cgroups", level: "ok", text: "cgroup version 2" }];
  const delegated = await readFile(join(root, manager.cgroup, "cgroup.controllers"), "utf8").catch(() => "");
  return [
    { check: "cgroups", level: "ok", text: `cgroup version 2, controllers: ${delegated.trim() || "none"}` },
  ];
}

async function lingerFindings(env: Record<string, string>): Promise<Finding[]> {
  const user = env.USER || env.LOGNAME;
  if (user === undefined || user.includes("/")) return [];
  const lingers = await stat(`/var/lib/systemd/linger/${user}`).catch(() => null);
  return lingers === null
    ? [
        {
          check: "linger",
          level: "warning",
          text: "services end with your last session",
          hint: "'loginctl enable-linger' keeps them.",
        },
      ]
    : [{ check: "linger", level: "ok", text: "services outlive your sessions" }];
}

/** The profile's link names the generation: `home-manager-42-link`. */
async function generationFindings(env: Record<string, string>): Promise<Finding[]> {
  const { state } = xdgFolders(env);
  const places = [
    join(state, "nix/profiles/home-manager"),
    `/nix/var/nix/profiles/per-user/${env.USER ?? ""}/home-manager`,
  ];
  for (const place of places) {
    const link = await readlink(place).catch(() => null);
    const number = /home-manager-(\d+)-link$/.exec(link ?? "")?.[1];
    if (number !== undefined)
      return [{ check: "generation", level: "ok", text: `Home-Manager generation ${number}` }];
  }
  return [];
}
