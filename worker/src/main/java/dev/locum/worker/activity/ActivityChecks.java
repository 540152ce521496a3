package dev.locum.worker.activity;

import dev.locum.worker.client.ActivityClients;
import dev.locum.worker.client.DownstreamConnections;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.CallAuthorizer;
import dev.locum.worker.temporal.RunLineages;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.VerificationAudit;

/**
 * What the activity interceptor works with.
 *
 * @param verifier verifies
 * @param refusals how a refused attempt fails
 * @param audit records a refusal for lack of a context
 * @param actions the declared actions
 * @param lineages the runs' lineages
 * @param questions answers the plugin's own local activities
 * @param connections the downstreams
 * @param authorizer authorizes calls
 */
public record ActivityChecks(
    DelegationVerifier verifier,
    ActivityRefusals refusals,
    VerificationAudit audit,
    ActivityActions actions,
    RunLineages lineages,
    VerificationQuestions questions,
    DownstreamConnections connections,
    CallAuthorizer authorizer) {

  LocumContext contextOf(Acting acting) {
    return LocumContext.of(
        acting.principal(),
        acting.delegation().value(),
        acting.actions().names(),
        new ActivityClients(connections, authorizer, acting));
  }
}
