package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// conversation is what one connection says: the next request, and what it makes of the answer.
type conversation interface {
	next() []byte
	answered(status int, body []byte) error
}

// talk lets each conversation ask again as soon as it is answered, over a connection of its own.
func talk(address string, conversations []conversation, duration time.Duration) (driven, error) {
	var (
		wait    sync.WaitGroup
		mu      sync.Mutex
		took    []time.Duration
		failure error
	)
	begin := time.Now()
	for _, each := range conversations {
		wait.Go(func() {
			own, err := converse(address, each, begin.Add(duration))
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
			if failure == nil {
				failure = err
			}
		})
	}
	wait.Wait()
	seconds := time.Since(begin).Seconds()
	if failure != nil {
		return driven{}, failure
	}
	slices.Sort(took)
	return driven{calls: len(took), seconds: seconds, p50: took[len(took)/2], p99: took[len(took)*99/100]}, nil
}

// driving lets conversations talk for so long.
type driving func(address string, conversations []conversation, duration time.Duration) (driven, error)

// lateness bounds how long what was due is made up for.
const lateness = 10 * time.Second

// atRate is an open loop: a request is due so many times a second, whatever became of those before it, and counts
// from the moment at which it was due. It is asked by whichever connection is free, late if none is.
func atRate(rate float64) driving {
	return func(address string, conversations []conversation, duration time.Duration) (driven, error) {
		begin := time.Now()
		s := &schedule{period: time.Duration(float64(time.Second) / rate), next: begin, end: begin.Add(duration)}
		var all []conversation
		for _, each := range conversations {
			all = append(all, scheduled{each, s})
		}
		return talk(address, all, duration+lateness)
	}
}

type schedule struct {
	period time.Duration
	end    time.Time
	mu     sync.Mutex
	next   time.Time
}

// take waits until the next request is due and answers when that was; zero: there is none.
func (s *schedule) take() time.Time {
	s.mu.Lock()
	due := s.next
	s.next = s.next.Add(s.period)
	s.mu.Unlock()
	if !due.Before(s.end) {
		return time.Time{}
	}
	sleepUntil(due)
	return due
}

type scheduled struct {
	conversation
	schedule *schedule
}

func (s scheduled) ready() time.Time { return s.schedule.take() }

func converse(address string, with conversation, until time.Time) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(until.Add(30 * time.Second))
	in := bufio.NewReaderSize(conn, 16<<10)
	var took []time.Duration
	for first := true; first || time.Now().Before(until); first = false {
		begun := time.Now()
		if waiting, isPaced := with.(interface{ ready() time.Time }); isPaced {
			if begun = waiting.ready(); begun.IsZero() {
				break
			}
		}
		if _, err := conn.Write(with.next()); err != nil {
			return nil, err
		}
		status, body, err := readAnswer(in)
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(begun))
		if err := with.answered(status, body); err != nil {
			return nil, err
		}
	}
	return took, nil
}

// readAnswer reads one answer of HTTP/1.1. Its body counts until the next one.
func readAnswer(in *bufio.Reader) (int, []byte, error) {
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		return 0, nil, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	return answer.StatusCode, body, err
}

// post is a form as it goes over the wire.
func post(address, path, authorization string, form []byte) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "POST %s HTTP/1.1\r\nHost: %s\r\n", path, address)
	if authorization != "" {
		fmt.Fprintf(&out, "Authorization: %s\r\n", authorization)
	}
	fmt.Fprintf(&out, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", len(form))
	out.Write(form)
	return out.Bytes()
}

// member is the text of a JSON object's member, without escapes: tokens have none.
func member(body []byte, name string) string {
	_, rest, found := bytes.Cut(body, []byte(`"`+name+`":`))
	if !found {
		return ""
	}
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) == 0 || rest[0] != '"' {
		return ""
	}
	text, _, found := bytes.Cut(rest[1:], []byte(`"`))
	if !found {
		return ""
	}
	return string(text)
}

// same asks the same over and over, and each time wants the same in the answer.
type same struct {
	request []byte
	wanted  []byte
}

func (s same) next() []byte { return s.request }

func (s same) answered(status int, body []byte) error {
	if status != http.StatusOK || !bytes.Contains(body, s.wanted) {
		return unexpected(status, body, string(s.wanted))
	}
	return nil
}

// latest asks what same asks, in the words of now.
type latest struct {
	request *[]byte
	wanted  []byte
}

func (l latest) next() []byte { return *l.request }

func (l latest) answered(status int, body []byte) error {
	return same{wanted: l.wanted}.answered(status, body)
}

func unexpected(status int, body []byte, wanted string) error {
	return fmt.Errorf("answer: %d with %.200q (expected: 200 with %s)", status, body, wanted)
}

// refreshing shows the refresh token that the answer before gave it.
type refreshing struct {
	request func(token string) []byte
	token   string
}

func (r *refreshing) next() []byte { return r.request(r.token) }

func (r *refreshing) answered(status int, body []byte) error {
	token := member(body, "refresh_token")
	if status != http.StatusOK || token == "" || token == r.token {
		return unexpected(status, body, "another refresh token")
	}
	r.token = token
	return nil
}

// numbered asks for something else each time.
type numbered struct {
	request func(number int) []byte
	from    func() int
	wanted  []byte
}

func (n numbered) next() []byte { return n.request(n.from()) }

func (n numbered) answered(status int, body []byte) error {
	return same{wanted: n.wanted}.answered(status, body)
}
