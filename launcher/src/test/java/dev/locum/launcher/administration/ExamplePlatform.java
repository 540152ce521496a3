package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.launcher.administration.AdministeredService.Outcome;

/** What an operator sets up first: a tenant with a route, a worker for it, a role and a user. */
final class ExamplePlatform {

  private static final String PASSWORD = "a perfectly long phrase";

  private ExamplePlatform() {}

  /** Puts it there by commands. */
  static void setUp(AdministeredService service) {
    service.succeed("tenant", "put", "alice");
    service.succeed(
        "downstream", "put", "fleet", "--action", "fleet.reserve", "--action", "fleet.release");
    String key = service.directory.resolve("worker.jwk").toString();
    service.succeed("workload", "make-key", key);
    service.succeed(
        "workload",
        "put",
        "alice-worker",
        "--kind",
        "worker",
        "--tenant",
        "alice",
        "--queue",
        "default/queue-alice",
        "--public-key",
        "file:" + key + ".pub");
    service.succeed(
        "namespace",
        "put",
        "default",
        "--shared",
        "--delegations",
        "required",
        "--credential",
        "certificate",
        "--credential",
        "api-key");
    service.succeed(
        "route",
        "put",
        "alice/trip",
        "--namespace",
        "default",
        "--workflow-type",
        "TripWorkflow",
        "--queue",
        "queue-alice",
        "--action",
        "fleet.reserve",
        "--action",
        "fleet.release",
        "--compensation",
        "fleet.release=fleet.reserve",
        "--downstream",
        "fleet",
        "--delegation-limit",
        "1h");
    service.succeed("role", "put", "alice/rider", "--route", "trip", "--action", "fleet.reserve");
    service.succeed("user", "put", "alice/ada", "--role", "rider");
    Outcome set =
        service.runWith(PASSWORD + "\n", "user", "set-password", "alice/ada", "--from", "-");
    assertThat(set.exit()).as(set.err()).isZero();
  }

  /** Neither the password of the user, nor an API key, nor the private part of a JWK. */
  static void requireNoSecretIn(String visible) {
    assertThat(visible).doesNotContain(PASSWORD, "lk_", "\"d\"");
  }
}
