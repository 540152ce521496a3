package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// client is one connection that makes the same call over and over.
type client struct {
	*peer
	message []byte
	// The header block of the first call fills the table that the block of the others points into.
	first, others []byte
	next          uint32
	ended         func(c *client, begun time.Time, answered int, err error)

	calls map[uint32]*exchange
	once  sync.Once
}

type exchange struct {
	begun    time.Time
	answered int
	status   string
}

// dial connects, under mutual TLS unless credentials are nil.
func dial(address string, credentials *tls.Config, path string, message []byte,
	ended func(*client, time.Time, int, error)) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	scheme := "http"
	if credentials != nil {
		scheme = "https"
		secured := tls.Client(conn, credentials)
		if err := secured.Handshake(); err != nil {
			return nil, err
		}
		if protocol := secured.ConnectionState().NegotiatedProtocol; protocol != "h2" {
			return nil, fmt.Errorf("protocol: %q (expected: h2)", protocol)
		}
		conn = secured
	}
	c := &client{peer: newPeer(conn), message: message, next: 1, ended: ended, calls: map[uint32]*exchange{}}
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	fields := [][2]string{
		{":method", "POST"}, {":scheme", scheme}, {":path", path}, {":authority", "localhost"},
		{"content-type", "application/grpc"}, {"te", "trailers"}, {"user-agent", "grpc-go/1.83.2"},
		{"grpc-timeout", "70S"}, {"client-name", "temporal-go"}, {"client-version", "1.48.0"},
	}
	for _, each := range []*[]byte{&c.first, &c.others} {
		block.Reset()
		for _, field := range fields {
			if err := encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]}); err != nil {
				return nil, err
			}
		}
		*each = bytes.Clone(block.Bytes())
	}
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		return nil, err
	}
	if err := c.settle(http2.Setting{ID: http2.SettingEnablePush, Val: 0}); err != nil {
		return nil, err
	}
	if err := c.out.Flush(); err != nil {
		return nil, err
	}
	go c.read()
	return c, nil
}

// call begins one call; it counts from begun. Not flushed unless flush is true.
func (c *client) call(begun time.Time, flush bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	stream := c.next
	c.next += 2
	block := c.others
	if stream == 1 {
		block = c.first
	}
	c.calls[stream] = &exchange{begun: begun}
	if err := c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: block, EndHeaders: true,
	}); err != nil {
		return err
	}
	if err := c.send(stream, c.message, nil); err != nil {
		return err
	}
	if !flush {
		return nil
	}
	return c.out.Flush()
}

func (c *client) flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Flush()
}

func (c *client) read() {
	var status, message string
	decoder := hpack.NewDecoder(4096, func(f hpack.HeaderField) {
		switch f.Name {
		case "grpc-status":
			status = f.Value
		case "grpc-message":
			message = f.Value
		}
	})
	for {
		frame, err := c.framer.ReadFrame()
		if err != nil {
			c.fail(err)
			return
		}
		handled, err := c.control(frame)
		if err != nil {
			c.fail(err)
			return
		}
		if handled {
			continue
		}
		switch frame := frame.(type) {
		case *http2.HeadersFrame:
			status, message = "", ""
			if _, err := decoder.Write(frame.HeaderBlockFragment()); err != nil {
				c.fail(err)
				return
			}
			if frame.StreamEnded() {
				c.end(frame.StreamID, status, message)
			}
		case *http2.DataFrame:
			c.mu.Lock()
			if call, found := c.calls[frame.StreamID]; found {
				call.answered += len(frame.Data())
			}
			c.mu.Unlock()
			if err := c.received(frame.Length); err != nil {
				c.fail(err)
				return
			}
			if frame.StreamEnded() {
				c.end(frame.StreamID, "", "no trailers")
			}
		case *http2.RSTStreamFrame:
			c.end(frame.StreamID, "", "reset: "+frame.ErrCode.String())
		}
	}
}

func (c *client) end(stream uint32, status, message string) {
	c.mu.Lock()
	call, found := c.calls[stream]
	delete(c.calls, stream)
	delete(c.sending, stream)
	c.mu.Unlock()
	if !found {
		return
	}
	var err error
	if status != "0" {
		err = fmt.Errorf("grpc-status %q: %s", status, message)
	}
	c.ended(c, call.begun, call.answered, err)
}

func (c *client) fail(err error) {
	c.once.Do(func() {
		c.conn.Close()
		c.mu.Lock()
		calls := c.calls
		c.calls = map[uint32]*exchange{}
		c.mu.Unlock()
		for _, call := range calls {
			c.ended(c, call.begun, 0, err)
		}
	})
}
