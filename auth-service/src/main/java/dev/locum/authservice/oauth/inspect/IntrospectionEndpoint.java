package dev.locum.authservice.oauth.inspect;

import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.authority.Introspection;
import dev.locum.authservice.oauth.client.ClientAuthentication;
import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.store.Moment;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.proof.Confirmation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code /oauth/introspect} (RFC 7662). */
public final class IntrospectionEndpoint implements Endpoint {

  private static final Map<String, Object> INACTIVE = Map.of("active", false);

  private final ClientAuthentication clients;
  private final Authority authority;
  private final Issuer issuer;

  public IntrospectionEndpoint(ClientAuthentication clients, Authority authority, Issuer issuer) {
    this.clients = clients;
    this.authority = authority;
    this.issuer = issuer;
  }

  @Override
  public Answer answer(Request request) {
    return Moment.presuming(() -> introspected(request));
  }

  private Answer introspected(Request request) {
    Form form = request.form().requireOnce(Set.of());
    Workload caller = workload(request, form);
    String token = form.required("token");
    if (token.length() > RawToken.MAX_LENGTH) {
      return Answer.json(200, INACTIVE);
    }
    try {
      return authority
          .introspect(caller, RawToken.of(token), request.caller().correlationId())
          .map(found -> Answer.json(200, members(found)))
          .orElseGet(() -> Answer.json(200, INACTIVE));
    } catch (DenialException denial) {
      throw new OAuthRefusal(Denials.toErrorCode(denial.reason()));
    }
  }

  /** Nobody who cannot prove who they are learns anything of a token (IN-1). */
  private Workload workload(Request request, Form form) {
    OAuthClient client = clients.authenticate(request, form);
    if (client instanceof OAuthClient.Proven proven) {
      return proven.workload();
    }
    throw new OAuthRefusal(ErrorCode.INVALID_CLIENT);
  }

  private Map<String, Object> members(Introspection found) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("active", true);
    members.put("iss", issuer.value());
    members.put("sub", found.about().subject());
    members.put("aud", found.audience().value());
    members.put("jti", found.life().id().value());
    members.put("iat", found.life().issuedAt().getEpochSecond());
    members.put("exp", found.life().expiresAt().getEpochSecond());
    found.about().clientId().ifPresent(id -> members.put("client_id", id));
    found.about().tenant().ifPresent(tenant -> members.put("tenant", tenant));
    if (!found.about().roles().isEmpty()) {
      members.put("roles", new TreeSet<>(found.about().roles()));
    }
    found.grant().actions().map(ActionSet::toScope).ifPresent(scope -> members.put("scope", scope));
    found.grant().delegation().ifPresent(id -> members.put("txn", id));
    found.grant().actor().ifPresent(actor -> members.put("act", act(actor)));
    found
        .confirmation()
        .ifPresent(bound -> {
          members.put("cnf", bound.members());
          members.put("token_type", bound instanceof Confirmation.Key ? "DPoP" : "Bearer");
        });
    members.put("token_kind", found.kind().name());
    return members;
  }

  private static Map<String, Object> act(Actor actor) {
    Map<String, Object> act = new LinkedHashMap<>();
    act.put("sub", actor.workload().value());
    Optional<Actor> previous = actor.previous();
    previous.ifPresent(before -> act.put("act", act(before)));
    return act;
  }
}
