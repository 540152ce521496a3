package dev.locum.carsharing.saga;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A trip from reservation to payment. Its workflow id is the trip's id. */
@WorkflowInterface
public interface TripWorkflow {

  /** Books, drives, and charges; undoes everything if a step fails. */
  @WorkflowMethod
  TripResult run(TripRequest request);

  /** Ends the drive before its time. */
  @SignalMethod
  void endDrive();

  /** Where the trip is: {@code STARTED}, {@code ENDED}, {@code SETTLED} or {@code CANCELLED}. */
  @QueryMethod
  String status();
}
