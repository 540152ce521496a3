package dev.locum.gateway.check.command;

import dev.locum.token.denial.DenialReason;

/**
 * What the check of a response remembers of a completion that became a failed task.
 *
 * @param reason why
 * @param detail for audit
 */
public record Refused(DenialReason reason, String detail) {}
