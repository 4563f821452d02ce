# What a host is: an IPv4 or IPv6 address without brackets and zone, the name of one, or `*` for all addresses.
# src/config/listen-address.ts has the same for servers.yaml.
{ lib }:
let
  inherit (builtins) filter length match;

  decimal = part: if match "0|[1-9][0-9]{0,2}" part == null then 256 else builtins.fromJSON part;
  # The numbers of an IPv4 address, or null.
  v4 =
    text:
    let
      numbers = map decimal (lib.splitString "." text);
    in
    if length numbers == 4 && lib.all (number: number < 256) numbers then numbers else null;

  hexadecimal =
    group:
    if match "[0-9A-Fa-f]{1,4}" group == null then
      null
    else
      lib.toLower (lib.head (match "0{0,3}([0-9A-Fa-f]+)" group));
  inHexadecimal =
    number:
    lib.optionalString (number >= 16) (inHexadecimal (number / 16))
    + builtins.substring (number - number / 16 * 16) 1 "0123456789abcdef";
  # Two groups of an IPv6 address can be written as an IPv4 one, at its end.
  groupsOf =
    text:
    let
      groups = lib.splitString ":" text;
      tail = v4 (lib.last groups);
      pair = a: b: inHexadecimal (a * 256 + b);
    in
    if text == "" then
      [ ]
    else if tail == null then
      map hexadecimal groups
    else
      map hexadecimal (lib.init groups)
      ++ [
        (pair (lib.elemAt tail 0) (lib.elemAt tail 1))
        (pair (lib.elemAt tail 2) (lib.elemAt tail 3))
      ];
  # The eight groups of an IPv6 address in the only way to write each, or null.
  v6 =
    text:
    let
      halves = lib.splitString "::" text;
      before = groupsOf (lib.head halves);
      after = if length halves == 2 then groupsOf (lib.last halves) else [ ];
      missing = 8 - length before - length after;
      groups = before ++ lib.optionals (length halves == 2) (lib.genList (_: "0") missing) ++ after;
      # An IPv4 address stands at the end only.
      early = length halves == 2 && lib.hasInfix "." (lib.head halves);
    in
    if length halves > 2 || early || missing < 0 then
      null
    else if length halves == 2 && missing == 0 || length groups != 8 || lib.elem null groups then
      null
    else
      groups;

  # RFC 1123; a name whose last part is a number would be an IPv4 address to a URL's parser.
  isName =
    text:
    let
      labels = lib.splitString "." text;
      wrong = filter (label: match "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?" label == null) labels;
    in
    lib.stringLength text <= 253 && wrong == [ ] && match "[0-9]+" (lib.last labels) == null;
in
rec {
  isV4 = text: v4 text != null;
  isV6 = text: v6 text != null;
  isHost = text: text == "*" || isV4 text || isV6 text || isName text;

  # The same text for two hosts that are written differently.
  canonical =
    text:
    if isV6 text then
      lib.concatStringsSep ":" (v6 text)
    else
      # An IPv4 address has one way to be written.
      lib.toLower text;
}
