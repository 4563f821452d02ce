/** Hosts that code names without calling them: names of schemas, licences, documentation, code, examples, and this machine. */
const ORDINARY: readonly RegExp[] = [
  /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|169\.254\.|\[?::1)/,
  /(?:^|\.)(?:example|test|invalid|local|localhost|internal)$/,
  /(?:^|\.)example\.(?:com|org|net|edu)$/,
  /(?:^|\.)(?:json-schema\.org|schema\.org|w3\.org|ietf\.org|rfc-editor\.org|purl\.org|xmlns\.com|iana\.org|whatwg\.org|ecma-international\.org|tc39\.es|schemas\.\w+\.\w+|xmlsoap\.org|oasis-open\.org|openxmlformats\.org|spec\.openapis\.org|relaxng\.org)$/,
  /(?:^|\.)(?:opensource\.org|apache\.org|gnu\.org|mit-license\.org|creativecommons\.org|spdx\.org|unlicense\.org)$/,
  /(?:^|\.)(?:npmjs\.com|npmjs\.org|nodejs\.org|npm\.im|unpkg\.com|jsr\.io|deno\.land|developer\.mozilla\.org|stackoverflow\.com|wikipedia\.org|medium\.com|git\.io|goo\.gl|bit\.ly|mths\.be|feross\.org|jspm\.io|babeljs\.io|webpack\.js\.org|reactjs\.org|fb\.me|caniuse\.com|chromium\.org|bugzilla\.mozilla\.org|bugs\.webkit\.org|v8\.dev|modelcontextprotocol\.io|zod\.dev|ajv\.js\.org|expressjs\.com|hono\.dev|yargs\.js\.org)$/,
  /^(?:docs?|help|support|blog|developers?|developer|learn|wiki|readme|www\.docs)\./,
  /^(?:github|gitlab)\.com$|(?:^|\.)githubusercontent\.com$|(?:^|\.)github\.io$/,
];

/** Whether a host is named as people name addresses, rather than to call it. */
export function isOrdinaryHost(host: string): boolean {
  return ORDINARY.some((pattern) => pattern.test(host));
}
