import { expect, test } from "vitest";
import { isIndexRequirement } from "../../../src/prefetch/python/index-requirement.ts";

test.each([
  "setuptools",
  "setuptools>=40.8.0, !=60.*",
  " hatchling ",
  "setuptools_scm[toml] >=3.4",
  "numpy (>=1.20,<2)",
  "a.b-c===1.0+local",
  "wheel~=0.38; python_version < '3.12' and (platform_machine == \"x86_64\" or extra == 'x')",
  "cython==3.0.0; sys_platform in 'linux darwin'",
])("%s is asked of an index", (text) => expect(isIndexRequirement(text)).toBe(true));

test.each([
  "-e git+https://example.com/x",
  "-r /etc/passwd",
  "--index-url https://example.com/simple/",
  "./folder",
  "/folder",
  "folder/sub",
  "https://example.com/x.tar.gz",
  "git+https://example.com/x",
  "x @ https://example.com/x.tar.gz",
  "x @ file:///folder",
  "setuptools\n-e ./folder",
  "setuptools\r-r /etc/passwd",
  "setuptools --config-settings=a=b",
  "setuptools; python_version > '3' --hash=sha256:00",
  "setuptools; platform_machine == '${SECRET}'",
  "setuptools==1 \\",
  "setuptools # comment",
  "",
  `x${" ".repeat(1_000_000)}@`,
])("%j is not", (text) => expect(isIndexRequirement(text)).toBe(false));
