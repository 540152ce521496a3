package dev.locum.cli.doctor;

import dev.locum.cli.oauth.ServerTrust;
import dev.locum.cli.outcome.CliException;
import dev.locum.settings.TracesSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Whether the collector takes spans: it is sent none, with the credential. */
record TracesCheck(String section, TracesSettings traces) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int GRPC_PORT = 4317;

  static List<Check> all(String section, Optional<TracesSettings> traces) {
    return traces
        .map(settings ->
            new Check(section + ".traces", () -> new TracesCheck(section, settings).look()))
        .stream()
        .toList();
  }

  Finding look() {
    URI place = URI.create(traces.endpoint() + "/v1/traces");
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    try {
      if ("https".equals(place.getScheme())) {
        client.sslContext(ServerTrust.context(traces.ca()));
      }
      try (HttpClient open = client.build()) {
        return answered(open.send(request(place), HttpResponse.BodyHandlers.discarding()));
      }
    } catch (CliException e) {
      return Finding.bad(
          section + ".traces." + e.getMessage(), "Correct " + section + ".traces.ca.");
    } catch (SSLException e) {
      return Finding.bad(
          "no trusted connection to " + traces.endpoint(),
          "Is its certificate of the authority in " + section + ".traces.ca, and for that host?");
    } catch (IOException e) {
      return Finding.bad(
          "nobody answers at " + traces.endpoint(),
          "Is the collector running there? Work goes on without it, and its spans are lost.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.care("interrupted", "Look again.");
    }
  }

  private HttpRequest request(URI place) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(place)
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.noBody());
    traces.headers().forEach((name, value) -> request.setHeader(name, value.reveal().strip()));
    return request.build();
  }

  private Finding answered(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status == 401 || status == 403) {
      return Finding.bad(
          traces.endpoint() + " refuses the credential: " + status,
          "Correct the file in " + section + ".traces.headers: it holds the whole value.");
    }
    if (status != 200) {
      return Finding.bad(
          traces.endpoint() + " takes no spans at /v1/traces: " + status,
          traces.endpoint().getPort() == GRPC_PORT
              ? "That is the port of OTLP over gRPC: name that of OTLP over HTTP, mostly 4318."
              : "Is OTLP over HTTP switched on there?");
    }
    return traces.recorded() == 0
        ? Finding.care(
            traces.endpoint() + " takes spans, and no trace that begins here is recorded",
            "Set " + section + ".traces.recorded, unless only callers are to begin traces.")
        : Finding.good(
            traces.endpoint()
                + " takes spans; of traces that begin here "
                + traces.recorded()
                + " %");
  }
}
