package dev.locum.grpcauthz.servlet;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.http.Admission;
import dev.locum.grpcauthz.http.HttpAuthorization;
import dev.locum.grpcauthz.http.HttpRefusal;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialException;
import io.grpc.Context;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A servlet filter that lets requests in by a table of routes. Map it to {@code /*}, first of all
 * filters.
 *
 * <p><b>Security guarantees</b>: those of {@link HttpAuthorization}; what runs after it sees none
 * of the credential headers, on any route. Handlers read {@link CallerContext#current} on the
 * thread of the request, or {@link #callerOf} on any. <b>Not guaranteed</b>: anything about filters
 * that run before it; and that the peer's address is real, where the container was told to take it
 * from a header.
 *
 * <p>Thread-safe.
 */
@Incubating
public final class ContractFilter implements Filter {

  private static final String CALLER = ContractFilter.class.getName() + ".caller";

  private final HttpAuthorization authorization;

  /** A filter by this authorization. */
  public ContractFilter(HttpAuthorization authorization) {
    this.authorization = authorization;
  }

  /** The caller of a request; nobody if it did not pass the filter. */
  public static CallerContext callerOf(ServletRequest request) {
    return request.getAttribute(CALLER) instanceof CallerContext caller
        ? caller
        : CallerContext.nobody();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("request: not HTTP (expected: HTTP)");
    }
    ServletCall call = new ServletCall(http);
    String correlationId = HttpAuthorization.correlationOf(call);
    try {
      Admission admission = authorization.admit(call, correlationId);
      admission.nextNonce().ifPresent(nonce -> answer.setHeader(HttpRefusal.DPOP_NONCE, nonce));
      run(admission, new StrippedRequest(http, admission), answer, chain);
    } catch (DenialException e) {
      refuse(authorization.refusal(e, correlationId), answer);
    }
  }

  private static void run(
      Admission admission, StrippedRequest request, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    request.setAttribute(CALLER, admission.caller());
    // From the root: a caller of the thread's former request must never be seen (H15).
    Context context = admission.caller().in(Context.ROOT);
    Context before = context.attach();
    try {
      chain.doFilter(request, answer);
    } finally {
      context.detach(before);
    }
  }

  private static void refuse(HttpRefusal refusal, HttpServletResponse answer) throws IOException {
    if (answer.isCommitted()) {
      return;
    }
    answer.resetBuffer();
    answer.setStatus(refusal.status());
    answer.setContentType(HttpRefusal.CONTENT_TYPE);
    refusal.headers().forEach(answer::setHeader);
    answer.getOutputStream().write(refusal.body().getBytes(StandardCharsets.UTF_8));
  }
}
