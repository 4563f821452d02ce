import type { CodeTree } from "../code-tree.ts";
import type { CodeFacts } from "../facts.ts";
import type { InspectOptions } from "../inspect.ts";
import { indexOf } from "./code-index.ts";
import { childProcessFacts, fileWriteFacts } from "./effects.ts";
import { environmentFacts } from "./environment/environment.ts";
import { flagFacts } from "./flags/flags.ts";
import { hostFacts } from "./hosts.ts";
import { loadModules } from "./module-graph.ts";
import { readManifest } from "./package-manifest.ts";
import { startedDependencies } from "./thin-package.ts";
import { toolFacts } from "./tools.ts";
import { transportFacts } from "./transports.ts";
import { Evaluator } from "./values/evaluator.ts";

/** Reads JavaScript and TypeScript in this process: parses what the main program reaches, and looks for each kind of fact. */
export async function analyseJavaScript(tree: CodeTree, options: InspectOptions = {}): Promise<CodeFacts> {
  const manifest = await readManifest(tree);
  const graph = await loadModules(tree, manifest, options.signal);
  const index = indexOf(graph.modules);
  const evaluator = new Evaluator(graph, index);
  const documents = await documentsOf(tree);
  const environment = environmentFacts(graph, index, evaluator, { documents });
  const flags = flagFacts(index, evaluator);
  const transports = transportFacts(index, evaluator, { flags, environment });
  const tools = toolFacts(graph, index, evaluator);
  return {
    package: tree.package,
    version: tree.version,
    language: "javascript",
    environment,
    flags,
    transports,
    tools,
    hosts: hostFacts(index),
    childProcesses: childProcessFacts(index, evaluator),
    fileWrites: fileWriteFacts(index, evaluator),
    installScripts: {},
    unread: [...graph.unread, ...startedDependencies(graph.modules, manifest, { tools, transports })],
  };
}

const DOCUMENT =
  /^(?:readme[^/]*\.md|server\.json|manifest\.json|smithery\.ya?ml|\.env\.(?:example|sample|template))$/i;

async function documentsOf(tree: CodeTree): Promise<string> {
  const files = tree.files.filter(({ path, size }) => DOCUMENT.test(path) && size < 500_000);
  return (await Promise.all(files.map((file) => file.text()))).join("\n");
}
