package main

import (
	"bufio"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What the heap may grow by over a steady run and still be called flat: what the JVM and its libraries load late.
const flat = 1.05

// holdSteady finds the peak of what Locum does most, drives it at 70 % of that, and looks at what is left of the
// heap after full collections. It fails if the last third of the run holds more than the one before.
func (t *authorityUnderLoad) holdSteady(duration time.Duration, times plan) error {
	var mix []conversation
	for i, conversations := range [][]conversation{
		t.cases[introspection], t.cases[clientCredentials], t.cases[tokenExchange], t.cases[refresh], t.cases[delegation],
	} {
		// Each connection has one case, so that every case has its share of them.
		for j := i; j < len(conversations); j += 5 {
			mix = append(mix, conversations[j])
		}
	}
	if _, err := talk(t.address, mix, times.warmUp); err != nil {
		return err
	}
	peak, err := talk(t.address, mix, times.round)
	if err != nil {
		return err
	}
	rate := 0.7 * peak.perSecond()
	fmt.Printf("peak of all cases together %.0f/s; %v at %.0f/s\n", peak.perSecond(), duration, rate)
	fmt.Printf("%8s %10s %10s %14s %12s\n", "after", "req/s", "p99 ms", "live heap, MB", "resident, MB")
	const pieces = 15
	var live []float64
	for piece := range pieces {
		// Session 0 is nobody else's here: the connections that refresh begin with 3.
		if err := t.renew(); err != nil {
			return err
		}
		begun := time.Now()
		driven, err := talk(t.address, paced(mix, rate, begun), duration/pieces)
		if err != nil {
			return err
		}
		heap, err := t.process.liveHeap()
		if err != nil {
			return err
		}
		live = append(live, heap)
		fmt.Printf("%8v %10.0f %10.2f %14.1f %12.0f\n", (duration * time.Duration(piece+1) / pieces).Round(time.Second),
			driven.perSecond(), driven.p99.Seconds()*1e3, heap, t.process.resident())
	}
	third := pieces / 3
	before, last := slices.Max(live[third:2*third]), slices.Min(live[2*third:])
	if last > flat*before {
		return fmt.Errorf("heap: at least %.1f MB live in the last third, at most %.1f MB before (expected: flat)", last, before)
	}
	fmt.Printf("heap flat: at least %.1f MB live in the last third, at most %.1f MB in the one before\n", last, before)
	return nil
}

// paced waits before each request until it is due, all connections sharing one rate.
func paced(conversations []conversation, rate float64, begun time.Time) []conversation {
	pace := &pace{period: time.Duration(float64(time.Second) / rate), next: begun}
	var all []conversation
	for _, conversation := range conversations {
		all = append(all, onPace{conversation, pace})
	}
	return all
}

type pace struct {
	period time.Duration
	mu     sync.Mutex
	next   time.Time
}

func (p *pace) wait() time.Time {
	p.mu.Lock()
	// Nothing that was missed is made up for: the rate is never more than asked for.
	if now := time.Now(); p.next.Before(now) {
		p.next = now
	}
	due := p.next
	p.next = p.next.Add(p.period)
	p.mu.Unlock()
	time.Sleep(time.Until(due))
	return time.Now()
}

type onPace struct {
	conversation
	pace *pace
}

func (o onPace) ready() time.Time { return o.pace.wait() }

// liveHeap is what is left of the JVM's heap after a full collection, in MB.
func (p *process) liveHeap() (float64, error) {
	jcmd := strings.TrimSuffix(commandOf(p.command.Process.Pid), "java") + "jcmd"
	pid := strconv.Itoa(p.command.Process.Pid)
	if out, err := exec.Command(jcmd, pid, "GC.run").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s GC.run: %s", jcmd, out)
	}
	out, err := exec.Command(jcmd, pid, "GC.heap_info").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s GC.heap_info: %s", jcmd, out)
	}
	used := 0.0
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		// "Tenured    total 21888K, used 14880K [0x…"; metaspace is no heap.
		line := strings.TrimSpace(lines.Text())
		if !strings.Contains(line, " total ") {
			continue
		}
		_, rest, found := strings.Cut(line, "used ")
		kilobytes, err := strconv.ParseFloat(strings.TrimRight(strings.Fields(rest + " ")[0], "K,"), 64)
		if !found || err != nil {
			return 0, fmt.Errorf("heap: %q (expected: used …K)", line)
		}
		used += kilobytes * 1024
	}
	if used == 0 {
		return 0, fmt.Errorf("heap: %.200q (expected: totals)", out)
	}
	return used / 1e6, nil
}
