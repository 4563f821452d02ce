import { z } from "zod";

export const sriSha256 = z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/, "an SRI sha256 hash");

/** nixpkgs' systems that a Python server is resolved for. */
export const pythonSystems = ["aarch64-darwin", "aarch64-linux", "x86_64-darwin", "x86_64-linux"] as const;

export const systemsSchema = z.array(z.enum(pythonSystems));

export type PythonSystem = (typeof pythonSystems)[number];

/** A published file of a project: its name says what nixpkgs' `fetchPypi` has to be asked for. */
export const pypiFileSchema = z.strictObject({
  type: z.literal("pypi"),
  /** File name as published: `mcp_server_fetch-2025.4.7.tar.gz`. */
  file: z.string().regex(/^[^/]+$/),
  /** Its address, where the index is none that `fetchPypi` asks; null: `fetchPypi` finds it. */
  url: z.string().nullable(),
  /** The flat hash of its bytes, as the index states it. */
  hash: sriSha256,
});

export type PypiFile = z.infer<typeof pypiFileSchema>;
