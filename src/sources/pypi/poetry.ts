import { z } from "zod";

const dependencySchema = z.preprocess(
  (value) => (typeof value === "string" ? { version: value } : value),
  z.looseObject({
    version: z.string().optional(),
    extras: z.array(z.string()).optional(),
    markers: z.string().optional(),
    python: z.string().optional(),
    platform: z.string().optional(),
    optional: z.boolean().optional(),
    git: z.string().optional(),
    url: z.string().optional(),
    path: z.string().optional(),
  }),
);

type Dependency = z.infer<typeof dependencySchema>;

/**
 * `[tool.poetry.dependencies]` as requirements of PEP 508, without the optional ones, which only extras want.
 *
 * Source: Poetry documentation, "Dependency specification".
 */
export function poetryRequirements(dependencies: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(dependencies).flatMap(([name, value]) => {
    if (name.toLowerCase() === "python") return [];
    // Several are for several environments each.
    return [value].flat().flatMap((one) => {
      const parsed = dependencySchema.safeParse(one);
      return parsed.success ? requirement(name, parsed.data) : [];
    });
  });
}

function requirement(name: string, dependency: Dependency): string[] {
  const { version = "*", extras = [], markers, python, platform, optional, git, url, path } = dependency;
  if (optional === true) return [];
  const called = extras.length === 0 ? name : `${name}[${extras.join(",")}]`;
  const address = git === undefined ? (url ?? path) : `git+${git}`;
  const conditions = [
    ...(markers === undefined ? [] : [`(${markers})`]),
    ...(python === undefined ? [] : pythonMarkers(python)),
    ...(platform === undefined ? [] : [`sys_platform == "${platform}"`]),
  ].join(" and ");
  const marker = conditions === "" ? "" : ` ; ${conditions}`;
  return [
    address === undefined
      ? `${called}${poetrySpecifier(version)}${marker}`
      : `${called} @ ${address}${marker}`,
  ];
}

function pythonMarkers(python: string): string[] {
  return poetrySpecifier(python)
    .split(",")
    .flatMap((clause) => {
      const [, operator, version] = /^([<>=!~]+)(.+)$/.exec(clause) ?? [];
      return version === undefined ? [] : [`python_version ${operator} "${version}"`];
    });
}

/**
 * Poetry's constraint as a specifier of PEP 440. Alternatives (`||`) have none; they are left open, and pip refuses what
 * does not fit when it installs.
 */
export function poetrySpecifier(constraint: string): string {
  if (constraint.includes("|")) return "";
  return constraint
    .replace(/([<>=!~^])\s+/g, "$1")
    .split(/[\s,]+/)
    .filter((clause) => clause !== "" && clause !== "*")
    .map(clauseOf)
    .join(",");
}

function clauseOf(clause: string): string {
  const [, sign = "", version = ""] = /^(\^|~(?!=)|)(.*)$/.exec(clause) ?? [];
  if (sign === "") return /^\d/.test(version) ? `==${version}` : version;
  const numbers = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
  return `>=${version},<${above(sign, numbers).join(".")}`;
}

/** The first version that is too new: `^` keeps the first number that is not 0, `~` the one before the last. */
function above(sign: string, numbers: readonly number[]): number[] {
  const first = numbers.findIndex((number) => number !== 0);
  const kept = sign === "~" ? Math.min(1, numbers.length - 1) : first < 0 ? numbers.length - 1 : first;
  return numbers.slice(0, kept + 1).map((number, at) => (at === kept ? number + 1 : number));
}
