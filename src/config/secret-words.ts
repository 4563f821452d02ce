import { isSecretName } from "./secret-name.ts";

/**
 * How the keys of well-known services begin. Sources: their own documentation of key formats, and the
 * rules that secret scanners publish for them.
 */
const forms: readonly RegExp[] = [
  /\bsk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{16,}/,
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{16,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\b(?:sk|rk|pk)_live_[A-Za-z0-9]{10,}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bpypi-[A-Za-z0-9_-]{30,}/,
  /\bhf_[A-Za-z0-9]{20,}/,
  /\b(?:fc|tvly|pplx|gsk|re|dop_v1|lin_api|ntn|secret|sbp|figd|pat|xai|BSA)[-_][A-Za-z0-9_-]{20,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\b(?:sk|rk)_test_[A-Za-z0-9]{10,}/,
  /\b(?:whsec|shpat|shpss|glsa|glc|dckr_pat|sntrys|sntryu|phx|phc|pcsk|apify_api|bb_live|rnd|r8|cfut|lsv2_pt)_[A-Za-z0-9_-]{16,}/,
  /\b(?:nvapi|ctx7sk|sk-lf|pk-lf|xoxe\.xox[bp])-[A-Za-z0-9-]{16,}/,
  /\bATATT3[A-Za-z0-9_=-]{20,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bdp\.(?:pt|st|ct)\.[A-Za-z0-9]{20,}/,
  /\bya29\.[\w-]{20,}/,
  /\bAccountKey=[\w+/]{20,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^\s/:@]+:[^\s/@]{3,}@/,
];

/** Whether a value of an environment variable (or an argument, without a name) looks like a secret. */
export function looksLikeSecret(name: string, value: string): boolean {
  if (forms.some((form) => form.test(value))) return true;
  // A name alone may be of a setting; its value is as random as keys are, too.
  const isNamed = isSecretName(name) || /API_?KEY/i.test(name);
  return isNamed && value.length >= 16 && /^[\w+/=.:~-]+$/.test(value) && isRandom(value);
}

/** A text of somebody else's, a server's last words: what has the form of a key is `***`. */
export function maskSecretForms(text: string): string {
  return forms.reduce((masked, form) => masked.replace(new RegExp(form, "g"), "***"), text);
}

/** Words, paths and addresses have digits and capitals seldom, and placeholders repeat themselves. */
function isRandom(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && /\d/.test(value) && new Set(value).size >= 8 && !/:\/\/|^\.{0,2}\//.test(value);
}
