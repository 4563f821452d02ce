# A list of words as ExecStart= takes it: each reaches the program as it is (systemd.syntax(7), "Quoting";
# systemd.service(5), "Command lines").
{ lib }:
let
  quoted =
    word:
    "\"${
      lib.replaceStrings
        [
          "\\"
          "\""
          "\n"
          "%"
          "$"
        ]
        [
          "\\\\"
          "\\\""
          "\\n"
          "%%"
          "$$"
        ]
        word
    }\"";
  isPlain =
    word: builtins.match "[A-Za-z0-9/][A-Za-z0-9/._:=,+-]*|-[A-Za-z0-9/._:=,+-]+" word != null;
in
words: lib.concatMapStringsSep " " (word: if isPlain word then word else quoted word) words
