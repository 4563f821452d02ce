import { type Launcher, left } from "../call.ts";
import { readOptions } from "../options.ts";
import { packageOf } from "../sources.ts";
import { localHint } from "./node-runners.ts";

const valued = ["-C", "-tags", "-ldflags", "-gcflags", "-mod", "-modfile", "-exec", "-o", "-p", "-overlay"];

/** `go run [flags] PATH@VERSION args`, and `go tool` of a module on this machine. */
export const goRun: Launcher = (call) => {
  const [first, ...words] = call.args;
  if (first !== "run") return left("it runs no published program of Go", localHint);
  const { rest } = readOptions(words, valued);
  const [path = "", ...args] = rest;
  // Without a dot the first part of a path is the standard library's, or a folder here.
  if (!/^[\w-]+(?:\.[\w-]+)+\//.test(path) || /\.go$/.test(path)) {
    return left("it runs a Go program on this machine", localHint);
  }
  return packageOf(`go:${path.replace(/@latest$/, "")}`, args, call);
};
