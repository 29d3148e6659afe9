#!/bin/sh
# Secrets come as mounted files: GUIMIAN_SERVICE_TOKEN_FILE=/run/secrets/token becomes GUIMIAN_SERVICE_TOKEN.
set -eu
for name in DATABASE_URL SERVICE_TOKEN PII_KEYS; do
    eval "file=\${GUIMIAN_${name}_FILE:-}"
    if [ -n "$file" ]; then
        value=$(cat "$file")
        export "GUIMIAN_$name=$value"
    fi
done
exec "$@"
