# shellcheck shell=bash
# wait-until-ready HOST PORT SECONDS: ends well once HOST:PORT takes a connection; MAINPID is the server's process.
set -u
host=$1 port=$2 limit=$3

# A pipe that nobody writes to: `read` with a time limit is then a sleep without a process.
exec {silence}<> <(:)
until (exec 4<>"/dev/tcp/$host/$port") 2>/dev/null; do
  if [[ -n ${MAINPID:-} ]] && ! kill -0 "$MAINPID" 2>/dev/null; then
    echo "the server ended before it listened on $host:$port" >&2
    exit 1
  fi
  if ((SECONDS >= limit)); then
    echo "the server did not listen on $host:$port within $limit seconds" >&2
    exit 1
  fi
  read -rt 0.1 -u "$silence" || :
done
