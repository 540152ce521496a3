// load compares processes: Locum's gateway with nginx, which checks nothing, and its auth service with
// Keycloak. benchmarks/run gateway and benchmarks/run authority run it.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// call is what is called, and with whose certificate.
type call struct {
	path    string
	message []byte
	shown   *tls.Config
	answer  int
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "stub" {
		payload, err := strconv.Atoi(os.Args[2])
		if err == nil {
			err = runStub(payload)
		}
		exit(err)
	}
	var (
		locum   = flag.String("locum", "./locum", "command that starts the auth service and the gateway")
		put     = flag.String("put", "", "command that puts the platform into the auth service")
		results = flag.String("results", "", "directory of JSON and logs")
		rounds  = flag.Int("rounds", 5, "rounds")
		seconds = flag.Float64("seconds", 5, "seconds of each target in a round")
		warmUp  = flag.Float64("warmup", 20, "seconds of load before the first round")
		small   = flag.Float64("rate", 2000, "calls a second with 1 KB")
		large   = flag.Float64("rate-large", 500, "calls a second with 100 KB")
		whole   = flag.Float64("rate-workflows", 20, "workflows a second before a real Temporal")
		server  = flag.String("temporal", "scripts/temporal-server", "the script that starts a Temporal")
		polls   = flag.Int("polls", 10000, "long polls")
		only    = flag.String("only", "", "runs one case alone: up-1, up-100, down-1, down-100, steady, polls or workflow; or names of authority's with hyphens, and commas between")

		keycloak    = flag.String("keycloak", "scripts/keycloak", "authority: the script that starts Keycloak")
		alone       = flag.Bool("alone", false, "authority: drives Locum without Keycloak")
		connections = flag.Int("connections", 64, "authority: connections, each with one request at a time")
		delegations = flag.Float64("rate-delegations", 2500, "authority: delegations a second of the case that has a rate")
		steady      = flag.Duration("steady", 0, "authority: instead, drives Locum so long at 70 % of its peak and looks at its heap")
	)
	if len(os.Args) < 2 {
		exit(fmt.Errorf("which: absent (expected: gateway or authority)"))
	}
	_ = flag.CommandLine.Parse(os.Args[2:])
	times := plan{
		rounds: *rounds,
		warmUp: time.Duration(*warmUp * float64(time.Second)),
		round:  time.Duration(*seconds * float64(time.Second)),
	}
	if err := known(*only, os.Args[1] == "authority"); err != nil {
		exit(err)
	}
	if os.Args[1] == "authority" {
		exit(authorities{
			locum: *locum, keycloak: *keycloak, put: *put, results: *results, times: times,
			connections: *connections, rate: *delegations, only: *only, alone: *alone, steady: *steady,
		}.measure())
	}
	exit(measure(*locum, *put, *results, times, [2]float64{*small, *large}, *polls, *only, realServer{*server, *whole}))
}

var gatewayCases = []string{"up-1", "up-100", "down-1", "down-100", "steady", "polls", "workflow"}

// known refuses what names no case: it would measure nothing, and seem to have passed.
func known(only string, ofAuthority bool) error {
	if only == "" {
		return nil
	}
	cases, wanted := gatewayCases, []string{only}
	if ofAuthority {
		cases, wanted = nil, strings.Split(only, ",")
		for _, name := range authorityCases {
			cases = append(cases, strings.ReplaceAll(name, " ", "-"))
		}
	}
	for _, name := range wanted {
		if !slices.Contains(cases, name) {
			return fmt.Errorf("-only %s: no such case (expected: %s)", name, strings.Join(cases, ", "))
		}
	}
	return nil
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (s *site) endWhenInterrupted() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		s.end()
		exit(fmt.Errorf("interrupted"))
	}()
}

type report struct {
	Compared []compared
	Polls    []held
}

func measure(locum, put, results string, times plan, rates [2]float64, polls int, only string, real realServer) error {
	var all report
	for i, size := range []int{1 << 10, 100 << 10} {
		if err := ofSize(&all, locum, put, filepath.Join(results, fmt.Sprintf("gateway-%dk", size>>10)),
			times, size, rates[i], polls, only); err != nil {
			return err
		}
	}
	if only == "" || only == "workflow" {
		if err := before(&all, locum, put, filepath.Join(results, "gateway-temporal"), times, real); err != nil {
			return err
		}
	}
	file, err := os.Create(filepath.Join(results, "gateway.json"))
	if err != nil {
		return err
	}
	defer file.Close()
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

// realServer is how a Temporal is started, and how many workflows a second it is asked for.
type realServer struct {
	script string
	rate   float64
}

func before(all *report, locum, put, directory string, times plan, real realServer) error {
	s, err := newSite(directory)
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.startTemporal(real.script); err != nil {
		return err
	}
	if err := s.open(locum, put); err != nil {
		return err
	}
	compared, err := s.compareWorkflows(real.rate, times)
	if err == nil {
		compared.print()
		all.Compared = append(all.Compared, compared)
	}
	return err
}

// newSite empties its directory.
func newSite(directory string) (*site, error) {
	if err := os.RemoveAll(directory); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	directory, err := filepath.Abs(directory)
	if err != nil {
		return nil, err
	}
	s := &site{directory: directory}
	s.endWhenInterrupted()
	return s, nil
}

func ofSize(all *report, locum, put, directory string, times plan, size int, rate float64, polls int, only string) error {
	wanted := func(name string) bool { return only == "" || only == name }
	kilobytes := strconv.Itoa(size >> 10)
	up, down := wanted("up-"+kilobytes), wanted("down-"+kilobytes)
	steady, hold := size == 1<<10 && wanted("steady"), size == 1<<10 && wanted("polls")
	if !up && !down && !steady && !hold {
		return nil
	}
	s, err := newSite(directory)
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.startStub(size); err != nil {
		return err
	}
	if err := s.open(locum, put); err != nil {
		return err
	}
	start := call{path: pathStart, message: startRequest(size), shown: s.starter, answer: 10}
	poll := call{path: pathActivity, message: pollRequest(), shown: s.worker, answer: size}
	compare := func(name string, call call, shape shape, times plan) error {
		shape.answer = call.answer
		compared, err := s.compare(name, call, shape, times)
		if err == nil {
			compared.print()
			all.Compared = append(all.Compared, compared)
		}
		return err
	}
	crowd := shape{rate: rate, burst: 32, inFlight: 32, connections: 4}
	// Before the load, as after a start.
	if hold {
		if err := s.printPolls(all, polls); err != nil {
			return err
		}
	}
	if up {
		if err := compare("start of a workflow, "+kilobytes+" KB to Temporal, 32 at a time over 4 connections", start, crowd, times); err != nil {
			return err
		}
	}
	if down {
		if err := compare("poll of an activity, "+kilobytes+" KB from Temporal, 32 at a time over 4 connections", poll, crowd, times); err != nil {
			return err
		}
	}
	if steady {
		calm := shape{rate: 1000, burst: 1, inFlight: 32, connections: 4}
		times.round *= 2
		return compare("start of a workflow, "+kilobytes+" KB, one after another", start, calm, times)
	}
	return nil
}

func (s *site) printPolls(all *report, polls int) error {
	fmt.Printf("\n%d long polls over 100 connections\n", polls)
	fmt.Printf("%-10s %14s %14s\n", "target", "MB before", "MB with them")
	for _, target := range s.targets {
		if target.process == nil {
			continue
		}
		held, err := s.holdPolls(target, polls, 100)
		if err != nil {
			return err
		}
		fmt.Printf("%-10s %14.0f %14.0f\n", held.Target, held.Before, held.While)
		all.Polls = append(all.Polls, held)
	}
	return nil
}
