package dev.locum.grpcauthz.servlet;

import dev.locum.grpcauthz.http.Admission;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.PushBuilder;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request without its credentials: what a handler sees, and can pass on. */
final class StrippedRequest extends HttpServletRequestWrapper {

  private final Admission admission;

  StrippedRequest(HttpServletRequest request, Admission admission) {
    super(request);
    this.admission = admission;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return admission.hides(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return admission.hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names =
        Collections.list(super.getHeaderNames()).stream()
            .filter(name -> !admission.hides(name))
            .toList();
    return Collections.enumeration(names);
  }

  @Override
  public long getDateHeader(String name) {
    return admission.hides(name) ? -1 : super.getDateHeader(name);
  }

  @Override
  public int getIntHeader(String name) {
    return admission.hides(name) ? -1 : super.getIntHeader(name);
  }

  /** Cookies are credentials. */
  @Override
  public Cookie @Nullable [] getCookies() {
    return null;
  }

  /** A push begins with the headers of the request as it came: there is none. */
  @Override
  @SuppressWarnings("deprecation") // Containers of the older versions still push.
  public @Nullable PushBuilder newPushBuilder() {
    return null;
  }

  @Override
  public Map<String, String> getTrailerFields() {
    Map<String, String> fields = new HashMap<>(super.getTrailerFields());
    fields.keySet().removeIf(admission::hides);
    return fields;
  }
}
