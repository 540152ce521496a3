package dev.locum.grpcauthz.http;

import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import dev.locum.token.Incubating;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What each route of a service demands: the contract of a service that has no proto file. A path is
 * exact, or ends in {@code /*} and covers everything below; the longest that fits decides.
 * Immutable.
 *
 * <pre>{@code
 * HttpRoutes.builder()
 *     .open("GET", "/health")
 *     .internal("POST", "/v1/reservations", new Requirements(Set.of(), Set.of("fleet.reserve")))
 *     .gated("GET", "/v1/trips/*", new Requirements(Set.of("rider"), Set.of()))
 *     .build();
 * }</pre>
 */
@Incubating
public final class HttpRoutes {

  private static final Pattern METHOD = Pattern.compile("[A-Z]+");

  /** Segments neither empty nor dots: of another form none could ever be asked for. */
  private static final Pattern ROUTE =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~:@-]+)*(/\\*)?");

  private static final String BELOW = "/*";

  private final Map<String, MethodContract> byRoute;

  private HttpRoutes(Map<String, MethodContract> byRoute) {
    this.byRoute = byRoute;
  }

  /** No route yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** All routes, in no order. */
  public Collection<MethodContract> all() {
    return byRoute.values();
  }

  /**
   * The contract of a request; one that is not in the table is gated, with the policy to deny.
   *
   * @param path as it came; a path with more than one reading has none of the contracts
   */
  public MethodContract of(String method, String path) {
    return HttpPath.canonical(path)
        .flatMap(canonical -> find(method, canonical))
        .orElseGet(() -> contract("another route", Posture.GATED, Optional.empty()));
  }

  private Optional<MethodContract> find(String method, String path) {
    MethodContract exact = byRoute.get(method + " " + path);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      MethodContract below = byRoute.get(method + " " + path.substring(0, slash) + BELOW);
      if (below != null) {
        return Optional.of(below);
      }
      if (slash == 0) {
        break;
      }
    }
    return Optional.empty();
  }

  private static MethodContract contract(
      String route, Posture posture, Optional<Requirements> requires) {
    return new MethodContract(route, posture, requires, Policy.DENY, List.of());
  }

  /** Collects routes; {@link #build} refuses what contradicts itself. */
  public static final class Builder {

    private final Map<String, MethodContract> byRoute = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Builder() {}

    /** Everybody may call it. */
    public Builder open(String method, String path) {
      return put(method, path, Posture.PUBLIC, Optional.empty());
    }

    /** A service may, for which a trust source vouches and whose rights suffice. */
    public Builder internal(String method, String path, Requirements requires) {
      return put(method, path, Posture.INTERNAL, Optional.of(requires));
    }

    /** A proven caller may, whose rights suffice. */
    public Builder gated(String method, String path, Requirements requires) {
      return put(method, path, Posture.GATED, Optional.of(requires));
    }

    private Builder put(
        String method, String path, Posture posture, Optional<Requirements> requires) {
      String route = method + " " + path;
      if (!METHOD.matcher(method).matches()
          || path.isEmpty()
          || !(path.equals("/") || ROUTE.matcher(path).matches())) {
        problems.add(route + ": another form (expected: METHOD /path or METHOD /path/*)");
      } else if (byRoute.put(route, contract(route, posture, requires)) != null) {
        problems.add(route + ": listed twice (expected: once)");
      }
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if a route has another form, or is listed twice
     */
    public HttpRoutes build() {
      if (!problems.isEmpty()) {
        throw new IllegalStateException("routes: " + String.join("; ", problems));
      }
      return new HttpRoutes(Map.copyOf(byRoute));
    }
  }
}
