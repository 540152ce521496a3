package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// site is everything that runs: the stub as upstream, nginx, an auth service and the gateway.
type site struct {
	directory       string
	nginx, gateway  *process
	stub            *process
	upstream        string
	starter, worker *tls.Config
	targets         []target

	mu      sync.Mutex
	running []*process
}

// target is what is measured; direct has no process of its own.
type target struct {
	name    string
	address string
	process *process
	plain   bool
}

func (t target) credentials(shown *tls.Config) *tls.Config {
	if t.plain {
		return nil
	}
	return shown
}

func (s *site) started(p *process, err error) (*process, error) {
	if err == nil {
		s.mu.Lock()
		s.running = append(s.running, p)
		s.mu.Unlock()
	}
	return p, err
}

func (s *site) end() {
	s.mu.Lock()
	running := s.running
	s.running = nil
	s.mu.Unlock()
	for i := len(running) - 1; i >= 0; i-- {
		running[i].end()
	}
}

// cpu is what its process has used; nothing for the direct way.
func (t target) cpu() time.Duration {
	if t.process == nil {
		return 0
	}
	return t.process.cpu()
}

// startStub starts an upstream that answers with payloads of so many bytes.
func (s *site) startStub(payload int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	s.stub, err = s.started(startAsked(s.directory, "stub", exec.Command(self, "stub", strconv.Itoa(payload))))
	if err != nil {
		return err
	}
	s.upstream, err = s.stub.line()
	return err
}

// open starts everything before the upstream.
func (s *site) open(locum, put string) error {
	authority, err := newAuthority(s.directory)
	if err != nil {
		return err
	}
	if _, _, err := authority.issue("server", x509.ExtKeyUsageServerAuth); err != nil {
		return err
	}
	starter, starterThumbprint, err := authority.issue("starter", x509.ExtKeyUsageClientAuth)
	if err != nil {
		return err
	}
	worker, workerThumbprint, err := authority.issue("worker", x509.ExtKeyUsageClientAuth)
	if err != nil {
		return err
	}
	s.starter, s.worker = authority.presenting(starter), authority.presenting(worker)
	s.targets = append(s.targets, target{name: "direct", address: s.upstream, plain: true})
	if err := s.startNginx(); err != nil {
		return err
	}
	return s.startLocum(locum, put, starterThumbprint, workerThumbprint)
}

// As many threads as the gateway has by default; nothing that ends connections.
const nginxConfiguration = `
daemon off;
worker_processes 2;
worker_rlimit_nofile 20000;
pid %[1]s/nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path %[1]s/nginx-body;
  proxy_temp_path %[1]s/nginx-proxy;
  fastcgi_temp_path %[1]s/nginx-fastcgi;
  uwsgi_temp_path %[1]s/nginx-uwsgi;
  scgi_temp_path %[1]s/nginx-scgi;
  keepalive_requests 1000000000;
  keepalive_time 1d;
  keepalive_timeout 1h;
  http2_max_concurrent_streams 5000;
  client_max_body_size 0;
  upstream frontend {
    server %[2]s;
    keepalive 128;
    keepalive_requests 1000000000;
    keepalive_time 1d;
  }
  server {
    listen 127.0.0.1:%[3]d ssl http2;
    ssl_certificate %[1]s/server.pem;
    ssl_certificate_key %[1]s/server-key.pem;
    ssl_client_certificate %[1]s/ca.pem;
    ssl_verify_client on;
    ssl_protocols TLSv1.3;
    grpc_read_timeout 10m;
    location / { grpc_pass grpc://frontend; }
  }
}
`

func (s *site) startNginx() error {
	port, err := freePort()
	if err != nil {
		return err
	}
	file := filepath.Join(s.directory, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, nginxConfiguration, s.directory, s.upstream, port), 0o600); err != nil {
		return err
	}
	s.nginx, err = s.started(start(s.directory, "nginx", exec.Command("nginx", "-p", s.directory, "-c", file)))
	if err != nil {
		return err
	}
	address := "127.0.0.1:" + strconv.Itoa(port)
	s.targets = append(s.targets, target{name: "nginx", address: address, process: s.nginx})
	return s.nginx.serves(address, 10*time.Second)
}

const locumConfiguration = `
authService:
  listen:
    grpc: 127.0.0.1:%[1]d
    http: 127.0.0.1:%[2]d
    tls: {certificate: server.pem, key: "file:server-key.pem"}
  issuer: https://localhost:%[2]d
  keys: {encryptionKey: "file:encryption.key"}
  store: {sqlite: authority.db}
  temporal: {%[5]s: {target: "%[4]s", insecure: {plaintext: true}}}
  bootstrap: {operatorKeyFile: operator.jwk}
gateway:
  issuer: https://localhost:%[2]d
  listen:
    address: 127.0.0.1:%[3]d
    tls: {certificate: server.pem, key: "file:server-key.pem", clientCa: ca.pem}
  authService: {target: "localhost:%[1]d", tls: {ca: ca.pem}}
  workload: {id: gateway, privateKey: "file:gateway.jwk"}
  temporal: {target: "%[4]s", insecure: {plaintext: true}}
  sealKeys: ["file:seal.key"]
  audit: {spool: spool}
  limits:
    # Limits are counted, and not reached.
    tenantCallsPerSecond: 1000000
    tenantBytesPerSecond: 999999999
    tenantOpenCalls: 20000
    drain: 500ms
`

func (s *site) startLocum(locum, put, starterThumbprint, workerThumbprint string) error {
	ports := [3]int{}
	for i := range ports {
		var err error
		if ports[i], err = freePort(); err != nil {
			return err
		}
	}
	for _, name := range []string{"encryption.key", "seal.key"} {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret)
		if err := os.WriteFile(filepath.Join(s.directory, name),
			[]byte(base64.RawURLEncoding.EncodeToString(secret)), 0o600); err != nil {
			return err
		}
	}
	file := filepath.Join(s.directory, "locum.yaml")
	if err := os.WriteFile(file,
		fmt.Appendf(nil, locumConfiguration, ports[0], ports[1], ports[2], s.upstream, namespace), 0o600); err != nil {
		return err
	}
	authService, err := s.started(start(s.directory, "auth-service", exec.Command(locum, "auth-service", "--config", file)))
	if err != nil {
		return err
	}
	if err := authService.serves(fmt.Sprintf("127.0.0.1:%d", ports[1]), 90*time.Second); err != nil {
		return err
	}
	words := append(strings.Fields(put), s.directory, fmt.Sprintf("localhost:%d", ports[0]),
		fmt.Sprintf("https://localhost:%d", ports[1]), starterThumbprint, workerThumbprint)
	putting, err := start(s.directory, "put-platform", exec.Command(words[0], words[1:]...))
	if err != nil {
		return err
	}
	if err := putting.command.Wait(); err != nil {
		return fmt.Errorf("put-platform: %w; see %s", err, putting.log)
	}
	s.gateway, err = s.started(start(s.directory, "gateway", exec.Command(locum, "gateway", "--config", file)))
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", ports[2])
	s.targets = append(s.targets, target{name: "gateway", address: address, process: s.gateway})
	return s.gateway.serves(address, 90*time.Second)
}

// held tells how many polls wait at the stub.
func (s *site) held() (int, error) {
	if _, err := fmt.Fprintln(s.stub.in); err != nil {
		return 0, err
	}
	line, err := s.stub.line()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.Fields(line)[0])
}
