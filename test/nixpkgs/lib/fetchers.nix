# What the fetchers share.
{ lib }:
{
  fetchers = {
    proxyImpureEnvVars =
      builtins.concatMap
        (name: [
          name
          (lib.toUpper name)
        ])
        [
          "http_proxy"
          "https_proxy"
          "ftp_proxy"
          "all_proxy"
          "no_proxy"
        ];
  };
}
