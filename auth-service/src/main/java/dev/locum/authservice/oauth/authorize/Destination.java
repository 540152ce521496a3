package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.page.FormTarget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the browser may be sent, whatever comes of the request: a redirect URI that is proven to be
 * the client's. But for a logout there is no other way to send a browser away from our pages.
 *
 * @param client the client
 * @param redirectUri as the request named it
 * @param state the client's own, sent back as it came; absent: none
 */
record Destination(Client client, String redirectUri, Optional<String> state) {

  private static final int MAX_STATE = 1_024;

  /** The destination of a request; empty if client and redirect URI do not belong together. */
  static Optional<Destination> of(Optional<Client> client, Form request) {
    Optional<String> redirectUri = request.optional("redirect_uri");
    Optional<String> state = request.optional("state");
    return client
        .filter(known -> known.mayUse(UserGrant.AUTHORIZATION_CODE))
        .filter(known -> redirectUri.flatMap(named -> known.rules().redirectUri(named)).isPresent())
        .filter(known -> state.filter(text -> text.length() > MAX_STATE).isEmpty())
        .map(known -> new Destination(known, redirectUri.orElseThrow(), state));
  }

  /** Sends the browser there with these parameters, the state, and who we are (RFC 9207 §2). */
  Answer send(String issuer, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    state.ifPresent(text -> all.put("state", text));
    all.put("iss", issuer);
    String query =
        all.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return Answer.seeOther(redirectUri + (redirectUri.contains("?") ? "&" : "?") + query);
  }

  /**
   * The origin in a form of {@code form-action} (CSP 3 §6.1.15): browsers ask it of redirects, too.
   */
  String formTarget() {
    return FormTarget.of(redirectUri);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
