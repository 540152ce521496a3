# Parts of scripts/temporal-server that set Temporal up as production would be: PostgreSQL behind it,
# and a frontend that takes the gateway's certificate alone. Sourced; needs `fail` and `work`.

# Temporal's tools and server, and PostgreSQL's, want a password; it protects a database on loopback
# that ends with the script.
pg_user=temporal

# PostgreSQL's programs; Debian keeps them off the PATH.
pg_bin() {
  local dir
  for dir in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
    [ ! -x "$dir/initdb" ] || found=$dir
  done
  echo "${found-}"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# Starts a PostgreSQL of our own on port $1.
start_postgres() {
  local bin
  bin=$(pg_bin)
  [ -n "$bin" ] || fail "PostgreSQL: not found (expected: initdb on the PATH or in /usr/lib/postgresql; on Debian: apt-get install postgresql)"
  database=$work/postgresql
  mkdir -p "$database"
  pg_password=$(openssl rand -hex 16)
  printf '%s\n' "$pg_password" >"$work/postgresql-password"
  if [ "$(id -u)" -eq 0 ]; then
    chown -R postgres "$database" "$work/postgresql-password"
    chmod 711 "$work"
  fi
  as_postgres "$bin/initdb" -D "$database" -U "$pg_user" -A scram-sha-256 --pwfile "$work/postgresql-password" \
    -E UTF8 --no-sync >"$work/postgresql.log"
  as_postgres "$bin/pg_ctl" -D "$database" -w -l "$database/log" \
    -o "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" start >>"$work/postgresql.log" ||
    { cat "$database/log" >&2; fail "PostgreSQL did not start; see above"; }
}

stop_postgres() {
  [ -z "${database-}" ] || as_postgres "$(pg_bin)/pg_ctl" -D "$database" -m immediate stop >/dev/null 2>&1 || true
}

# Both databases and their schema, which is inside the tool.
make_schema() {
  local name plan
  export SQL_PASSWORD=$pg_password
  for name in temporal visibility; do
    plan=(--plugin postgres12 --ep 127.0.0.1 -p "$1" -u "$pg_user" --db "$name")
    "$cache/temporal-sql-tool" "${plan[@]}" create
    "$cache/temporal-sql-tool" "${plan[@]}" setup-schema -v 0.0
    "$cache/temporal-sql-tool" "${plan[@]}" update-schema --schema-name "postgresql/v12/$name"
  done >>"$work/schema.log" 2>&1 || { cat "$work/schema.log" >&2; fail "the schema could not be made; see above"; }
  unset SQL_PASSWORD
}

postgres_store() {
  cat <<YAML
      sql:
        pluginName: postgres12
        databaseName: $1
        connectAddr: 127.0.0.1:$postgres
        connectProtocol: tcp
        user: $pg_user
        password: $pg_password
        maxConns: 10
        maxIdleConns: 10
        maxConnLifetime: 1h
YAML
}

# An authority: its certificate in $1.pem, its key in $1-key.pem.
make_authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$2" \
    -addext basicConstraints=critical,CA:true,pathlen:0 -keyout "$1-key.pem" -out "$1.pem" 2>/dev/null
  chmod 600 "$1-key.pem"
}

# A certificate of authority $1 for name $3, in $2.pem and $2-key.pem.
make_certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" -keyout "$2-key.pem" -out "$2.csr" 2>/dev/null
  chmod 600 "$2-key.pem"
  openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1-key.pem" -CAcreateserial -days 30 -out "$2.pem" \
    -extfile <(printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth' "$3") 2>/dev/null
  rm -f "$2.csr"
}

# Two authorities: one for Temporal's own services, and one whose only client certificate is the
# gateway's. What the gateway needs is left in directory $1.
make_certificates() {
  mkdir -p "$1" "$work/tls"
  make_authority "$work/tls/internal" 'Temporal internal'
  make_certificate "$work/tls/internal" "$work/tls/node" temporal
  make_authority "$work/tls/clients" 'Temporal clients'
  make_certificate "$work/tls/clients" "$work/tls/gateway" gateway
  cp "$work/tls/internal.pem" "$1/temporal-ca.pem"
  cp "$work/tls/gateway.pem" "$work/tls/gateway-key.pem" "$1"
}

# The frontend takes certificates of the clients' authority alone, and Temporal's own services each
# other's: an internal port is a side door otherwise.
tls_config() {
  cat <<YAML
  tls:
    internode:
      server: {certFile: $work/tls/node.pem, keyFile: $work/tls/node-key.pem, requireClientAuth: true, clientCaFiles: [$work/tls/internal.pem]}
      client: {serverName: temporal, rootCaFiles: [$work/tls/internal.pem]}
    frontend:
      server: {certFile: $work/tls/node.pem, keyFile: $work/tls/node-key.pem, requireClientAuth: true, clientCaFiles: [$work/tls/clients.pem]}
      client: {serverName: temporal, rootCaFiles: [$work/tls/internal.pem]}
YAML
}
