package dev.locum.helidon;

import dev.locum.grpcauthz.http.HttpAuthorization;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.HttpService;
import java.util.function.Supplier;

/** Hands everything on to Helidon's own builder, and puts the authorization before its result. */
final class ContractRoutingBuilder implements HttpRouting.Builder {

  private final HttpAuthorization authorization;
  private final HttpRouting.Builder service;

  ContractRoutingBuilder(HttpAuthorization authorization, HttpRouting.Builder service) {
    this.authorization = authorization;
    this.service = service;
  }

  @Override
  public HttpRouting build() {
    return new ContractRouting(authorization, service.build());
  }

  @Override
  public HttpRouting.Builder copy() {
    return new ContractRoutingBuilder(authorization, service.copy());
  }

  @Override
  public HttpRouting.Builder register(HttpService... services) {
    service.register(services);
    return this;
  }

  @Override
  public HttpRouting.Builder register(String path, HttpService... services) {
    service.register(path, services);
    return this;
  }

  @Override
  public HttpRouting.Builder route(HttpRoute route) {
    service.route(route);
    return this;
  }

  @Override
  public HttpRouting.Builder addFilter(Filter filter) {
    service.addFilter(filter);
    return this;
  }

  @Override
  public HttpRouting.Builder addFeature(Supplier<? extends HttpFeature> feature) {
    service.addFeature(feature);
    return this;
  }

  @Override
  public <T extends Throwable> HttpRouting.Builder error(
      Class<T> type, ErrorHandler<? super T> handler) {
    service.error(type, handler);
    return this;
  }

  @Override
  public HttpRouting.Builder maxReRouteCount(int count) {
    service.maxReRouteCount(count);
    return this;
  }

  @Override
  public HttpRouting.Builder security(HttpSecurity security) {
    service.security(security);
    return this;
  }
}
