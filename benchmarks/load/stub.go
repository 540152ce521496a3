package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// stub stands for Temporal's frontend: gRPC over plaintext HTTP/2, answered from prepared bytes.
// Workflow polls are never answered.
type stub struct {
	answers map[string][]byte
	held    atomic.Int64
	calls   atomic.Int64
}

// nginx has no table of an upstream's headers, so none is used.
var (
	answerBegins = unindexed([][2]string{{":status", "200"}, {"content-type", "application/grpc"}})
	answerEnds   = unindexed([][2]string{{"grpc-status", "0"}})
)

func unindexed(fields [][2]string) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, each := range fields {
		field := hpack.HeaderField{Name: each[0], Value: each[1], Sensitive: each[0] != ":status"}
		if err := encoder.WriteField(field); err != nil {
			panic(err)
		}
	}
	return block.Bytes()
}

// runStub serves until its input ends; each line of it asks how many polls are held.
func runStub(payload int) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &stub{answers: map[string][]byte{
		pathStart:    startResponse(),
		pathActivity: activityResponse(payload),
	}}
	fmt.Println(listener.Addr())
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			fmt.Println(s.held.Load(), s.calls.Load())
		}
		os.Exit(0)
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go s.serve(conn)
	}
}

func (s *stub) serve(conn net.Conn) {
	held := map[uint32]bool{}
	defer func() {
		s.held.Add(-int64(len(held)))
		conn.Close()
	}()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	p := newPeer(conn)
	if p.settle(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 100000}) != nil || p.out.Flush() != nil {
		return
	}
	var path string
	decoder := hpack.NewDecoder(4096, func(f hpack.HeaderField) {
		if f.Name == ":path" {
			path = f.Value
		}
	})
	paths := map[uint32]string{}
	respond := func(stream uint32) error {
		path := paths[stream]
		delete(paths, stream)
		answer, known := s.answers[path]
		if !known {
			held[stream] = true
			s.held.Add(1)
			return nil
		}
		s.calls.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		if err := p.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: stream, BlockFragment: answerBegins, EndHeaders: true,
		}); err != nil {
			return err
		}
		return p.send(stream, answer, answerEnds)
	}
	for {
		frame, err := p.framer.ReadFrame()
		if err != nil {
			return
		}
		handled, err := p.control(frame)
		if err == nil && !handled {
			err = s.about(p, frame, decoder, &path, paths, held, respond)
		}
		if err != nil {
			return
		}
	}
}

func (s *stub) about(p *peer, frame http2.Frame, decoder *hpack.Decoder, path *string,
	paths map[uint32]string, held map[uint32]bool, respond func(uint32) error) error {
	ended := false
	switch frame := frame.(type) {
	case *http2.HeadersFrame:
		if !frame.HeadersEnded() {
			return fmt.Errorf("headers of several frames")
		}
		if _, err := decoder.Write(frame.HeaderBlockFragment()); err != nil {
			return err
		}
		if err := decoder.Close(); err != nil {
			return err
		}
		paths[frame.StreamID] = *path
		ended = frame.StreamEnded()
	case *http2.DataFrame:
		if err := p.received(frame.Length); err != nil {
			return err
		}
		ended = frame.StreamEnded()
	case *http2.RSTStreamFrame:
		delete(paths, frame.StreamID)
		p.forget(frame.StreamID)
		if held[frame.StreamID] {
			delete(held, frame.StreamID)
			s.held.Add(-1)
		}
	}
	if !ended {
		return nil
	}
	if err := respond(frame.Header().StreamID); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Flush()
}
