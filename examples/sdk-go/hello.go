package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"
)

const queue = "hello-go"

// Hello is a workflow as any other: it knows nothing of Locum.
func Hello(ctx workflow.Context, name string) (string, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
	var greeting string
	err := workflow.ExecuteActivity(ctx, Greet, name).Get(ctx, &greeting)
	return greeting, err
}

// Greet says for whom it works.
func Greet(ctx context.Context, name string) (string, error) {
	whom, err := forWhom(ctx)
	return fmt.Sprintf("Hello %s, from Go, for %s", name, whom), err
}
