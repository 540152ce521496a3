package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Stands in for the browser of a user who has none: logs in at the auth service's own page and
 * confirms the code of this very device flow, as the user would. There is no password grant (RFC
 * 9700 §2.4); the password goes to the login page and nowhere else.
 */
public final class BrowserStandIn {

  private static final int MAX_REDIRECTS = 5;

  private final IssuerHttp http;
  private final Map<String, String> cookies = new HashMap<>();

  public BrowserStandIn(IssuerHttp http) {
    this.http = http;
  }

  /**
   * Who logs in.
   *
   * @param tenant the tenant
   * @param name the user's name in it
   * @param password secret
   */
  public record Credentials(String tenant, String name, String password) {

    /** Shows the name only. */
    @Override
    public String toString() {
      return "Credentials[" + tenant + "/" + name + "]";
    }
  }

  /**
   * Logs in, confirms the code, logs the stand-in out again.
   *
   * @throws CliException {@code REFUSED} if the login or the code was not accepted
   */
  public void confirm(DeviceCode code, Credentials credentials) {
    HtmlForm login = form(get(code.page()), "password");
    HttpAnswer loggedIn =
        post(
            login,
            Map.of(
                "tenant", credentials.tenant(),
                "username", credentials.name(),
                "password", credentials.password()));
    requireLogin(loggedIn);
    HttpAnswer page = get(code.page());
    try {
      HttpAnswer decided =
          post(form(page, "user_code"), Map.of("user_code", code.userCode(), "decision", "allow"));
      if (!decided.isOk()) {
        throw new CliException(ExitCode.REFUSED, "the auth service did not accept the code");
      }
    } finally {
      HtmlForm.with(page, "").ifPresent(logout -> post(logout, Map.of()));
    }
  }

  private static void requireLogin(HttpAnswer answer) {
    if (answer.status() == 429) {
      throw new CliException(ExitCode.REFUSED, "too many failed logins; try again later");
    }
    if (answer.status() >= 400) {
      throw new CliException(ExitCode.REFUSED, "the login was not accepted");
    }
  }

  /** Gets a page, through redirects within the issuer. */
  private HttpAnswer get(URI address) {
    URI next = address;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpAnswer answer = remember(http.get(next, headers()));
      if (answer.status() != 302 && answer.status() != 303) {
        return answer;
      }
      next = next.resolve(answer.header("location").orElse(""));
    }
    throw new CliException(ExitCode.UNAVAILABLE, "the auth service's login page goes in circles");
  }

  private HttpAnswer post(HtmlForm form, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(form.hidden());
    all.putAll(fields);
    return remember(http.post(form.action(), all, headers()));
  }

  private static HtmlForm form(HttpAnswer page, String field) {
    return HtmlForm.with(page, field)
        .orElseThrow(() ->
            new CliException(
                ExitCode.UNAVAILABLE,
                "the auth service's login page is not one that this release knows",
                "Log in with a browser: `locum login` without --user."));
  }

  private Map<String, String> headers() {
    if (cookies.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        "Cookie",
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; ")));
  }

  private HttpAnswer remember(HttpAnswer answer) {
    for (String header : answer.headers().getOrDefault("set-cookie", List.of())) {
      String pair = header.split(";", 2)[0];
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = pair.substring(equals + 1).strip();
        if (value.isEmpty()) {
          cookies.remove(pair.substring(0, equals).strip());
        } else {
          cookies.put(pair.substring(0, equals).strip(), value);
        }
      }
    }
    return answer;
  }
}
