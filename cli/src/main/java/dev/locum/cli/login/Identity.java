package dev.locum.cli.login;

import dev.locum.cli.output.JsonText;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.token.DecodedToken;
import dev.locum.token.claim.ClaimNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As whom one is logged in, as the access token says. It came from the issuer over TLS and is for
 * information; whoever decides by it verifies it.
 */
final class Identity {

  private final String profile;
  private final StoredTokens tokens;
  private final DecodedToken claims;

  Identity(String profile, StoredTokens tokens) {
    this.profile = profile;
    this.tokens = tokens;
    this.claims = DecodedToken.of(tokens.accessToken());
  }

  void print(Output output) {
    List<String> roles = claims.texts(ClaimNames.ROLES).stream().sorted().toList();
    if (output.isJson()) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      members.put("profile", profile);
      members.put("issuer", tokens.issuer());
      members.put("subject", claims.text(ClaimNames.SUBJECT));
      members.put("tenant", claims.text(ClaimNames.TENANT));
      members.put("roles", roles);
      members.put("session_id", claims.text(ClaimNames.SESSION));
      members.put("access_token_expires_at", tokens.expiresAt().toString());
      members.put("bound_to_key", tokens.proofKey().isPresent());
      output.json(json -> JsonText.write(json, members));
    } else {
      output.fields(fields ->
          fields
              .add("subject", claims.text(ClaimNames.SUBJECT))
              .add("tenant", claims.text(ClaimNames.TENANT))
              .add("roles", String.join(", ", roles))
              .add("session", claims.text(ClaimNames.SESSION))
              .add("access token until", Printable.time(tokens.expiresAt()) + ", then refreshed")
              .add("bound to a key", tokens.proofKey().isPresent() ? "yes, of this profile" : "no")
              .add("issuer", tokens.issuer())
              .add("profile", profile));
    }
  }
}
