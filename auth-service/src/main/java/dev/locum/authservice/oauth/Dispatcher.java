package dev.locum.authservice.oauth;

import dev.locum.audit.AuditUnavailableException;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.token.denial.DenialException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request and turns whatever comes out of it into one answer. */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Routes routes;
  private final boolean isSecure;

  Dispatcher(Routes routes, boolean isSecure) {
    this.routes = routes;
    this.isSecure = isSecure;
  }

  Answer answer(Request request) {
    Answer answer = dispatch(request);
    Answer plain = request.method().equals("HEAD") ? withoutBody(answer) : answer;
    Answer guarded =
        plain
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "no-referrer")
            .with("X-Correlation-Id", request.caller().correlationId());
    return isSecure ? guarded.with("Strict-Transport-Security", "max-age=31536000") : guarded;
  }

  private Answer dispatch(Request request) {
    Optional<Map<String, Endpoint>> methods = routes.find(request.path());
    if (methods.isEmpty()) {
      return Answer.empty(404);
    }
    Endpoint endpoint = methods.get().get(request.method());
    if (endpoint == null) {
      return Answer.empty(405)
          .with("Allow", String.join(", ", new TreeSet<>(methods.get().keySet())));
    }
    try {
      return endpoint.answer(request);
    } catch (OAuthRefusal refusal) {
      return error(refusal.code());
    } catch (DenialException denial) {
      return error(Denials.toErrorCode(denial.reason()));
    } catch (StoreUnavailableException | AuditUnavailableException e) {
      LOG.warn("request {}: {}", request.caller().correlationId(), e.getMessage());
      return error(ErrorCode.TEMPORARILY_UNAVAILABLE);
    } catch (RuntimeException e) {
      LOG.error("request {} met a fault", request.caller().correlationId(), withoutMessages(e));
      return error(ErrorCode.SERVER_ERROR);
    }
  }

  /** RFC 9110 §15.5.2: a 401 names a scheme by which the client may authenticate. */
  private static Answer error(ErrorCode code) {
    Answer answer = Answer.error(code);
    return code == ErrorCode.INVALID_CLIENT
        ? answer.with("WWW-Authenticate", "Basic realm=\"locum\", charset=\"UTF-8\"")
        : answer;
  }

  private static Answer withoutBody(Answer answer) {
    return new Answer(answer.status(), answer.headers(), "");
  }

  /**
   * A fault of a library may carry what it failed on, which may be a secret; where it failed is
   * enough.
   */
  private static Throwable withoutMessages(Throwable fault) {
    Throwable cause = fault.getCause();
    RuntimeException copy =
        new RuntimeException(
            fault.getClass().getName(), cause == null ? null : withoutMessages(cause));
    copy.setStackTrace(fault.getStackTrace());
    return copy;
  }
}
