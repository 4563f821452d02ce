import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxPlan, sandboxArguments } from "../../../src/nixpkgs-mcp/execution/sandbox-arguments.ts";
import type { Executor } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { nixEnv } from "../../support/nix.ts";
import { type Stand, standInFlake } from "./stand-in-flake.ts";

const timeoutMs = 20_000;

const plan: SandboxPlan = {
  cwd: "/home/me/project",
  writable: ["/home/me/project"],
  hidden: [
    { path: "/home/me/.ssh", kind: "folder" },
    { path: "/home/me/.netrc", kind: "file" },
  ],
  own: [],
  shown: [],
  fixed: [],
  links: [],
  emptied: ["/tmp", "/run"],
  kept: ["/run/opengl-driver"],
  network: false,
};

const place = (args: readonly string[], ...words: string[]) =>
  args.findIndex((_, i) => words.every((word, j) => args[i + j] === word));

describe("the arguments of bwrap", () => {
  it("read-only first, then outer folders before inner ones, then the command", () => {
    const hidden = [...plan.hidden, { path: "/home/me/project/secrets", kind: "folder" as const }];
    const args = sandboxArguments({ ...plan, hidden });
    const order = [
      place(args, "--ro-bind", "/", "/"),
      place(args, "--tmpfs", "/tmp"),
      place(args, "--tmpfs", "/run"),
      place(args, "--ro-bind-try", "/run/opengl-driver", "/run/opengl-driver"),
      place(args, "--bind", "/home/me/project", "/home/me/project"),
      place(args, "--tmpfs", "/home/me/.ssh"),
      place(args, "--ro-bind", "/dev/null", "/home/me/.netrc"),
      place(args, "--tmpfs", "/home/me/project/secrets"),
      place(args, "--chdir", "/home/me/project"),
    ];
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(args.at(-1)).toBe("--");
    for (const word of ["--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--cap-drop"])
      expect(args).toContain(word);
  });

  it("the network only where it is granted", () => {
    expect(sandboxArguments({ ...plan, network: true })).not.toContain("--unshare-net");
  });

  it("of a folder inside of what is hidden only itself shows", () => {
    const args = sandboxArguments({ ...plan, writable: ["/home/me/.ssh/project"] });
    const hides = place(args, "--tmpfs", "/home/me/.ssh");
    expect(hides).toBeGreaterThan(0);
    expect(place(args, "--bind", "/home/me/.ssh/project")).toBeGreaterThan(hides);
  });

  it("folders on the way to what is hidden are mounts, so that they keep their names", () => {
    const home = {
      ...plan,
      cwd: "/home/me",
      writable: ["/home/me", "/home/me/a/b"],
      hidden: [
        { path: "/home/me/.config/gh", kind: "folder" as const },
        { path: "/home/me/a/b/c/key", kind: "file" as const },
        { path: "/home/me/.config/gh/inner", kind: "folder" as const },
        { path: "/etc/x/key", kind: "file" as const },
      ],
    };
    const args = sandboxArguments(home);
    const binds = args.flatMap((word, i) => (word === "--bind" ? [args[i + 1]] : []));
    expect(binds).toEqual(
      ["", "/.config", "/a", "/a/b", "/a/b/c"]
        .map((path) => `/home/me${path}`)
        .sort((x, y) => x.split("/").length - y.split("/").length),
    );
    expect(place(args, "--tmpfs", "/home/me/.config/gh/inner")).toBe(-1);
    expect(place(args, "--tmpfs", "/home/me/.config/gh")).toBeGreaterThan(
      place(args, "--bind", "/home/me/.config"),
    );
  });

  it.each([
    ["what the policy hides", { writable: ["/home/me/.ssh"] }, /policy hides/],
    [
      "the server's own",
      { writable: ["/c/own/x"], own: [{ path: "/c/own", kind: "folder" as const }] },
      /belongs to this server/,
    ],
    ["beside a link to the hidden", { links: ["/home/me/project/link"] }, /symbolic link/],
    ["in the hidden", { writable: ["/home/me"], cwd: "/home/me/.ssh/x" }, /policy hides/],
  ])("no tool works %s", (_, more, message) => {
    expect(() => sandboxArguments({ ...plan, ...more })).toThrow(message);
  });

  it.each(["/", "/nix", "/nix/store", "/proc", "/dev", "/run"])(
    "%s writable would be no sandbox",
    (folder) => {
      expect(() => sandboxArguments({ ...plan, writable: [folder] })).toThrow(/cannot keep anything/);
    },
  );
});

/** Whether bubblewrap is here and may do what it needs: containers often forbid it. */
function bubblewrapWorks(): boolean {
  try {
    const args = ["--ro-bind", "/", "/", "--unshare-all", "--proc", "/proc", "--dev", "/dev", "true"];
    execFileSync("bwrap", args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const works = nixEnv() !== null && bubblewrapWorks();
if (!works) process.stderr.write("NOT CHECKED: the sandbox, for want of a bubblewrap that works here\n");

describe.skipIf(!works)("in the sandbox", () => {
  let stand: Stand;
  let home: string;
  let executor: Executor;
  const policy = "sandbox: bubblewrap\nnetwork: { default: deny, allow: [sh2] }\nwrite: ['~/notes']\n";
  beforeAll(async () => {
    stand = await standInFlake();
    // Not below /tmp, which the tool has one of its own of.
    home = await mkdtemp(join(homedir(), ".nixpkgs-mcp-test-"));
    await mkdir(join(home, ".ssh"), { recursive: true });
    await mkdir(join(home, "notes"));
    await writeFile(join(home, ".ssh", "id"), "private");
    await writeFile(join(home, ".netrc"), "private");
    await writeFile(join(home, "file"), "mine");
    executor = stand.executor({ policy, env: { PATH: process.env.PATH, HOME: home } });
    // Built before, since the sandbox is for tools and not for Nix.
    await executor.resolve("sh", stand.run);
  });
  afterAll(async () => {
    await stand.remove();
    await rm(home, { recursive: true });
  });

  const sh = (script: string, more: object = {}, on: Executor = executor) =>
    on.execute({ attr: "sh", args: ["-c", script], timeoutMs, ...more }, stand.run);

  it("runs, in its folder, with input, output and exit code", async () => {
    const result = await sh("pwd; cat; exit 3", { stdin: Buffer.from("input") });
    expect(result).toMatchObject({ exitCode: 3, stdout: { text: `${stand.root}\ninput` } });
    expect(result.command[0]).toMatch(/^\/nix\/store\/.*\/bin\/sh$/);
  });

  it("writes in the client's folder and those of the policy, and nowhere else", async () => {
    const result = await sh(
      `echo a > inside && echo b > ${home}/notes/n; for f in ${home}/file /etc/x /nix/store/x $0; do echo no > $f; done; echo t > /tmp/t && cat /tmp/t`,
    );
    expect(result.stdout.text).toBe("t\n");
    expect(await readFile(join(stand.root, "inside"), "utf8")).toBe("a\n");
    expect(await readFile(join(home, "notes", "n"), "utf8")).toBe("b\n");
    expect(await readFile(join(home, "file"), "utf8")).toBe("mine");
    expect(result.stderr.text.match(/Read-only file system/g)?.length).toBe(4);
    await expect(readFile("/tmp/t")).rejects.toThrow();
  });

  it("reads the one file of the server's that it is given, and no other", async () => {
    const cacheDir = join(home, ".cache", "nixpkgs-mcp");
    const on = stand.executor({ policy, cacheDir, env: { PATH: process.env.PATH, HOME: home } });
    await mkdir(join(cacheDir, "scripts"), { recursive: true });
    const script = join(cacheDir, "scripts", "given.sh");
    await writeFile(script, `ls -A ${cacheDir} ${cacheDir}/scripts; echo no >> ${script}; echo ran`, {
      mode: 0o600,
    });
    await writeFile(join(cacheDir, "scripts", "other.sh"), "private");
    const request = { attr: "sh", args: [script], timeoutMs, readable: [script] };
    const { stdout, stderr } = await on.execute(request, stand.run);
    expect(stdout.text).toBe(`${cacheDir}:\nscripts\n\n${cacheDir}/scripts:\ngiven.sh\nran\n`);
    expect(stderr.text).toContain("Read-only file system");
  });

  it("does not see keys", async () => {
    const result = await sh(`ls -A ${home}/.ssh; cat ${home}/.netrc`);
    expect(result.stdout.text).toBe("");
  });

  describe("with the home as the client's folder", () => {
    let atHome: (script: string, roots?: string[]) => Promise<string>;
    const own = () => [join(home, ".config", "nixpkgs-mcp"), join(home, ".local", "state", "nixpkgs-mcp")];
    const cache = () => join(home, ".cache", "nixpkgs-mcp");
    beforeAll(async () => {
      await mkdir(join(home, ".config", "gh"), { recursive: true });
      await writeFile(join(home, ".config", "gh", "hosts.yml"), "private");
      await mkdir(join(home, ".ssh", "project"));
      const on = stand.executor({
        policy: "sandbox: bubblewrap\n",
        env: { PATH: process.env.PATH, HOME: home },
        cacheDir: cache(),
        ownFiles: [join(home, "policy", "here.yaml")],
      });
      await mkdir(join(home, "policy"));
      await writeFile(join(home, "policy", "here.yaml"), "unfree: deny\n");
      atHome = async (script, roots = [home]) =>
        (await on.execute({ attr: "sh", args: ["-c", script], timeoutMs }, { caller: { roots } })).stdout
          .text;
    });

    it("what is hidden cannot be moved to where it shows", async () => {
      expect(
        await atHome("mv .config .c2; ln .netrc n2; mv .netrc n3; mv .ssh s2; echo free > new; echo on"),
      ).toBe("on\n");
      expect(await atHome("cat .config/gh/hosts.yml .c2/gh/hosts.yml n2 n3 s2/id .ssh/id; cat new")).toBe(
        "free\n",
      );
      expect(await readFile(join(home, ".config", "gh", "hosts.yml"), "utf8")).toBe("private");
    });

    it("the server's own files are neither read nor written, even those that were not there", async () => {
      const folders = [...own(), cache()];
      await atHome(
        `for d in ${folders.join(" ")}; do mkdir -p $d/programs; echo no > $d/policy.yaml; echo no > $d/programs/x.json; done; mv .local .l2; mv policy p2; echo no > policy/here.yaml`,
      );
      for (const folder of folders) await expect(readFile(join(folder, "policy.yaml"))).rejects.toThrow();
      await expect(readFile(join(cache(), "programs", "x.json"))).rejects.toThrow();
      expect(await readFile(join(home, "policy", "here.yaml"), "utf8")).toBe("unfree: deny\n");
      expect(
        await atHome(`ls -A ${folders.join(" ")} | grep -v :; cat policy/here.yaml p2/here.yaml`),
      ).toMatch(/^\n*$/);
      await expect(atHome("true", [cache()])).rejects.toMatchObject({ code: "E_SANDBOX" });
    });

    it("a root inside of what is hidden shows nothing else of it", async () => {
      expect(
        await atHome("ls -A ..; cat ../id; echo b > ../beside; echo w > written", [
          join(home, ".ssh", "project"),
        ]),
      ).toBe("project\n");
      expect(await readFile(join(home, ".ssh", "project", "written"), "utf8")).toBe("w\n");
      await expect(readFile(join(home, ".ssh", "beside"))).rejects.toThrow();
      await expect(atHome("true", [join(home, ".ssh")])).rejects.toMatchObject({ code: "E_SANDBOX" });
    });

    it("a link that a tool could turn elsewhere does not lead to what is hidden", async () => {
      await symlink(join(home, "notes"), join(home, ".aws"));
      await expect(atHome("true")).rejects.toMatchObject({
        code: "E_SANDBOX",
        message: expect.stringContaining(".aws"),
      });
      await rm(join(home, ".aws"));
    });
  });

  it("cannot take the sandbox away", async () => {
    const result = await sh("mount -o remount,rw / ; umount /tmp; echo no > /etc/x");
    expect(result.exitCode).not.toBe(0);
    await expect(readFile("/etc/x")).rejects.toThrow();
  });

  it("has no network but where it is granted", async () => {
    const server = createServer((_, response) => response.end("reached"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3`;
    const reach = (on: Executor) => sh(`bash -c '${script.replaceAll("'", `'\\''`)}'`, {}, on);
    expect((await reach(executor)).stdout.text).not.toContain("reached");
    const open = stand.executor({
      policy: "sandbox: bubblewrap\n",
      env: { PATH: process.env.PATH, HOME: home },
    });
    expect((await reach(open)).stdout.text).toContain("reached");
    server.close();
  });

  it("asked and granted, it has the network", async () => {
    const asking = stand.executor({
      policy: "sandbox: bubblewrap\nnetwork: { default: ask }\n",
      env: { PATH: process.env.PATH, HOME: home },
    });
    const links = async (answer: "yes" | "no") =>
      (
        await asking.execute(
          { attr: "sh", args: ["-c", "readlink /proc/self/ns/net"], timeoutMs },
          { caller: { roots: [], ask: async () => answer } },
        )
      ).stdout.text;
    expect(await links("yes")).toBe(execFileSync("readlink", ["/proc/self/ns/net"]).toString());
    expect(await links("no")).not.toBe(execFileSync("readlink", ["/proc/self/ns/net"]).toString());
  });

  it("nothing escapes it: not even a daemon that clears its environment", async () => {
    const file = join(stand.root, "beat");
    await sh(
      `setsid env -i PATH=$PATH setsid sh -c 'while :; do date +%N > ${file}; sleep 0.05; done' <&- >&- 2>&- & sleep 0.3`,
    );
    await pause(300);
    const before = await readFile(file, "utf8");
    await pause(300);
    expect(await readFile(file, "utf8")).toBe(before);
  });

  it("is killed at its time limit", async () => {
    expect(await sh("trap '' TERM; sleep 300", { timeoutMs: 500 })).toMatchObject({ timedOut: true });
  });
});

describe.skipIf(nixEnv() === null)("without a sandbox that works", () => {
  let stand: Stand;
  let folder: string;
  beforeAll(async () => {
    stand = await standInFlake();
    folder = await mkdtemp(join(tmpdir(), "bwrap-"));
    await writeFile(
      join(folder, "bwrap"),
      "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n",
      {
        mode: 0o755,
      },
    );
  });
  afterAll(async () => {
    await stand.remove();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["there is none", "/nowhere", /no bwrap on PATH/],
    ["it is not allowed to", null, /No permissions to create new namespace/],
  ])("nothing runs: %s", async (_, path, message) => {
    const executor = stand.executor({
      policy: "sandbox: bubblewrap\n",
      env: { PATH: path ?? folder, HOME: stand.folder },
    });
    const call = executor.execute({ attr: "hi", args: [], timeoutMs }, stand.run);
    await expect(call).rejects.toMatchObject({ code: "E_SANDBOX", message: expect.stringMatching(message) });
  });
});
