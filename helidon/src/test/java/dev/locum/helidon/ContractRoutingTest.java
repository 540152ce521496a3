package dev.locum.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.http.HttpAdapterContract;
import dev.locum.grpcauthz.http.HttpAuthorization;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The routing in Helidon's server. */
class ContractRoutingTest extends HttpAdapterContract {

  private final List<String> filtered = new CopyOnWriteArrayList<>();
  private @Nullable WebServer server;

  @Override
  protected void start(HttpAuthorization authorization, Handling handling) {
    server = serve(services(ContractRouting.builder(authorization), handling));
  }

  private HttpRouting.Builder services(HttpRouting.Builder routing, Handling handling) {
    return routing
        .addFilter((chain, request, answer) -> {
          filtered.add(everything(request));
          chain.proceed();
        })
        .any((request, answer) ->
            answer.send(handling.handle(ContractRouting.callerOf(request), everything(request))));
  }

  private static WebServer serve(HttpRouting.Builder routing) {
    return WebServer.builder()
        .address(InetAddress.getLoopbackAddress())
        .port(0)
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .routing(routing)
        .build()
        .start();
  }

  @Override
  protected int port() {
    return Objects.requireNonNull(server).port();
  }

  @Override
  protected void stop() {
    Objects.requireNonNull(server).stop();
  }

  /** A filter of the service is behind the authorization, however early it was added. */
  @Test
  void filterOfTheService_refusedOrForgedRequest_seesNeither() throws Exception {
    assertThat(get(port(), "/other", "authorization", "Bearer forged")).isEqualTo(401);
    assertThat(filtered).isEmpty();

    assertThat(get(port(), "/open", "authorization", "Bearer forged")).isEqualTo(200);
    assertThat(filtered).hasSize(1);
    assertThat(filtered.get(0)).doesNotContain("forged");
  }

  /** The negative control: the same service without our routing sees everything. */
  @Test
  void service_withoutTheRouting_seesForgedCredentialsOfNobody() throws Exception {
    WebServer open = serve(services(HttpRouting.builder(), new Handling()));
    try {
      assertThat(get(open.port(), "/other", "authorization", "Bearer forged")).isEqualTo(200);
    } finally {
      open.stop();
    }
    assertThat(filtered.get(0)).contains("forged");
  }

  @Test
  void callerOf_requestThatWasNotLetIn_isNobody() throws Exception {
    List<CallerContext> callers = new CopyOnWriteArrayList<>();
    WebServer open =
        serve(
            HttpRouting.builder()
                .any((request, answer) -> {
                  callers.add(ContractRouting.callerOf(request));
                  answer.send();
                }));
    try {
      get(open.port(), "/open");
    } finally {
      open.stop();
    }
    assertThat(callers).containsExactly(CallerContext.nobody());
  }

  private static int get(int port, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String everything(ServerRequest request) {
    StringBuilder all = new StringBuilder();
    for (Header header : request.headers()) {
      all.append(header.name()).append('=').append(header.allValues());
    }
    for (String name : CREDENTIALS) {
      all.append(request.headers().first(HeaderNames.create(name)));
      all.append(request.headers().all(HeaderNames.create(name), List::of));
    }
    return all.append(request.headers().cookies().names()).toString();
  }
}
