// A worker and a client of Temporal's Go SDK behind Locum's gateway. Where the gateway is, and the
// credential for it, come from Temporal's own environment configuration: TEMPORAL_CONFIG_FILE and
// TEMPORAL_PROFILE.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == "worker":
		err = work()
	case len(os.Args) == 3 && os.Args[1] == "client":
		err = ask(os.Args[2])
	default:
		err = errors.New("expected: worker, or client WORKFLOW_ID")
	}
	if err != nil {
		log.Fatalln(err)
	}
}

func connect() (client.Client, error) {
	options, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, err
	}
	options.ContextPropagators = []workflow.ContextPropagator{Delegation{}}
	return client.Dial(options)
}

func work() error {
	connection, err := connect()
	if err != nil {
		return err
	}
	defer connection.Close()
	hello := worker.New(connection, queue, worker.Options{})
	hello.RegisterWorkflow(Hello)
	hello.RegisterActivity(Greet)
	return hello.Run(worker.InterruptCh())
}

// Ask waits for the work that a user asked the trigger for, starts some of its own, and tries what
// it may not.
func ask(workflowID string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	connection, err := connect()
	if err != nil {
		return err
	}
	defer connection.Close()

	var greeting string
	if err := connection.GetWorkflow(ctx, workflowID, "").Get(ctx, &greeting); err != nil {
		return err
	}
	fmt.Println("asked for by a user:", greeting)

	run, err := connection.ExecuteWorkflow(ctx, start(queue), Hello, "world")
	if err != nil {
		return err
	}
	if err := run.Get(ctx, &greeting); err != nil {
		return err
	}
	fmt.Println("started by this client:", greeting)

	shared, err := client.NewClientFromExisting(connection, client.Options{Namespace: "default"})
	if err != nil {
		return err
	}
	_, err = shared.ExecuteWorkflow(ctx, start("queue-bob"), "TripWorkflow")
	var refused *serviceerror.PermissionDenied
	if !errors.As(err, &refused) {
		return fmt.Errorf("a start on bob's queue: %v (expected: refused)", err)
	}
	fmt.Println("refused on bob's queue:", refused.Message)
	return nil
}

func start(queue string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: "alice.hello-go-" + uuid.NewString(), TaskQueue: queue}
}
