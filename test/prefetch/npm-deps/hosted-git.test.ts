import { describe, expect, it } from "vitest";
import { hostedTarball, isGitUrl } from "../../../src/prefetch/npm-deps/hosted-git.ts";

describe("hostedTarball", () => {
  it.each([
    ["git+ssh://git@github.com/user/tool.git#abc", "https://codeload.github.com/user/tool/tar.gz/abc"],
    ["git+https://github.com/user/tool#abc", "https://codeload.github.com/user/tool/tar.gz/abc"],
    ["git://github.com/user/tool/tree/abc", "https://codeload.github.com/user/tool/tar.gz/abc"],
    ["git+ssh://bitbucket.org/user/tool#branch", "https://bitbucket.org/user/tool/get/branch.tar.gz"],
    ["ssh://git.sr.ht/~user/tool.git#abc", "https://git.sr.ht/~user/tool/archive/abc.tar.gz"],
  ])("%s", (url, tarball) => {
    expect(hostedTarball(url)).toBe(tarball);
  });

  it.each(["https://registry.example/a/-/a-1.0.0.tgz", "http://github.com/user/tool", "not a URL"])(
    "leaves %s, which is not git",
    (url) => {
      expect(isGitUrl(url)).toBe(false);
      expect(hostedTarball(url)).toBeUndefined();
    },
  );

  it.each([
    ["no commit", "git+ssh://git@github.com/user/tool.git"],
    ["another page of the repository", "git://github.com/user/tool/blob/abc"],
    ["no project", "git+ssh://git@github.com/user#abc"],
    ["GitLab", "git+ssh://git@gitlab.com/user/tool.git#abc"],
    ["an unknown host", "git+ssh://git@git.example/user/tool.git#abc"],
    ["no path", "git:abc"],
  ])("refuses %s", (_, url) => {
    expect(() => hostedTarball(url, "package-lock.json: tool")).toThrow(
      expect.objectContaining({ code: "E_GIT_HOST", where: "package-lock.json: tool" }),
    );
  });
});
