# The environment that a download may see: proxies, and where the host's certificates are.
{ lib }:
lib.fetchers.proxyImpureEnvVars
++ [
  "NIX_SSL_CERT_FILE"
  "SSL_CERT_FILE"
  "NODE_EXTRA_CA_CERTS"
]
