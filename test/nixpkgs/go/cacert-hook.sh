# shellcheck shell=bash
for file in "${NIX_SSL_CERT_FILE-}" "${SSL_CERT_FILE-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -r "$file" ]; then
        export NIX_SSL_CERT_FILE=$file SSL_CERT_FILE=$file
        break
    fi
done
