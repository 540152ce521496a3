package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A realm as production would have it: ES256, and refresh tokens that are good once.
const realm = `{
  "realm": "bench", "enabled": true, "sslRequired": "none",
  "defaultSignatureAlgorithm": "ES256", "accessTokenLifespan": 3600,
  "revokeRefreshToken": true, "refreshTokenMaxReuse": 0,
  "components": {"org.keycloak.keys.KeyProvider": [
    {"name": "ecdsa", "providerId": "ecdsa-generated", "subComponents": {},
     "config": {"priority": ["200"], "enabled": ["true"], "active": ["true"], "ecdsaEllipticCurveKey": ["P-256"]}}
  ]},
  "clients": [
    {"clientId": "worker", "enabled": true, "secret": "%[1]s", "clientAuthenticatorType": "client-secret",
     "serviceAccountsEnabled": true, "directAccessGrantsEnabled": true, "standardFlowEnabled": false,
     "attributes": {"standard.token.exchange.enabled": "true"},
     "protocolMappers": [%[2]s]},
    {"clientId": "fleet", "enabled": true, "secret": "%[1]s", "clientAuthenticatorType": "client-secret",
     "serviceAccountsEnabled": true, "standardFlowEnabled": false}
  ],
  "users": [{"username": "ada", "enabled": true, "email": "ada@example.org", "emailVerified": true,
    "firstName": "Ada", "lastName": "Example", "requiredActions": [],
    "credentials": [{"type": "password", "value": "%[1]s"}]}]
}`

// Tokens are for the service that asks about them, and for the client that exchanges them.
const audiences = `
  {"name": "fleet", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
   "config": {"included.client.audience": "fleet", "access.token.claim": "true", "introspection.token.claim": "true"}},
  {"name": "worker", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
   "config": {"included.client.audience": "worker", "access.token.claim": "true", "introspection.token.claim": "true"}}`

func (s *site) startKeycloak(script string, connections int) (*authorityUnderLoad, error) {
	password, secret := randomText(), randomText()
	database, databaseAddress, err := s.startPostgresql("keycloak", password)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(s.directory, "realm.json")
	if err := os.WriteFile(file, fmt.Appendf(nil, realm, secret, audiences), 0o600); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	t := &authorityUnderLoad{name: "keycloak", address: fmt.Sprintf("127.0.0.1:%d", port), database: database}
	command := exec.Command(script, "start", "--port", fmt.Sprint(port), "--database", databaseAddress+"/postgres",
		"--user", "bench", "--realm", file)
	command.Env = append(os.Environ(), "KC_DB_PASSWORD="+password)
	if t.process, err = s.started(start(s.directory, "keycloak", command)); err != nil {
		return nil, err
	}
	// Its first start makes the schema: the second is the one that counts.
	if err := t.process.answers(t.address, "/realms/bench", 8*time.Minute); err != nil {
		return nil, err
	}
	t.process.end()
	again := exec.Command(command.Args[0], command.Args[1:]...)
	again.Env = command.Env
	begun := time.Now()
	if t.process, err = s.started(start(s.directory, "keycloak", again)); err != nil {
		return nil, err
	}
	if err := t.process.answers(t.address, "/realms/bench", 5*time.Minute); err != nil {
		return nil, err
	}
	t.ready = time.Since(begun)
	return t, t.converseWithKeycloak(secret, connections)
}

func (t *authorityUnderLoad) converseWithKeycloak(secret string, connections int) error {
	const endpoint = "/realms/bench/protocol/openid-connect/token"
	token := func(pairs ...string) []byte {
		return post(t.address, endpoint, basic("worker", secret), form(pairs...))
	}
	asWorker := token("grant_type", "client_credentials")
	logIn := token("grant_type", "password", "username", "ada", "password", secret)
	userToken, err := ask(t.address, logIn, "access_token")
	if err != nil {
		return err
	}
	exchange := token("grant_type", exchangeGrant, "subject_token", userToken,
		"subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
		"requested_token_type", "urn:ietf:params:oauth:token-type:access_token", "audience", "fleet")
	if _, err := ask(t.address, exchange, "access_token"); err != nil {
		return err
	}
	var refreshTokens []string
	for range connections {
		shown, err := ask(t.address, logIn, "refresh_token")
		if err != nil {
			return err
		}
		refreshTokens = append(refreshTokens, shown)
	}
	refreshWith := func(shown string) []byte { return token("grant_type", "refresh_token", "refresh_token", shown) }
	t.cases = map[string][]conversation{
		introspection: each(connections, func(int) conversation {
			return same{post(t.address, endpoint+"/introspect", basic("fleet", secret), form("token", userToken)), []byte(`"active":true`)}
		}),
		clientCredentials: each(connections, func(int) conversation { return same{asWorker, []byte(`"access_token"`)} }),
		tokenExchange:     each(connections, func(int) conversation { return same{exchange, []byte(`"access_token"`)} }),
		refresh: each(connections, func(i int) conversation {
			return &refreshing{refreshWith, refreshTokens[i]}
		}),
	}
	return nil
}
