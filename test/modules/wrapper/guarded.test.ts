import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { removeFolder, testFolder } from "./support/folder.ts";
import { buildWrappers, entry, run, type WrapperArguments } from "./support/wrappers.ts";

// bin/mcp-NAME: the guard's command line, as modules/guard takes it.

const everyLimit = {
  memoryMax: "1.5G",
  memoryHigh: "80%",
  memorySwapMax: 0 + 1,
  cpuQuota: "50%",
  cpuWeight: 10,
  ioWeight: 20,
  tasksMax: "infinity",
};

describeNix("the program of a wrapper", () => {
  let wrappers: Record<"all" | "plain" | "none" | "logged", string>;
  beforeAll(async () => {
    wrappers = await buildWrappers({
      plain: { scope: true, parentDeath: "guard", log: true },
      all: {
        scope: true,
        requireScope: true,
        parentDeath: "pdeathsig",
        graceMs: 1500,
        slice: "other.slice",
        log: "$XDG_STATE_HOME/its log",
        limits: everyLimit,
      },
      none: {},
      logged: { log: "/var/log/x.log" },
    });
  });

  /** The command line, without the store paths of guard and start script, and without needless quotes. */
  async function words(name: keyof typeof wrappers): Promise<string> {
    const text = await readFile(entry(wrappers[name], name), "utf8");
    const [first, home, line, end] = text.split("\n");
    expect(first).toMatch(/^#!\/.*\/bin\/bash -p$/);
    expect(home).toBe("if [[ ! ${HOME-} ]]; then unset HOME; export HOME=~; fi");
    expect(end).toBe("");
    return line!.replaceAll(/\/nix\/store\/[^/ ]+/g, "").replaceAll(/'([\w=%.]+)'/g, "$1");
  }

  it("puts a guard with a scope and a log before the start script", async () => {
    expect(await words("plain")).toBe(
      "exec /bin/mcp-guard --name plain --parent-death guard --scope auto --slice mcp-servers.slice " +
        "--log '$XDG_STATE_HOME/mcp-nixgen/log/plain.log' -- /libexec/mcp-plain/start \"$@\"",
    );
  });

  it("hands every option on", async () => {
    expect(await words("all")).toBe(
      "exec /bin/mcp-guard --name all --parent-death pdeathsig --scope require --slice other.slice " +
        "--property CPUQuota=50% --property CPUWeight=10 --property IOWeight=20 --property MemoryHigh=80% " +
        "--property MemoryMax=1.5G --property MemorySwapMax=1 --property TasksMax=infinity --grace 1500 " +
        '-- /libexec/mcp-all/start "$@"',
    );
  });

  it("has none where there is nothing to guard", async () => {
    expect(await words("none")).toBe('exec /libexec/mcp-none/start "$@"');
    // A log is the guard's.
    expect(await words("logged")).toBe('exec /libexec/mcp-logged/start "$@"');
  });

  it("is taken by the guard, whatever is set", async () => {
    const choices = {
      parentDeath: ["guard", "pdeathsig", "none"],
      scope: [
        { scope: false },
        { scope: true },
        { scope: true, limits: everyLimit, slice: "a-b.slice" },
        { requireScope: true },
      ],
      log: [true, false, "$XDG_STATE_HOME/its log/x"],
      graceMs: [null, 0, 60_000],
    };
    const settings: Record<string, WrapperArguments> = {};
    for (const parentDeath of choices.parentDeath)
      for (const scope of choices.scope)
        for (const [index, log] of choices.log.entries())
          settings[`n${Object.keys(settings).length}`] = {
            scope: true,
            ...scope,
            ...{ parentDeath, log, graceMs: choices.graceMs[index] },
            binary: "/bin/sh",
            args: ["-c", "echo up; exit 3"],
          };
    const built = await buildWrappers(settings);
    const home = await testFolder();
    for (const [name, setting] of Object.entries(settings)) {
      const state = join(home, name);
      const result = await run([entry(built[name]!, name)], {
        HOME: home,
        XDG_STATE_HOME: state,
        XDG_RUNTIME_DIR: "/nowhere",
      });
      const outcome = [result.exitCode, result.stdout.toString()];
      const shown = JSON.stringify(setting);
      // There is no user manager in /nowhere; the guard says so after it has understood everything.
      if ("requireScope" in setting) {
        expect(outcome, shown).toEqual([69, ""]);
        expect(result.stderr, shown).toContain("scope");
        continue;
      }
      expect(outcome, shown).toEqual([3, "up\n"]);
      const log = setting.log === true ? `mcp-nixgen/log/${name}.log` : "its log/x";
      expect(existsSync(join(state, log)), shown).toBe(
        setting.parentDeath === "guard" && setting.log !== false,
      );
    }
    await removeFolder(home);
  });

  it("tells the guard where home is, for its log, also where the client does not", async () => {
    const { homeless } = await buildWrappers({
      homeless: {
        parentDeath: "guard",
        binary: "/bin/sh",
        args: ["-c", `echo "$HOME"; tr '\\0' '\\n' < /proc/$PPID/environ | grep ^HOME=`],
      },
    });
    for (const env of [{}, { HOME: "" }] as Record<string, string>[]) {
      const result = await run([entry(homeless, "homeless")], env);
      const home = userInfo().homedir;
      expect(result.stdout.toString()).toBe(`${home}\nHOME=${home}\n`);
    }
  });

  it("works behind the guard, too, and passes the exit code on", async () => {
    const guarded = await buildWrappers({
      exits: {
        parentDeath: "guard",
        log: false,
        binary: "/bin/sh",
        args: ["-c", 'cat; echo "$A" >&2; exit 9'],
        env: { A: "x" },
      },
    });
    const result = await run([entry(guarded.exits, "exits")], {}, { input: "through" });
    expect([result.exitCode, result.stdout.toString(), result.stderr]).toEqual([9, "through", "x\n"]);
  });
});
