package dev.locum.grpcauthz.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import dev.locum.grpcauthz.contract.report.ContractDiff.Change;
import dev.locum.grpcauthz.contract.report.ContractDiff.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a change lets anybody in who was not let in before. */
class ContractDiffTest {

  private static final String METHOD = "a.B/C";
  private static final List<Set<String>> ROLES =
      List.of(Set.of(), Set.of("a"), Set.of("b"), Set.of("a", "b"));
  private static final List<Set<String>> SCOPES =
      List.of(Set.of(), Set.of("x"), Set.of("y"), Set.of("x", "y"));

  /** Who proves what: a gated method asks for a token, an internal one for a service. */
  private enum Proof {
    NONE,
    USERS_TOKEN,
    SERVICES_TOKEN,
    /** A mesh or a peer certificate, say; gated methods ask no trust source. */
    TRUST_SOURCE_ALONE;

    boolean opensGated() {
      return this == USERS_TOKEN || this == SERVICES_TOKEN;
    }

    boolean opensInternal() {
      return this == SERVICES_TOKEN || this == TRUST_SOURCE_ALONE;
    }
  }

  /** Whoever can call, with any rights. */
  private record Caller(Proof proof, Set<String> roles, Set<String> scopes) {}

  /** The order agrees with what contracts mean, for every pair of contracts and every caller. */
  @Test
  void exposed_ofEveryPair_exactlyIfSomebodyNewIsLetIn() {
    List<Caller> callers = callers();
    List<MethodContract> contracts = contracts();
    int exposed = 0;
    for (MethodContract before : contracts) {
      for (MethodContract after : contracts) {
        boolean letsNewIn =
            callers.stream().anyMatch(caller -> letsIn(after, caller) && !letsIn(before, caller));

        assertThat(!ContractDiff.between(List.of(before), List.of(after)).exposures().isEmpty())
            .as("%s to %s", ContractText.terms(before), ContractText.terms(after))
            .isEqualTo(letsNewIn);
        exposed += letsNewIn ? 1 : 0;
      }
    }
    assertThat(exposed).isPositive().isLessThan(contracts.size() * contracts.size());
  }

  @ParameterizedTest
  @CsvSource({
    "internal,public,EXPOSED",
    "internal,gated policy=allow,EXPOSED",
    "internal,gated policy=deny,NARROWED",
    "gated policy=allow,internal,EXPOSED",
    "gated scopes=x,internal scopes=x,EXPOSED",
    "gated policy=deny,internal,EXPOSED",
    "public,internal,NARROWED",
    "gated requires=identity,public,EXPOSED",
    "internal roles=a,internal,EXPOSED",
    "internal,internal roles=a,NARROWED",
    "'internal roles=a,b',internal roles=a,NARROWED",
    "internal roles=a,'internal roles=a,b',EXPOSED",
    "internal roles=a,internal roles=b,EXPOSED",
    "'internal scopes=x,y',internal scopes=x,EXPOSED",
    "internal scopes=x,'internal scopes=x,y',NARROWED",
    "internal scopes=x,gated scopes=x,EXPOSED",
    "gated policy=deny,gated policy=allow,EXPOSED"
  })
  void change_ofOneMethod_isNamed(String before, String after, Kind kind) {
    assertThat(ContractDiff.between(parse(before), parse(after)).changes())
        .extracting(Change::kind)
        .containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "public,ADDED_OPEN",
    "gated policy=allow,ADDED_OPEN",
    "gated requires=identity,ADDED_OPEN",
    "gated policy=deny,ADDED",
    "gated roles=a,ADDED",
    "internal,ADDED"
  })
  void change_newMethod_isExposedIfItIsOpen(String terms, Kind kind) {
    ContractDiff added = ContractDiff.between(List.of(), parse(terms));

    assertThat(added.changes()).extracting(Change::kind).containsExactly(kind);
    assertThat(ContractDiff.between(parse(terms), List.of()).changes())
        .extracting(Change::kind)
        .containsExactly(Kind.REMOVED);
    assertThat(ContractDiff.between(parse(terms), parse(terms)).changes()).isEmpty();
  }

  /** What is kept beside the sources says the same as the contract. */
  @Test
  void text_ofEveryContract_isReadBackTheSame() {
    for (MethodContract contract : contracts()) {
      MethodContract read = ContractText.parse(ContractText.write(List.of(contract))).get(0);

      assertThat(ContractDiff.between(List.of(contract), List.of(read)).changes()).isEmpty();
      assertThat(Exposure.of(read).isWithin(Exposure.of(contract))).isTrue();
      assertThat(Exposure.of(contract).isWithin(Exposure.of(read))).isTrue();
    }
    MethodContract odd = contract(Posture.INTERNAL, "a b,c=d", "é\n");
    assertThat(ContractText.parse(ContractText.write(List.of(odd)))).containsExactly(odd);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.B/C",
        "a.B internal",
        "a.B/C secret",
        "a.B/C INTERNAL",
        "a.B/C internal roles=b,a",
        "a.B/C internal colour=red",
        "a.B/C internal policy=allow",
        "a.B/C gated",
        "a.B/C gated policy=perhaps",
        "a.B/C public  ",
        "a.B/C internal roles=%zz",
        "a.B/C internal\na.B/C public"
      })
  void text_thatWeDoNotWrite_isRefused(String line) {
    assertThatThrownBy(() -> ContractText.parse(ContractText.HEADER + "\n" + line + "\n"))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("line ");
  }

  private static List<MethodContract> parse(String terms) {
    return ContractText.parse(METHOD + " " + terms);
  }

  private static List<Caller> callers() {
    List<Caller> callers = new ArrayList<>();
    callers.add(new Caller(Proof.NONE, Set.of(), Set.of()));
    for (Set<String> roles : ROLES) {
      for (Set<String> scopes : SCOPES) {
        callers.add(new Caller(Proof.USERS_TOKEN, roles, scopes));
        callers.add(new Caller(Proof.SERVICES_TOKEN, roles, scopes));
        callers.add(new Caller(Proof.TRUST_SOURCE_ALONE, roles, scopes));
      }
    }
    return callers;
  }

  private static List<MethodContract> contracts() {
    List<MethodContract> contracts = new ArrayList<>();
    contracts.add(
        new MethodContract(METHOD, Posture.PUBLIC, Optional.empty(), Policy.DENY, List.of()));
    for (Posture posture : List.of(Posture.INTERNAL, Posture.GATED)) {
      for (Policy policy : Policy.values()) {
        contracts.add(new MethodContract(METHOD, posture, Optional.empty(), policy, List.of()));
        for (Set<String> roles : ROLES) {
          for (Set<String> scopes : SCOPES) {
            contracts.add(
                new MethodContract(
                    METHOD,
                    posture,
                    Optional.of(new Requirements(roles, scopes)),
                    policy,
                    List.of()));
          }
        }
      }
    }
    return contracts;
  }

  private static boolean letsIn(MethodContract contract, Caller caller) {
    Predicate<Requirements> met = required -> required.areMetBy(caller.roles(), caller.scopes());
    return switch (contract.posture()) {
      case PUBLIC -> true;
      case INTERNAL ->
          caller.proof().opensInternal() && contract.requires().map(met::test).orElse(true);
      case GATED ->
          caller.proof().opensGated()
              && contract.requires().map(met::test).orElse(contract.policy() == Policy.ALLOW);
    };
  }

  private static MethodContract contract(Posture posture, String role, String scope) {
    return new MethodContract(
        METHOD,
        posture,
        Optional.of(new Requirements(Set.of(role), Set.of(scope))),
        Policy.DENY,
        List.of());
  }
}
