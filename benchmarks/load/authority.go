package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// authorityUnderLoad is one authority with a PostgreSQL of its own.
type authorityUnderLoad struct {
	name     string
	address  string
	process  *process
	database *process
	ready    time.Duration
	cases    map[string][]conversation
	// renew replaces the user's access token, which lives for minutes; nobody talks meanwhile.
	renew func() error
}

// What is compared, in this order; delegations are Locum's alone.
const (
	introspection     = "introspection"
	clientCredentials = "client credentials"
	tokenExchange     = "token exchange"
	refresh           = "refresh with rotation"
	delegation        = "durable delegation"
	delegationAtRate  = "durable delegation at a rate"
)

var authorityCases = []string{introspection, clientCredentials, tokenExchange, refresh, delegation, delegationAtRate}

type authorityRound struct {
	Case, Target      string
	PerSecond         float64
	ServiceCPU, DBCPU float64 // µs a request
	P50, P99          float64 // ms
}

type authoritySize struct {
	Target   string
	Ready    float64 // s
	Resident float64 // MB, after the load
}

// authorities is what is compared, and how.
type authorities struct {
	locum, keycloak, put, results string
	times                         plan
	connections                   int
	// Delegations a second of the case that has a rate.
	rate   float64
	only   string
	alone  bool
	steady time.Duration
}

// measure lets Keycloak and Locum take turns, or drives Locum steadily.
func (a authorities) measure() error {
	directory, err := filepath.Abs(filepath.Join(a.results, "authority"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(directory); err != nil {
		return err
	}
	if err := os.MkdirAll(directory, 0o711); err != nil {
		return err
	}
	s := &site{directory: directory}
	defer s.end()
	s.endWhenInterrupted()
	if a.steady > 0 {
		target, err := s.startAuthService(a.locum, a.put, a.connections)
		if err != nil {
			return err
		}
		return target.holdSteady(a.steady, a.times)
	}
	var targets []*authorityUnderLoad
	begins := []func() (*authorityUnderLoad, error){
		func() (*authorityUnderLoad, error) { return s.startKeycloak(a.keycloak, a.connections) },
		func() (*authorityUnderLoad, error) { return s.startAuthService(a.locum, a.put, a.connections) },
	}
	if a.alone {
		begins = begins[1:]
	}
	for _, begin := range begins {
		target, err := begin()
		if err != nil {
			return err
		}
		targets = append(targets, target)
	}
	return a.compare(targets)
}

func (a authorities) compare(targets []*authorityUnderLoad) error {
	var rounds []authorityRound
	for _, name := range authorityCases {
		// Written as one word, since options come through LOCUM_LOAD.
		if a.only != "" && !slices.Contains(strings.Split(a.only, ","), strings.ReplaceAll(name, " ", "-")) {
			continue
		}
		drive := talk
		if name == delegationAtRate {
			drive = atRate(a.rate)
		}
		found, err := compareAuthorities(name, targets, a.times, drive)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		rounds = append(rounds, found...)
		if name == delegationAtRate {
			a.tellRate(found)
		}
	}
	fmt.Printf("\n%-10s %10s %14s\n", "target", "ready, s", "MB resident")
	var sizes []authoritySize
	for _, target := range targets {
		size := authoritySize{target.name, target.ready.Seconds(), target.process.resident()}
		sizes = append(sizes, size)
		fmt.Printf("%-10s %10.1f %14.0f\n", size.Target, size.Ready, size.Resident)
	}
	file, err := os.Create(filepath.Join(a.results, "authority.json"))
	if err != nil {
		return err
	}
	defer file.Close()
	return json.NewEncoder(file).Encode(struct {
		Rounds []authorityRound
		Sizes  []authoritySize
	}{rounds, sizes})
}

func (a authorities) tellRate(rounds []authorityRound) {
	slowest := rounds[0].PerSecond
	for _, round := range rounds {
		slowest = min(slowest, round.PerSecond)
	}
	fmt.Printf("asked for %.0f/s, each from the moment at which it was due\n", a.rate)
	if slowest < 0.97*a.rate {
		fmt.Printf("  locum did not keep the rate: %.0f/s in one round\n", slowest)
	}
}

func compareAuthorities(name string, targets []*authorityUnderLoad, times plan, drive driving) ([]authorityRound, error) {
	var rounds []authorityRound
	for round := -1; round < times.rounds; round++ {
		for _, target := range targets {
			conversations, found := target.cases[name]
			if !found {
				continue
			}
			duration := times.round
			if round < 0 {
				duration = times.warmUp
			}
			service, database := target.process.cpu(), target.database.cpu()
			driven, err := drive(target.address, conversations, duration)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", target.name, err)
			}
			if round < 0 {
				continue
			}
			calls := float64(driven.calls)
			rounds = append(rounds, authorityRound{
				Case: name, Target: target.name, PerSecond: driven.perSecond(),
				ServiceCPU: (target.process.cpu() - service).Seconds() * 1e6 / calls,
				DBCPU:      (target.database.cpu() - database).Seconds() * 1e6 / calls,
				P50:        driven.p50.Seconds() * 1e3, P99: driven.p99.Seconds() * 1e3,
			})
		}
	}
	printAuthorities(name, targets, rounds)
	return rounds, nil
}

func printAuthorities(name string, targets []*authorityUnderLoad, rounds []authorityRound) {
	fmt.Printf("\n%s\n%-10s %10s %14s %14s %9s %9s\n", name,
		"target", "req/s", "CPU µs/req", "database µs", "p50 ms", "p99 ms")
	cpu := map[string]float64{}
	for _, target := range targets {
		of := func(value func(authorityRound) float64) float64 {
			var values []figures
			for _, each := range rounds {
				if each.Target == target.name {
					values = append(values, figures{CPU: value(each)})
				}
			}
			return median(values, func(f figures) float64 { return f.CPU })
		}
		if _, found := target.cases[name]; !found {
			continue
		}
		cpu[target.name] = of(func(r authorityRound) float64 { return r.ServiceCPU })
		fmt.Printf("%-10s %10.0f %14.1f %14.1f %9.2f %9.2f\n", target.name,
			of(func(r authorityRound) float64 { return r.PerSecond }), cpu[target.name],
			of(func(r authorityRound) float64 { return r.DBCPU }),
			of(func(r authorityRound) float64 { return r.P50 }),
			of(func(r authorityRound) float64 { return r.P99 }))
	}
	if len(cpu) == 2 {
		fmt.Printf("keycloak takes %.1f × the CPU of locum\n", cpu["keycloak"]/cpu["locum"])
	}
}

// startPostgresql starts a database of its own, durable as it comes; it answers where it is.
func (s *site) startPostgresql(name, password string) (*process, string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return nil, "", fmt.Errorf("PostgreSQL: not found in /usr/lib/postgresql (on Debian: apt-get install postgresql)")
	}
	slices.Sort(found)
	bin := found[len(found)-1]
	data := filepath.Join(s.directory, name+"-data")
	secret := filepath.Join(s.directory, name+"-password")
	if err := os.WriteFile(secret, []byte(password), 0o644); err != nil {
		return nil, "", err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, "", err
	}
	// It does not run as root.
	var as []string
	if os.Geteuid() == 0 {
		as = []string{"setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"}
		if out, err := exec.Command("chown", "-R", "postgres", data).CombinedOutput(); err != nil {
			return nil, "", fmt.Errorf("chown: %s", out)
		}
	}
	command := func(arguments ...string) *exec.Cmd {
		words := append(slices.Clone(as), arguments...)
		command := exec.Command(words[0], words[1:]...)
		command.Dir = s.directory
		return command
	}
	if out, err := command(bin+"/initdb", "-D", data, "-U", "bench", "-A", "scram-sha-256", "--pwfile", secret,
		"-E", "UTF8", "--locale=C").CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("initdb: %s", out)
	}
	port, err := freePort()
	if err != nil {
		return nil, "", err
	}
	p, err := s.started(start(s.directory, name+"-postgresql", command(bin+"/postgres", "-D", data,
		"-p", fmt.Sprint(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")))
	if err != nil {
		return nil, "", err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	return p, address, p.serves(address, 20*time.Second)
}

func randomText() string {
	secret := make([]byte, 24)
	_, _ = rand.Read(secret)
	return hex.EncodeToString(secret)
}

func basic(id, secret string) string {
	pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))
}

func form(pairs ...string) []byte {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return []byte(values.Encode())
}

func each(count int, make func(int) conversation) []conversation {
	var all []conversation
	for i := range count {
		all = append(all, make(i))
	}
	return all
}

// ask sends one request and answers a member of its answer.
func ask(address string, request []byte, name string) (string, error) {
	kept := &kept{request: request}
	if _, err := converse(address, kept, time.Now()); err != nil {
		return "", err
	}
	value := member(kept.body, name)
	if value == "" {
		return "", fmt.Errorf("answer: %d with %.300q (expected: %s)", kept.status, kept.body, name)
	}
	return value, nil
}

type kept struct {
	request []byte
	status  int
	body    []byte
}

func (k *kept) next() []byte { return k.request }

func (k *kept) answered(status int, body []byte) error {
	k.status, k.body = status, body
	return nil
}

// answers waits until a path is answered with 200.
func (p *process) answers(address, path string, within time.Duration) error {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		answer, err := http.Get("http://" + address + path)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		if p.hasEnded() {
			break
		}
	}
	return fmt.Errorf("%s: does not answer %s; see %s", p.name, path, p.log)
}

const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange"

const authServiceConfiguration = `
authService:
  listen:
    grpc: 127.0.0.1:%[1]d
    http: 127.0.0.1:%[2]d
    insecure: {plaintext: true}
  issuer: http://127.0.0.1:%[2]d
  keys: {encryptionKey: "file:encryption.key"}
  store:
    postgresql: {url: "jdbc:postgresql://%[3]s/postgres", user: bench, password: "file:locum-db.key"}
  bootstrap: {operatorKeyFile: operator.jwk}
`

func (s *site) startAuthService(locum, put string, connections int) (*authorityUnderLoad, error) {
	password := randomText()
	database, databaseAddress, err := s.startPostgresql("locum", password)
	if err != nil {
		return nil, err
	}
	var ports [2]int
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return nil, err
		}
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	file := filepath.Join(s.directory, "locum.yaml")
	for name, text := range map[string]string{
		"encryption.key": base64.RawURLEncoding.EncodeToString(key),
		"locum-db.key":   password,
		"locum.yaml":     fmt.Sprintf(authServiceConfiguration, ports[0], ports[1], databaseAddress),
	} {
		if err := os.WriteFile(filepath.Join(s.directory, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	t := &authorityUnderLoad{name: "locum", address: fmt.Sprintf("127.0.0.1:%d", ports[1]), database: database}
	begun := time.Now()
	t.process, err = s.started(start(s.directory, "locum", exec.Command(locum, "auth-service", "--config", file)))
	if err != nil {
		return nil, err
	}
	if err := t.process.answers(t.address, "/.well-known/oauth-authorization-server", 90*time.Second); err != nil {
		return nil, err
	}
	t.ready = time.Since(begun)
	words := append(strings.Fields(put), s.directory, fmt.Sprintf("127.0.0.1:%d", ports[0]),
		"http://"+t.address, fmt.Sprint(connections))
	putting, err := start(s.directory, "put-users", exec.Command(words[0], words[1:]...))
	if err != nil {
		return nil, err
	}
	if err := putting.command.Wait(); err != nil {
		return nil, fmt.Errorf("put-users: %w; see %s", err, putting.log)
	}
	return t, t.converseWithLocum(filepath.Join(s.directory, "authority.txt"), connections)
}

func (t *authorityUnderLoad) converseWithLocum(file string, connections int) error {
	keys, refreshTokens, err := readKeys(file)
	if err != nil {
		return err
	}
	token := func(who string, pairs ...string) []byte {
		authorization := ""
		if who != "" {
			authorization = basic(who, keys[who])
		} else {
			pairs = append(pairs, "client_id", "locum-cli")
		}
		return post(t.address, "/oauth/token", authorization, form(pairs...))
	}
	asWorker := token("worker", "grant_type", "client_credentials", "audience", "fleet")
	refreshWith := func(shown string) []byte {
		return token("", "grant_type", "refresh_token", "refresh_token", shown)
	}
	var userToken string
	var introspect []byte
	t.renew = func() error {
		fresh := &kept{request: refreshWith(refreshTokens[0])}
		if _, err := converse(t.address, fresh, time.Now()); err != nil {
			return err
		}
		refreshTokens[0] = member(fresh.body, "refresh_token")
		userToken = member(fresh.body, "access_token")
		if userToken == "" {
			return fmt.Errorf("refresh: %d with %.200q", fresh.status, fresh.body)
		}
		introspect = post(t.address, "/oauth/introspect", basic("trigger", keys["trigger"]), form("token", userToken))
		return nil
	}
	if err := t.renew(); err != nil {
		return err
	}
	var issued atomic.Int64
	run := randomText()
	delegate := func(number int) []byte {
		details := fmt.Sprintf(`{"route":"trip","idempotency_key":"%s-%d"}`, run, number)
		return token("trigger", "grant_type", exchangeGrant,
			"subject_token", userToken, "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
			"requested_token_type", "urn:ietf:params:oauth:token-type:txn_token",
			"audience", "locum", "scope", "fleet.use", "request_details", details)
	}
	if _, err := ask(t.address, delegate(0), "access_token"); err != nil {
		return err
	}
	exchange := token("worker", "grant_type", exchangeGrant,
		"subject_token", keys["delegation"], "subject_token_type", "urn:ietf:params:oauth:token-type:txn_token",
		"requested_token_type", "urn:ietf:params:oauth:token-type:access_token", "audience", "fleet", "scope", "fleet.use")
	if _, err := ask(t.address, exchange, "access_token"); err != nil {
		return err
	}
	t.cases = map[string][]conversation{
		tokenExchange: each(connections, func(int) conversation { return same{exchange, []byte(`"access_token"`)} }),
		introspection: each(connections, func(int) conversation {
			return latest{&introspect, []byte(`"active":true`)}
		}),
		clientCredentials: each(connections, func(int) conversation { return same{asWorker, []byte(`"access_token"`)} }),
		refresh: each(connections, func(i int) conversation {
			return &refreshing{refreshWith, refreshTokens[i]}
		}),
		delegation: each(connections, func(int) conversation {
			return numbered{delegate, func() int { return int(issued.Add(1)) }, []byte(`"access_token"`)}
		}),
	}
	t.cases[delegationAtRate] = t.cases[delegation]
	return nil
}

func readKeys(name string) (map[string]string, []string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	keys := map[string]string{}
	var refreshTokens []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if name == "refresh" {
			refreshTokens = append(refreshTokens, value)
		} else {
			keys[name] = value
		}
	}
	return keys, refreshTokens, nil
}
