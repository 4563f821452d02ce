/** Where nixpkgs says nothing: parts of descriptions, and the category they speak of. The first that fits counts. */
const BY_WORDS: readonly (readonly [words: RegExp, category: string])[] = [
  [/\b(?:web ?browser|browser engine)\b/i, "applications/networking/browsers"],
  [/\b(?:e?mail client|mail reader|mail user agent)\b/i, "applications/networking/mailreaders"],
  [
    /\b(?:instant messag|chat client|messenger|irc client|matrix client)/i,
    "applications/networking/instant-messengers",
  ],
  [/\bbittorrent\b/i, "applications/networking/p2p"],
  [/\b(?:kubernetes|kubectl|helm chart)\b/i, "applications/networking/cluster"],
  [/\bterminal emulator\b/i, "applications/terminal-emulators"],
  [/\b(?:text|code|hex) editor\b|\b(?:ide|integrated development environment)\b/i, "applications/editors"],
  [/\bfile manager\b/i, "applications/file-managers"],
  [/\b(?:window manager|wayland compositor)\b/i, "applications/window-managers"],
  [/\b(?:version control|git (?:client|repositor\w+|tui|ui|hook\w*))\b/i, "applications/version-management"],
  [/\b(?:virtual machines?|hypervisor|containers?|docker|podman)\b/i, "applications/virtualization"],
  [
    /\b(?:spreadsheet|office suite|word processor|accounting|todo|task manager|note[- ]taking)\b/i,
    "applications/office",
  ],
  [/\b(?:video|movies?|screen ?cast)\b/i, "applications/video"],
  [/\b(?:audio|music|midi|synthesi[sz]er|mp3|soundcloud|lv2|vst)\b/i, "applications/audio"],
  [/\b(?:image|photo|raster|vector graphics|screenshot|3d model|cad)\b/i, "applications/graphics"],
  [/\b(?:games?|roguelike|shooter|chess|puzzle)\b/i, "games"],
  [/\bemulator\b/i, "applications/emulators"],
  [/\b(?:fonts?|typeface)\b/i, "data/fonts"],
  [/\b(?:icon theme|gtk theme|cursor theme|wallpapers?)\b/i, "data/themes"],
  [/\b(?:bioinformatics|astronom\w+|chemistry|genom\w+|physics|molecular)\b/i, "applications/science"],
  [/\b(?:bitcoin|ethereum|blockchain|cryptocurrency|wallet)\b/i, "applications/blockchains"],
  [/\b(?:language server|linter|formatter|static analy\w+)\b/i, "development/tools"],
  [/\b(?:compiler|transpiler)\b/i, "development/compilers"],
  [/\b(?:interpreter|programming language|scripting language)\b/i, "development/interpreters"],
  [/\b(?:library|libraries|bindings|sdk|header[- ]only)\b/i, "development/libraries"],
  [/\b(?:debugger|profiler|build system|build tool|code generator|developers?)\b/i, "development/tools"],
  [/\b(?:database|sql|key-value store)\b/i, "servers/sql"],
  [/\b(?:web ?server|http server|reverse proxy|load balancer)\b/i, "servers/http"],
  [/\b(?:monitoring|metrics|prometheus|observability)\b/i, "servers/monitoring"],
  [/\b(?:server|daemon|self-hosted)\b/i, "servers/misc"],
  [/\b(?:password|encrypt\w*|security|vulnerabilit\w+|pentest\w*|openpgp|secrets?)\b/i, "tools/security"],
  [/\b(?:backups?)\b/i, "tools/backup"],
  [/\b(?:compress\w*|archiver?s?|unpack\w*)\b/i, "tools/archivers"],
  [/\b(?:json|yaml|csv|xml|markdown|grep|text|diff)\b/i, "tools/text"],
  [/\b(?:filesystem|file system|fuse|disks?|partitions?)\b/i, "tools/filesystems"],
  [/\b(?:network\w*|dns|vpn|ssh|http|proxy|wifi|tcp|download\w*)\b/i, "tools/networking"],
  [/\b(?:aws|azure|cloud|terraform|infrastructure)\b/i, "tools/admin"],
  [/\b(?:package manager|nix|nixos|nixpkgs)\b/i, "tools/package-management"],
  [/\b(?:system monitor|process(?:es)?|cpu|hardware|kernel)\b/i, "tools/system"],
  [/\bshell\b/i, "shells"],
];

/** Folders of nixpkgs whose folders are kinds of packages; in others ("shells", "games") they are packages. */
const OF_KINDS = new Set([
  "applications",
  "data",
  "desktops",
  "development",
  "misc",
  "os-specific",
  "servers",
  "tools",
]);

/** Kinds that have kinds of their own. */
const OF_KINDS_AGAIN = new Set(["applications/networking", "applications/science", "development/tools"]);

/** "pkgs/tools/text/ripgrep/default.nix" */
const POSITION = /^pkgs\/((?:[^/]+\/)+)[^/]*\.nix/;

/** Folders that say where a package was written down, not what it is. */
const MEANINGLESS = new Set(["by-name", "top-level", "build-support", "stdenv"]);

/**
 * The category of a package: the folder of nixpkgs it lies in, at most two names ("tools/text"), three where the
 * second is itself one of kinds ("applications/networking/browsers"). `pkgs/by-name` says nothing about a
 * package; there, words of the description are taken for what they say, and "other" is the rest. Members of a
 * set whose expressions are generated are named by the set: "sets/python313Packages".
 */
export function categoryOf(position: string | null, set: string | null, description: string): string {
  const folders = position === null ? undefined : POSITION.exec(position)?.[1]?.split("/").slice(0, -1);
  const [first, second, third, fourth] = folders ?? [];
  if (set !== null && /packages|plugins|extensions/i.test(set) && !set.startsWith("kde"))
    return `sets/${set}`;
  if (first !== undefined && !MEANINGLESS.has(first)) {
    if (second === undefined || !OF_KINDS.has(first)) return first;
    const two = `${first}/${second}`;
    return OF_KINDS_AGAIN.has(two) && fourth !== undefined ? `${two}/${third}` : two;
  }
  return BY_WORDS.find(([words]) => words.test(description))?.[1] ?? "other";
}
