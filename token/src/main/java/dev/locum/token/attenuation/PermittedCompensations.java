package dev.locum.token.attenuation;

import dev.locum.token.ActionSet;
import java.time.Instant;

/**
 * What a delegation's record still permits to undo.
 *
 * @param actions compensations whose forward step was recorded
 * @param until the compensation limit
 */
public record PermittedCompensations(ActionSet actions, Instant until) {}
