package dev.locum.policy;

import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.VerifiedAccessToken;

/**
 * A user asks to follow, signal, query or cancel work that exists.
 *
 * @param principal who asks; verified
 * @param tenant whose work it is
 * @param owner who asked for the work
 */
public record WorkRequest(VerifiedAccessToken principal, TenantId tenant, Subject owner) {}
