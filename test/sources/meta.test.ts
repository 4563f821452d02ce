import { describe, expect, it } from "vitest";
import { metaOf as npmMeta } from "../../src/sources/npm/meta.ts";
import type { PublishedFiles } from "../../src/sources/npm/tarball.ts";
import { parseCoreMetadata } from "../../src/sources/pypi/core-metadata.ts";
import { metaOf as pythonMeta } from "../../src/sources/pypi/meta.ts";

const readme = "# Tool\n\n[![build](b)](l)\n\nA server that finds [places](x).\n\n## Use\n";

function published(packageJson: object, text: string | null): PublishedFiles {
  return {
    packageJson: { name: "tool", version: "1.0.0", ...packageJson } as PublishedFiles["packageJson"],
    lockfile: null,
    license: null,
    readme: text,
    bundled: new Map(),
    files: ["package.json"],
  };
}

describe("a description", () => {
  it("of npm is the manifest's, else the README's first paragraph", () => {
    const described = (packageJson: object, text: string | null) =>
      npmMeta(published(packageJson, text), null).description;
    expect(described({ description: "Its own" }, readme)).toBe("Its own");
    expect(described({}, readme)).toBe("A server that finds places.");
    expect(described({ description: " " }, readme)).toBe("A server that finds places.");
    expect(described({}, null)).toBe("");
  });

  it("of Python is the summary, else that of its long description", () => {
    const described = (summary: string, body: string) => {
      const metadata = parseCoreMetadata(`Name: tool\nVersion: 1.0\n${summary}\n${body}`)!;
      return pythonMeta({ metadata, wheel: null, sdist: null }, null).description;
    };
    expect(described("Summary: Its own\n", readme)).toBe("Its own");
    expect(described("", readme)).toBe("A server that finds places.");
    expect(described("", "Tool\n====\n\n.. image:: badge of build\n\nServes many things to many.\n")).toBe(
      "Serves many things to many.",
    );
    expect(described("Summary: UNKNOWN\n", "")).toBe("");
  });
});
