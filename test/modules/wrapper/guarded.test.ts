import { readFile } from "node:fs/promises";
import { beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { buildWrappers, entry, run } from "./support/wrappers.ts";

// bin/mcp-NAME: the guard's command line, as modules/guard takes it.

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
        limits: {
          memoryMax: "1.5G",
          memoryHigh: "80%",
          memorySwapMax: 0 + 1,
          cpuQuota: "50%",
          cpuWeight: 10,
          ioWeight: 20,
          tasksMax: "infinity",
        },
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

  it("starts the server, whatever watches it", async () => {
    const each = ["guard", "pdeathsig", "none"];
    const settings = Object.fromEntries(
      each.map((parentDeath) => [
        `by-${parentDeath}`,
        { parentDeath, scope: true, log: true, binary: "/bin/echo", args: ["up"] },
      ]),
    );
    const built = await buildWrappers(settings);
    for (const name of Object.keys(settings)) {
      const result = await run([entry(built[name]!, name)], {
        XDG_RUNTIME_DIR: "/nowhere",
        HOME: "/nowhere",
      });
      expect([result.exitCode, result.stdout.toString()], name).toEqual([0, "up\n"]);
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
