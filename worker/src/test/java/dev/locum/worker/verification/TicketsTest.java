package dev.locum.worker.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.identity.WorkerIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TicketsTest {

  private final TestClock clock = TestClock.atNoon();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private final Renewing authority = new Renewing();
  private final Tickets tickets = new Tickets(authority, clock);
  private final RawToken token = issuer.delegationToken().life(Duration.ofMinutes(1)).token();
  private final CheckedToken checked =
      new DelegationCache(issuer.verifier(), TestIssuer.TRUST_DOMAIN, clock).check(token);

  @Test
  void current_whileTheTokenCounts_isTheToken() {
    assertThat(current().token()).isEqualTo(token);
    assertThat(authority.renewals).hasValue(0);
  }

  @Test
  void current_ofAnExpiredToken_isRenewedOnce() {
    clock.advance(Duration.ofHours(1));

    Ticket renewed = current();

    assertThat(renewed.token()).isNotEqualTo(token);
    assertThat(current()).isEqualTo(renewed);
    assertThat(authority.renewals).hasValue(1);
  }

  /** However many activities ask at once. */
  @Test
  void current_byManyAtOnce_isRenewedOnce() throws Exception {
    clock.advance(Duration.ofHours(1));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Ticket>> asking =
          IntStream.range(0, 64).mapToObj(i -> (Callable<Ticket>) this::current).toList();
      for (Future<Ticket> future : threads.invokeAll(asking)) {
        assertThat(future.get().token()).isNotEqualTo(token);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(authority.renewals).hasValue(1);
  }

  @Test
  void current_whenTheRenewedOneExpires_isRenewedAgain() {
    clock.advance(Duration.ofHours(1));
    Ticket first = current();
    clock.advance(Duration.ofMinutes(5));

    assertThat(current()).isNotEqualTo(first);
    assertThat(authority.renewals).hasValue(2);
  }

  @Test
  void current_nearExpiryWhenNobodyAnswers_isTheTokenWhileItCounts() {
    authority.failure = new DenialException(DenialReason.AUTHORITY_UNAVAILABLE, "");
    clock.advance(Duration.ofSeconds(55));
    assertThat(current().token()).isEqualTo(token);

    clock.advance(Duration.ofSeconds(5));
    assertThatThrownBy(this::current).isInstanceOf(DenialException.class);
  }

  private Ticket current() {
    Work work =
        new Work(
            new WorkExecution("default", "TripWorkflow", "trip-1", "r", "q", Lineage.unknown()),
            "",
            Optional.empty(),
            "");
    return tickets.current(
        checked, new DelegationPresented(token, new Principal("user-ada", "alice"), work));
  }

  private final class Renewing implements DelegationAuthority {

    private final AtomicInteger renewals = new AtomicInteger();
    private volatile @Nullable DenialException failure;

    @Override
    public Ticket renew(RawToken old, Work work) {
      DenialException denial = failure;
      if (denial != null) {
        throw denial;
      }
      renewals.incrementAndGet();
      return new Ticket(
          issuer.delegationToken().issuedAt(clock.instant()).token(),
          clock.instant().plus(Duration.ofMinutes(5)));
    }

    @Override
    public WorkerIdentity describeSelf() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Verdict verify(RawToken any, Work work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket exchange(RawToken any, Work work, Exchange exchange) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket delegateChild(RawToken token, Work work, Child child) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close(List<EndedWork> ended) {
      throw new UnsupportedOperationException();
    }
  }
}
