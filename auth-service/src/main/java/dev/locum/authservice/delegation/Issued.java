package dev.locum.authservice.delegation;

import dev.locum.token.IssuedToken;
import java.util.Optional;

/**
 * A delegation and a ticket to it.
 *
 * @param delegation the record
 * @param token empty when the delegation has ended
 * @param repeated whether it was issued before, for the same request
 */
public record Issued(Delegation delegation, Optional<IssuedToken> token, boolean repeated) {}
