package dev.locum.testkit.auth;

import com.google.protobuf.Message;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the fake answers by itself, method by method. */
final class FakeAnswers {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final FakeTokens tokens;
  private final Map<String, BiFunction<Message, Metadata, Message>> answers = new HashMap<>();

  FakeAnswers(
      FakeTokens tokens, FakeDelegations delegations, FakeGatewayAnswers gateway, FakeTrail trail) {
    this.tokens = tokens;
    open(TokenServiceGrpc.getIssueServiceTokenMethod(), tokens::issue);
    open(TokenServiceGrpc.getGetKeySetMethod(), request -> tokens.keySet());
    closed(TokenServiceGrpc.getIntrospectTokenMethod(), tokens::introspect);
    closed(
        TokenServiceGrpc.getDescribeSelfMethod(), (request, caller) -> FakeTokens.describe(caller));
    open(TokenServiceGrpc.getEndSessionMethod(), tokens::end);
    closed(DelegationServiceGrpc.getIssueDelegationMethod(), delegations::issue);
    closed(
        DelegationServiceGrpc.getBindRunMethod(), (request, caller) -> delegations.bind(request));
    closed(DelegationServiceGrpc.getVerifyDelegationMethod(), delegations::verify);
    closed(DelegationServiceGrpc.getRenewDelegationMethod(), delegations::renew);
    closed(DelegationServiceGrpc.getExchangeDelegationMethod(), delegations::exchange);
    forUser(
        DelegationServiceGrpc.getRevokeDelegationMethod(),
        RevokeDelegationRequest::getAccessToken,
        delegations::revoke);
    closed(
        DelegationServiceGrpc.getCloseDelegationMethod(),
        (request, caller) -> delegations.close(request));
    forUser(
        DelegationServiceGrpc.getGetDelegationMethod(),
        GetDelegationRequest::getAccessToken,
        delegations::get);
    forUser(
        DelegationServiceGrpc.getListDelegationsMethod(),
        ListDelegationsRequest::getAccessToken,
        delegations::list);
    closed(GatewayServiceGrpc.getAuthenticateWorkloadMethod(), gateway::authenticate);
    closed(GatewayServiceGrpc.getDescribeGrantsMethod(), gateway::describe);
    closed(
        GatewayServiceGrpc.getCheckDelegationMethod(),
        (request, caller) -> delegations.check(request));
    closed(AuditServiceGrpc.getAppendEventsMethod(), (request, caller) -> trail.append(request));
    forUser(
        AuditServiceGrpc.getSearchEventsMethod(),
        SearchEventsRequest::getAccessToken,
        request -> trail.search());
  }

  private <Q extends Message, A extends Message> void open(
      MethodDescriptor<Q, A> method, Function<Q, A> answer) {
    put(method, (request, headers) -> answer.apply(request));
  }

  private <Q extends Message, A extends Message> void closed(
      MethodDescriptor<Q, A> method, BiFunction<Q, FakeWorkload, A> answer) {
    put(method, (request, headers) -> answer.apply(request, caller(headers)));
  }

  /**
   * For workloads, and for a user's own client, which is none and shows an access token in the
   * request.
   */
  private <Q extends Message, A extends Message> void forUser(
      MethodDescriptor<Q, A> method, Function<Q, String> accessToken, Function<Q, A> answer) {
    put(
        method,
        (request, headers) -> {
          if (headers.containsKey(AUTHORIZATION)) {
            caller(headers);
          } else {
            tokens.user(accessToken.apply(request));
          }
          return answer.apply(request);
        });
  }

  private <Q extends Message, A extends Message> void put(
      MethodDescriptor<Q, A> method, BiFunction<Q, Metadata, A> answer) {
    @SuppressWarnings("unchecked") // A call has its method's request type.
    BiFunction<Message, Metadata, Message> any =
        (request, headers) -> answer.apply((Q) request, headers);
    answers.put(method.getFullMethodName(), any);
  }

  Message answer(String method, Message request, Metadata headers) {
    BiFunction<Message, Metadata, Message> answer = answers.get(method);
    if (answer == null) {
      throw new DenialException(
          DenialReason.METHOD_NOT_ALLOWED, "the fake does not know " + method);
    }
    return answer.apply(request, headers);
  }

  private FakeWorkload caller(Metadata headers) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null || !authorization.startsWith(BEARER)) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "");
    }
    return tokens.caller(RawToken.of(authorization.substring(BEARER.length())));
  }
}
