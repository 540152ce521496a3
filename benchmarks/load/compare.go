package main

import (
	"fmt"
	"slices"
	"time"
)

// figures of one target in one round.
type figures struct {
	// µs of CPU a call; 0 for the direct way, which has no process.
	CPU       float64
	PerSecond float64
	P50, P99  float64 // ms
}

type row struct {
	Target string
	Rounds []figures
}

// compared is what one table holds.
type compared struct {
	Name string
	Rate float64
	// What is counted; empty for calls.
	Unit string
	Rows []row
}

func median(rounds []figures, of func(figures) float64) float64 {
	values := make([]float64, 0, len(rounds))
	for _, each := range rounds {
		values = append(values, of(each))
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}

// plan says how long things take.
type plan struct {
	rounds        int
	warmUp, round time.Duration
}

// compare lets the targets take turns in each round, at the same rate.
func (s *site) compare(name string, call call, shape shape, plan plan) (compared, error) {
	result := compared{Name: name, Rate: shape.rate}
	generators := make([]*generator, len(s.targets))
	for i, target := range s.targets {
		g, err := connect(target.address, target.credentials(call.shown), call.path, call.message, shape)
		if err != nil {
			return result, err
		}
		defer g.close()
		generators[i] = g
		warmUp := plan.warmUp
		if target.name != "gateway" {
			// What compiles nothing is as fast at once.
			warmUp /= 10
		}
		if _, err := g.run(warmUp); err != nil {
			return result, fmt.Errorf("%s, %s: %w", name, target.name, err)
		}
		result.Rows = append(result.Rows, row{Target: target.name})
	}
	for range plan.rounds {
		for i, target := range s.targets {
			before := target.cpu()
			driven, err := generators[i].run(plan.round)
			if err != nil {
				return result, fmt.Errorf("%s, %s: %w", name, target.name, err)
			}
			result.Rows[i].Rounds = append(result.Rows[i].Rounds, figuresOf(driven, target.cpu()-before))
		}
	}
	return result, nil
}

// figuresOf is what one target needed in one round.
func figuresOf(driven driven, cpu time.Duration) figures {
	return figures{
		CPU:       cpu.Seconds() * 1e6 / float64(driven.calls),
		PerSecond: driven.perSecond(),
		P50:       driven.p50.Seconds() * 1e3, P99: driven.p99.Seconds() * 1e3,
	}
}

// print writes the medians; times to nginx are ratios within a round.
func (c compared) print() {
	unit := "call"
	if c.Unit != "" {
		unit = c.Unit
	}
	fmt.Printf("\n%s, asked for %.0f %ss/s\n", c.Name, c.Rate, unit)
	fmt.Printf("%-10s %10s %12s %10s %9s %9s %10s %10s\n",
		"target", "a second", "CPU µs each", "× nginx", "p50 ms", "p99 ms", "p50 added", "p99 added")
	for _, row := range c.Rows {
		cpu, ratio := "-", "-"
		added50, added99 := "-", "-"
		if row.Target != "direct" {
			cpu = fmt.Sprintf("%.1f", median(row.Rounds, func(f figures) float64 { return f.CPU }))
			added50 = fmt.Sprintf("%.2f", c.against(row, "direct", func(own, other figures) float64 { return own.P50 - other.P50 }))
			added99 = fmt.Sprintf("%.2f", c.against(row, "direct", func(own, other figures) float64 { return own.P99 - other.P99 }))
		}
		if row.Target == "gateway" {
			ratio = fmt.Sprintf("%.2f", c.against(row, "nginx", func(own, other figures) float64 { return own.CPU / other.CPU }))
		}
		fmt.Printf("%-10s %10.0f %12s %10s %9.2f %9.2f %10s %10s\n", row.Target,
			median(row.Rounds, func(f figures) float64 { return f.PerSecond }), cpu, ratio,
			median(row.Rounds, func(f figures) float64 { return f.P50 }),
			median(row.Rounds, func(f figures) float64 { return f.P99 }), added50, added99)
		if perSecond := median(row.Rounds, func(f figures) float64 { return f.PerSecond }); perSecond < 0.97*c.Rate {
			fmt.Printf("  %s did not keep the rate: its CPU is of another load than the others'\n", row.Target)
		}
	}
}

// against is the median over the rounds of something between a target and another.
func (c compared) against(own row, other string, of func(own, other figures) float64) float64 {
	i := slices.IndexFunc(c.Rows, func(r row) bool { return r.Target == other })
	values := make([]figures, 0, len(own.Rounds))
	for round := range own.Rounds {
		values = append(values, figures{CPU: of(own.Rounds[round], c.Rows[i].Rounds[round])})
	}
	return median(values, func(f figures) float64 { return f.CPU })
}
