#!/bin/sh
# Makes .env, which docker compose and the shell that starts `dapr run -f .` read, and .dapr/secrets.json, the secret
# store. Both have new random values, are readable by their owner only, and are never committed. Existing files stay.
set -eu
cd "$(dirname "$0")/../.."
umask 077
random() { openssl rand -hex 16; }

if [ ! -e .env ]; then
  owner=$(random) redis=$(random) tenant=$(random) scheduler=$(random)
  cat > .env <<END
POSTGRES_PASSWORD=$owner
REDIS_PASSWORD=$redis
REDIS_HOST=localhost:6379
REDIS_DB=0
DAPR_API_TOKEN=$(random)
APP_API_TOKEN=$(random)
SECRETS_FILE=$PWD/.dapr/secrets.json
WORKFLOW_STATE_CONNECTION="host=localhost port=5432 user=postgres password=$owner database=workflows sslmode=disable"
ConnectionStrings__PostgresOwner="Host=localhost;Database=reports;Username=postgres;Password=$owner"
ConnectionStrings__PostgresTenant="Host=localhost;Database=reports;Username=report_app;Password=$tenant"
ConnectionStrings__Postgres="Host=localhost;Database=reports;Username=report_scheduler_app;Password=$scheduler"
END
fi

if [ ! -e .dapr/secrets.json ]; then
  mkdir -p .dapr
  printf '{"auth-signing-key": "%s", "data-key": "%s"}\n' "$(openssl rand -base64 32)" "$(openssl rand -base64 32)" > .dapr/secrets.json
fi
