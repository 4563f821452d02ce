import { type Keepassxc, providerOf, type Secret, type SecretProvider } from "../config/secret-schema.ts";
import { shellWord } from "../config/shell-word.ts";
import { shellPath } from "./shell-words.ts";

/** What a user runs to put a value where a reference of servers.yaml finds it. */
export interface StoreCommand {
  /**
   * Lines for a shell, one after the other, in the folder of servers.yaml. The value is asked for at the terminal (or
   * read from stdin): it is in no argument and in no history. Empty: no command does it, the note tells what does.
   */
  readonly lines: readonly string[];
  readonly note?: string;
}

export interface StoreOptions {
  /** The server's name: what a person is asked for. */
  readonly server: string;
  /** `keepassxc` of servers.yaml, for references that name an entry alone. */
  readonly keepassxc?: Keepassxc | undefined;
  /** Whether the value has several lines (a private key): it is read to the end, and seen while it is pasted. */
  readonly multiline?: boolean | undefined;
  /** The machine's own root has no credentials of a user's (`systemd-creds --user`). Default: an ordinary user. */
  readonly root?: boolean | undefined;
}

/** A provider's settings without its short form, and how to ask for the value. */
interface Question {
  readonly variable: string;
  readonly options: StoreOptions;
}

type Tellers = {
  readonly [P in SecretProvider]: (settings: NonNullable<Secret[P]>, question: Question) => StoreCommand;
};

/** The command (or the commands) for the provider that `secret` names, and what else is to be done. */
export function storeCommand(variable: string, secret: Secret, options: StoreOptions): StoreCommand {
  const provider = providerOf(secret);
  if (provider === undefined) throw new TypeError(`${variable} names no provider`);
  const tell = tellers[provider] as (settings: unknown, question: Question) => StoreCommand;
  return tell(secret[provider], { variable, options });
}

const tellers: Tellers = {
  file: (path, question) => ({
    lines: [bash(...inFolder(path), ask(question), 'printf %s "$v" > "$f"', 'chmod 600 "$f"')],
  }),

  envFile: (settings, question) => {
    const { path, key = question.variable } = typeof settings === "string" ? { path: settings } : settings;
    // A value in single quotes is taken as it stands; the last line of a key is the one that counts.
    return {
      lines: [
        bash(
          ...inFolder(path),
          ask(question),
          'if [ -n "$(tail -c1 "$f" 2>/dev/null)" ]; then echo >> "$f"; fi',
          String.raw`s=$(printf "\47")`,
          replace("$s", String.raw`$s\\$s$s`),
          String.raw`printf "%s=%s\n" ${key} "$s$v$s" >> "$f"`,
          'chmod 600 "$f"',
        ),
      ],
    };
  },

  sops: (settings, question) => {
    if (typeof settings === "string") return ofSopsNix(settings);
    const { file, key, ageKeyFile } = settings;
    const withKey = ageKeyFile === undefined ? "" : `SOPS_AGE_KEY_FILE=${shellPath(ageKeyFile)} `;
    if (key === undefined || key === null) return wholeSopsFile(file, withKey, question);
    const parts = typeof key === "string" ? key.split("/") : key;
    const place = parts.map((part) => (typeof part === "number" ? `[${part}]` : `["${part}"]`)).join("");
    return {
      lines: [`${withKey}sops edit ${shellPath(file)}`],
      note: `put the value under ${parts.join(" → ")}; with sops 3.11 or newer, without the editor: ${bash(
        ask(question),
        escapedForJson,
        String.raw`printf "\"%s\"" "$v"` +
          ` | ${withKey}sops set --value-stdin ${shellPath(file)} ${shellWord(place)}`,
      )}`,
    };
  },

  agenix: (name, question) => ({
    lines: [bash(ask(question), `printf %s "$v" | agenix -e ${shellWord(`${fileName(name)}.age`)}`)],
    note: `in the folder of secrets.nix, which has to list "${fileName(name)}.age" with its publicKeys; then declare age.secrets."${name}".file`,
  }),

  keepassxc: (settings, { variable, options }) => {
    const own = typeof settings === "string" ? { entry: settings } : settings;
    const { entry, attribute = "Password", database, keyFile, noPassword } = { ...options.keepassxc, ...own };
    const where = database === undefined ? "DATABASE.kdbx" : shellPath(database);
    const keys = [
      ...(keyFile === undefined ? [] : ["--key-file", shellPath(keyFile)]),
      ...(noPassword === true ? ["--no-password"] : []),
    ];
    const call = (...words: string[]) => ["keepassxc-cli", ...words].join(" ");
    if (attribute !== "Password" || options.multiline === true) {
      return {
        lines: [],
        note: `in KeePassXC, put the value of ${variable} into the attribute ${options.multiline ? "Notes, or one of your own," : attribute} of the entry ${entry}`,
      };
    }
    return {
      lines: [
        ...groupsAbove(entry).map((group) => call("mkdir", ...keys, where, shellWord(group))),
        call("add", "--password-prompt", ...keys, where, shellWord(entry)),
      ],
      note: `it asks for the database's password first; where the entry is there already: ${call("edit", "--password-prompt", ...keys, where, shellWord(entry))}`,
    };
  },

  secretService: (attributes, { variable, options }) => ({
    lines: [
      [
        "secret-tool store",
        shellWord(`--label=${variable} of ${options.server}`),
        ...Object.entries(attributes).flat().map(shellWord),
      ].join(" "),
    ],
  }),

  pass: (settings, { options }) => {
    const { entry, line, store } = typeof settings === "string" ? { entry: settings } : settings;
    const before = store === undefined ? "" : `PASSWORD_STORE_DIR=${shellPath(store)} `;
    if (typeof line === "number" && line > 1)
      return { lines: [`${before}pass edit ${shellWord(entry)}`], note: `the value is its line ${line}` };
    const whole = line === "all" || options.multiline === true ? "--multiline " : "";
    return { lines: [`${before}pass insert ${whole}${shellWord(entry)}`] };
  },

  command: ([program], { variable }) => ({
    lines: [],
    note: `${variable} is what ${program} prints: put the value where it takes it from`,
  }),

  onePassword: (reference, question) => {
    const [vault = "", item = "", ...field] = reference.replace(/^op:\/\//, "").split("/");
    const label = field.at(-1) ?? "credential";
    const json = (value: string) => JSON.stringify(value).replaceAll("%", "%%");
    const template = `{"title":${json(item)},"category":"API_CREDENTIAL","fields":[{"id":${json(label)},"type":"CONCEALED","label":${json(label)},"value":"%s"}]}`;
    return {
      lines: [
        bash(
          ask(question),
          escapedForJson,
          `printf ${shellWord(template)} "$v" | op item create --vault ${shellWord(vault)} -`,
        ),
      ],
      note: "it makes a new item; where there is one already, edit that in 1Password",
    };
  },

  bitwarden: (settings, question) => {
    const { item, field = "password" } = typeof settings === "string" ? { item: settings } : settings;
    if (field !== "password") {
      return {
        lines: [],
        note: `in Bitwarden, put the value of ${question.variable} into ${field} of the item ${item}`,
      };
    }
    const name = JSON.stringify(item).replaceAll("%", "%%");
    const template = `{"type":1,"name":${name},"login":{"password":"%s"}}`;
    return {
      lines: [
        bash(
          ask(question),
          escapedForJson,
          `printf ${shellWord(template)} "$v" | bw encode | bw create item >/dev/null`,
        ),
      ],
      note: 'the vault has to be unlocked: export BW_SESSION="$(bw unlock --raw)"',
    };
  },

  systemdCredential: (settings, question) => {
    const { name, file } = typeof settings === "string" ? { name: settings } : settings;
    if (file === undefined) {
      return { lines: [], note: `give the service LoadCredential=${name}:/path/of/the/secret` };
    }
    const user = question.options.root === true ? "" : "--user ";
    return {
      lines: [
        bash(
          ...inFolder(file),
          ask(question),
          `printf %s "$v" | systemd-creds encrypt ${user}--name=${shellWord(name)} - "$f"`,
        ),
      ],
      ...(user === ""
        ? {}
        : { note: "before systemd 256 only root can encrypt: with sudo, and without --user" }),
    };
  },
};

/** A file that is the secret, as sops' binary format has it: any sops from 3.9 on makes it without an editor. */
function wholeSopsFile(file: string, withKey: string, question: Question): StoreCommand {
  return {
    lines: [
      bash(
        ...inFolder(file),
        ask(question),
        `printf %s "$v" | ${withKey}sops encrypt --input-type binary --output-type binary --filename-override "$f" --output "$f" /dev/stdin`,
      ),
    ],
    note: `whose keys open it is what .sops.yaml says; a flake sees the file once it is added: git add ${shellPath(file)}`,
  };
}

function ofSopsNix(name: string): StoreCommand {
  return {
    lines: [],
    note: `sops edit the file that sops.secrets."${name}" is taken from (sopsFile, else sops.defaultSopsFile), and put the value under ${name.split("/").join(" → ")}`,
  };
}

/** `a/b/entry` → `a`, `a/b`: keepassxc-cli makes one group at a time. */
function groupsAbove(entry: string): string[] {
  const parts = entry.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/")).filter((group) => group !== "");
}

function fileName(name: string): string {
  return name.replaceAll("/", "-");
}

/** The file as `$f`, and its folder made. */
function inFolder(path: string): string[] {
  return ["umask 077", `f=${shellPath(path)}`, ...(path.includes("/") ? [`mkdir -p "${"${f%/*}"}"`] : [])];
}

/** Into `$v`, without an echo. Only a terminal is shown the prompt. */
function ask({ variable, options }: Question): string {
  const label = `${variable} of ${options.server}`;
  if (options.multiline === true) return `echo "${label}, then Ctrl-D:" >&2 && v=$(cat)`;
  return `IFS= read -rsp "${label}: " v && echo >&2`;
}

/** All `what` of `$v`: quoted, since bash 5.2 has a meaning for `&` and backslashes that are not. */
function replace(what: string, by: string): string {
  return `v=\${v//"${what}"/"${by}"}`;
}

/** `$v` as the inside of a JSON text. The terminal lets no other control character into a line. */
const escapedForJson = [
  String.raw`b="\\"`,
  String.raw`d="\""`,
  String.raw`n=$(printf "\n.") && n=${"$"}{n%.}`,
  replace("$b", "$b$b"),
  replace("$d", "$b$d"),
  replace("$n", "${b}n"),
  String.raw`t=$(printf "\t")`,
  replace("$t", "${b}t"),
].join(" && ");

/** One line that bash runs whatever the user's shell is; a step that fails is the last. */
function bash(...steps: readonly string[]): string {
  return `bash -c ${shellWord(steps.join(" && "))}`;
}
