// usage: node package-facts.mjs name|bin|man FILE   facts of a package.json, one a line
//        node package-facts.mjs packed              the files of `npm pack --json` on standard input
//
// What a package.json says in a form that nixpkgs' hook does not read is not read here either: neither
// `directories.bin`, nor a scope taken off the name of a program given as `"bin": "file"`.
import { readFileSync } from "node:fs";

const [fact, path] = process.argv.slice(2);
const json = JSON.parse(readFileSync(path ?? 0, "utf8"));
const programs = typeof json.bin === "string" ? { [json.name]: json.bin } : (json.bin ?? {});

const facts = {
  name: () => [json.name],
  bin: () => Object.entries(programs).map(([name, target]) => `${name}\t${target}`),
  man: () => [json.man ?? []].flat(),
  packed: () => json[0].files.map((file) => file.path).filter((file) => !file.startsWith("node_modules/")),
};

const lines = facts[fact]();
if (lines.includes(undefined)) process.exit(1);
for (const line of lines) console.log(line);
