package dev.locum.worker.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.trace.HttpClientSpans;
import dev.locum.worker.client.DownstreamConnections.HttpPlace;
import dev.locum.worker.context.DownstreamHttp;
import dev.locum.worker.context.HttpCall;
import dev.locum.worker.context.HttpReply;
import dev.locum.worker.downstream.OutgoingCall;
import dev.locum.worker.downstream.OutgoingCall.PayloadToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Sends requests of one activity to one downstream, each with what authenticates it. */
final class AuthorizedHttp implements DownstreamHttp {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** RFC 9449 §8.1. */
  private static final String NONCE = "dpop-nonce";

  /** Bounds one request; an activity's own timeout is usually shorter. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Bounds what one answer takes of our memory. */
  private static final int MAX_BODY = 1024 * 1024;

  private final HttpPlace place;
  private final GivenNonce nonce;
  private final Optional<HttpClientSpans> spans;
  private final Function<HttpCall, OutgoingCall> authorizing;

  /**
   * Sends to one place.
   *
   * @param nonce what it gave for the next proof; the answers are asked for another
   * @param spans told of each request; absent: nobody is
   */
  AuthorizedHttp(
      HttpPlace place,
      GivenNonce nonce,
      Optional<HttpClientSpans> spans,
      Function<HttpCall, OutgoingCall> authorizing) {
    this.place = place;
    this.nonce = nonce;
    this.spans = spans;
    this.authorizing = authorizing;
  }

  /** Once more where the service wants a nonce in the proof and gives a new one (RFC 9449 §9). */
  @Override
  public HttpReply send(HttpCall call) throws IOException, InterruptedException {
    String shown = nonce.latest();
    Answer answer = sendOnce(call);
    return answer.wantsNonce() && !nonce.latest().equals(shown)
        ? sendOnce(call).reply()
        : answer.reply();
  }

  private record Answer(HttpReply reply, boolean wantsNonce) {}

  private Answer sendOnce(HttpCall call) throws IOException, InterruptedException {
    OutgoingCall outgoing = authorizing.apply(call);
    String body =
        outgoing.payloadToken().isPresent()
            ? withToken(call.body(), outgoing.payloadToken().get())
            : call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(place.place().base() + call.path()))
            .timeout(LIMIT)
            .method(
                call.method(),
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    outgoing.headers().forEach(request::setHeader);
    if (!body.isEmpty()) {
      request.setHeader("content-type", call.contentType());
    }
    HttpResponse<InputStream> response = inSpan(request);
    try (InputStream answer = response.body()) {
      byte[] read = answer.readNBytes(MAX_BODY + 1);
      if (read.length > MAX_BODY) {
        throw new IOException("answer: too long (expected: at most " + MAX_BODY + " bytes)");
      }
      response.headers().firstValue(NONCE).ifPresent(nonce::remember);
      return new Answer(
          new HttpReply(response.statusCode(), new String(read, StandardCharsets.UTF_8)),
          response.statusCode() == 401 && response.headers().firstValue(NONCE).isPresent());
    }
  }

  /** Each request is one, also the second with a nonce. */
  private HttpResponse<InputStream> inSpan(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest unmarked = request.build();
    Optional<HttpClientSpans.Begun> begun =
        spans.map(
            each -> each.begin(unmarked.method(), unmarked.uri().getHost(), request::setHeader));
    try {
      HttpResponse<InputStream> response =
          place.client().send(request.build(), BodyHandlers.ofInputStream());
      begun.ifPresent(span -> span.answered(response.statusCode()));
      return response;
    } catch (IOException | InterruptedException | RuntimeException e) {
      begun.ifPresent(span -> span.failed(e));
      throw e;
    }
  }

  private static String withToken(String body, PayloadToken token) throws IOException {
    JsonNode json = JSON.readTree(body);
    if (!(json instanceof ObjectNode object)) {
      throw new IllegalStateException("token in the payload: no JSON object (expected: one)");
    }
    return JSON.writeValueAsString(object.put(token.field(), token.token().reveal()));
  }
}
