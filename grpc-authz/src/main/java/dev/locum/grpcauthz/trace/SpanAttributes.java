package dev.locum.grpcauthz.trace;

import dev.locum.token.Incubating;
import io.opentelemetry.api.common.AttributeKey;

/**
 * The attributes of Locum's own spans beside those of OpenTelemetry. None holds a token, a user or
 * what a message said.
 */
@Incubating
public final class SpanAttributes {

  /** Joins the span with the audit trail. */
  public static final AttributeKey<String> CORRELATION_ID =
      AttributeKey.stringKey("locum.correlation_id");

  /** {@value #ALLOWED}, or the public code of the refusal; absent where nobody decided. */
  public static final AttributeKey<String> DECISION = AttributeKey.stringKey("locum.decision");

  /** The decision about what was done. */
  public static final String ALLOWED = "ALLOWED";

  /** The class of what failed; never its message. */
  public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private SpanAttributes() {}
}
