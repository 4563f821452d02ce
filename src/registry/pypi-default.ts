import { execa } from "execa";
import { UserError } from "../errors.ts";

/** A program that knows the index it would ask, and how its answer is read. */
interface Teller {
  readonly program: string;
  readonly args: readonly string[];
  readonly url: (output: string) => string | undefined;
}

const ofPip = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";

const firstUrl = (output: string) => /https?:\/\/\S+/.exec(output)?.[0];

/** As their help words it: `(default https://…)`, `(by default: <https://…>)`; lines may be folded. */
const defaultIn = (output: string) =>
  /default:?\s+<?(https?:\/\/[^\s)>\]]+)/.exec(output.replace(/\s+/g, " "))?.[1];

const tellers: readonly Teller[] = [
  { program: "python3", args: ["-I", "-c", ofPip], url: firstUrl },
  { program: "python", args: ["-I", "-c", ofPip], url: firstUrl },
  { program: "uv", args: ["--no-config", "--offline", "pip", "install", "--help"], url: defaultIn },
  { program: "pip3", args: ["--isolated", "install", "--help"], url: defaultIn },
  { program: "pip", args: ["--isolated", "install", "--help"], url: defaultIn },
];

/** Settings that would make a tool name the configured index in place of its own. */
const settings = /^(?:PIP_|UV_|COLUMNS$)/;

/**
 * The index that pip or uv ask when nobody configured one, as the installed tool says it, with a trailing slash;
 * null where neither is installed. Nothing is fetched.
 */
export async function builtInIndex(env: NodeJS.ProcessEnv): Promise<string | null> {
  const bare = Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
  for (const { program, args, url } of tellers) {
    const { stdout, failed } = await execa(program, args, {
      env: { ...bare, NO_COLOR: "1", COLUMNS: "1000" },
      extendEnv: false,
      reject: false,
      timeout: 20_000,
      stdin: "ignore",
    });
    const found = failed ? undefined : url(String(stdout));
    if (found !== undefined && URL.canParse(found)) return `${found.replace(/\/+$/, "")}/`;
  }
  return null;
}

/** Neither a configuration nor a tool says where Python projects come from. */
export function noIndexError(): UserError {
  return new UserError(
    "no index of Python projects is configured, and neither pip nor uv is there to name theirs",
    {
      code: "E_PYPI_CONFIG",
      hint: "Install pip or uv, or name an index: --index-url, UV_DEFAULT_INDEX, PIP_INDEX_URL, or index-url in pip.conf.",
    },
  );
}
