package dev.locum.authservice.user;

import static dev.locum.authservice.fixture.LoginWorld.ADA;
import static dev.locum.authservice.fixture.LoginWorld.ALICE;
import static dev.locum.authservice.fixture.LoginWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.store.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The users of a tenant who are not a provider's. */
class OwnUsersTest {

  @Test
  void listOwn_leavesOutTheUsersOfProviders_withOneStatement(@TempDir Path directory) {
    try (LoginWorld world = LoginWorld.open(directory)) {
      UserName own = new UserName("bea");
      UserName external = new UserName("corp.eve");
      User eve = world.users.put(new UserSpec(ALICE, external, Set.of(), false), OPERATOR);
      world.users.put(new UserSpec(ALICE, own, Set.of(), false), OPERATOR);
      AtomicInteger statements = new AtomicInteger();

      List<User> listed =
          world.store.write(tx -> {
            tx.update(
                "INSERT INTO external_user (issuer, external_subject, subject, created_at)"
                    + " VALUES (?, ?, ?, ?)",
                "https://corp.example",
                "eve",
                eve.subject().value(),
                world.clock.instant());
            return world.users.listOwn(counted(tx, statements), ALICE);
          });

      assertThat(listed).extracting(User::name).containsExactly(ADA, own);
      assertThat(statements).hasValue(1);
    }
  }

  private static Transaction counted(Transaction tx, AtomicInteger statements) {
    return (Transaction)
        Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (proxy, method, arguments) -> {
              statements.incrementAndGet();
              try {
                return method.invoke(tx, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
