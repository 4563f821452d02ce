/** Hosts that code names without calling them: this machine's, examples, schemas, licences, documentation, repositories. */
const ORDINARY: readonly RegExp[] = [
  /^(?:localhost|host\.docker\.internal)$|(?:^|\.)(?:example|test|invalid|local|localhost)$/,
  /(?:^|[.-])example\.(?:com|org|net|edu)$|^(?:your|my|foo|bar)[.-]|(?:^|\.)(?:your|my|some)-?\w*\.(?:com|org|net)$/,
  /(?:^|\.)(?:json-schema\.org|schema\.org|w3\.org|ietf\.org|rfc-editor\.org|purl\.org|xmlns\.com|iana\.org|whatwg\.org|ecma-international\.org|tc39\.es|schemas\.\w+\.\w+|xmlsoap\.org|oasis-open\.org|openxmlformats\.org|spec\.openapis\.org|relaxng\.org)$/,
  /(?:^|\.)(?:opensource\.org|apache\.org|gnu\.org|mit-license\.org|creativecommons\.org|spdx\.org|unlicense\.org)$/,
  /(?:^|\.)(?:developer\.mozilla\.org|stackoverflow\.com|wikipedia\.org|medium\.com|git\.io|goo\.gl|bit\.ly|modelcontextprotocol\.io)$/,
  /(?:^|\.)(?:npmjs\.com|npmjs\.org|nodejs\.org|npm\.im|unpkg\.com|jsr\.io|deno\.land|mths\.be|feross\.org|jspm\.io|babeljs\.io|webpack\.js\.org|reactjs\.org|fb\.me|caniuse\.com|chromium\.org|bugzilla\.mozilla\.org|bugs\.webkit\.org|v8\.dev|zod\.dev|ajv\.js\.org|expressjs\.com|hono\.dev|yargs\.js\.org)$/,
  /(?:^|\.)(?:python\.org|readthedocs\.io|pydantic\.dev|gofastmcp\.com|golang\.org|go\.dev)$/,
  /^(?:docs?|help|support|blog|developers?|learn|wiki|readme|www\.docs)\./,
  /^(?:www\.)?(?:github|gitlab)\.com$|(?:^|\.)github\.io$/,
];

/** Whether a host is named as people name addresses, rather than to call it. */
export function isOrdinaryHost(host: string): boolean {
  return ORDINARY.some((pattern) => pattern.test(host));
}
