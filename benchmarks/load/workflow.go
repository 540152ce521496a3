package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
)

const (
	pathWorkflowDone = service + "RespondWorkflowTaskCompleted"
	pathActivityDone = service + "RespondActivityTaskCompleted"
	scheduleActivity = 1
	completeWorkflow = 4
)

// startTemporal starts a real server with the benchmark's namespace as upstream.
func (s *site) startTemporal(script string) error {
	ready := filepath.Join(s.directory, "temporal.address")
	temporal, err := s.started(start(s.directory, "temporal",
		exec.Command(script, "sqlite", "--namespace", namespace, "--ready", ready)))
	if err != nil {
		return err
	}
	for end := time.Now().Add(120 * time.Second); time.Now().Before(end) && !temporal.hasEnded(); time.Sleep(100 * time.Millisecond) {
		if address, err := os.ReadFile(ready); err == nil {
			s.upstream = string(bytes.TrimSpace(address))
			return nil
		}
	}
	return fmt.Errorf("temporal: does not serve; see %s", temporal.log)
}

// party makes the calls of client and worker over one target, each over a connection of its own.
type party struct {
	address         string
	client, worker  *http.Client
	scheme          string
	due             chan time.Time
	mu              sync.Mutex
	took            []time.Duration
	workflows       atomic.Int64
	prefix          string
	first, complete []byte
}

func newParty(t target, starter, worker *tls.Config) *party {
	p := &party{address: t.address, scheme: "https", due: make(chan time.Time, 1), prefix: fmt.Sprintf("%s-%d", t.name, time.Now().UnixNano())}
	if t.plain {
		p.scheme = "http"
	}
	p.client = &http.Client{Transport: transport(t.credentials(starter))}
	p.worker = &http.Client{Transport: transport(t.credentials(worker))}
	hour := field(9, number(1, 3600))
	p.first = field(2, number(1, scheduleActivity), field(2, text(1, "activity-1"), field(2, text(1, "Charge")),
		field(4, queue()), field(6, payloads(1<<10)), hour))
	p.complete = field(2, number(1, completeWorkflow), field(4, field(1, payloads(1<<10))))
	return p
}

func transport(credentials *tls.Config) *http2.Transport {
	if credentials != nil {
		return &http2.Transport{TLSClientConfig: credentials, DisableCompression: true}
	}
	return &http2.Transport{AllowHTTP: true, DisableCompression: true,
		DialTLSContext: func(ctx context.Context, network, address string, _ *tls.Config) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}}
}

// ask makes one call and answers the message.
func (p *party) ask(by *http.Client, path string, message []byte) ([]byte, error) {
	request, err := http.NewRequest(http.MethodPost, p.scheme+"://"+p.address+path, bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	request.Header = http.Header{"Content-Type": {"application/grpc"}, "Te": {"trailers"}, "Grpc-Timeout": {"70S"},
		"Client-Name": {"temporal-go"}, "Client-Version": {"1.48.0"}}
	answer, err := by.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	status := answer.Trailer.Get("Grpc-Status") + answer.Header.Get("Grpc-Status")
	if status != "0" || len(body) < 5 {
		return nil, fmt.Errorf("%s: grpc-status %q: %s%s", path, status,
			answer.Trailer.Get("Grpc-Message"), answer.Header.Get("Grpc-Message"))
	}
	return body[5:], nil
}

// found is a field of a message, bytes or number; the last one wins.
func found(message []byte, wanted int) (value []byte, numeric uint64) {
	for len(message) > 0 {
		key, n := binary.Uvarint(message)
		message = message[max(n, 1):]
		size, n := binary.Uvarint(message)
		message = message[max(n, 1):]
		if key&7 == 0 {
			if int(key>>3) == wanted {
				numeric = size
			}
			continue
		}
		if key&7 != 2 || size > uint64(len(message)) {
			return value, numeric
		}
		if int(key>>3) == wanted {
			value = message[:size]
		}
		message = message[size:]
	}
	return value, numeric
}

func (p *party) poll(path string) (task, token []byte, err error) {
	for range 5 {
		if task, err = p.ask(p.worker, path, pollRequest()); err != nil {
			return nil, nil, err
		}
		if token, _ = found(task, 1); len(token) > 0 {
			return task, token, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: no task", path)
}

func (p *party) workflowTask() error {
	task, token, err := p.poll(pathWorkflow)
	if err != nil {
		return err
	}
	command := p.first
	if _, before := found(task, 4); before > 0 {
		command = p.complete
	}
	_, err = p.ask(p.worker, pathWorkflowDone, grpc(field(1, token), command, text(3, identity), text(9, namespace)))
	return err
}

// workflow makes as many calls as one workflow takes; its tasks may be another's of the same party.
func (p *party) workflow() error {
	id := fmt.Sprintf("%s-%d", p.prefix, p.workflows.Add(1))
	if _, err := p.ask(p.client, pathStart, grpc(
		text(1, namespace), text(2, id), field(3, text(1, workflowType)), field(4, queue()),
		field(5, payloads(1<<10)), field(6, number(1, 3600)), text(9, identity), text(10, id))); err != nil {
		return err
	}
	if err := p.workflowTask(); err != nil {
		return err
	}
	_, token, err := p.poll(pathActivity)
	if err != nil {
		return err
	}
	if _, err := p.ask(p.worker, pathActivityDone, grpc(field(1, token), field(2, payloads(1<<10)),
		text(3, identity), text(4, namespace))); err != nil {
		return err
	}
	return p.workflowTask()
}

// run begins workflows at a rate, with so many at a time at most, and waits for all of them.
func (p *party) run(rate float64, atATime int, duration time.Duration) (driven, error) {
	p.took = nil
	var failure error
	var all sync.WaitGroup
	for range atATime {
		all.Go(func() {
			for due := range p.due {
				err := p.workflow()
				p.mu.Lock()
				p.took = append(p.took, time.Since(due))
				if err != nil && failure == nil {
					failure = err
				}
				p.mu.Unlock()
			}
		})
	}
	begin := time.Now()
	for due := begin; time.Since(begin) < duration; due = due.Add(time.Duration(float64(time.Second) / rate)) {
		sleepUntil(due)
		p.due <- due
	}
	close(p.due)
	all.Wait()
	p.due = make(chan time.Time, 1)
	if failure != nil {
		return driven{}, failure
	}
	slices.Sort(p.took)
	return driven{calls: len(p.took), seconds: time.Since(begin).Seconds(),
		p50: p.took[len(p.took)/2], p99: p.took[len(p.took)*99/100]}, nil
}

// compareWorkflows is compare for whole workflows.
func (s *site) compareWorkflows(rate float64, plan plan) (compared, error) {
	result := compared{Name: "workflow of one activity before a real Temporal, 7 calls", Rate: rate, Unit: "workflow"}
	parties := make([]*party, len(s.targets))
	for i, target := range s.targets {
		parties[i] = newParty(target, s.starter, s.worker)
		result.Rows = append(result.Rows, row{Target: target.name})
		warmUp := plan.warmUp
		if target.name != "gateway" {
			warmUp /= 10
		}
		// As many as there are: Temporal is slow, and warming up is a matter of calls.
		if _, err := parties[i].run(10*rate, 8, warmUp); err != nil {
			return result, fmt.Errorf("%s: %w", target.name, err)
		}
	}
	for range plan.rounds {
		for i, target := range s.targets {
			before := target.cpu()
			driven, err := parties[i].run(rate, 8, plan.round)
			if err != nil {
				return result, fmt.Errorf("%s: %w", target.name, err)
			}
			result.Rows[i].Rounds = append(result.Rows[i].Rounds, figuresOf(driven, target.cpu()-before))
		}
	}
	return result, nil
}
