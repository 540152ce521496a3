package dev.locum.worker.downstream;

import dev.locum.token.Action;
import dev.locum.worker.context.HttpCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which action an HTTP request takes. An exact path goes before one with a {@code {}} segment. */
public final class HttpRoutes {

  private static final String ANY = "{}";

  private final List<Route> routes = new ArrayList<>();

  public HttpRoutes(Map<String, Action> actions) {
    actions.forEach((method, action) -> routes.add(Route.parse(method, action)));
    routes.sort((a, b) -> Long.compare(a.wildcards(), b.wildcards()));
    for (int i = 0; i < routes.size(); i++) {
      for (Route later : routes.subList(i + 1, routes.size())) {
        if (routes.get(i).wildcards() == later.wildcards() && routes.get(i).overlaps(later)) {
          throw new IllegalStateException(
              "routes: " + routes.get(i) + " and " + later + " (expected: no request fits both)");
        }
      }
    }
  }

  public Optional<Action> actionOf(HttpCall call) {
    String[] segments = call.pathOnly().split("/", -1);
    return routes.stream()
        .filter(route -> route.fits(call.method(), segments))
        .findFirst()
        .map(Route::action);
  }

  private record Route(String method, List<String> segments, Action action) {

    static Route parse(String text, Action action) {
      String[] parts = text.split(" ", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("route: " + text + " (expected: METHOD /path)");
      }
      HttpCall form = new HttpCall(parts[0], parts[1].replace(ANY, "x"), "", "");
      return new Route(form.method(), List.of(parts[1].split("/", -1)), action);
    }

    long wildcards() {
      return segments.stream().filter(ANY::equals).count();
    }

    boolean fits(String method, String[] path) {
      if (!this.method.equals(method) || segments.size() != path.length) {
        return false;
      }
      for (int i = 0; i < path.length; i++) {
        boolean any = segments.get(i).equals(ANY) && !path[i].isEmpty();
        if (!any && !segments.get(i).equals(path[i])) {
          return false;
        }
      }
      return true;
    }

    boolean overlaps(Route other) {
      if (!method.equals(other.method) || segments.size() != other.segments.size()) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        String mine = segments.get(i);
        String theirs = other.segments.get(i);
        if (!mine.equals(theirs) && !mine.equals(ANY) && !theirs.equals(ANY)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return method + " " + String.join("/", segments);
    }
  }
}
