# What the examples of the SDKs do, sourced by `run` of each: starts its worker, asks the trigger for
# work as the user ada, and lets its client wait for the result, start work itself and be refused.
#
#   play LANGUAGE 'worker command' 'client command'
#
# LOCUM_STATE is the state directory of the running `./locum up`; default: its own default.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=${LOCUM_STATE:-$HOME/.local/state/locum}
worker=
log=$(mktemp)

fail() {
  echo "$(basename "$PWD"): $*" >&2
  exit 1
}

end_worker() {
  if [ -n "$worker" ]; then
    kill "$worker" 2>/dev/null || true
    wait "$worker" 2>/dev/null || true
  fi
  rm -f "$log"
}
trap end_worker EXIT

# The value of a member in the JSON of a command.
member() {
  sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1
}

play() {
  local language=$1 said subject id status
  export TEMPORAL_CONFIG_FILE=$state/temporal.toml
  [ -f "$TEMPORAL_CONFIG_FILE" ] || fail "$TEMPORAL_CONFIG_FILE: not there (expected: \`./locum up\` runs)"
  # shellcheck disable=SC2086
  TEMPORAL_PROFILE=worker $2 >"$log" 2>&1 &
  worker=$!
  subject=$("$root/locum" login --user alice/ada --password-stdin -o json <"$state/users/ada.password" | member subject)
  id=$("$root/locum" work start "hello-${language,,}" --input '"Ada"' -o json | member workflow_id)
  # shellcheck disable=SC2086
  said=$(TEMPORAL_PROFILE=client timeout 180 $3 "$id") || {
    status=$?
    cat "$log" >&2
    fail "the client of $id ended with $status (expected: two results and a refusal); above is what the worker said"
  }
  echo "$said"
  diff <(echo "$said") - <<EOF || fail "another answer (expected: the lines marked >)"
asked for by a user: Hello Ada, from $language, for $subject of alice
started by this client: Hello world, from $language, for nobody
refused on bob's queue: The action is not allowed.
EOF
}
