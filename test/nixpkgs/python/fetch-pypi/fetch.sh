# shellcheck shell=bash
# usage: a builder with $program, $project, $file and $out.
export PATH=$PATH:/usr/local/bin:/usr/bin:/bin
for python in python3 /usr/bin/python3 python; do
    if "$python" -c "import pip" 2>/dev/null; then break; fi
done
exec "$python" "$program" "$project" "$file" "$out"
