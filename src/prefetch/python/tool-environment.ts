import { devNull } from "node:os";
import type { PythonIndex } from "./python-index.ts";

/** Of the user's settings those that say how to reach an index; what would change a solution does not count. */
const KEPT = new Set([
  "PIP_CACHE_DIR",
  "PIP_CERT",
  "PIP_CLIENT_CERT",
  "PIP_DEFAULT_TIMEOUT",
  "PIP_KEYRING_PROVIDER",
  "PIP_PROXY",
  "PIP_RETRIES",
  "PIP_TIMEOUT",
  "PIP_TRUSTED_HOST",
  "UV_CACHE_DIR",
  "UV_CONCURRENT_DOWNLOADS",
  "UV_HTTP_RETRIES",
  "UV_HTTP_TIMEOUT",
  "UV_INSECURE_HOST",
  "UV_KEYRING_PROVIDER",
  "UV_NATIVE_TLS",
  "UV_SYSTEM_CERTS",
]);

/**
 * The environment uv and pip run in, so that two machines with the same index get the same answer: no configuration
 * files, no further places of packages. Addresses may hold logins, which is why they are no arguments.
 */
export function toolEnvironment(
  index: PythonIndex,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (KEPT.has(entry[0]) || !/^(?:PIP|UV|PYTHON)/.test(entry[0])),
  );
  const [first = "", ...more] = index.addresses;
  return {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    PIP_CONFIG_FILE: devNull,
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_INDEX_URL: first,
    PIP_NO_INPUT: "1",
    PIP_PROGRESS_BAR: "off",
    UV_DEFAULT_INDEX: first,
    UV_NO_CONFIG: "1",
    UV_PYTHON_DOWNLOADS: "never",
    // uv asks in order and stops at the first that has the project; pip takes the best of all.
    ...(more.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: more.join(" "), UV_INDEX: more.join(" ") }),
    ...index.environment,
  };
}
