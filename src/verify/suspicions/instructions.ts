import { excerptOf, type Severity, type TextFinding, type TextKind } from "./finding.ts";
import { plain, wordsOfName } from "./plain.ts";

/**
 * Words that are meant for the model and not for its user. Many honest descriptions speak to the model ("call X
 * first"), so what is looked for is what only an attack has need of: secrecy, secrets, other orders than its user's.
 * Known cases: Invariant Labs, "Tool Poisoning Attacks" (2025); OWASP LLM01.
 */
interface Phrase {
  /** It is none after a "not". */
  readonly unlessForbidden?: boolean;
  readonly what: string;
  readonly severity: Severity;
  /** No short name has it by accident. */
  readonly isInNames?: boolean;
  readonly pattern: RegExp;
}

const orders =
  "instructions?|prompts?|rules?|guidelines?|directives?|directions?|commands?|messages?|constraints?";
/** Of no use to a server that is not theirs. */
const secretPlaces = [
  String.raw`~?\/?\.ssh\b`,
  String.raw`\bid_(?:rsa|dsa|ecdsa|ed25519)\b`,
  String.raw`\.aws\/credentials\b`,
  String.raw`\.(?:cursor|vscode|gemini|codeium|claude)\/\S{0,60}?\.(?:json|toml)\b`,
  String.raw`\bclaude_desktop_config\b`,
  String.raw`\bmcp\.json\b`,
  String.raw`\/etc\/(?:passwd|shadow)\b`,
  String.raw`\.(?:netrc|gnupg|pgpass|git-credentials)\b`,
  String.raw`\b(?:private|ssh) keys?\b`,
  String.raw`\b(?:seed phrases?|browser cookies|password store)\b`,
].join("|");
/** Honest servers name them too, where they tell what they need. */
const usualPlaces = String.raw`(?:^|[\s"'\x60/])\.env\b|\.(?:npmrc|docker\/config\.json|kube\/config)\b`;
/** Who says "do not include keys", or "nothing is done without the user's consent", warns of it. */
const forbids = /\b(?:not|never|don['’]?t|avoid|without|cannot|no|nothing)\b[^.\n]*$/i;
/** How far back a "not" is looked for. */
const FORBIDDING = 48;
const taking =
  "read|cat|open|load|fetch|get|access|include|pass|send|upload|copy|attach|append|provide|extract|collect|put";

const phrases: readonly Phrase[] = [
  {
    what: "it tells the model to leave other instructions aside",
    severity: "danger",
    isInNames: true,
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|override|bypass|supersedes?|overrides?)\\s+(?:(?:all|any|the|your|of|every|these|those|other|its)\\s+){0,4}(?:previous|prior|above|earlier|preceding|existing|other|system|safety|original|user'?s?)\\s+(?:\\w+\\s+){0,2}(?:${orders})`,
      "gi",
    ),
  },
  {
    what: "it takes precedence over other instructions",
    severity: "danger",
    pattern: new RegExp(
      `\\b(?:takes?|has|have)\\s+(?:\\w+\\s+)?(?:precedence|priority)\\s+over\\s+(?:\\w+\\s+){0,3}(?:${orders})`,
      "gi",
    ),
  },
  {
    what: "it wants something kept from the user",
    severity: "danger",
    isInNames: true,
    pattern:
      /\b(?:do\s+not|don['’]?t|never|must\s+not|should\s+not|avoid|without)\s+(?:ever\s+)?(?:tell|mention|inform|notif(?:y|ying)|alert|reveal|disclose|let|warn|telling|mentioning|informing|revealing|disclosing|alerting|warning)\b[^.\n]{0,60}?\b(?:the\s+)?(?:user|human|person|operator)s?\b/gi,
  },
  {
    what: "it wants something kept from the user",
    severity: "danger",
    pattern: new RegExp(
      String.raw`\b(?:secretly|covertly|surreptitiously|hidden from the user|invisible to the user|behind the user['’]s back)\b|\bsilently\s+(?:${taking}|call|run|execute|forward|add|post|write|delete|install|exfiltrate)\b|\bwithout (?:the )?user(?:['’]s)? (?:knowledge|noticing|knowing|awareness)\b`,
      "gi",
    ),
  },
  {
    what: "it sends the model to where secrets are",
    unlessForbidden: true,
    severity: "danger",
    pattern: new RegExp(`\\b(?:${taking})(?:ing|s)?\\b[^.\\n]{0,60}?(?:${secretPlaces})`, "gim"),
  },
  {
    what: "it wants what the model knows of the conversation",
    unlessForbidden: true,
    severity: "danger",
    pattern: new RegExp(
      `\\b(?:${taking}|summari[sz]e|log|forward|report|save|store)(?:ing|s)?\\b[^.\\n]{0,60}?\\b(?:system prompt|(?:conversation|chat|message) (?:history|log|transcript)|(?:full|entire|whole|complete) (?:conversation|chat|context)|previous (?:messages|conversation)|other tools['’]? (?:results?|outputs?|responses?))`,
      "gi",
    ),
  },
  {
    what: "it is marked up as orders to the model",
    severity: "danger",
    pattern:
      /<\/?\s*(?:important|system|critical|secret|hidden|admin|override|sys|system[_-]?prompt|system[_-]?instructions?)\b[^>\n]{0,40}>|\[\s*(?:system|inst|\/inst|admin|hidden)\s*\]|<\|(?:im_start|im_end|system|endoftext)[^|]*\|>|^#{1,3}\s*system\s*(?:prompt|message|override)?\s*:?\s*$/gim,
  },
  {
    what: "it wants to be called whatever the user asks",
    severity: "danger",
    pattern:
      /\b(?:always|must(?:\s+always)?)\s+(?:call|use|invoke|run|execute)\s+(?:this|it|the\s+\S+(?:\s+tool)?)\s+(?:tool\s+)?(?:first\s+)?(?:before|prior\s+to|after|for|on|with)\s+(?:using\s+|calling\s+|invoking\s+|answering\s+|executing\s+)?(?:any|every|each|all)\s+(?:other\s+)?(?:tools?|requests?|messages?|responses?|prompts?|tasks?|actions?|conversations?)\b/gi,
  },
  {
    what: "it tells the model to leave other instructions aside",
    severity: "danger",
    pattern:
      /\bignorier\w{0,3}\s[^.\n]{0,30}\b(?:vorherigen?|bisherigen?|fruheren?|vorigen|anderen)\s+(?:anweisung|instruktion|regel|vorgabe)|\bignore[rz]?\s+(?:toutes?\s+)?(?:les|tes|vos)\s+(?:instructions|consignes|regles)\s+(?:precedentes|anterieures)|\bignor[ae]\w{0,2}\s+(?:todas\s+)?las\s+(?:instrucciones|reglas|ordenes)\s+(?:anteriores|previas)|忽略[^。\n]{0,12}(?:之前|以前|先前|以上|此前|所有)[^。\n]{0,8}(?:指令|指示|规则|提示)/gi,
  },
  {
    what: "it wants something kept from the user",
    severity: "danger",
    pattern:
      /\b(?:sage?|erzahle?|verrate?)\s+(?:es\s+|das\s+|davon\s+)?dem\s+(?:be)?nutzer\s+(?:nicht|nie|davon)|\bne\s+(?:le\s+|l['’])?(?:dis|dites|revele|mentionne|informe)\w{0,3}\s+(?:pas|rien|jamais)\b[^.\n]{0,30}\butilisateur|\bno\s+(?:se\s+|lo\s+){0,2}(?:digas?|informes?|menciones?|reveles?|cuentes?)\b[^.\n]{0,30}\busuario|(?:不要|别|请勿|不得|不能)(?:告诉|告知|通知|提醒|透露给)[^。\n]{0,6}(?:用户|使用者)/gi,
  },
  {
    what: "it sends the model to where secrets are",
    severity: "danger",
    pattern:
      /(?:\b(?:lies|lese|offne|sende|schicke|kopiere|lis|lisez|envoie|envoyez|copie[rz]?|lee|leer|envia|enviar|incluye|leggi|invia|leia)\b|读取|发送|读出|上传)[^.\n]{0,60}?(?:\.ssh\b|\bid_(?:rsa|ecdsa|ed25519)\b|\.aws\/credentials\b)/gi,
  },
  {
    what: "it names a file of secrets",
    severity: "notice",
    pattern: /~\/\.ssh\/id_\w|\.aws\/credentials\b/gi,
  },
  {
    what: "it acts without the user's consent",
    unlessForbidden: true,
    severity: "notice",
    pattern: /\bwithout (?:the )?user(?:['’]s)? (?:consent|approval|confirmation|permission)\b/gi,
  },
  {
    what: "it sends the model to where secrets may be",
    unlessForbidden: true,
    severity: "notice",
    pattern: new RegExp(`\\b(?:${taking})(?:ing|s)?\\b[^.\\n]{0,60}?(?:${usualPlaces})`, "gim"),
  },
  {
    what: "it asks for something to be done before any tool is used",
    severity: "notice",
    pattern:
      /\bbefore\s+(?:using|calling|invoking|running)\s+(?:any|every|other|all)\b[^.\n]{0,20}\btools?\b/gi,
  },
  {
    what: "text in a comment, which a reader of the rendered text does not see",
    severity: "notice",
    pattern: /<!--[\s\S]{12,2000}?-->/g,
  },
];

/** Longer than nearly every name. */
const LONG_NAME = 64;

/** Instructions aimed at a model in what a server wrote. A name with blanks, or a long one, is a text as well. */
export function instructions(text: string, kind: TextKind): TextFinding[] {
  const isName = kind === "name" && text.length <= LONG_NAME && !/\s|%20/.test(text);
  const readings = [text, plain(kind === "name" ? wordsOfName(text) : text)];
  if (kind === "name") readings.push(plain(text));
  return phrases
    .filter(({ isInNames }) => !isName || isInNames)
    .flatMap((phrase) => {
      // The text as it was written is shown rather than what it comes to.
      const [most = []] = readings
        .map((reading) => found(reading, phrase))
        .sort((a, b) => b.length - a.length);
      return most;
    });
}

function found(text: string, { what, severity, pattern, unlessForbidden }: Phrase): TextFinding[] {
  return [...text.matchAll(pattern)]
    .filter(
      ({ index }) => !unlessForbidden || !forbids.test(text.slice(Math.max(0, index - FORBIDDING), index)),
    )
    .slice(0, 3)
    .map(({ index, 0: match }) => ({
      rule: "instructions",
      severity,
      what,
      excerpt: excerptOf(text, index, index + match.length),
    }));
}
