package main

import (
	"context"
	"encoding/json"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/workflow"
)

// The two headers of Locum's contract, docs/guide/other-sdks.md. They go on untouched, and in clear.
var delegationHeaders = []string{"locum-delegation", "locum-principal"}

type headersKey struct{}

// Delegation carries the delegation that a workflow was started with to its activities and children.
type Delegation struct{}

func (Delegation) Extract(ctx context.Context, from workflow.HeaderReader) (context.Context, error) {
	return context.WithValue(ctx, headersKey{}, read(from)), nil
}

func (Delegation) ExtractToWorkflow(ctx workflow.Context, from workflow.HeaderReader) (workflow.Context, error) {
	return workflow.WithValue(ctx, headersKey{}, read(from)), nil
}

func (Delegation) Inject(ctx context.Context, to workflow.HeaderWriter) error {
	return write(ctx.Value(headersKey{}), to)
}

func (Delegation) InjectFromWorkflow(ctx workflow.Context, to workflow.HeaderWriter) error {
	return write(ctx.Value(headersKey{}), to)
}

func read(from workflow.HeaderReader) map[string]*commonpb.Payload {
	held := map[string]*commonpb.Payload{}
	for _, name := range delegationHeaders {
		if payload, there := from.Get(name); there {
			held[name] = payload
		}
	}
	return held
}

func write(held any, to workflow.HeaderWriter) error {
	headers, _ := held.(map[string]*commonpb.Payload)
	for name, payload := range headers {
		to.Set(name, payload)
	}
	return nil
}

// For whom says who asked for the work; the gateway has checked it against the delegation.
func forWhom(ctx context.Context) (string, error) {
	headers, _ := ctx.Value(headersKey{}).(map[string]*commonpb.Payload)
	payload, there := headers["locum-principal"]
	if !there {
		return "nobody", nil
	}
	var principal struct{ User, Tenant string }
	if err := json.Unmarshal(payload.GetData(), &principal); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s of %s", principal.User, principal.Tenant), nil
}
