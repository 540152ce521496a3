package main

import (
	"fmt"
	"time"
)

// held is the memory of a target without load and with so many long polls.
type held struct {
	Target        string
	Polls         int
	Before, While float64 // MB resident
}

// holdPolls opens long polls and measures while all of them wait at the stub.
func (s *site) holdPolls(target target, polls, connections int) (held, error) {
	result := held{Target: target.name, Polls: polls, Before: target.process.resident()}
	// Those of the target before may still be ending.
	if err := s.awaitHeld(target, 0); err != nil {
		return result, err
	}
	shape := shape{rate: 2000, burst: 10, inFlight: polls, connections: connections}
	g, err := connect(target.address, s.worker, pathWorkflow, pollRequest(), shape)
	if err != nil {
		return result, err
	}
	defer g.close()
	for i := range polls {
		if err := (<-g.free).call(time.Now(), true); err != nil {
			return result, err
		}
		if i%10 == 9 {
			time.Sleep(5 * time.Millisecond)
		}
	}
	if err := s.awaitHeld(target, polls); err != nil {
		return result, err
	}
	if err := g.failed(); err != nil {
		return result, fmt.Errorf("%s: %w", target.name, err)
	}
	// Long enough for whatever is done now and then, such as proving callers again.
	time.Sleep(5 * time.Second)
	if err := g.failed(); err != nil {
		return result, fmt.Errorf("%s: %w", target.name, err)
	}
	result.While = target.process.resident()
	return result, nil
}

func (s *site) awaitHeld(target target, polls int) error {
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		now, err := s.held()
		if err != nil || now == polls {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: %d polls wait at the stub (expected: %d)", target.name, now, polls)
		}
	}
}
