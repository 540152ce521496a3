package dev.locum.grpcauthz.header;

import dev.locum.token.DelegationId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.util.Optional;

/**
 * For whom a caller says that it acts. It is a claim of the caller and no more; what it is worth
 * depends on who the caller is.
 *
 * @param user {@code x-forwarded-user}
 * @param tenant {@code x-forwarded-tenant}
 * @param delegation {@code x-locum-delegation}; empty: not named
 * @param workflowId {@code x-locum-workflow-id}; empty text: not named
 */
public record ForwardedPrincipal(
    Subject user, TenantId tenant, Optional<DelegationId> delegation, String workflowId) {}
