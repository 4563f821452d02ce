# The names of the providers, sorted.
[
  "agenix"
  "bitwarden"
  "command"
  "envFile"
  "file"
  "keepassxc"
  "onePassword"
  "pass"
  "secretService"
  "sops"
  "systemdCredential"
]
