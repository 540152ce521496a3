package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.Callers;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MadeContracts;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.internal.ContractAuthorizer;
import dev.locum.token.denial.Rejection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What decides first: public, then the identity, then requirements, then the policy. Each row is a
 * contract and what becomes of nobody, of a user, and of a service, both with role {@code user} and
 * scope {@code a}.
 */
class DecisionOrderTest {

  private static final CallerContext USER = Callers.user(Set.of("user"), Set.of("a"));
  private static final CallerContext SERVICE = Callers.service(Set.of("user"), "a");

  @ParameterizedTest(name = "service {0}, method {1}")
  @CsvSource({
    // Nothing said: gated, and the policy denies.
    "'',                                  '',                                 16, 7,  7",
    // S4-03, S4-13: public comes first.
    "'public:true',                       '',                                 ok, ok, ok",
    "'public:true default_policy:\"deny\"', '',                               ok, ok, ok",
    "'public:true default_requires{roles:\"admin\"}', '',                     ok, ok, ok",
    // S4-02, H7: allow itself demands an identity.
    "'default_policy:\"allow\"',          '',                                 16, ok, ok",
    "'default_policy:\"deny\"',           '',                                 16, 7,  7",
    "'default_policy:\"deny\"',           'policy:\"allow\"',                 16, ok, ok",
    "'default_policy:\"allow\"',          'policy:\"deny\"',                  16, 7,  7",
    // Requirements beat the policy, in both directions.
    "'default_requires{roles:\"user\"}',  'policy:\"deny\"',                  16, ok, ok",
    "'default_requires{roles:\"admin\"}', 'policy:\"allow\"',                 16, 7,  7",
    "'default_requires{roles:\"admin\"}', 'requires{}',                       16, ok, ok",
    // S4-37, S4-40, S4-53: roles any of, scopes all of, both parts.
    "'',  'requires{roles:\"admin\" roles:\"user\"}',                         16, ok, ok",
    "'',  'requires{scopes:\"a\" scopes:\"b\"}',                              16, 7,  7",
    "'',  'requires{roles:\"user\" scopes:\"b\"}',                            16, 7,  7",
    "'',  'requires{roles:\"admin\" scopes:\"a\"}',                           16, 7,  7",
    "'',  'requires{roles:\"user\" scopes:\"a\"}',                            16, ok, ok",
    // S4-12, S4-17, S4-39, S4-41: internal asks for a trust source before anything else.
    "'internal:true',                     '',                                 16, 16, ok",
    "'internal:true default_policy:\"deny\"', '',                             16, 16, ok",
    "'',                                  'internal:true policy:\"deny\"',    16, 16, ok",
    "'internal:true default_policy:\"allow\"', '',                            16, 16, ok",
    "'',  'internal:true requires{roles:\"user\"}',                           16, 16, ok",
    "'',  'internal:true requires{roles:\"admin\"}',                          16, 16, 7",
    "'default_requires{roles:\"admin\"}', 'internal:true',                    16, 16, 7",
    // S4-15, H4: a method's marker switches the other one off.
    "'public:true',                       'internal:true',                    16, 16, ok",
    "'internal:true',                     'public:true',                      ok, ok, ok",
    "'public:true',                       'public:false',                     16, 7,  7",
    "'internal:true default_policy:\"allow\"', 'internal:false',              16, ok, ok"
  })
  void refuse_contract_decidesInOrder(
      String service, String method, String nobody, String user, String workload) {
    MethodContract contract = MadeContracts.of(service, method);

    assertThat(outcome(contract, CallerContext.nobody())).as("nobody").isEqualTo(nobody);
    assertThat(outcome(contract, USER)).as("a user").isEqualTo(user);
    assertThat(outcome(contract, SERVICE)).as("a service").isEqualTo(workload);
  }

  /** S4-14, H4: what contradicts itself does not start. */
  @Test
  void of_contradictions_areRefused() {
    assertThatThrownBy(() -> MadeContracts.of("", "public:true internal:true"))
        .isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> MadeContracts.of("public:true internal:true", ""))
        .isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> MadeContracts.of("", "public:true requires{roles:'admin'}"))
        .isInstanceOf(ContractException.class);
  }

  private static String outcome(MethodContract contract, CallerContext caller) {
    return ContractAuthorizer.refuse(contract, caller).map(DecisionOrderTest::code).orElse("ok");
  }

  private static String code(Rejection rejection) {
    return switch (rejection.reason().publicReason().status()) {
      case UNAUTHENTICATED -> "16";
      case PERMISSION_DENIED -> "7";
      default -> rejection.reason().code();
    };
  }
}
