package dev.locum.worker.workflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What the history keeps of the decision about a signal, or about a child's delegation; compatible
 * like {@link RecordedVerification}.
 *
 * @param admitted whether the handler runs, or the child starts
 * @param code the public code of the refusal; empty when admitted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecordedAdmission(boolean admitted, String code) {}
