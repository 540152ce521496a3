package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// process is something that the benchmark started, and its children.
type process struct {
	name    string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	log     string
}

// start runs a command; what it says is kept in directory/name.log.
func start(directory, name string, command *exec.Cmd) (*process, error) {
	p := &process{name: name, command: command, log: filepath.Join(directory, name+".log")}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	return p, command.Start()
}

// startAsked runs a command that answers, on its standard output, what its standard input asks.
func startAsked(directory, name string, command *exec.Cmd) (*process, error) {
	p := &process{name: name, command: command, log: filepath.Join(directory, name+".log")}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Stderr = log
	if p.in, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, command.Start()
}

func (p *process) line() (string, error) {
	line, err := p.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s: ended; see %s", p.name, p.log)
	}
	return strings.TrimSpace(line), nil
}

// serves waits until something listens on the address.
func (p *process) serves(address string, within time.Duration) error {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return nil
		}
		if p.hasEnded() {
			break
		}
	}
	return fmt.Errorf("%s: does not listen on %s; see %s", p.name, address, p.log)
}

// hasEnded is true of one that nobody has waited for yet, too.
func (p *process) hasEnded() bool {
	fields := statFields(p.command.Process.Pid)
	return fields == nil || fields[0] == "Z"
}

func (p *process) end() {
	if p.in != nil {
		p.in.Close()
	}
	_ = p.command.Process.Signal(os.Interrupt)
	ended := make(chan struct{})
	go func() { _ = p.command.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		_ = p.command.Process.Kill()
		<-ended
	}
}

// family is the process and all that it started.
func (p *process) family() []int {
	parents := map[int]int{}
	entries, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, entry := range entries {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		if fields := statFields(pid); fields != nil {
			parents[pid], _ = strconv.Atoi(fields[1])
		}
	}
	family := []int{p.command.Process.Pid}
	for i := 0; i < len(family); i++ {
		for pid, parent := range parents {
			if parent == family[i] {
				family = append(family, pid)
			}
		}
	}
	return family
}

// statFields is /proc/PID/stat from the state on: the name before it may hold blanks.
func statFields(pid int) []string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
}

// Linux shows times in hundredths of a second to everybody, whatever its own clock is.
const tick = 10 * time.Millisecond

// cpu is user and system time together.
func (p *process) cpu() time.Duration {
	var total time.Duration
	for _, pid := range p.family() {
		if fields := statFields(pid); fields != nil {
			user, _ := strconv.ParseInt(fields[11], 10, 64)
			system, _ := strconv.ParseInt(fields[12], 10, 64)
			// Of children that have ended: a database's connections come and go.
			endedUser, _ := strconv.ParseInt(fields[13], 10, 64)
			endedSystem, _ := strconv.ParseInt(fields[14], 10, 64)
			total += time.Duration(user+system+endedUser+endedSystem) * tick
		}
	}
	return total
}

// resident is the memory in use, in MB.
func (p *process) resident() float64 {
	pages := 0.0
	for _, pid := range p.family() {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			continue
		}
		value, _ := strconv.ParseFloat(strings.Fields(string(data))[1], 64)
		pages += value
	}
	return pages * float64(os.Getpagesize()) / 1e6
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// commandOf is the program that a process runs.
func commandOf(pid int) string {
	path, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	return path
}
