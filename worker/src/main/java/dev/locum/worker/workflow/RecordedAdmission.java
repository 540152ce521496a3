package dev.locum.worker.workflow;

/**
 * What the history keeps of the decision about a signal.
 *
 * @param admitted whether the handler runs
 * @param code the public code of the refusal; empty when admitted
 */
public record RecordedAdmission(boolean admitted, String code) {}
