import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Secret, secretSchema } from "../../src/config/secret-schema.ts";
import { proposedSecret, type StoreProvider, storeProviders } from "../../src/secrets/proposed-secret.ts";
import { type StoreOptions, storeCommand } from "../../src/secrets/store-command.ts";
import { removeFolder, testFolder } from "../modules/wrapper/support/folder.ts";
import { describeWith } from "../modules/wrapper/support/programs.ts";
import { buildWrappers, entry, run } from "../modules/wrapper/support/wrappers.ts";
import { describeNix } from "../support/nix.ts";

const variable = "API_KEY";
const options = { server: "the.server-1" };
/** All that a shell, JSON, an env file or printf could take for its own. */
const value = String.raw`a "b" 'c' $HOME \n \\ %s &&; `.concat("`id` #!*\té€");

const proposal = (provider: StoreProvider, more?: Parameters<typeof proposedSecret>[3]) =>
  proposedSecret(provider, options.server, variable, more);

describe("proposed references", () => {
  it("are references of servers.yaml for every provider but command", () => {
    expect(storeProviders()).toHaveLength(10);
    for (const provider of storeProviders()) {
      const secret = proposal(provider);
      expect(secretSchema.parse(secret)).toEqual(secret);
      expect(Object.keys(secret)).toEqual([provider]);
    }
  });

  it("lie where it is said, else beside those that are there", () => {
    expect(proposal("file", { where: "~/keys" })).toEqual({ file: "~/keys/the.server-1/API_KEY" });
    expect(proposal("file", { like: { file: "%h/k/other/TOKEN" } })).toEqual({
      file: "%h/k/the.server-1/API_KEY",
    });
    expect(proposal("envFile", { where: "~/all.env" })).toEqual({
      envFile: { path: "~/all.env", key: "THE_SERVER_1_API_KEY" },
    });
    expect(proposal("sops", { like: { sops: { file: "s/mcp.yaml", key: "a", ageKeyFile: "~/k" } } })).toEqual(
      {
        sops: { file: "s/mcp.yaml", key: "the.server-1/API_KEY", ageKeyFile: "~/k" },
      },
    );
    expect(proposal("sops", { like: { sops: "mcp/a" } })).toEqual({ sops: "the.server-1/API_KEY" });
    expect(proposal("sops", { where: "x.env" })).toEqual({
      sops: { file: "x.env", key: "THE_SERVER_1_API_KEY" },
    });
    expect(
      proposal("keepassxc", {
        like: { keepassxc: { entry: "a", database: "~/p.kdbx", attribute: "UserName" } },
      }),
    ).toEqual({ keepassxc: { entry: "the.server-1 API_KEY", database: "~/p.kdbx" } });
    expect(proposal("pass", { like: { pass: { entry: "a", store: "~/s" } } })).toEqual({
      pass: { entry: "mcp/the.server-1/API_KEY", store: "~/s" },
    });
    expect(proposal("onePassword", { like: { onePassword: "op://Work/a/b" } })).toEqual({
      onePassword: "op://Work/the.server-1 API_KEY/credential",
    });
  });
});

describe("commands without a program of their own", () => {
  const told = (secret: Secret, more: Partial<StoreOptions> = {}) =>
    storeCommand(variable, secret, { ...options, ...more });

  it("tell what is to be done by hand", () => {
    expect(told({ command: ["my-vault", "get"] })).toEqual({
      lines: [],
      note: "API_KEY is what my-vault prints: put the value where it takes it from",
    });
    expect(told({ sops: "mcp/x" }).note).toContain('sops.secrets."mcp/x"');
    expect(told({ bitwarden: { item: "i", field: "notes" } })).toEqual({
      lines: [],
      note: "in Bitwarden, put the value of API_KEY into notes of the item i",
    });
    expect(told({ keepassxc: { entry: "e", attribute: "Token" } }).lines).toEqual([]);
    expect(told({ keepassxc: "e" }, { multiline: true }).note).toContain("Notes");
    expect(told({ systemdCredential: "c" }).note).toContain("LoadCredential=c:");
  });

  it("name what the reference says, quoted for the shell", () => {
    expect(told({ pass: { entry: "it's", store: "~/my store" } }).lines).toEqual([
      `PASSWORD_STORE_DIR="$HOME/my store" pass insert 'it'\\''s'`,
    ]);
    expect(told({ pass: { entry: "x", line: 3 } })).toEqual({
      lines: ["pass edit x"],
      note: "the value is its line 3",
    });
    expect(told({ pass: "x" }, { multiline: true }).lines).toEqual(["pass insert --multiline x"]);
    expect(
      told({ keepassxc: "A/B/e" }, { keepassxc: { database: "~/p.kdbx", keyFile: "~/k", noPassword: true } })
        .lines,
    ).toEqual([
      "keepassxc-cli mkdir --key-file ~/k --no-password ~/p.kdbx A",
      "keepassxc-cli mkdir --key-file ~/k --no-password ~/p.kdbx A/B",
      "keepassxc-cli add --password-prompt --key-file ~/k --no-password ~/p.kdbx A/B/e",
    ]);
    expect(told({ file: "$XDG_DATA_HOME/a b$/x" }).lines[0]).toContain(
      'f="${XDG_DATA_HOME:-$HOME/.local/share}/a b\\$/x"',
    );
    expect(told({ agenix: "mcp/x" }).lines[0]).toMatch(/agenix -e mcp-x\.age'$/);
  });
});

// Each command is run as it is printed, with the value on stdin; what the wrapper then gives the server is compared.

/** Stand-ins: 1Password and Bitwarden need an account. They keep what they are given, read as those read it. */
const op = `#!/bin/sh
case "$1" in
  item) [ "$*" = "item create --vault Private -" ] || exit 1; cat > "$HOME/op.json" ;;
  read) node -p 'JSON.parse(require("fs").readFileSync(process.env.HOME + "/op.json", "utf8")).fields[0].value' | head -c -1 ;;
esac
`;
const bw = `#!/bin/sh
case "$1" in
  encode) base64 -w0 ;;
  create) base64 -d > "$HOME/bw.json" ;;
  get) node -p 'JSON.parse(require("fs").readFileSync(process.env.HOME + "/bw.json", "utf8")).login.password' | head -c -1 ;;
esac
`;

describeNix("commands that store a value", () => {
  const ways = {
    file: proposal("file"),
    envFile: proposal("envFile"),
    sops: proposal("sops", { where: "~/secrets" }),
    sopsKey: proposal("sops", { where: "~/keys.yaml" }),
    keepassxc: proposal("keepassxc", { where: "~/p.kdbx" }),
    group: { keepassxc: { entry: "MCP/sub/x y", database: "~/p.kdbx" } },
    secretService: proposal("secretService"),
    pass: proposal("pass"),
    onePassword: proposal("onePassword"),
    bitwarden: proposal("bitwarden"),
    systemdCredential: proposal("systemdCredential"),
  } satisfies Record<string, Secret>;
  type Way = keyof typeof ways;

  let folder: string;
  let env: Record<string, string>;
  let wrappers: Record<Way, string>;

  beforeAll(async () => {
    folder = await testFolder();
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/op"), op, { mode: 0o755 });
    await writeFile(join(folder, "bin/bw"), bw, { mode: 0o755 });
    const node = join(process.execPath, "..");
    env = {
      HOME: folder,
      PATH: `${folder}/bin:${process.env.PATH}:${node}`,
      BW_SESSION: "x",
      LC_ALL: "C.UTF-8",
    };
    const wrapperOf = (secret: Secret) =>
      "keepassxc" in secret
        ? { keepassxc: { ...(secret.keepassxc as object), passwordCommand: ["echo", "master"] } }
        : secret;
    wrappers = await buildWrappers(
      Object.fromEntries(
        Object.entries(ways).map(([way, secret]) => [way, { secrets: { [variable]: wrapperOf(secret) } }]),
      ) as Record<Way, { secrets: unknown }>,
    );
  });
  afterAll(() => removeFolder(folder));

  async function store(way: Way, input: string, more: Partial<StoreOptions> = {}): Promise<void> {
    const { lines } = storeCommand(variable, ways[way], { ...options, ...more });
    expect(lines).not.toEqual([]);
    for (const line of lines) {
      expect(line).not.toContain(value);
      await execa("sh", ["-c", line], { env, extendEnv: false, input, cwd: folder });
    }
  }

  async function read(way: Way): Promise<string | undefined> {
    const result = await run([entry(wrappers[way], way)], env);
    expect(result.stderr).toBe("");
    return result.environment().get(variable)?.toString();
  }

  it("file: makes the folders and a file that only its owner reads", async () => {
    await store("file", `${value}\n`);
    expect(await read("file")).toBe(value);
    const path = join(folder, ".local/share/mcp-nixgen/secrets/the.server-1/API_KEY");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await store("file", "line 1\nline 2\n", { multiline: true });
    expect(await read("file")).toBe("line 1\nline 2");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("envFile: adds a line, also after one that has no end", async () => {
    const path = join(folder, ".local/share/mcp-nixgen/secrets/the.server-1.env");
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "OTHER=1");
    await store("envFile", `${value}\n`);
    expect(await read("envFile")).toBe(value);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await store("envFile", "newer\n");
    expect(await read("envFile")).toBe("newer");
    expect(await readFile(path, "utf8")).toMatch(/^OTHER=1\n/);
  });

  it("stops where nothing is typed, and writes nothing", async () => {
    await expect(store("file", "")).rejects.toThrow();
    expect(await readdir(join(folder, ".local/share/mcp-nixgen/secrets")).catch(() => [])).not.toContain("x");
  });

  it("onePassword and bitwarden: JSON on stdin (stand-ins for op and bw)", async () => {
    await store("onePassword", `${value}\n`);
    expect(JSON.parse(await readFile(join(folder, "op.json"), "utf8"))).toMatchObject({
      title: "the.server-1 API_KEY",
      fields: [{ label: "credential" }],
    });
    expect(await read("onePassword")).toBe(value);
    await store("bitwarden", `${value}\n`);
    expect(await read("bitwarden")).toBe(value);
    await store("bitwarden", "a\nb\n", { multiline: true });
    expect(await read("bitwarden")).toBe("a\nb");
  });

  describeWith(["sops", "age-keygen"], "with sops", () => {
    beforeAll(async () => {
      await mkdir(join(folder, ".config/sops/age"), { recursive: true });
      const { stderr } = await execa("age-keygen", ["--output", join(folder, ".config/sops/age/keys.txt")]);
      const recipient = /age1\w+/.exec(stderr)![0];
      await writeFile(join(folder, ".sops.yaml"), `creation_rules:\n  - age: ${recipient}\n`);
    });

    it("encrypts a file of its own", async () => {
      await store("sops", `${value}\n`);
      expect(await readFile(join(folder, "secrets/the.server-1/API_KEY"), "utf8")).not.toContain(value);
      expect(await read("sops")).toBe(value);
    });

    it("puts a key into a file, in the editor or (with a sops that can) by stdin", async () => {
      const editor = join(folder, "editor");
      await writeFile(editor, `#!/bin/sh\nprintf 'the.server-1:\\n  API_KEY: edited\\n' > "$1"\n`, {
        mode: 0o755,
      });
      env = { ...env, EDITOR: editor };
      await store("sopsKey", "");
      expect(await read("sopsKey")).toBe("edited");
      const { note } = storeCommand(variable, ways.sopsKey, options);
      const bin = join(folder, "new-sops");
      await mkdir(bin, { recursive: true });
      await writeFile(
        join(bin, "sops"),
        `#!/bin/sh\nprintf '%s\\n' "$@" > "$HOME/words"; cat > "$HOME/json"\n`,
        { mode: 0o755 },
      );
      const line = note!.slice(note!.indexOf("bash -c"));
      const newer = { ...env, PATH: `${bin}:${env.PATH}` };
      await execa("sh", ["-c", line], { env: newer, extendEnv: false, input: `${value}\n` });
      expect(JSON.parse(await readFile(join(folder, "json"), "utf8"))).toBe(value);
      expect(await readFile(join(folder, "words"), "utf8")).toBe(
        `set\n--value-stdin\n${folder}/keys.yaml\n["the.server-1"]["API_KEY"]\n`,
      );
    });
  });

  describeWith(["keepassxc-cli"], "with KeePassXC", () => {
    it("adds an entry, and the groups above it", async () => {
      await execa(
        "keepassxc-cli",
        ["db-create", "--quiet", "--set-password", "--decryption-time", "100", "p.kdbx"],
        {
          env,
          cwd: folder,
          input: "master\nmaster\n",
        },
      );
      await store("keepassxc", `master\n${value}\n`);
      expect(await read("keepassxc")).toBe(value);
      await store("group", "master\nother\n");
      expect(await read("group")).toBe("other");
    });
  });

  describeWith(["pass", "gpg", "gpgconf"], "with pass", () => {
    afterAll(() => execa("gpgconf", ["--kill", "all"], { env, extendEnv: false }));
    it("inserts an entry", async () => {
      env = { ...env, GNUPGHOME: join(folder, "g") };
      await mkdir(env.GNUPGHOME!, { mode: 0o700 });
      const key = ["--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "test@example.org"];
      await execa("gpg", [...key, "future-default", "default", "never"], { env, extendEnv: false });
      await execa("pass", ["init", "test@example.org"], { env, extendEnv: false });
      await store("pass", `${value}\n${value}\n`);
      expect(await read("pass")).toBe(value);
    });
  });

  describeWith(["secret-tool", "gnome-keyring-daemon", "dbus-daemon"], "with a Secret Service", () => {
    it("stores by attributes", async () => {
      await mkdir(join(folder, "run"), { mode: 0o700 });
      env = {
        ...env,
        XDG_RUNTIME_DIR: join(folder, "run"),
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/run/bus`,
      };
      const background = {
        env,
        extendEnv: false,
        reject: false,
        stdout: "ignore",
        stderr: "ignore",
      } as const;
      const bus = execa(
        "dbus-daemon",
        ["--session", "--nofork", `--address=${env.DBUS_SESSION_BUS_ADDRESS}`],
        background,
      );
      const keyring = execa("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], {
        ...background,
        input: "login password",
      });
      try {
        const deadline = Date.now() + 15_000;
        const stored = () =>
          store("secretService", value).then(
            () => true,
            () => false,
          );
        while (!(await stored())) {
          if (Date.now() > deadline) throw new Error("the keyring does not answer");
          await new Promise((done) => setTimeout(done, 100));
        }
        expect(await read("secretService")).toBe(value);
      } finally {
        keyring.kill("SIGKILL");
        bus.kill();
        await Promise.all([keyring, bus]);
      }
    });
  });

  describeWith(["systemd-creds"], "with systemd-creds", () => {
    it.runIf(process.getuid?.() === 0)("encrypts a credential (as root, who has no --user)", async () => {
      await store("systemdCredential", `${value}\n`, { root: true });
      expect(await read("systemdCredential")).toBe(value);
    });
  });
});
