package dev.locum.gateway.wire;

import dev.locum.gateway.caller.Callers;
import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.delegation.DelegationGate;
import dev.locum.gateway.explain.Explanations;
import dev.locum.gateway.limit.TenantLimits;
import dev.locum.gateway.telemetry.Telemetry;
import dev.locum.gateway.trail.AccessLog;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.gateway.upstream.Upstream;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What every call goes through, in this order.
 *
 * @param methods the methods that exist
 * @param callers who calls
 * @param limits how much one tenant may use
 * @param rules what decides about messages
 * @param delegations what verifies delegations
 * @param upstream Temporal
 * @param trail where refusals are recorded
 * @param telemetry where calls are counted
 * @param accessLog where calls are logged; null: nowhere
 * @param clock the clock
 * @param dryRun whether refusals are only recorded
 * @param explanations tells operators what would be decided
 * @param spans joins calls with the traces of their callers; null: nothing is traced
 */
public record CallDesk(
    TemporalMethods methods,
    Callers callers,
    TenantLimits limits,
    CallRules rules,
    DelegationGate delegations,
    Upstream upstream,
    RefusalTrail trail,
    Telemetry telemetry,
    @Nullable AccessLog accessLog,
    Clock clock,
    boolean dryRun,
    Explanations explanations,
    @Nullable OpenTelemetry spans) {}
