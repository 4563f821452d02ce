import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { buildWrappers, entry, run } from "./support/wrappers.ts";

const sources = fileURLToPath(new URL("../../../modules/wrapper", import.meta.url));

describeNix("the surroundings of a server", () => {
  let folder: string;
  let wrappers: Record<"plain" | "secret" | "declared", string>;

  beforeAll(async () => {
    folder = await testFolder();
    await writeSecret(join(folder, "key"), "s3cr3t\n");
    wrappers = await buildWrappers({
      plain: {},
      secret: {
        secrets: { KEY: { file: join(folder, "key") }, SAID: { command: ["/usr/bin/env"] } },
      },
      declared: {
        env: {
          A: 'it\'s "$HOME" `id`\n',
          NUMBER: 3,
          YES: true,
          LC_ALL: "C.UTF-8",
          PATH: "/declared",
          HOME: folder,
        },
        secrets: { KEY: { file: "~/key" } },
      },
    });
  });
  afterAll(() => removeFolder(folder));

  it("are looked up where the client passes nothing", async () => {
    const environment = (await run([entry(wrappers.plain, "plain")], {})).environment();
    const text = (name: string) => environment.get(name)?.toString();
    expect(text("HOME")).toBe(userInfo().homedir);
    expect(text("USER")).toBe(userInfo().username);
    expect(text("LOGNAME")).toBe(userInfo().username);
    expect(text("PATH")?.split(":")).toEqual([
      "/run/wrappers/bin",
      `${userInfo().homedir}/.nix-profile/bin`,
      `${userInfo().homedir}/.local/state/nix/profile/bin`,
      `/etc/profiles/per-user/${userInfo().username}/bin`,
      "/nix/var/nix/profiles/default/bin",
      "/run/current-system/sw/bin",
      "/usr/local/bin",
      "/usr/bin",
      "/bin",
    ]);
    const allowed = [
      "HOME",
      "USER",
      "LOGNAME",
      "PATH",
      "SSL_CERT_FILE",
      "NIX_SSL_CERT_FILE",
      "PWD",
      "SHLVL",
      "_",
    ];
    const found = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];
    expect([...environment.keys()].filter((name) => ![...allowed, ...found].includes(name))).toEqual([]);
    expect(text("SSL_CERT_FILE")).toBe(text("NIX_SSL_CERT_FILE"));
  });

  // A mount namespace of its own, with another /run; and a user that no database knows.
  it.runIf(process.getuid?.() === 0)(
    "have a runtime folder only where it is ours, and no made-up user",
    async () => {
      const program = entry(wrappers.plain, "plain");
      const inRun = (script: string) =>
        run(
          [
            "/usr/bin/unshare",
            "--mount",
            "/bin/sh",
            "-c",
            `mount -t tmpfs none /run && ${script} && exec "$0"`,
            program,
          ],
          {
            PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
          },
        );
      const ours = await inRun("mkdir -p -m 700 /run/user/0");
      expect(ours.environment().get("XDG_RUNTIME_DIR")?.toString()).toBe("/run/user/0");
      const another = await inRun("mkdir -p -m 700 /run/user/0 && chown 1 /run/user/0");
      expect(another.exitCode).toBe(0);
      expect(another.environment().has("XDG_RUNTIME_DIR")).toBe(false);
      const stranger = await run(["/usr/bin/setpriv", "--reuid", "65533", "--clear-groups", program], {});
      expect(stranger.exitCode).toBe(0);
      expect(stranger.environment().has("USER")).toBe(false);
    },
  );

  it("stay as the client set them", async () => {
    const given = {
      HOME: "/nowhere/home",
      USER: "somebody",
      LOGNAME: "else",
      PATH: "/odd",
      XDG_RUNTIME_DIR: "/nowhere/run",
      DBUS_SESSION_BUS_ADDRESS: "unix:path=/odd",
      SSL_CERT_FILE: "/odd.crt",
      NIX_SSL_CERT_FILE: "/other.crt",
      LC_ALL: "tr_TR.UTF-8",
      LINES: "7",
      COLUMNS: "9",
      POSIXLY_CORRECT: "1",
      TMOUT: "1",
      IFS_: "x",
      EMPTY: "",
      "odd-name.x": "1",
      http_proxy: "p",
      name: "value",
    };
    for (const wrapper of ["plain", "secret"] as const) {
      const result = await run([entry(wrappers[wrapper], wrapper)], given);
      const environment = result.environment();
      for (const [name, value] of Object.entries(given))
        expect(`${name}=${environment.get(name)?.toString()}`).toBe(`${name}=${value}`);
      // The provider's program too has the client's own.
      if (wrapper === "secret") expect(environment.get("SAID")?.toString()).toContain("LC_ALL=tr_TR.UTF-8\n");
    }
  });

  it("that bear names of the scripts' own do no harm, and get no secret", async () => {
    const text = [...shellFiles("lib"), ...shellFiles("providers")]
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const own = new Set(text.match(/\b_mcp_[a-z0-9_]+\b/g));
    expect(own.size).toBeGreaterThan(50);
    // Whatever is assigned or declared: ours by its name, or a variable that a program is meant to see.
    const assigned = [
      ...[...text.matchAll(/^\s*([A-Za-z_]\w*)\+?=/gm)].map(([, name]) => name!),
      ...[...text.matchAll(/^\s*(?:local|declare)(?: -\w+)? (\w+)/gm)].map(([, name]) => name!),
    ];
    expect(assigned.length).toBeGreaterThan(80);
    expect(assigned.filter((name) => /^[a-z_]/.test(name) && !name.startsWith("_mcp_"))).toEqual([]);
    const hostile = Object.fromEntries([...own, "mcp_value", "value", "IFS"].map((name) => [name, "outer"]));
    const result = await run([entry(wrappers.secret, "secret")], { ...hostile, PATH: "/usr/bin:/bin" });
    expect(result.stderr).toBe("");
    const environment = result.environment();
    expect(environment.get("KEY")?.toString()).toBe("s3cr3t");
    expect(environment.get("mcp_value")?.toString()).toBe("outer");
    expect([...environment.keys()].filter((name) => name.startsWith("_mcp_"))).toEqual([]);
    expect(environment.get("SAID")?.toString()).not.toContain("s3cr3t");
  });

  it("without certificates get those that the client names, in both variables", async () => {
    const bundle = join(folder, "ca.crt");
    await writeFile(bundle, "");
    for (const name of ["SSL_CERT_FILE", "NIX_SSL_CERT_FILE"]) {
      const environment = (await run([entry(wrappers.plain, "plain")], { [name]: bundle })).environment();
      expect(environment.get("SSL_CERT_FILE")?.toString()).toBe(bundle);
      expect(environment.get("NIX_SSL_CERT_FILE")?.toString()).toBe(bundle);
    }
  });

  it("get the session bus of the runtime folder", async () => {
    const socket = createServer();
    await new Promise<void>((done) => socket.listen(join(folder, "bus"), done));
    try {
      const environment = (
        await run([entry(wrappers.plain, "plain")], { XDG_RUNTIME_DIR: folder })
      ).environment();
      expect(environment.get("DBUS_SESSION_BUS_ADDRESS")?.toString()).toBe(`unix:path=${folder}/bus`);
    } finally {
      socket.close();
    }
  });

  it("lose only the shell's start files and tracing", async () => {
    const hooks = join(folder, "hooks");
    await writeFile(hooks, 'echo hooked; echo "hooked $KEY" >&2; set -x\n');
    const result = await run([entry(wrappers.secret, "secret")], {
      PATH: "/usr/bin:/bin",
      BASH_ENV: hooks,
      ENV: hooks,
      SHELLOPTS: "braceexpand:hashall:xtrace:verbose",
      BASHOPTS: "extdebug",
      BASH_XTRACEFD: "1",
      PS4: "trace ",
      "BASH_FUNC_exec%%": "() { echo function; }",
      "BASH_FUNC_mcp_read%%": "() { echo function; }",
      "BASH_FUNC_read%%": "() { echo function; }",
    });
    expect(result.stderr).toBe("");
    expect(result.exitCode).toBe(0);
    const environment = result.environment();
    expect(environment.get("KEY")?.toString()).toBe("s3cr3t");
    expect(environment.get("BASH_FUNC_read%%")?.toString()).toBe("() { echo function; }");
    for (const name of ["BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "BASH_XTRACEFD"])
      expect(environment.has(name)).toBe(false);
    for (const word of ["hooked", "xtrace", "s3cr3t"])
      expect(environment.get("SAID")?.toString()).not.toContain(word);
  });

  it("with exported functions reach the server with them, and the programs of providers without", async () => {
    const forging = join(folder, "a=b");
    await mkdir(forging, { recursive: true });
    for (const place of [folder, forging])
      await writeFile(join(place, "script"), '#!/bin/bash\necho real; printf %s "$(env | grep FUNC)"\n', {
        mode: 0o755,
      });
    const { forged } = await buildWrappers({
      forged: {
        secrets: { A: { command: ["~/script"] }, B: { command: ["~/a=b/script"] } },
      },
    });
    const functions = {
      "BASH_FUNC_echo%%": "() { builtin echo forged; }",
      "BASH_FUNC_printf%%": "() {  builtin echo more; }",
      "BASH_FUNC_odd\nname()": "() { :; }",
    };
    const surroundings = { HOME: folder, PATH: process.env.PATH! };
    const result = await run([entry(forged, "forged")], { ...surroundings, ...functions });
    expect(result.stderr).toBe("");
    const environment = result.environment();
    expect(environment.get("A")?.toString()).toBe("real");
    expect(environment.get("B")?.toString()).toBe("real");
    for (const [name, value] of Object.entries(functions))
      expect(environment.get(name)?.toString()).toBe(value);
    expect([...environment.keys()].filter((name) => name.startsWith("MCP_"))).toEqual([]);
    // The script would say something else with them.
    const bare = await run([join(folder, "script")], { ...surroundings, ...functions });
    expect(bare.stdout.toString()).toContain("forged");
  });

  it("give it what is declared, literally", async () => {
    const environment = (await run([entry(wrappers.declared, "declared")], { LC_ALL: "C" })).environment();
    const text = (name: string) => environment.get(name)?.toString();
    expect(text("A")).toBe('it\'s "$HOME" `id`\n');
    expect(text("NUMBER")).toBe("3");
    expect(text("YES")).toBe("true");
    expect(text("LC_ALL")).toBe("C.UTF-8");
    expect(text("PATH")).toBe("/declared");
    expect(text("KEY")).toBe("s3cr3t");
  });
});

function shellFiles(part: string): string[] {
  const path = join(sources, part);
  return readdirSync(path)
    .filter((name) => name.endsWith(".sh"))
    .map((name) => join(path, name));
}
