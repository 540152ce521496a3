package main

import (
	"crypto/tls"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// shape says how calls are made.
type shape struct {
	// At so many a second.
	rate float64
	// So many begin at the same moment; no more than inFlight are under way.
	burst, inFlight, connections int
	// The bytes that every answer has.
	answer int
}

type driven struct {
	calls   int
	seconds float64
	p50     time.Duration
	p99     time.Duration
}

func (d driven) perSecond() float64 { return float64(d.calls) / d.seconds }

// generator holds open connections to one target.
type generator struct {
	shape   shape
	clients []*client
	free    chan *client

	mu      sync.Mutex
	keeping bool
	took    []time.Duration
	failure error
}

func connect(address string, credentials *tls.Config, path string, message []byte, s shape) (*generator, error) {
	g := &generator{shape: s, free: make(chan *client, s.inFlight)}
	for range s.connections {
		c, err := dial(address, credentials, path, message, g.ended)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", address, err)
		}
		g.clients = append(g.clients, c)
	}
	for i := range s.inFlight {
		g.free <- g.clients[i%len(g.clients)]
	}
	return g, nil
}

func (g *generator) close() {
	for _, c := range g.clients {
		c.conn.Close()
	}
}

func (g *generator) ended(c *client, begun time.Time, answered int, err error) {
	took := time.Since(begun)
	if err == nil && answered < g.shape.answer {
		err = fmt.Errorf("answer: %d bytes (expected: at least %d)", answered, g.shape.answer)
	}
	g.mu.Lock()
	if err != nil && g.failure == nil {
		g.failure = err
	}
	if g.keeping {
		g.took = append(g.took, took)
	}
	g.mu.Unlock()
	g.free <- c
}

// run makes calls for so long. A call counts from the moment at which it was due.
func (g *generator) run(duration time.Duration) (driven, error) {
	g.mu.Lock()
	g.keeping, g.took = true, make([]time.Duration, 0, int(g.shape.rate*duration.Seconds())+1000)
	g.mu.Unlock()

	// The Go scheduler sleeps whole milliseconds; the kernel does not.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	begin := time.Now()
	period := time.Duration(float64(g.shape.burst) / g.shape.rate * float64(time.Second))
	touched := make([]*client, 0, g.shape.burst)
	for due := begin; time.Since(begin) < duration; due = due.Add(period) {
		sleepUntil(due)
		touched = touched[:0]
		for range g.shape.burst {
			var c *client
			select {
			case c = <-g.free:
			default:
				if err := flushAll(touched); err != nil {
					return driven{}, err
				}
				c = <-g.free
			}
			if err := c.call(due, false); err != nil {
				return driven{}, err
			}
			touched = append(touched, c)
		}
		if err := flushAll(touched); err != nil {
			return driven{}, err
		}
		if err := g.failed(); err != nil {
			return driven{}, err
		}
	}
	seconds := time.Since(begin).Seconds()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.keeping = false
	if g.failure != nil {
		return driven{}, g.failure
	}
	if len(g.took) == 0 {
		return driven{}, fmt.Errorf("no call was answered")
	}
	slices.Sort(g.took)
	return driven{
		calls:   len(g.took),
		seconds: seconds,
		p50:     g.took[len(g.took)/2],
		p99:     g.took[len(g.took)*99/100],
	}, nil
}

func (g *generator) failed() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failure
}

func flushAll(touched []*client) error {
	for i, c := range touched {
		if slices.Contains(touched[:i], c) {
			continue
		}
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

func sleepUntil(due time.Time) {
	for {
		left := time.Until(due)
		if left <= 0 {
			return
		}
		ts := syscall.NsecToTimespec(left.Nanoseconds())
		_ = syscall.Nanosleep(&ts, nil)
	}
}
