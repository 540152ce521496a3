package main

import "encoding/binary"

// What the benchmark says is made once, as bytes: neither the generator nor the stub spends anything
// on protobuf while it is measured.

const (
	namespace    = "bench"
	taskQueue    = "bench"
	workflowType = "Bench"

	service      = "/temporal.api.workflowservice.v1.WorkflowService/"
	pathStart    = service + "StartWorkflowExecution"
	pathActivity = service + "PollActivityTaskQueue"
	pathWorkflow = service + "PollWorkflowTaskQueue"
)

// field is one length-delimited field of protobuf.
func field(number int, parts ...[]byte) []byte {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	out := binary.AppendUvarint(nil, uint64(number)<<3|2)
	out = binary.AppendUvarint(out, uint64(size))
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

func text(number int, value string) []byte { return field(number, []byte(value)) }

func number(number int, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), value)
}

// grpc puts the five bytes before a message.
func grpc(parts ...[]byte) []byte {
	out := make([]byte, 5)
	for _, part := range parts {
		out = append(out, part...)
	}
	binary.BigEndian.PutUint32(out[1:], uint32(len(out)-5))
	return out
}

// payloads is temporal.api.common.v1.Payloads with one payload of so many bytes.
func payloads(size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = 'a' + byte(i*7%26)
	}
	return field(1,
		field(1, text(1, "encoding"), text(2, "binary/plain")),
		field(2, data))
}

func queue() []byte { return append(text(1, taskQueue), number(2, 1)...) }

const identity = "4711@bench-1"

func startRequest(size int) []byte {
	return grpc(
		text(1, namespace),
		text(2, "order-4711"),
		field(3, text(1, workflowType)),
		field(4, queue()),
		field(5, payloads(size)),
		field(6, number(1, 3600)),
		text(9, identity),
		text(10, "9a9c7f40-7c06-4a8e-9d0a-0f3c9be0d6f1"),
	)
}

func startResponse() []byte {
	return grpc(text(1, "0199b0a4-3c1f-7d5e-8a66-5b1b2c3d4e5f"), number(3, 1))
}

func pollRequest() []byte {
	return grpc(text(1, namespace), field(2, queue()), text(3, identity))
}

func activityResponse(size int) []byte {
	token := make([]byte, 120)
	for i := range token {
		token[i] = byte(i * 11)
	}
	return grpc(
		field(1, token),
		text(2, namespace),
		field(3, text(1, workflowType)),
		field(4, text(1, "order-4711"), text(2, "0199b0a4-3c1f-7d5e-8a66-5b1b2c3d4e5f")),
		field(5, text(1, "Charge")),
		text(6, "activity-1"),
		field(8, payloads(size)),
		field(10, number(1, 1764400000)),
		field(11, number(1, 1764400000)),
		field(12, number(1, 1764400001)),
		number(13, 1),
		field(14, number(1, 60)),
		field(15, number(1, 60)),
		field(16, number(1, 30)),
	)
}
