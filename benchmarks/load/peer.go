package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"

	"golang.org/x/net/http2"
)

const (
	frameSize    = 16384
	streamWindow = 16 << 20
	// Larger than anything that a round receives between two updates.
	connectionWindow = 1 << 30
)

// peer is one side of an HTTP/2 connection: it writes bodies as the other side's windows allow.
type peer struct {
	conn   net.Conn
	out    *bufio.Writer
	framer *http2.Framer

	// Guards what follows, and writing.
	mu       sync.Mutex
	window   int64
	initial  int64
	maxFrame int
	sending  map[uint32]*body
	consumed int64
}

// body is what is left of a stream's message; what it ends with follows it.
type body struct {
	left     []byte
	window   int64
	trailers []byte
}

func newPeer(conn net.Conn) *peer {
	out := bufio.NewWriterSize(conn, 64<<10)
	framer := http2.NewFramer(out, bufio.NewReaderSize(conn, 64<<10))
	framer.SetReuseFrames()
	framer.SetMaxReadFrameSize(1 << 20)
	return &peer{
		conn: conn, out: out, framer: framer,
		window: 65535, initial: 65535, maxFrame: frameSize,
		sending: map[uint32]*body{},
	}
}

// settle announces this side's windows; the caller flushes.
func (p *peer) settle(settings ...http2.Setting) error {
	settings = append(settings, http2.Setting{ID: http2.SettingInitialWindowSize, Val: streamWindow})
	if err := p.framer.WriteSettings(settings...); err != nil {
		return err
	}
	return p.framer.WriteWindowUpdate(0, connectionWindow-65535)
}

// send begins a stream's body; trailers, if there are any, end the stream, else the body does.
// Called with the lock held.
func (p *peer) send(stream uint32, message, trailers []byte) error {
	sent := &body{left: message, window: p.initial, trailers: trailers}
	done, err := p.advance(stream, sent)
	if !done && err == nil {
		p.sending[stream] = sent
	}
	return err
}

func (p *peer) advance(stream uint32, sent *body) (bool, error) {
	for len(sent.left) > 0 {
		size := int64(min(len(sent.left), p.maxFrame))
		size = min(size, p.window, sent.window)
		if size <= 0 {
			return false, nil
		}
		end := int(size) == len(sent.left) && sent.trailers == nil
		if err := p.framer.WriteData(stream, end, sent.left[:size]); err != nil {
			return false, err
		}
		sent.left = sent.left[size:]
		sent.window -= size
		p.window -= size
	}
	if sent.trailers == nil {
		return true, nil
	}
	return true, p.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: sent.trailers, EndHeaders: true, EndStream: true,
	})
}

// control handles what is not about one message. It reports whether the frame was of that kind.
func (p *peer) control(frame http2.Frame) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch frame := frame.(type) {
	case *http2.SettingsFrame:
		if frame.IsAck() {
			return true, nil
		}
		err := frame.ForeachSetting(func(setting http2.Setting) error {
			switch setting.ID {
			case http2.SettingInitialWindowSize:
				difference := int64(setting.Val) - p.initial
				p.initial = int64(setting.Val)
				for _, sent := range p.sending {
					sent.window += difference
				}
			case http2.SettingMaxFrameSize:
				p.maxFrame = min(int(setting.Val), 1<<20)
			}
			return nil
		})
		if err == nil {
			err = p.framer.WriteSettingsAck()
		}
		if err == nil {
			err = p.pump()
		}
		return true, err
	case *http2.WindowUpdateFrame:
		if frame.StreamID == 0 {
			p.window += int64(frame.Increment)
		} else if sent, found := p.sending[frame.StreamID]; found {
			sent.window += int64(frame.Increment)
		}
		return true, p.pump()
	case *http2.PingFrame:
		if frame.IsAck() {
			return true, nil
		}
		if err := p.framer.WritePing(true, frame.Data); err != nil {
			return true, err
		}
		return true, p.out.Flush()
	case *http2.GoAwayFrame:
		return true, fmt.Errorf("the peer ends the connection: %v", frame.ErrCode)
	}
	return false, nil
}

func (p *peer) pump() error {
	for stream, sent := range p.sending {
		done, err := p.advance(stream, sent)
		if err != nil {
			return err
		}
		if done {
			delete(p.sending, stream)
		}
	}
	return p.out.Flush()
}

// received gives the connection's window back, now and then.
func (p *peer) received(bytes uint32) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.consumed += int64(bytes)
	if p.consumed < connectionWindow/4 {
		return nil
	}
	increment := uint32(p.consumed)
	p.consumed = 0
	if err := p.framer.WriteWindowUpdate(0, increment); err != nil {
		return err
	}
	return p.out.Flush()
}

func (p *peer) forget(stream uint32) {
	p.mu.Lock()
	delete(p.sending, stream)
	p.mu.Unlock()
}
